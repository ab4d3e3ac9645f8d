"""The loops of ``convolution.py``."""

from __future__ import annotations

import numpy as np

from autograd_lab.backend.lanes import add_product, add_up, load, store, zeros
from autograd_lab.backend.loops import inline, loop, prange

FILTERS = 8  # whose sums are in registers
ZERO = np.float32(0)


@inline
def copy(x, start, y, at, count, step):
    """``count`` numbers of x to y, where those behind them may be overwritten."""
    if start + count + step <= x.size:
        q = 0
        while q < count:  # a range would divide by the step first
            store(y, at + q, load(x, start + q))
            q += step
    else:
        for q in range(count):
            y[at + q] = x[start + q]


@inline
def clear(y, at, count, step):
    q = 0
    while q < count:
        store(y, at + q, zeros())
        q += step


@inline
def within(start, stride, end, count):
    """From which to which of ``count`` numbers start + i stride is in range(end)."""
    first = min(max(-(start // stride), 0), count)
    return first, min(max(-((start - end) // stride), first), count)


@inline
def lay_out(x, n, paper, plane, down, right, stride, top, rows, width, step):
    """Copies of image n: for each channel, for each start of rows and of columns. Outside the image there are zeros."""
    channels, height, long, flat, at = x.shape[1], x.shape[2], x.shape[3], x.reshape(-1), 0
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
def take_out(sheet, across, y, n, bias, places, top, rows, width):
    """Write the products to their places in image n, and add the bias."""
    filters, height, long = y.shape[1], y.shape[2], y.shape[3]
    flat, s, t = y.reshape(-1), places[0, 0], places[0, 1]
    if s == 1 and t == 1:  # one row behind the other in both
        rows, width = 1, rows * width
    for f in range(filters):
        b = bias[f]
        for r in range(rows):
            i, j = f * across + r * width, ((n * filters + f) * height + (top + r) * s + places[1, 0]) * long + places[1, 1]
            if t == 1:
                for q in range(np.uintp(width)):
                    flat[np.uintp(j) + q] = sheet[np.uintp(i) + q] + b
            else:
                for q in range(width):
                    flat[j + q * t] = sheet[i + q] + b


@inline
def multiply(w, offsets, paper, sheet, across, length, step):
    """sheet_f at p = sum_k w_(f,k) paper at offset_k + p, for p < length."""
    for p in range(0, length, step):
        for block in range(w.shape[0]):
            a = zeros()
            b = zeros()
            c = zeros()
            d = zeros()
            e = zeros()
            f = zeros()
            g = zeros()
            h = zeros()
            for k in range(w.shape[1]):
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
    """total_(f,k) += sum_p answer_f at p paper at offset_k + p, of so many images."""
    for f in range(0, total.shape[0], 4):
        for k in range(0, total.shape[1], 3):
            a = zeros()
            b = zeros()
            c = zeros()
            d = zeros()
            e = zeros()
            g = zeros()
            h = zeros()
            i = zeros()
            j = zeros()
            l = zeros()
            m = zeros()
            n = zeros()
            for number in range(images):
                x = number * image
                one, two, three = x + offsets[k], x + offsets[k + 1], x + offsets[k + 2]
                at = number * other + f * along
                for p in range(0, length, step):
                    u, v, w = load(paper, one + p), load(paper, two + p), load(paper, three + p)
                    y = load(answer, at + p)
                    a = add_product(a, y, u)
                    b = add_product(b, y, v)
                    c = add_product(c, y, w)
                    y = load(answer, at + along + p)
                    d = add_product(d, y, u)
                    e = add_product(e, y, v)
                    g = add_product(g, y, w)
                    y = load(answer, at + 2 * along + p)
                    h = add_product(h, y, u)
                    i = add_product(i, y, v)
                    j = add_product(j, y, w)
                    y = load(answer, at + 3 * along + p)
                    l = add_product(l, y, u)
                    m = add_product(m, y, v)
                    n = add_product(n, y, w)
            total[f, k] += add_up(a)
            total[f, k + 1] += add_up(b)
            total[f, k + 2] += add_up(c)
            total[f + 1, k] += add_up(d)
            total[f + 1, k + 1] += add_up(e)
            total[f + 1, k + 2] += add_up(g)
            total[f + 2, k] += add_up(h)
            total[f + 2, k + 1] += add_up(i)
            total[f + 2, k + 2] += add_up(j)
            total[f + 3, k] += add_up(l)
            total[f + 3, k + 1] += add_up(m)
            total[f + 3, k + 2] += add_up(n)


@loop
def correlate(y, x, w, bias, offsets, papers, sheets, down, right, stride, more, places, size, tall, step):
    """y at some places = x * w + bias: ``tall`` rows of an image at a time, of ``size``."""
    (height, width), strips = size, (size[0] + tall - 1) // tall
    for thread in prange(papers.shape[0]):
        paper, sheet = papers[thread].reshape(-1), sheets[thread].reshape(-1)
        for strip in range(thread, x.shape[0] * strips, papers.shape[0]):
            n, top = strip // strips, strip % strips * tall
            rows = min(tall, height - top)
            lay_out(x, n, paper, papers.shape[2], down, right, stride, top, rows + more, width, step)
            multiply(w, offsets, paper, sheet, sheets.shape[2], rows * width, step)
            take_out(sheet, sheets.shape[2], y, n, bias, places, top, rows, width)


@loop
def correlate_with(x, y, totals, offsets, papers, answers, down, right, stride, more, tall, step):
    """totals: the sums of y times what a tap sees of x, in parts; ``tall`` rows of some images at a time."""
    parts, filters, count = totals.shape[0], y.shape[1], papers.shape[1]
    (height, width), flat, along = y.shape[2:], y.reshape(-1), answers.shape[3]
    strips = (height + tall - 1) // tall
    for thread in prange(papers.shape[0]):
        for part in range(thread, parts, papers.shape[0]):
            for piece in range(part, (x.shape[0] + count - 1) // count * strips, parts):
                first, top = piece // strips * count, piece % strips * tall
                rows, images = min(tall, height - top), min(count, x.shape[0] - first)
                for i in range(images):
                    lay_out(x, first + i, papers[thread, i].reshape(-1), papers.shape[3], down, right, stride, top, rows + more, width, step)
                    answer = answers[thread, i].reshape(-1)
                    for f in range(filters):
                        copy(flat, (((first + i) * filters + f) * height + top) * width, answer, f * along, rows * width, step)
                        clear(answer, f * along + rows * width, step, step)
                paper, answer = papers[thread].reshape(-1), answers[thread].reshape(-1)
                image, other = papers.shape[2] * papers.shape[3], answers.shape[2] * along
                meet(paper, image, offsets, answer, other, along, images, rows * width, step, totals[part])
