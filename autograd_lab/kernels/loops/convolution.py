"""Convolution as matrix products whose sums stay in registers: eight filters at some neighbouring places at a time.

Letters as in ops/convolution.py. Of each channel there is a copy for every column of the kernel: moved, with zeros
around it, and with rows as long as y's. What a tap (b, a) sees of x is then one piece of memory, in the order of y:

    y_f at p = sum_k w_(f,k) x at offset_k + p         k = (c, b, a); offset_k: where copy (c, a) begins, and b rows on
    w_(f,k)  = sum_p y_f at p x at offset_k + p

Where rows are s apart, there are copies for each remainder of b by s. The gradient of x is a convolution of y with the
taps in reverse; with a stride, one for each remainder of x's places, of the taps that meet these. Large images are cut
into strips. The loops are in ``correlation.py``. Kernels of three rows between many channels are the subject of
``row_pairs.py``.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend import lanes
from autograd_lab.kernels.loops import row_pairs
from autograd_lab.kernels.loops.correlation import FILTERS, ROWS, TAPS, correlate, correlate_with
from autograd_lab.kernels.loops.scratch import odd_lines, rounded, scratch, team
from autograd_lab.kernels.registry import forward
from autograd_lab.ops.convolution import Conv, ConvInput, ConvWeight, out_size

FEW = 2**9  # places of all images: for fewer, what is done once for w takes too long
TINY = 2**5  # places of one image: of fewer, too much of each step is left out
CACHE = 2**18  # numbers of a strip's copies and products
STRIPS = 8  # of all images together, at least: work for several threads
LINE = 2**11  # numbers of a channel that the first cache holds together with those of some filters
PARTS = 16  # sums that the gradient of w is added up from
MEMORY = 2**24  # numbers of these sums


@forward(Conv, loops=True)
def conv(x, w, b=None, *, stride, padding, dilation, groups):
    """0.6 of the time of NumPy's kernel for 32 channels of 32 x 32 and 3 x 3, 0.35 with two threads."""
    layer = Layer(x.shape, w.shape, stride, padding, dilation)
    if not layer.suits(groups, x, w):
        return None
    y, images = np.empty((layer.n, layer.f, *layer.out), x.dtype), layer.images(x)
    w_rows = w.reshape(layer.f, layer.c, *layer.kernel)
    if not (row_pairs.suits(layer) and row_pairs.fill(y, images, w_rows, b, layer.padding)):
        w_taps = w.reshape(layer.f, layer.c, -1)
        fill(y, images, w_taps, b, Taps(layer.steps, layer.stride), layer.out, ((1, 1), (0, 0)))
    return y.reshape(layer.n, layer.f, *layer.out_shape), (x, w)


@forward(ConvInput, loops=True)
def conv_input(y, w, *, x_shape, stride, padding, dilation, groups):
    """0.6 of the time of NumPy's kernel for 32 channels of 32 x 32 and 3 x 3, 0.35 with two threads."""
    layer = Layer(x_shape, w.shape, stride, padding, dilation)
    if not layer.suits(groups, y, w) or y.shape[2:] != layer.out_shape or not np.isfinite(w).all():
        return None  # at the borders w meets zeros, which would make nan of inf
    x, y_images = np.empty((layer.n, layer.c, *layer.size), y.dtype), layer.images(y)
    turned = w.reshape(layer.f, layer.c, *layer.kernel).swapaxes(0, 1)
    if row_pairs.suits(layer):
        around = tuple([k - 1 - p for k, p in zip(layer.kernel, layer.padding, strict=True)])
        if row_pairs.fill(x, y_images, turned[:, :, ::-1, ::-1], None, around):
            return x.reshape(x_shape), (y, w)
    for place in product(*map(range, layer.stride)):
        size = tuple([len(range(at, n, s)) for at, n, s in zip(place, layer.size, layer.stride, strict=True)])
        (rows, columns), back = layer.meeting(place)
        if all(size) and all(back):
            w_taps = turned[:, :, rows][:, :, :, columns].reshape(layer.c, layer.f, -1)
            fill(x, y_images, w_taps, None, Taps(back, (1, 1)), size, (layer.stride, place))
        else:
            x[:, :, place[0] :: layer.stride[0], place[1] :: layer.stride[1]] = 0
    return x.reshape(x_shape), (y, w)


@forward(ConvWeight, loops=True)
def conv_weight(x, y, *, w_shape, stride, padding, dilation, groups):
    """0.6 of the time of NumPy's kernel for 32 channels of 32 x 32 and 3 x 3, 0.35 with two threads."""
    layer = Layer(x.shape, w_shape, stride, padding, dilation)
    if not layer.suits(groups, x, y) or y.shape[2:] != layer.out_shape:
        return None
    (height, width), n, taps, step = layer.out, layer.n, Taps(layer.steps, layer.stride), lanes.width()
    filters, seen = rounded(layer.f, ROWS), layer.c * taps.count
    tall = min(height, max(LINE // width, 1))
    each = tall * width
    many = max(1, min(-(-n // 4), LINE // 4 // each, CACHE // (each * (layer.c * taps.copies + filters))))  # images
    pieces = -(-n // many) * -(-height // tall)
    parts = min(pieces, PARTS, max(MEMORY // (filters * seen), 2))
    plane = odd_lines((tall + taps.more) * width + step)
    threads, images = team(x, parts), layer.images(x)
    papers = scratch(threads, many, layer.c * taps.copies, plane)
    answers = scratch(threads, many, filters, odd_lines(each + step))
    totals = np.zeros((parts, filters, rounded(seen, TAPS)), x.dtype)
    offsets = np.pad(taps.offsets(layer.c, width, plane), (0, totals.shape[2] - seen))
    correlate_with(images, layer.images(y), totals, offsets, papers, answers, *taps.starts, taps.more, tall, step)
    w = totals.sum(axis=0, dtype=float)[: layer.f, :seen].astype(x.dtype).reshape(w_shape)
    return (w, (x, y)) if np.isfinite(w).all() else None  # what lies behind an image was multiplied by zeros


def fill(y: Any, x: Any, w: Any, b: Any, taps: Taps, size: Any, places: Any) -> None:
    """y (N, F, ...) = w (F, C, taps) * x (N, C, ...) + b, at so many places of y: those that are ``places[0]`` apart,
    from ``places[1]`` on."""
    (f, c, _), (height, width), step = w.shape, size, lanes.width()
    filters = rounded(f, FILTERS)
    fitting = CACHE // ((c * taps.copies + filters) * width) - taps.more
    tall = max(1, min(height, fitting, -(-height * len(x) // STRIPS)))
    tall = -(-height // -(-height // tall))  # strips of about the same height
    threads = team(y, len(x) * -(-height // tall))
    papers = scratch(threads, c * taps.copies, odd_lines((tall + taps.more) * width + step))
    sheets = scratch(threads, filters, odd_lines(tall * width + step))
    kernel = np.zeros((filters, c * taps.count), x.dtype)
    kernel[:f] = w.reshape(f, -1)
    kernel = np.ascontiguousarray(kernel.reshape(-1, FILTERS, c * taps.count).swapaxes(1, 2))
    bias = np.zeros(f, x.dtype) if b is None else np.ascontiguousarray(b)
    offsets = taps.offsets(c, width, papers.shape[2])
    how = *taps.starts, taps.more, np.array(places), height, width, tall, step
    correlate(y, x, kernel, bias, offsets, papers, sheets, *how)


class Layer:
    """The sizes of a convolution over one or two axes; of one are made two, the first of length 1."""

    def __init__(self, x_shape: Any, w_shape: Any, stride: Any, padding: Any, dilation: Any) -> None:
        self.lead = 2 - len(stride)
        ones = (1,) * self.lead
        self.n, self.c, self.f = *x_shape[:2], w_shape[0]
        self.size, self.kernel, self.stride = ones + x_shape[2:], ones + w_shape[2:], ones + tuple(stride)
        self.padding, self.dilation = (0,) * self.lead + tuple(padding), ones + tuple(dilation)
        axes = list(zip(self.size, self.kernel, self.stride, self.padding, self.dilation, strict=True))
        self.out = tuple([out_size(*axis) for axis in axes])
        self.out_shape = self.out[self.lead :]
        self.steps = [[i * d - p for i in range(k)] for _, k, _, p, d in axes]  # from place times stride to a tap's x

    def suits(self, groups: int, a: Any, b: Any) -> bool:
        plain = (
            a.dtype == b.dtype and a.dtype.char == "f" and self.lead >= 0 and groups == 1 and min(self.c, self.f) > 0
        )
        return plain and min(self.out) > 0 and TINY <= prod(self.out) and FEW <= self.n * prod(self.out)

    def images(self, x: Any) -> Any:
        return np.ascontiguousarray(x).reshape(*x.shape[:2], *(1,) * self.lead, *x.shape[2:])

    def meeting(self, place: Any) -> Any:
        """Which taps meet x at ``place`` and each stride further, and how far y is from there, for rows and columns."""
        axes = list(zip(place, self.steps, self.stride, strict=True))
        taps = [[k for k, d in enumerate(steps) if (at - d) % s == 0] for at, steps, s in axes]
        return taps, [[(at - steps[k]) // s for k in ks] for ks, (at, steps, s) in zip(taps, axes, strict=True)]


class Taps:
    """Which copies there are of an image, and where in them a tap reads. ``steps``: from a place times the stride to
    what it sees, for the rows of a kernel and for its columns."""

    def __init__(self, steps: Any, stride: Any) -> None:
        rows, columns = steps
        first, width = min(rows), len(columns)
        down = [divmod(b - first, stride[0]) for b in rows]
        remainders = sorted({r for _, r in down})
        self.copies, self.count = len(remainders) * width, len(rows) * width
        self.more = max(n for n, _ in down)  # rows that a copy has more than y
        self.starts = np.array(remainders) + first, np.array(columns), stride
        self.places = [(remainders.index(r) * width + a, n) for n, r in down for a in range(width)]  # copy, and row

    def offsets(self, channels: int, width: int, plane: int) -> Any:
        """In the order of w's channels, rows and columns."""
        one = np.array([copy * plane + row * width for copy, row in self.places])
        return (np.arange(channels)[:, None] * (self.copies * plane) + one).reshape(-1)
