"""Convolution as matrix products of which only the sums are kept: eight filters at some neighbouring places at a time.

As in ``kernels/convolution.py`` a stride becomes 1, and a padded image is laid out flat, so that for each tap of the
kernel it is the same memory read from further on. Here nothing is unrolled: a product reads the image where it lies.

    y_f at p = sum_k w_(f,k) x at p + offset_k       k = (c, b, a), offset_k = plane c + W b + a
    w_(f,k)  = sum_p y_f at p x at p + offset_k      y laid out as x is, with zeros where it has no place

What is computed between two rows is left out. Large images are cut into strips. A thread has memory for one strip.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend import lanes, pool
from autograd_lab.backend.lanes import add_product, add_up, load, store, zeros
from autograd_lab.backend.loops import SHARED, inline, loop, prange
from autograd_lab.kernels.convolution import Layer, suits
from autograd_lab.kernels.registry import forward
from autograd_lab.ops.convolution import Conv, ConvInput, ConvWeight

ZERO = np.float32(0)
PLAIN = np.array([(1, 1), (1, 1), (0, 0)])  # each place is met, no stride, no border
FILTERS = 8  # whose sums are in registers
CACHE = 2**18  # numbers of a strip and its products
STRIPS = 8  # of all images together, at least: work for several threads
LINE = 2**11  # numbers of a channel that are in the cache with those of four filters, for the gradient of w
PARTS = 16  # sums that the gradient of w is added up from
MEMORY = 2**24  # numbers of these sums

# -- the loops --------------------------------------------------------------------------------------------------------


@inline
def lay_out(x, n, paper, start, plane, how, top, bottom, rows, width):
    """Rows of image n, ``top`` the first, and zeros around it: a channel of stride 1 for each place that is met."""
    s, t, above, beside = how[1, 0], how[1, 1], how[2, 0], how[2, 1]
    for c in range(x.shape[1]):
        for i in range(how[0, 0]):
            for j in range(how[0, 1]):
                first = min(max(-((j - beside) // t), 0), width)
                last = min(max(-((j - beside - x.shape[3]) // t), first), width)
                for r in range(rows):
                    row, at = (top + r) * s + i - above, start + r * width
                    if 0 <= row < bottom:
                        paper[at : at + first] = ZERO
                        for q in range(first, last):
                            paper[at + q] = x[n, c, row, q * t + j - beside]
                        paper[at + last : at + width] = ZERO
                    else:
                        paper[at : at + width] = ZERO
                start += plane


@inline
def take_out(sheet, across, y, n, bias, how, top, rows, columns, width):
    """The way back, for the products: those at places of y."""
    s, t, above, beside, start = how[1, 0], how[1, 1], how[2, 0], how[2, 1], 0
    for f in range(y.shape[1]):
        for i in range(how[0, 0]):
            for j in range(how[0, 1]):
                first = max(-((j - beside) // t), 0)
                last = min(-((j - beside - y.shape[3]) // t), columns)
                for r in range(rows):
                    row, at = (top + r) * s + i - above, start + r * width
                    if 0 <= row < y.shape[2]:
                        for q in range(first, last):
                            y[n, f, row, q * t + j - beside] = sheet[at + q] + bias[f]
                start += across


@inline
def multiply(w, offsets, paper, sheet, across, length, step):
    """sheet_f at p = sum_k w_(f,k) paper at p + offset_k, for p < length."""
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
                x = load(paper, p + offsets[k])
                a = add_product(a, w[block, k, 0], x)
                b = add_product(b, w[block, k, 1], x)
                c = add_product(c, w[block, k, 2], x)
                d = add_product(d, w[block, k, 3], x)
                e = add_product(e, w[block, k, 4], x)
                f = add_product(f, w[block, k, 5], x)
                g = add_product(g, w[block, k, 6], x)
                h = add_product(h, w[block, k, 7], x)
            at = block * 8 * across + p
            store(sheet, at, a)
            store(sheet, at + across, b)
            store(sheet, at + 2 * across, c)
            store(sheet, at + 3 * across, d)
            store(sheet, at + 4 * across, e)
            store(sheet, at + 5 * across, f)
            store(sheet, at + 6 * across, g)
            store(sheet, at + 7 * across, h)


@inline
def meet(paper, offsets, answers, along, length, step, total):
    """total_(f,k) += sum_p answer_f at p paper at p + offset_k: four filters and three taps at a time."""
    for f in range(0, total.shape[0], 4):
        at = f * along
        for k in range(0, total.shape[1], 3):
            one, two, three = offsets[k], offsets[k + 1], offsets[k + 2]
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
            for p in range(0, length, step):
                u, v, w = load(paper, one + p), load(paper, two + p), load(paper, three + p)
                y = load(answers, at + p)
                a = add_product(a, y, u)
                b = add_product(b, y, v)
                c = add_product(c, y, w)
                y = load(answers, at + along + p)
                d = add_product(d, y, u)
                e = add_product(e, y, v)
                g = add_product(g, y, w)
                y = load(answers, at + 2 * along + p)
                h = add_product(h, y, u)
                i = add_product(i, y, v)
                j = add_product(j, y, w)
                y = load(answers, at + 3 * along + p)
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
def correlate(y, x, w, bias, offsets, papers, sheets, inside, outside, size, taps, tall, step):
    """y = x * w + bias; ``inside`` and ``outside`` say where x and y lie in products of this size."""
    (height, columns), strips, width = size, (size[0] + tall - 1) // tall, size[1] + taps[1] - 1
    for thread in prange(papers.shape[0]):
        paper, sheet = papers[thread].reshape(-1), sheets[thread].reshape(-1)
        for strip in range(thread, x.shape[0] * strips, papers.shape[0]):
            n, top = strip // strips, strip % strips * tall
            rows = min(tall, height - top)
            lay_out(x, n, paper, 0, papers.shape[2], inside, top, x.shape[2], rows + taps[0] - 1, width)
            multiply(w, offsets, paper, sheet, sheets.shape[2], (rows - 1) * width + columns, step)
            take_out(sheet, sheets.shape[2], y, n, bias, outside, top, rows, columns, width)


@loop
def correlate_with(x, y, totals, offsets, papers, answers, inside, taps, tall, count, step):
    """totals: the sums of y times what each tap sees of x, in parts; ``tall`` rows of ``count`` images at a time."""
    plane, along, strips = papers.shape[2], answers.shape[2], (y.shape[2] + tall - 1) // tall
    parts, width = totals.shape[0], y.shape[3] + taps[1] - 1
    for thread in prange(papers.shape[0]):
        paper, answer = papers[thread].reshape(-1), answers[thread].reshape(-1)
        for part in range(thread, parts, papers.shape[0]):
            for piece in range(part, (x.shape[0] + count - 1) // count * strips, parts):
                first, top = piece // strips * count, piece % strips * tall
                bottom, images = min(top + tall, y.shape[2]), min(count, x.shape[0] - first)
                rows = bottom - top + taps[0] - 1
                for i in range(images):
                    at = i * rows * width
                    lay_out(x, first + i, paper, at, plane, inside, top, x.shape[2], rows, width)
                    lay_out(y, first + i, answer, at, along, PLAIN, top, bottom, rows, width)
                length = images * rows * width
                for f in range(y.shape[1]):
                    answer[f * along + length : f * along + length + step] = ZERO
                meet(paper, offsets, answer, along, length, step, totals[part])


# -- the kernels ------------------------------------------------------------------------------------------------------


@forward(Conv, loops=True)
def conv(x, w, b=None, *, stride, padding, dilation, groups):
    """."""
    layer = Layer(x.shape, w.shape, stride, padding)
    if not suits_loops(layer, x, w, dilation, groups):
        return None
    y = np.empty((layer.n, layer.f, *layer.out), x.dtype)
    x4 = np.ascontiguousarray(x).reshape(layer.n, layer.c, *layer.size)
    bias = np.zeros(layer.f, x.dtype) if b is None else np.ascontiguousarray(b)
    fill(y, x4, layer.deepened(w), bias, np.array((layer.met, layer.stride, layer.padding)), PLAIN, layer.out)
    return None if layer.filled and not np.isfinite(y).all() else (y.reshape(layer.n, layer.f, *layer.out_shape), (x, w))


@forward(ConvInput, loops=True)
def conv_input(y, w, *, x_shape, stride, padding, dilation, groups):
    """."""
    layer = Layer(x_shape, w.shape, stride, padding)
    if not suits_loops(layer, y, w, dilation, groups) or y.shape[2:] != layer.out_shape or not np.isfinite(w).all():
        return None  # at the borders w meets zeros, which would make nan of inf
    x = (np.empty if layer.met == layer.stride else np.zeros)((layer.n, layer.c, *layer.size), y.dtype)
    y4 = np.ascontiguousarray(y).reshape(layer.n, layer.f, *layer.out)
    turned = layer.deepened(w)[:, :, ::-1, ::-1].swapaxes(0, 1)
    skipped = [p // s for p, s in zip(layer.padding, layer.stride, strict=True)]  # rows and columns outside x
    edge = tuple([p % s for p, s in zip(layer.padding, layer.stride, strict=True)])
    size = tuple([-(-(n + p) // s) for n, p, s in zip(layer.size, edge, layer.stride, strict=True)])
    border = tuple([k - 1 - n for k, n in zip(layer.taps, skipped, strict=True)])
    bias = np.zeros(layer.c, x.dtype)
    fill(x, y4, turned, bias, np.array(((1, 1), (1, 1), border)), np.array((layer.met, layer.stride, edge)), size)
    return None if layer.filled and not np.isfinite(x).all() else (x.reshape(x_shape), (y, w))


@forward(ConvWeight, loops=True)
def conv_weight(x, y, *, w_shape, stride, padding, dilation, groups):
    """."""
    layer = Layer(x.shape, w_shape, stride, padding)
    if not suits_loops(layer, x, y, dilation, groups) or y.shape[2:] != layer.out_shape:
        return None
    x4 = np.ascontiguousarray(x).reshape(layer.n, layer.c, *layer.size)
    y4 = np.ascontiguousarray(y).reshape(layer.n, layer.f, *layer.out)
    step, width, (a, _) = lanes.width(), layer.deep_size[1], layer.taps
    tall = min(layer.out[0], max(LINE // width - a + 1, 1))
    count = min(-(-layer.n // STRIPS), max(LINE // ((tall + a - 1) * width), 1)) if tall == layer.out[0] else 1
    pieces = -(-layer.n // count) * -(-layer.out[0] // tall)
    filters, taps = -(-layer.f // 4) * 4, layer.depth * a * layer.taps[1]
    parts = min(pieces, PARTS, max(MEMORY // (filters * taps), 2))
    totals = np.zeros((parts, filters, -(-taps // 3) * 3), x.dtype)
    long = odd_lines((tall + a - 1) * width * count + step)
    plane = odd_lines((tall + a - 1) * (count + 1) * width + step)
    threads = min(teams(x4), parts)
    papers = np.zeros((threads, layer.depth, plane), x.dtype)  # what lies between is multiplied by zeros
    answers = np.zeros((threads, filters, long), x.dtype)
    offsets = offsets_of(layer.depth, layer.taps, width, plane)
    offsets = np.pad(offsets, (0, totals.shape[2] - taps))
    inside = np.array((layer.met, layer.stride, layer.padding))
    correlate_with(x4, y4, totals, offsets, papers, answers, inside, layer.taps, tall, count, step)
    total = totals.sum(axis=0, dtype=float)[: layer.f, :taps].reshape(layer.f, layer.depth, *layer.taps)
    w = layer.flattened(total).astype(x.dtype)
    return (w, (x, y)) if np.isfinite(w).all() else None  # zeros between the rows were multiplied, too


def fill(y, x, w, bias, inside, outside, size):
    (f, depth, *taps), step = w.shape, lanes.width()
    width = size[1] + taps[1] - 1
    blocks = -(-f // FILTERS)
    n = len(x)
    tall = max(1, min(-(-size[0] * n // STRIPS), size[0], CACHE // ((depth + FILTERS * blocks) * width) - taps[0] + 1))
    tall = -(-size[0] // -(-size[0] // tall))  # strips of about the same height
    threads = min(teams(y), n * -(-size[0] // tall))
    papers = np.empty((threads, depth, odd_lines((tall + taps[0] - 1) * width + step)), x.dtype)
    sheets = np.empty((threads, FILTERS * blocks, odd_lines(tall * width + step)), x.dtype)
    kernel = np.zeros((blocks * FILTERS, depth * taps[0] * taps[1]), x.dtype)
    kernel[:f] = w.reshape(f, -1)
    kernel = np.ascontiguousarray(kernel.reshape(blocks, FILTERS, -1).swapaxes(1, 2))
    offsets = offsets_of(depth, taps, width, papers.shape[2])
    correlate(y, x, kernel, bias, offsets, papers, sheets, inside, outside, size, tuple(taps), tall, step)


def teams(array):
    return pool.threads() if array.size >= SHARED else 1


def odd_lines(length: int) -> int:
    """So many numbers or some more: an odd number of the cache's lines, so that channels do not share their places."""
    return (-(-length // 16) | 1) * 16


def offsets_of(depth: int, taps: Any, width: int, plane: int) -> Any:
    """How much further on each tap reads, in the order of w."""
    a, b = np.ogrid[: taps[0], : taps[1]]
    return (np.arange(depth)[:, None, None] * plane + a * width + b).reshape(-1)


def suits_loops(layer, a, b, dilation, groups):
    return suits(layer, a, b, dilation, groups) and a.dtype.char == "f" and min(layer.out) > 0
