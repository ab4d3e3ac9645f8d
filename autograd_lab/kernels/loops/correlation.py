"""The loops of ``convolution.py``. ``step`` is the number of lanes; memory has room for one step more than is needed.

Innermost indices are ``np.uintp`` where speed needs it: without a sign no index counts from the end, and several
numbers are taken in one step.
"""

from __future__ import annotations

import numpy as np

from autograd_lab.backend.lanes import add_product, add_up, load, store, zeros
from autograd_lab.backend.loops import inline, loop, prange

FILTERS = 8  # whose sums ``multiply`` has in registers
ROWS, TAPS = 4, 3  # filters and taps whose sums ``meet`` has there
ZERO = np.float32(0)


@inline
def clear(y, at, count, step):
    """``count`` zeros into y, and over what comes behind them."""
    while count > 0:
        store(y, at, zeros())
        at += step
        count -= step


@inline
def within(start, stride, end, count):
    """From which to which of ``count`` numbers start + i stride is in range(end)."""
    first = min(max(-(start // stride), 0), count)
    return first, min(max(-((start - end) // stride), first), count)


@inline
def lay_out(x, n, paper, plane, down, right, stride, top, rows, width, step):
    """Copies of image n: for each channel, for each start of rows and of columns. Outside the image there are zeros."""
    (channels, height, long), flat, at = x.shape[1:], x.reshape(-1), 0
    s, t = stride
    for c in range(channels):
        for i in range(down.size):
            upper, lower = within(top * s + down[i], s, height, rows)
            for j in range(right.size):
                first, last = within(right[j], t, long, width)
                source = ((n * channels + c) * height + (top + upper) * s + down[i]) * long + first * t + right[j]
                start, runs, count = at + upper * width + first, lower - upper, last - first
                if s == t == 1 and long == width:  # one row behind the other in both
                    runs, count = min(runs, 1), (runs - 1) * width + count
                clear(paper, at, upper * width, step)
                for r in range(runs):
                    to, of, q = start + r * width, source + r * s * long, 0
                    if t == 1 and of + count + step <= flat.size:
                        while q < count:  # what comes behind is written later
                            store(paper, to + q, load(flat, of + q))
                            q += step
                    else:
                        for q in range(np.uintp(count)):
                            paper[np.uintp(to) + q] = flat[np.uintp(of) + q * np.uintp(t)]
                clear(paper, at + lower * width, (rows - lower) * width, step)
                for q in range(width - last + first):
                    beside = at + (q if q < first else q - first + last)
                    for r in range(upper, lower):
                        paper[beside + r * width] = ZERO
                at += plane


@inline
def lay_flat(y, n, answer, along, top, rows, step):
    """Some rows of image n, with zeros behind those of each channel."""
    (channels, height, width), flat = y.shape[1:], y.reshape(-1)
    for c in range(channels):
        at, source = np.uintp(c * along), np.uintp(((n * channels + c) * height + top) * width)
        for p in range(np.uintp(rows * width)):
            answer[at + p] = flat[source + p]
        clear(answer, c * along + rows * width, step, step)


@inline
def take_out(sheet, across, y, n, bias, places, top, rows, width):
    """Write the products to their places in image n, and add the bias."""
    (filters, height, long), flat = y.shape[1:], y.reshape(-1)
    (s, t), (above, beside) = places[0], places[1]
    rows, columns = min(rows, (height - above + s - 1) // s - top), (long - beside + t - 1) // t
    if s == t == 1:  # one row behind the other in both
        rows, columns = 1, rows * columns
    for f in range(filters):
        for r in range(rows):
            i, b = np.uintp(f * across + r * width), bias[f]
            j = np.uintp(((n * filters + f) * height + (top + r) * s + above) * long + beside)
            if t == 1:
                for q in range(np.uintp(columns)):
                    flat[j + q] = sheet[i + q] + b
            else:
                for q in range(np.uintp(columns)):
                    flat[j + q * np.uintp(t)] = sheet[i + q] + b


@inline
def multiply(w, offsets, paper, sheet, across, length, step):
    """sheet_f at p = sum_k w_(f,k) paper at offset_k + p, for p < length; w is (F / 8, K or more, 8)."""
    for p in range(0, length, step):
        for block in range(w.shape[0]):
            a = b = c = d = e = f = g = h = zeros()
            for k in range(offsets.size):
                x = load(paper, offsets[k] + p)
                a = add_product(a, w[block, k, 0], x)
                b = add_product(b, w[block, k, 1], x)
                c = add_product(c, w[block, k, 2], x)
                d = add_product(d, w[block, k, 3], x)
                e = add_product(e, w[block, k, 4], x)
                f = add_product(f, w[block, k, 5], x)
                g = add_product(g, w[block, k, 6], x)
                h = add_product(h, w[block, k, 7], x)
            at = block * FILTERS * across + p
            store(sheet, at, a)
            store(sheet, at + across, b)
            store(sheet, at + 2 * across, c)
            store(sheet, at + 3 * across, d)
            store(sheet, at + 4 * across, e)
            store(sheet, at + 5 * across, f)
            store(sheet, at + 6 * across, g)
            store(sheet, at + 7 * across, h)


@inline
def meet(paper, image, offsets, answer, other, along, images, length, step, total):
    """total_(f,k) += sum_p answer_f at p paper at offset_k + p, over images that are so far apart in both."""
    for f in range(0, total.shape[0], ROWS):
        for k in range(0, total.shape[1], TAPS):
            a0 = a1 = a2 = b0 = b1 = b2 = c0 = c1 = c2 = d0 = d1 = d2 = zeros()
            for n in range(images):
                one, two, three = n * image + offsets[k], n * image + offsets[k + 1], n * image + offsets[k + 2]
                at = n * other + f * along
                for p in range(0, length, step):
                    x0, x1, x2 = load(paper, one + p), load(paper, two + p), load(paper, three + p)
                    y = load(answer, at + p)
                    a0, a1, a2 = add_product(a0, y, x0), add_product(a1, y, x1), add_product(a2, y, x2)
                    y = load(answer, at + along + p)
                    b0, b1, b2 = add_product(b0, y, x0), add_product(b1, y, x1), add_product(b2, y, x2)
                    y = load(answer, at + 2 * along + p)
                    c0, c1, c2 = add_product(c0, y, x0), add_product(c1, y, x1), add_product(c2, y, x2)
                    y = load(answer, at + 3 * along + p)
                    d0, d1, d2 = add_product(d0, y, x0), add_product(d1, y, x1), add_product(d2, y, x2)
            for i, (u, v, w) in enumerate(((a0, a1, a2), (b0, b1, b2), (c0, c1, c2), (d0, d1, d2))):
                total[f + i, k] += add_up(u)
                total[f + i, k + 1] += add_up(v)
                total[f + i, k + 2] += add_up(w)


@loop
def correlate(
    y, x, w, bias, counts, offsets, papers, sheets, down, right, stride, more, places, height, width, tall, step
):
    """y = x * w + bias, ``tall`` rows of an image at a time: all places, or one after the other those of a stride."""
    strips = (height + tall - 1) // tall
    for thread in prange(papers.shape[0]):
        paper, sheet = papers[thread].reshape(-1), sheets[thread].reshape(-1)
        for strip in range(thread, x.shape[0] * strips, papers.shape[0]):
            n, top = strip // strips, strip % strips * tall
            rows = min(tall, height - top)
            lay_out(x, n, paper, papers.shape[2], down, right, stride, top, rows + more, width, step)
            for k in range(len(counts)):
                multiply(w[k], offsets[k, : counts[k]], paper, sheet, sheets.shape[2], rows * width, step)
                take_out(sheet, sheets.shape[2], y, n, bias, places[k], top, rows, width)


@loop
def correlate_with(x, y, totals, offsets, papers, answers, down, right, stride, more, tall, step):
    """totals: the sums of y times what a tap sees of x, in parts; ``tall`` rows of some images at a time."""
    parts, many, (height, width) = totals.shape[0], papers.shape[1], y.shape[2:]
    strips = (height + tall - 1) // tall
    for thread in prange(papers.shape[0]):
        paper, answer = papers[thread], answers[thread]
        for part in range(thread, parts, papers.shape[0]):
            for piece in range(part, (x.shape[0] + many - 1) // many * strips, parts):
                first, top = piece // strips * many, piece % strips * tall
                rows, images = min(tall, height - top), min(many, x.shape[0] - first)
                for i in range(images):
                    canvas, plane = paper[i].reshape(-1), paper.shape[2]
                    lay_out(x, first + i, canvas, plane, down, right, stride, top, rows + more, width, step)
                    lay_flat(y, first + i, answer[i].reshape(-1), answer.shape[2], top, rows, step)
                apart, other, along = paper[0].size, answer[0].size, answer.shape[2]
                papers_flat, answers_flat = paper.reshape(-1), answer.reshape(-1)
                meet(papers_flat, apart, offsets, answers_flat, other, along, images, rows * width, step, totals[part])
