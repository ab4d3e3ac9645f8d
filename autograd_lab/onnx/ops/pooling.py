"""Pooling: of windows at regular distances, and of as many windows as asked for."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.onnx.build import Context, Refused, says
from autograd_lab.onnx.ops.layers import by_axis


def _ceil(c: Context, dilation: tuple[int, ...]) -> int:
    """Whether a last window that looks further than the image is counted: seen from the sizes."""
    found = set()
    for trace, call in zip(c.graph.program.traces, c.call.seen, strict=True):
        size = trace.values[call.inputs[0].number].shape[2:]
        parts = zip(size, c["kernel"], c["stride"], c["padding"], dilation, strict=True)
        floor = [(n + 2 * p - d * (k - 1) - 1) // t + 1 for n, k, t, p, d in parts]
        found.add(tuple(call.params["out"]) != tuple(floor))
    if len(found) > 1:
        raise Refused("onnx.fixed", what="ceil_mode")
    return int(found.pop())


@says("MaxPool")
def max_pool(c: Context) -> list[str | None]:
    dilation = tuple(c["dilation"])
    how = {"kernel_shape": list(c["kernel"]), "strides": list(c["stride"]), "pads": list(c["padding"]) * 2,
           "dilations": list(dilation), "ceil_mode": _ceil(c, dilation)}  # fmt: skip
    return _with_index(c, how)


def _with_index(c: Context, how: dict[str, Any]) -> list[str | None]:
    """ONNX counts places through the whole batch, we in each plane."""
    if not any(c.call.outputs[1] in call.refs() for call in c.graph.program.calls) and (
        c.call.outputs[1] not in c.graph.program.results
    ):
        return [c.node("MaxPool", [c.x()], **how), None]
    y, index = c.node("MaxPool", [c.x()], 2, **how)
    plane = int(np.prod(c.fixed(c.shape()[2:], "size")))
    return [y, c.node("Mod", [index, c.constant(plane, np.int64)])]


@says("AvgPool")
def avg_pool(c: Context) -> str:
    kernel = list(c["kernel"])
    how = {"kernel_shape": kernel, "strides": list(c["stride"]), "pads": list(c["padding"]) * 2,
           "ceil_mode": _ceil(c, (1,) * len(kernel))}  # fmt: skip
    divisor = c["divisor"]
    if divisor is None:
        return c.node("AveragePool", [c.x()], count_include_pad=int(c["count_padding"]), **how)
    if how["ceil_mode"]:
        raise Refused("onnx.only", what="avg_pool(divisor_override=...)", kept="ceil_mode=False")
    y = c.node("AveragePool", [c.x()], count_include_pad=1, **how)
    return c.node("Mul", [y, c.float(np.prod(kernel) / divisor)])


def _even(c: Context) -> list[int] | None:
    """The window where all are equal and side by side; None where they are not."""
    size, out = c.fixed(c.shape()[2:], "adaptive pooling"), c["out"]
    parts = [divmod(s, o) for s, o in zip(size, out, strict=True)]
    return None if any(rest for _, rest in parts) else [window for window, _ in parts]


@says("AdaptiveAvgPool")
def adaptive_avg_pool(c: Context) -> str:
    if all(o == 1 for o in c["out"]):
        return c.node("GlobalAveragePool", [c.x()])
    window = _even(c)
    if window is not None:
        return c.node("AveragePool", [c.x()], kernel_shape=window, strides=window)
    return by_axis(c, [_shares(s, o) for s, o in zip(c.shape()[2:], c["out"], strict=True)])


def _shares(size: int, out: int) -> Any:
    """Each of ``out`` windows, which may overlap, as a row of equal shares."""
    rows = np.zeros((out, size))
    for o in range(out):
        rows[o, o * size // out : -((o + 1) * -size // out)] = 1
    return rows / rows.sum(1, keepdims=True)


@says("AdaptiveMaxPool")
def adaptive_max_pool(c: Context) -> list[str | None]:
    window = _even(c)
    if window is not None:
        return _with_index(c, {"kernel_shape": window, "strides": window})
    y = c.x()
    for axis, (size, out) in enumerate(zip(c.shape()[2:], c["out"], strict=True), 2):
        rows = [np.flatnonzero(row) for row in _shares(size, out)]
        longest = max(map(len, rows))
        places = [np.resize(row, longest) for row in rows]  # some places twice: the largest stays the same
        y = c.node("Gather", [y, c.constant(places, np.int64)], axis=axis)
        y = c.node("ReduceMax", [y, c.ints([axis + 1])], keepdims=0)
    return [y, None]
