"""Convolution as matrix products that keep their sums in registers: eight filters at some neighbouring places at a time.

Letters as in ops/convolution.py. Of each channel there is a copy for every column of the kernel, moved and with its
borders, of rows as long as y's. What a tap (b, a) sees of x is then one piece of memory in the order of y's places:

    y_f at p = sum_k w_(f,k) x at offset_k + p       k = (c, b, a), offset_k: where copy (c, a) is, and b rows on
    w_(f,k)  = sum_p y_f at p x at offset_k + p

Where rows are s apart, there are copies for each remainder of b by s. The gradient of x is a convolution of y's with
the taps in reverse; with a stride, one for each place that a stride has, of the taps that see it. Large images are cut
into strips.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend import lanes, pool
from autograd_lab.backend.loops import SHARED
from autograd_lab.kernels.loops.correlation import FILTERS, correlate, correlate_with
from autograd_lab.kernels.registry import forward
from autograd_lab.ops.convolution import Conv, ConvInput, ConvWeight, out_size

FEW = 2**12  # of fewer numbers the reference is as fast
CACHE = 2**18  # numbers of a strip's copies and products
STRIPS = 8  # of all images together, at least: work for several threads
LINE = 2**11  # numbers of a channel that the first cache holds together with those of four filters
PARTS = 16  # sums that the gradient of w is added up from
MEMORY = 2**24  # numbers of these sums


@forward(Conv, loops=True)
def conv(x, w, b=None, *, stride, padding, dilation, groups):
    """."""
    layer = Layer(x.shape, w.shape, stride, padding, dilation)
    if not layer.suits(groups, x, w):
        return None
    y = np.empty((layer.n, layer.f, *layer.out), x.dtype)
    x4, bias = layer.images(x), np.zeros(layer.f, x.dtype) if b is None else np.ascontiguousarray(b)
    taps = Taps(layer.steps, layer.stride)
    fill(y, x4, w.reshape(layer.f, layer.c, -1), bias, taps, layer.out, ((1, 1), (0, 0)))
    return y.reshape(layer.n, layer.f, *layer.out_shape), (x, w)


@forward(ConvInput, loops=True)
def conv_input(y, w, *, x_shape, stride, padding, dilation, groups):
    """."""
    layer = Layer(x_shape, w.shape, stride, padding, dilation)
    if not layer.suits(groups, y, w) or y.shape[2:] != layer.out_shape or not np.isfinite(w).all():
        return None  # at the borders w meets zeros, which would make nan of inf
    x, y4 = np.zeros((layer.n, layer.c, *layer.size), y.dtype), layer.images(y)
    w4, bias = w.reshape(layer.f, layer.c, *layer.kernel).swapaxes(0, 1), np.zeros(layer.c, y.dtype)
    for place in product(*map(range, layer.stride)):
        seen = [[k for k, d in enumerate(steps) if d % s == at] for steps, s, at in zip(layer.steps, layer.stride, place, strict=True)]
        steps = [[(at - steps[k]) // s for k in ks] for ks, steps, s, at in zip(seen, layer.steps, layer.stride, place, strict=True)]
        size = tuple([len(range(at, n, s)) for at, n, s in zip(place, layer.size, layer.stride, strict=True)])
        if all(seen) and all(size):
            part = w4[:, :, seen[0]][:, :, :, seen[1]].reshape(layer.c, layer.f, -1)
            fill(x, y4, part, bias, Taps(steps, (1, 1)), size, (layer.stride, place))
    return x.reshape(x_shape), (y, w)


@forward(ConvWeight, loops=True)
def conv_weight(x, y, *, w_shape, stride, padding, dilation, groups):
    """."""
    layer = Layer(x.shape, w_shape, stride, padding, dilation)
    if not layer.suits(groups, x, y) or y.shape[2:] != layer.out_shape:
        return None
    x4, y4, taps, step = layer.images(x), layer.images(y), Taps(layer.steps, layer.stride), lanes.width()
    (height, width), n, filters, seen = layer.out, layer.n, -(-layer.f // 4) * 4, layer.c * taps.count
    tall = min(height, max(LINE // width, 1))
    count = min(-(-n // 4), max(LINE // 4 // (tall * width), 1))
    pieces = -(-n // count) * -(-height // tall)
    totals = np.zeros((min(pieces, PARTS, max(MEMORY // (filters * seen), 2)), filters, -(-seen // 3) * 3), x.dtype)
    threads, plane = team(x4, len(totals)), odd_lines((tall + taps.more) * width + step)
    papers = scratch((threads, count, layer.c * taps.copies, plane))  # what is left is multiplied by zeros
    answers = scratch((threads, count, filters, odd_lines(tall * width + step)))
    offsets = np.pad(taps.offsets(layer.c, width, plane), (0, totals.shape[2] - seen))
    correlate_with(x4, y4, totals, offsets, papers, answers, *taps.arrays, taps.more, tall, step)
    w = totals.sum(axis=0, dtype=float)[: layer.f, :seen].astype(x.dtype).reshape(w_shape)
    return (w, (x, y)) if np.isfinite(w).all() else None  # what lies behind the images was multiplied by zeros


def fill(y, x, w, bias, taps, size, places):
    """y at such places = x * w + bias."""
    (f, c, _), n, (height, width), step = w.shape, len(x), size, lanes.width()
    blocks = -(-f // FILTERS)
    fit = CACHE // ((c * taps.copies + FILTERS * blocks) * width) - taps.more
    tall = max(1, min(height, fit, -(-height * n // STRIPS)))
    tall = -(-height // -(-height // tall))  # strips of about the same height
    threads = team(y, n * -(-height // tall))
    papers = scratch((threads, c * taps.copies, odd_lines((tall + taps.more) * width + step)))
    sheets = scratch((threads, FILTERS * blocks, odd_lines(tall * width + step)))
    kernel = np.zeros((FILTERS * blocks, c * taps.count), x.dtype)
    kernel[:f] = w.reshape(f, -1)
    kernel = np.ascontiguousarray(kernel.reshape(blocks, FILTERS, -1).swapaxes(1, 2))
    offsets = taps.offsets(c, width, papers.shape[2])
    correlate(y, x, kernel, bias, offsets, papers, sheets, *taps.arrays, taps.more, np.array(places), size, tall, step)


def team(array, most):
    return min(pool.threads(), most) if array.size >= SHARED else 1


def scratch(shape):
    """Zeros, from the start of one of the cache's lines on."""
    whole = np.zeros(prod(shape) + 16, np.float32)
    start = -whole.__array_interface__["data"][0] // 4 % 16
    return whole[start : start + prod(shape)].reshape(shape)


def odd_lines(length: int) -> int:
    """So many numbers or some more: an odd number of the cache's lines, so that channels do not share their places."""
    return (-(-length // 16) | 1) * 16


class Layer:
    """The sizes of a convolution over one or two axes; one becomes two, the first of length 1."""

    def __init__(self, x_shape, w_shape, stride, padding, dilation):
        lead = 2 - len(stride)
        self.n, self.c, self.f, self.lead = *x_shape[:2], w_shape[0], lead
        self.size, self.kernel = (1,) * lead + x_shape[2:], (1,) * lead + w_shape[2:]
        self.stride = (1,) * lead + tuple(stride)
        axes = list(zip(self.size, self.kernel, self.stride, (0,) * lead + tuple(padding), (1,) * lead + tuple(dilation), strict=True))
        self.out = tuple([out_size(*axis) for axis in axes])
        self.out_shape = self.out[lead:]
        self.steps = [[i * d - p for i in range(k)] for _, k, _, p, d in axes]  # from a place to what its taps see

    def suits(self, groups, a, b):
        arrays = a.dtype == b.dtype and a.dtype.char == "f" and min(a.size, b.size) > 0 and max(a.size, b.size) >= FEW
        return arrays and self.lead >= 0 and groups == 1 and min(self.out) > 0

    def images(self, x):
        return np.ascontiguousarray(x).reshape(*x.shape[:2], *(1,) * self.lead, *x.shape[2:])


class Taps:
    """Which copies of x there are, and where in them a tap reads. ``steps``: from a place times stride to what it
    sees, for the rows and for the columns of a kernel."""

    def __init__(self, steps, stride):
        (rows, columns), s = steps, stride[0]
        self.first = min(rows)
        down = [divmod(b - self.first, s) for b in rows]
        self.remainders = sorted({i for _, i in down})
        self.down = [(self.remainders.index(i), n) for n, i in down]
        self.columns, self.count, self.more = columns, len(rows) * len(columns), max(n for n, _ in down)
        self.copies = len(self.remainders) * len(columns)
        self.arrays = np.array([self.first + i for i in self.remainders]), np.array(columns), stride

    def offsets(self, channels, width, plane):
        m = len(self.columns)
        one = [[(i * m + a) * plane + n * width for a in range(m)] for i, n in self.down]
        return (np.arange(channels)[:, None, None] * (self.copies * plane) + np.array(one)).reshape(-1)
