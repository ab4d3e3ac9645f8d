"""Convolution with kernels of three rows, two rows of places at a time: four products instead of six.

Let d0 ... d3 be four rows of x, and g0 g1 g2 those of a kernel. What two rows of y are sums of,

    y0 = d0 g0 + d1 g1 + d2 g2         y1 = d1 g0 + d2 g1 + d3 g2

is in these products as well:

    m0 = (d0 - d2) g0                  m1 = (d2 + d1) (g0 + g1 + g2) / 2
    m3 = (d1 - d3) g2                  m2 = (d2 - d1) (g0 - g1 + g2) / 2
    y0 = m0 + m1 + m2                  y1 = m1 - m2 - m3

The sums of x and of y are few: one for each channel and for each filter, where there are products for each pair of
them. Halves are exact, and y is as near to the true one as without. Only what is not finite spreads further.
Source: Winograd 1980, Arithmetic Complexity of Computations; Lavin and Gray 2016, Fast Algorithms for Convolutional
Neural Networks, arXiv:1509.09308, of which this is the case of one axis.

Images lie flat, one row behind the other, with as many zeros between rows as a kernel looks beyond them: then each of
its columns sees one piece of memory, as in ``convolution.py``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend import lanes
from autograd_lab.backend.lanes import add_product, add_up, load, store, zeros
from autograd_lab.backend.loops import inline, loop, prange
from autograd_lab.kernels.loops.correlation import FILTERS, lay_out, multiply
from autograd_lab.kernels.loops.scratch import odd_lines, rounded, scratch, team

FEW = 24  # channels and filters: of fewer, their sums take longer than the products that are saved
CACHE = 2**18  # numbers of the sums and products of a piece
LONG = 2**9  # places of a piece, at least, so that few steps are half empty
PIECES = 8  # of all images together, at least: work for several threads
ZERO, ONE, MINUS = np.float32(0), np.float32(1), np.float32(-1)
KERNEL = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]], np.float32)


def suits(layer: Any) -> bool:
    (rows, columns), (_, left), plain = layer.kernel, layer.padding, (1, 1)
    return rows == 3 and layer.stride == layer.dilation == plain and min(layer.f, layer.c) >= FEW and left < columns


def fill(y: Any, x: Any, w: Any, b: Any, padding: Any) -> bool:
    """y (N, F, ...) = w (F, C, 3, K) * x (N, C, ...) + b, and whether it is finite.

    0.8 of the time without pairs for 32 to 64 channels of 26 x 26, and 0.9 of that of a residual network's whole step.
    """
    (f, c, _, columns), (top, left), n, step = w.shape, padding, len(x), lanes.width()
    if not w.all():  # what has weight 0 would be left out to rounding only: m1 and m2 cancel
        return False
    filters, pairs, width = rounded(f, FILTERS), -(-y.shape[2] // 2), x.shape[3] + left
    per_row = 4 * (c + filters) * width
    tall = max(1, min(pairs, CACHE // per_row, pairs * n // PIECES))
    tall = -(-pairs // -(-pairs // tall))
    many = 1 if tall < pairs else max(1, min(n // PIECES, -(-LONG // (tall * width)), CACHE // per_row // tall))
    threads, long = team(y, -(-n // many) * -(-pairs // tall)), many * tall * width + step
    papers = scratch(threads, 2, odd_lines((tall + 1) * width + step))
    sums = scratch(threads, 4, c, odd_lines(left + long + columns))
    sheets = scratch(threads, 4, filters, odd_lines(long))
    kernel = np.zeros((3, c, columns, filters), x.dtype)
    kernel[..., :f] = w.transpose(2, 1, 3, 0)
    kernel = (KERNEL @ kernel.reshape(3, -1)).reshape(4, c * columns, -1, FILTERS)
    kernel = np.ascontiguousarray(kernel.swapaxes(1, 2))
    offsets = (np.arange(c)[:, None] * sums.shape[3] + np.arange(columns)).reshape(-1)
    bias = np.zeros(f, x.dtype) if b is None else np.ascontiguousarray(b)
    checks = np.zeros(threads, x.dtype)
    correlate_pairs(y, x, kernel, bias, offsets, papers, sums, sheets, top, left, width, many, tall, step, checks)
    return bool(np.isfinite(checks).all())


@inline
def add_rows(paper, width, sums, to, apart, length, step):
    """The sums of x; even rows are in the first half of the paper and odd ones in the second."""
    odd = paper.size // 2
    for p in range(0, length, step):
        d0, d1 = load(paper, p), load(paper, odd + p)
        d2, d3 = load(paper, p + width), load(paper, odd + p + width)
        store(sums, to + p, add_product(d0, MINUS, d2))
        store(sums, to + apart + p, add_product(d2, ONE, d1))
        store(sums, to + 2 * apart + p, add_product(d2, MINUS, d1))
        store(sums, to + 3 * apart + p, add_product(d1, MINUS, d3))


@inline
def add_products(sheet, at, apart, length, step, check):
    """Both rows of y, in place of the first two products; check + 0 times these, which is 0 if they are finite."""
    for p in range(at, at + length, step):
        m1, m2 = load(sheet, p + apart), load(sheet, p + 2 * apart)
        y0 = add_product(add_product(load(sheet, p), ONE, m1), ONE, m2)
        y1 = add_product(add_product(m1, MINUS, m2), MINUS, load(sheet, p + 3 * apart))
        store(sheet, p, y0)
        store(sheet, p + apart, y1)
        check = add_product(add_product(check, ZERO, y0), ZERO, y1)
    return check


@inline
def take_rows(sheet, at, width, y, to, rows, bias):
    """To every second row of y."""
    long, flat = y.shape[3], y.reshape(-1)
    for r in range(rows):
        i, j = np.uintp(at + r * width), np.uintp(to + 2 * r * long)
        for q in range(np.uintp(long)):
            flat[j + q] = sheet[i + q] + bias


@loop
def correlate_pairs(y, x, w, bias, offsets, papers, sums, sheets, top, left, width, many, tall, step, checks):
    """y = x * w + bias, ``tall`` pairs of rows of ``many`` images at a time; w is (4, F / 8, C K, 8)."""
    (count, channels, high, long), (filters, height, out) = x.shape, y.shape[1:]
    pairs, x_planes = (height + 1) // 2, x.reshape(count * channels, 1, high, long)
    strips, lines, across = (pairs + tall - 1) // tall, sums.shape[3], sheets.shape[3]
    down, right = np.array([-top, 1 - top]), np.array([0])
    for thread in prange(papers.shape[0]):
        paper, total, sheet = papers[thread].reshape(-1), sums[thread].reshape(-1), sheets[thread].reshape(-1)
        check, some, all_lines = zeros(), channels * lines, sheets[0, 0].size
        for piece in range(thread, (count + many - 1) // many * strips, papers.shape[0]):
            n, first = piece // strips * many, piece % strips * tall
            rows, images = min(tall, pairs - first), min(many, count - n)
            each = rows * width
            for i in range(images):
                for c in range(channels):
                    plane = (n + i) * channels + c
                    lay_out(x_planes, plane, paper, paper.size // 2, down, right, (2, 1), first, rows + 1, width, step)
                    add_rows(paper, width, total, c * lines + left + i * each, some, each, step)
            for q in range(4):
                these, products = sums[thread, q].reshape(-1), sheets[thread, q].reshape(-1)
                multiply(w[q], offsets, these, products, across, images * each, step)
            for f in range(filters):
                check = add_products(sheet, f * across, all_lines, images * each, step, check)
                for i in range(images):
                    at, to = f * across + i * each, (((n + i) * filters + f) * height + 2 * first) * out
                    take_rows(sheet, at, width, y, to, rows, bias[f])
                    take_rows(sheet, at + all_lines, width, y, to + out, min(rows, height // 2 - first), bias[f])
        checks[thread] = add_up(check)
