"""The same elements in another form: reshapes, cuts, joins, padding."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np

from autograd_lab.onnx.build import Context, Refused, says


@says("Reshape", "ReshapeAlias", "UnsafeView", "Unsqueeze", "UnsqueezeInPlace", "Squeeze", "SqueezeInPlace")
def reshape(c: Context) -> str:
    return c.reshape(c.x(), c.out())


@says("Permute", "Transpose", "TransposeInPlace", "T", "TInPlace")
def transpose(c: Context) -> str:
    return c.transpose(c.x(), [axis % c.ndim() for axis in c["axes"]])


@says("Expand")
def expand(c: Context) -> str:
    return c.node("Expand", [c.x(), c.ints(c.out())])


@says("Repeat")
def repeat(c: Context) -> str:
    times = c.sizes("times")
    x = c.reshape(c.x(), [1] * (len(times) - c.ndim()) + c.shape()) if len(times) > c.ndim() else c.x()
    return c.node("Tile", [x, c.ints(times)])


@says("Flip")
def flip(c: Context) -> str:
    axes = c["axis"]
    axes = list(axes) if isinstance(axes, (list, tuple)) else [axes]
    first, last = [-1] * len(axes), [np.iinfo(np.int64).min] * len(axes)
    return c.node("Slice", [c.x(), c.ints(first), c.ints(last), c.ints(axes), c.ints(first)]) if axes else c.x()


@says("Roll")
def roll(c: Context) -> str:
    """What leaves at the end comes in at the beginning: two slices change places."""
    shift, axis = c["shift"], c["axis"]
    if axis is None:
        y = _rolled(c, c.reshape(c.x(), [-1]), 0, shift)
        return c.reshape(y, c.out())
    y = c.x()
    for by, at in zip(*((v if isinstance(v, tuple) else (v,)) for v in (shift, axis)), strict=True):
        y = _rolled(c, y, at, by)
    return y


def _rolled(c: Context, x: str, axis: int, by: int) -> str:
    n = c.fixed(c.shape()[axis] if c["axis"] is not None else int(np.prod(c.fixed(c.shape(), "shape"))), "roll")
    cut = (n - by) % n if n else 0
    return c.node("Concat", [c.slice(x, axis, cut, n), c.slice(x, axis, 0, cut)], axis=axis) if cut else x


@says("Cat")
def cat(c: Context) -> str:
    return c.node("Concat", [c.x(i) for i in range(len(c))], axis=c["axis"])


@says("Stack")
def stack(c: Context) -> str:
    axis = c["axis"] % (c.ndim() + 1)
    parts = [c.node("Unsqueeze", [c.x(i), c.ints([axis])]) for i in range(len(c))]
    return c.node("Concat", parts, axis=axis)


@says("Split", "SplitWithSizes", "UnsafeSplit", "UnsafeSplitWithSizes")
def split(c: Context) -> Any:
    sizes = c.sizes("sizes")
    if len(sizes) == 1:
        return [c.x()]
    return c.node("Split", [c.x(), c.ints(sizes)], len(sizes), axis=c["axis"])


@says("Unbind")
def unbind(c: Context) -> list[str]:
    return [c.node("Gather", [c.x(), c.constant(i, np.int64)], axis=c["axis"]) for i in range(len(c.call.outputs))]


@says("Select")
def select(c: Context) -> str:
    axis = c["axis"]
    return c.node("Squeeze", [c.node("Gather", [c.x(), c.ints([c.sizes("index")])], axis=axis), c.ints([axis])])


@says("Slice")
def cut(c: Context) -> str:
    return c.slice(c.x(), c["axis"], c.sizes("start"), c.sizes("stop"), c.get("step", 1))


@says("Tril", "Triu")
def triangle(c: Context) -> str:
    """Through numbers where it is a mask: the runtime has no triangle of those."""
    kind = c.dtype()
    x = c.cast(c.x(), np.int64) if kind.kind == "b" else c.x()
    y = c.node("Trilu", [x, c.constant(c["diagonal"], np.int64)], upper=int(c.call.op == "Triu"))
    return c.cast(y, kind) if kind.kind == "b" else y


@says("Pad")
def pad(c: Context) -> str:
    width = c["width"]
    if not width:
        return c.x()
    pads = [before for before, _ in width] + [after for _, after in width]
    return c.node("Pad", [c.x(), c.ints(pads), c.float(c["value"])])


@says("PadInside")
def pad_inside(c: Context) -> str:
    mode = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}[c["mode"]]
    width = ((0, 0),) * (c.ndim() - len(c["width"])) + tuple(c["width"])
    return c.node("Pad", [c.x(), c.ints([w[0] for w in width] + [w[1] for w in width])], mode=mode)


@says("PixelShuffle", "PixelUnshuffle")
def pixels(c: Context) -> str:
    """As in ops/pixels.py: the channel's r x r parts become pixels, or the other way."""
    *lead, depth, height, width = c.shape()
    n, r = len(lead), c["r"]
    depth = c.fixed(depth, "channels")
    if c.call.op == "PixelShuffle":
        split, order = [depth // (r * r), r, r, height, width], (n, n + 3, n + 1, n + 4, n + 2)
    else:
        height, width = c.fixed((height, width), "size")
        split, order = [depth, height // r, r, width // r, r], (n, n + 2, n + 4, n + 1, n + 3)
    x = c.transpose(c.reshape(c.x(), [*lead, *split]), (*range(n), *order))
    return c.reshape(x, c.out())


@says("ChannelShuffle")
def channel_shuffle(c: Context) -> str:
    n, channels, *size = c.shape()
    groups = c["groups"]
    table = c.reshape(c.x(), [n, groups, c.fixed(channels, "channels") // groups, *size])
    return c.reshape(c.transpose(table, (0, 2, 1, *range(3, len(size) + 3))), c.out())


@says("Unfold")
def unfold(c: Context) -> str:
    """Windows along an axis: a table of places, whose last axis goes to the end."""
    if not c.ndim():
        raise Refused("onnx.only", what="unfold", kept="ndim > 0")
    axis, step = c["axis"], c["step"]
    windows = c.fixed(c.out()[axis], "unfold")
    places = np.arange(windows)[:, None] * step + np.arange(c["size"])
    y = c.node("Gather", [c.x(), c.constant(places, np.int64)], axis=axis)
    order = [k for k in range(c.ndim() + 1) if k != axis + 1]
    return c.transpose(y, [*order, axis + 1])


@says("Diagonal")
def diagonal(c: Context) -> str:
    """The places of the diagonal in the flattened plane."""
    a, b, offset = c["axis1"] % c.ndim(), c["axis2"] % c.ndim(), c["offset"]
    rows, columns = c.fixed([c.shape()[a], c.shape()[b]], "diagonal")
    places = np.arange(rows * columns).reshape(rows, columns).diagonal(offset)
    rest = [k for k in range(c.ndim()) if k not in (a, b)]
    flat = c.reshape(c.transpose(c.x(), [*rest, a, b]), [*(c.shape()[k] for k in rest), rows * columns])
    return c.node("Gather", [flat, c.constant(places, np.int64)], axis=len(rest))


@says("BlockDiag")
def block_diag(c: Context) -> str:
    """Each block between zeros, then one below the other."""
    shapes = [c.fixed(c.shape(i), "block_diag") for i in range(len(c))]
    ends = list(accumulate(width for _, width in shapes))
    rows = [
        c.node("Pad", [c.x(i), c.ints([0, end - width, 0, ends[-1] - end]), c.float(0)])
        for i, (end, (_, width)) in enumerate(zip(ends, shapes, strict=True))
    ]
    return c.node("Concat", rows, axis=0)
