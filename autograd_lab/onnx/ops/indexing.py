"""Picking elements out, and putting elements in."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.onnx.build import Context, Refused, says
from autograd_lab.onnx.trace import Ref

LAST = np.iinfo(np.int64).max


@says("GetItem", "IndexSelect", "MaskedSelect")
def get_item(c: Context) -> str:
    """``x[index]``: either integers, slices and new axes, or arrays and whole axes; see functional/subscript.py."""
    index = parts_of(c)
    tail = _tail(c, index)
    if tail is not None:
        return tail
    arrays = [k for k, part in enumerate(index) if isinstance(part, Ref)]
    return picked(c, index, arrays) if arrays else viewed(c, c.x(), index)


def parts_of(c: Context) -> tuple[Any, ...]:
    index = c.sizes("index")
    return index if isinstance(index, tuple) and not isinstance(index, Ref) else (index,)


def viewed(c: Context, y: str, index: tuple[Any, ...]) -> str:
    """The part of ``y``, which has the shape of the first input, at integers, slices and new axes."""
    dropped: list[int] = []
    added: list[int] = []
    axis = out = 0
    taken = sum(part is not None and part is not Ellipsis for part in index)
    for part in index:
        if part is Ellipsis:
            axis += c.ndim() - taken
            out += c.ndim() - taken
        elif part is None:
            added.append(out)
            out += 1
        elif isinstance(part, slice):
            if part != slice(None):
                start = 0 if part.start is None else part.start
                y = c.slice(y, axis, start, LAST if part.stop is None else part.stop, part.step or 1)
            axis += 1
            out += 1
        else:
            y = c.node("Gather", [y, c.ints([part])], axis=axis)
            dropped.append(axis)
            axis += 1
    y = c.node("Squeeze", [y, c.ints(dropped)]) if dropped else y
    return c.node("Unsqueeze", [y, c.ints(added)]) if added else y


def picked(c: Context, index: tuple[Any, ...], arrays: list[int]) -> str:
    """By one array of integers, by a mask, or by several arrays that stand side by side."""
    first, parts = arrays[0], [index[k] for k in arrays]
    if arrays != list(range(first, first + len(arrays))):
        raise Refused("onnx.index")
    kinds = [c.graph.program.dtype(part.number).kind for part in parts]
    if len(parts) == 1 and kinds[0] != "b":
        return c.node("Gather", [c.x(), c.param(parts[0])], axis=first)
    if kinds == ["b"] and len(c.graph.program.shape(parts[0].number)) == 1:
        return c.node("Compress", [c.x(), c.param(parts[0])], axis=first)
    if first:
        raise Refused("onnx.index")
    if kinds == ["b"]:
        places = c.transpose(c.node("NonZero", [c.param(parts[0])]), (1, 0))
    elif "b" in kinds:
        raise Refused("onnx.index")
    else:
        names = [c.cast(c.param(part), np.int64) for part in parts]
        shapes = [c.node("Shape", [name]) for name in names]
        joint = shapes[0]
        for name, shape in zip(names[1:], shapes[1:], strict=True):  # of x + 0 y comes the shape of both together
            del name
            joint = c.node("Shape", [c.node("Add", [_zeros(c, joint), _zeros(c, shape)])])
        lines = [c.node("Unsqueeze", [c.node("Expand", [name, joint]), c.ints([-1])]) for name in names]
        places = c.node("Concat", lines, axis=-1)
    return c.node("GatherND", [c.x(), places])


def _zeros(c: Context, shape: str) -> str:
    return c.node("Expand", [c.constant(0, np.int64), shape])


def _tail(c: Context, index: tuple[Any, ...]) -> str | None:
    """The last rows of an LSTM's cells: the only ones that ONNX gives."""
    ref = c.call.inputs[0]
    if not isinstance(ref, Ref) or ref.number not in c.graph.tails:
        return None
    seen = [call.params["index"] for call in c.call.seen]
    rows = [trace.values[ref.number].shape[0] - trace.values[c.call.outputs[0]].shape[0]
            for trace in c.graph.program.traces]  # fmt: skip
    lasts = all(len(i) == 2 and i[1] is Ellipsis and i[0] == slice(n, None) for i, n in zip(seen, rows, strict=True))
    batch = c.graph.program.shape(c.call.outputs[0])[0]
    return c.graph.tails[ref.number] if lasts and batch == c.graph.batches[ref.number] else None


@says("Gather")
def gather(c: Context) -> str:
    return c.node("GatherElements", [c.x(), c.x(1)], axis=c["axis"])


@says("Embedding")
def embedding(c: Context) -> str:
    return c.node("Gather", [c.x(), c.param(c.call.params["index"])])


@says("BagSum")
def bag_sum(c: Context) -> str:
    """Rows added at the numbers of their bags."""
    rows = c.x()
    if c.has(1):
        rows = c.node("Mul", [rows, c.node("Unsqueeze", [c.x(1), c.ints([1])])])
    zeros = c.node("Expand", [c.float(0), c.ints(c.out())])
    places = c.node("Unsqueeze", [c.cast(c.param(c.call.params["bag"]), np.int64), c.ints([1])])
    return c.node("ScatterND", [zeros, places, rows], reduction="add")


SCATTERED = {"Scatter": "none", "ScatterSum": "add", "ScatterAdd": "add", "ScatterProd": "mul", "ScatterAmax": "max",
             "ScatterAmin": "min"}  # fmt: skip


@says(*SCATTERED)
def scatter(c: Context) -> str:
    if not c.get("include_self", True):
        raise Refused("onnx.only", what="scatter_reduce", kept="include_self=True")
    places, values = c.x(1), c.x(2)
    if not isinstance(c.call.inputs[2], Ref):
        values = c.node("Expand", [values, c.node("Shape", [places])])
    return c.node("ScatterElements", [c.x(), places, values], axis=c["axis"], reduction=SCATTERED[c.call.op])


@says("SetItem", "IndexCopy", "IndexFill")
def set_item(c: Context) -> str:
    """``x[index] = v`` where the index is without arrays, one array along the first axis, or a mask."""
    index = parts_of(c)
    if not any(isinstance(part, Ref) for part in index):
        return set_view(c, index)
    if len(index) != 1 or not isinstance(index[0], Ref):
        raise Refused("onnx.index")
    name, mask = c.param(index[0]), c.graph.program.dtype(index[0].number).kind == "b"
    places = c.transpose(c.node("NonZero", [name]), (1, 0)) if mask else c.node("Unsqueeze", [name, c.ints([-1])])
    shown = c.node("Shape", [c.node("GatherND", [c.x(), places])])
    return c.node("ScatterND", [c.x(), places, c.node("Expand", [c.x(1, c.dtype()), shown])])


def set_view(c: Context, index: tuple[Any, ...]) -> str:
    """Number all places, look which numbers the index picks, and put the values there."""
    x, flat = c.x(), c.constant([-1], np.int64)
    count, shape = c.node("Size", [x]), c.node("Shape", [x])
    numbers = c.node("Range", [c.constant(0, np.int64), count, c.constant(1, np.int64)])
    places = viewed(c, c.node("Reshape", [numbers, shape]), index)
    values = c.node("Expand", [c.x(1, c.dtype()), c.node("Shape", [places])])
    line, places, values = (c.node("Reshape", [name, flat]) for name in (x, places, values))
    return c.node("Reshape", [c.node("ScatterElements", [line, places, values], axis=0), shape])


@says("MaxUnpool")
def max_unpool(c: Context) -> str:
    """Zeros, with each value at its place in the flattened plane."""
    lead, size = c.out()[:2], c.fixed(c.out()[2:], "size")
    plane = int(np.prod(size))
    zeros = c.node("Expand", [c.float(0), c.ints([*lead, plane])])
    inner = int(np.prod(c.fixed(c.shape()[2:], "size")))
    y, places = (c.reshape(c.x(i), [*lead, inner]) for i in (0, 1))
    return c.reshape(c.node("ScatterElements", [zeros, places, y], axis=2), c.out())


@says("PickPlane")
def pick_plane(c: Context) -> str:
    lead, inner = c.shape()[:2], int(np.prod(c.fixed(c.out()[2:], "size")))
    flat = c.reshape(c.x(), [*lead, int(np.prod(c.fixed(c.shape()[2:], "size")))])
    return c.reshape(c.node("GatherElements", [flat, c.reshape(c.x(1), [*lead, inner])], axis=2), c.out())


@says("Im2Col")
def im2col(c: Context) -> str:
    """The places that each window sees, in the flattened and padded plane."""
    n, channels, *size = c.shape()
    kernel, stride, padding, dilation = (c[name] for name in ("kernel", "stride", "padding", "dilation"))
    size = c.fixed(size, "size")
    room = [s + 2 * p for s, p in zip(size, padding, strict=True)]
    lines = []
    for axis, (s, k, t, d) in enumerate(zip(room, kernel, stride, dilation, strict=True)):
        starts = np.arange(0, s - d * (k - 1), t)
        lines.append((np.arange(k)[:, None] * d + starts) * int(np.prod(room[axis + 1 :])))
    places = lines[0]
    for line in lines[1:]:  # (k.., o..) of all axes so far
        k, o = places.shape, line.shape
        places = (places[:, None, :, None] + line[None, :, None, :]).reshape(k[0] * o[0], k[1] * o[1])
    pads = [0, 0, *padding] * 2
    x = c.node("Pad", [c.x(), c.ints(pads), c.float(0)]) if any(padding) else c.x()
    x = c.reshape(x, [n, channels, int(np.prod(room))])
    return c.reshape(c.node("Gather", [x, c.constant(places, np.int64)], axis=2), c.out())


@says("Col2Im")
def col2im(c: Context) -> str:
    pads = list(c["padding"]) * 2
    return c.node("Col2Im", [c.x(), c.ints(c["size"]), c.ints(c["kernel"])], strides=list(c["stride"]),
                  dilations=list(c["dilation"]), pads=pads)  # fmt: skip


@says("NonZero")
def non_zero(c: Context) -> str:
    return c.transpose(c.node("NonZero", [c.x()]), (1, 0))


@says("KthValue", "MedianDim")
def kth_value(c: Context) -> list[str]:
    """The last of the k smallest."""
    axis, keep = c["axis"], c.get("keepdims", False)
    n = c.fixed(c.shape()[axis], c.call.op)
    k = c["k"] if c.call.op == "KthValue" else (n + 1) // 2
    pair = c.node("TopK", [c.x(), c.ints([k])], 2, axis=axis, largest=0, sorted=1)
    last = [c.slice(name, axis, k - 1, k) for name in pair]
    return last if keep else [c.node("Squeeze", [name, c.ints([axis])]) for name in last]


@says("Sort", "TopK")
def sort(c: Context) -> Any:
    axis = c["axis"]
    return c.node("TopK", [c.x(), c.ints([c.out()[axis]])], 2, axis=axis, largest=int(c["descending"]), sorted=1)
