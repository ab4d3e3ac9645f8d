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

from functools import cached_property, lru_cache
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
    layer = layer_of(x.shape, w.shape, stride, padding, dilation)
    if not layer.suits(groups, x, w):
        return None
    y, images = np.empty((layer.n, layer.f, *layer.out), x.dtype), layer.images(x)
    w_rows = w.reshape(layer.f, layer.c, *layer.kernel)
    if not (row_pairs.suits(layer) and row_pairs.fill(y, images, w_rows, b, layer.padding)):
        layer.outputs.fill(y, images, w_rows, b)
    return y.reshape(layer.n, layer.f, *layer.out_shape), (x, w)


@forward(ConvInput, loops=True)
def conv_input(y, w, *, x_shape, stride, padding, dilation, groups):
    """0.6 of the time of NumPy's kernel for 32 channels of 32 x 32 and 3 x 3, 0.35 with two threads."""
    layer = layer_of(x_shape, w.shape, stride, padding, dilation)
    if not layer.suits(groups, y, w) or y.shape[2:] != layer.out_shape or not np.isfinite(w).all():
        return None  # at the borders w meets zeros, which would make nan of inf
    x, y_images = np.empty((layer.n, layer.c, *layer.size), y.dtype), layer.images(y)
    turned = w.reshape(layer.f, layer.c, *layer.kernel).swapaxes(0, 1)
    if row_pairs.suits(layer):
        around = tuple([k - 1 - p for k, p in zip(layer.kernel, layer.padding, strict=True)])
        if row_pairs.fill(x, y_images, turned[:, :, ::-1, ::-1], None, around):
            return x.reshape(x_shape), (y, w)
    layer.inputs.fill(x, y_images, turned, None)
    return x.reshape(x_shape), (y, w)


@forward(ConvWeight, loops=True)
def conv_weight(x, y, *, w_shape, stride, padding, dilation, groups):
    """0.6 of the time of NumPy's kernel for 32 channels of 32 x 32 and 3 x 3, 0.35 with two threads."""
    layer = layer_of(x.shape, w_shape, stride, padding, dilation)
    if not layer.suits(groups, x, y) or y.shape[2:] != layer.out_shape:
        return None
    w = layer.weights.sum(layer.images(x), layer.images(y)).reshape(w_shape)
    return (w, (x, y)) if np.isfinite(w).all() else None  # what lies behind an image was multiplied by zeros


class Plan:
    """How y (N, F, ...) = w (F, C, taps) * x (N, C, ...) + b is computed, for all arrays of these shapes. A stride of y
    has places, each with some of the taps: ``phases`` are a place, slices of w, and the numbers of the taps there."""

    def __init__(self, n: int, f: int, c: int, y_size: Any, taps: Taps, stride: Any, phases: Any) -> None:
        step = lanes.width()
        height, width = [-(-size // s) for size, s in zip(y_size, stride, strict=True)]
        filters = rounded(f, FILTERS)
        fitting = CACHE // ((c * taps.copies + filters) * width) - taps.more
        tall = max(1, min(height, fitting, -(-height * n // STRIPS)))
        tall = -(-height // -(-height // tall))  # strips of about the same height
        self.pieces, self.slices = n * -(-height // tall), [slices for _, slices, _ in phases]
        self.paper = c * taps.copies, odd_lines((tall + taps.more) * width + step)
        self.sheet = filters, odd_lines(tall * width + step)
        starts = taps.offsets(c, width, self.paper[1]).reshape(c, -1)
        self.counts = np.array([c * chosen.size for *_, chosen in phases])
        self.offsets = np.zeros((len(phases), self.counts.max()), int)
        for row, count, (*_, chosen) in zip(self.offsets, self.counts, phases, strict=True):
            row[:count] = starts[:, chosen.reshape(-1)].reshape(-1)
        places = np.array([[stride, place] for place, *_ in phases])
        self.how = *taps.starts, taps.more, places, height, width, tall, step

    def fill(self, y: Any, x: Any, w: Any, b: Any) -> None:
        f, (filters, _), threads = len(w), self.sheet, team(y, self.pieces)
        kernels = np.zeros((len(self.counts), filters, self.offsets.shape[1]), x.dtype)
        for kernel, count, (rows, columns) in zip(kernels, self.counts, self.slices, strict=True):
            kernel[:f, :count] = w[:, :, rows, columns].reshape(f, count)
        kernels = np.ascontiguousarray(kernels.reshape(len(kernels), -1, FILTERS, kernels.shape[2]).swapaxes(2, 3))
        bias = np.zeros(f, x.dtype) if b is None else np.ascontiguousarray(b)
        papers, sheets = scratch(threads, *self.paper), scratch(threads, *self.sheet)
        correlate(y, x, kernels, bias, self.counts, self.offsets, papers, sheets, *self.how)


class WeightPlan:
    """How w = sum of y * x is computed, for all arrays of these shapes."""

    def __init__(self, layer: Layer) -> None:
        taps, (height, width), n, step = Taps(layer.steps, layer.stride), layer.out, layer.n, lanes.width()
        self.f, self.seen = layer.f, layer.c * taps.count
        filters, channels, tall = rounded(layer.f, ROWS), layer.c * taps.copies, min(height, max(LINE // width, 1))
        each = tall * width
        many = max(1, min(-(-n // 4), LINE // 4 // each, CACHE // (each * (channels + filters))))  # images
        pieces = -(-n // many) * -(-height // tall)
        self.parts = min(pieces, PARTS, max(MEMORY // (filters * self.seen), 2))
        self.paper = many, channels, odd_lines((tall + taps.more) * width + step)
        self.answer = many, filters, odd_lines(each + step)
        self.total = self.parts, filters, rounded(self.seen, TAPS)
        self.offsets = np.pad(taps.offsets(layer.c, width, self.paper[2]), (0, self.total[2] - self.seen))
        self.how = *taps.starts, taps.more, tall, step

    def sum(self, x: Any, y: Any) -> Any:
        threads, totals = team(x, self.parts), np.zeros(self.total, x.dtype)
        papers, answers = scratch(threads, *self.paper), scratch(threads, *self.answer)
        correlate_with(x, y, totals, self.offsets, papers, answers, *self.how)
        return totals.sum(axis=0, dtype=float)[: self.f, : self.seen].astype(x.dtype)


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

    @cached_property
    def outputs(self) -> Plan:
        taps, everything = Taps(self.steps, self.stride), slice(None)
        whole = (0, 0), (everything, everything), np.arange(taps.count)
        return Plan(self.n, self.f, self.c, self.out, taps, (1, 1), [whole])

    @cached_property
    def inputs(self) -> Plan:
        meetings = [(place, *self.meeting(place)) for place in product(*map(range, self.stride))]
        rows, columns = (sorted({d for *_, back in meetings for d in back[axis]}) for axis in (0, 1))
        numbers = np.arange(len(rows) * len(columns)).reshape(len(rows), len(columns))
        phases = []
        for place, taps, back in meetings:
            chosen = numbers[np.ix_(np.searchsorted(rows, back[0]), np.searchsorted(columns, back[1]))]
            phases.append((place, [evenly(k) for k in taps], chosen))
        return Plan(self.n, self.c, self.f, self.size, Taps((rows, columns), (1, 1)), self.stride, phases)

    @cached_property
    def weights(self) -> WeightPlan:
        return WeightPlan(self)

    def images(self, x: Any) -> Any:
        return np.ascontiguousarray(x).reshape(*x.shape[:2], *(1,) * self.lead, *x.shape[2:])

    def meeting(self, place: Any) -> Any:
        """Which taps meet x at ``place`` and each stride further, and how far y is from there, for rows and columns."""
        axes = list(zip(place, self.steps, self.stride, strict=True))
        taps = [[k for k, d in enumerate(steps) if (at - d) % s == 0] for at, steps, s in axes]
        return taps, [[(at - steps[k]) // s for k in ks] for ks, (at, steps, s) in zip(taps, axes, strict=True)]


@lru_cache(64)
def layer_of(*sizes: Any) -> Layer:
    return Layer(*sizes)


def evenly(numbers: list[int]) -> slice:
    """The slice that takes these, which are equally far apart."""
    step = numbers[1] - numbers[0] if len(numbers) > 1 else 1
    return slice(numbers[0], numbers[-1] + 1, step) if numbers else slice(0)


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
