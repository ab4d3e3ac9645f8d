"""Many elements to one: sums, extremes, norms, variance, running sums."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_lab.onnx.build import Context, Refused, says

REDUCED = {"Sum": "ReduceSum", "Mean": "ReduceMean", "Prod": "ReduceProd", "Amax": "ReduceMax", "Amin": "ReduceMin",
           "Max": "ReduceMax", "Min": "ReduceMin", "LogSumExp": "ReduceLogSumExp"}  # fmt: skip


def reduce(c: Context, kind: str, x: str, axis: Any, keepdims: bool) -> str:
    """``axis`` None means all; no axis means that nothing is reduced."""
    if axis == ():
        return x
    axes = None if axis is None else c.ints(list(axis) if isinstance(axis, tuple) else [axis])
    return c.node(kind, [x, axes] if axes else [x], keepdims=int(keepdims))


@says(*REDUCED)
def reduced(c: Context) -> str:
    return reduce(c, REDUCED[c.call.op], c.x(0, c.dtype()), c.get("axis"), c.get("keepdims", False))


@says("All", "Any")
def truth(c: Context) -> str:
    numbers = c.cast(c.x(0, np.dtype(bool)), np.int32)
    kind = "ReduceMin" if c.call.op == "All" else "ReduceMax"
    return c.cast(reduce(c, kind, numbers, c.get("axis"), c.get("keepdims", False)), np.bool_)


@says("CountNonzero")
def count_nonzero(c: Context) -> str:
    numbers = c.cast(c.x(0, np.dtype(bool)), np.int64)
    return reduce(c, "ReduceSum", numbers, c.get("axis"), False)


@says("ArgMax", "ArgMin")
def arg(c: Context) -> str:
    axis, x = c.get("axis"), c.x()
    if axis is None:
        y = c.node(c.call.op, [c.reshape(x, [-1])], axis=0, keepdims=0)
        return c.reshape(y, c.out()) if c.get("keepdims") else y
    return c.node(c.call.op, [x], axis=axis, keepdims=int(c.get("keepdims", False)))


@says("MaxDim", "MinDim")
def with_place(c: Context) -> list[str]:
    axis, keep = c["axis"], bool(c.get("keepdims", False))
    kind = c.call.op.removesuffix("Dim")
    place = c.node(f"Arg{kind}", [c.x()], axis=axis, keepdims=int(keep))
    return [reduce(c, f"Reduce{kind}", c.x(), axis, keep), place]


@says("AMinMax")
def both_ends(c: Context) -> list[str]:
    return [reduce(c, kind, c.x(), c.get("axis"), c.get("keepdims", False)) for kind in ("ReduceMin", "ReduceMax")]


@says("Var", "Std", "VarMean", "StdMean")
def variance(c: Context) -> Any:
    """Around the mean; the correction takes the number of elements, which has to be fixed unless it is 0."""
    axis, keep, correction = c.get("axis"), bool(c.get("keepdims", False)), c.get("correction", 1)
    axis = tuple(range(c.ndim())) if axis is None else axis
    mean = reduce(c, "ReduceMean", c.x(), axis, True)
    away = c.node("Sub", [c.x(), mean])
    y = reduce(c, "ReduceMean", c.node("Mul", [away, away]), axis, keep)
    if correction:
        lengths = [c.shape()[a] for a in (axis if isinstance(axis, tuple) else (axis,))]
        n = math.prod(c.fixed(lengths, "var(correction != 0)"))
        if n <= correction:
            raise Refused("onnx.only", what="var", kept=f"n > {correction}")
        y = c.node("Mul", [y, c.float(n / (n - correction))])
    if c.call.op.startswith("Std"):
        y = c.node("Sqrt", [y])
    return [y, reduce(c, "ReduceMean", c.x(), axis, keep)] if c.call.op.endswith("Mean") else y


@says("VectorNorm")
def norm(c: Context) -> str:
    p, axis, keep = c.get("p", 2), c.get("axis"), bool(c.get("keepdims", False))
    if p in (1, 2):
        return reduce(c, f"ReduceL{int(p)}", c.x(), axis, keep)
    size = c.node("Abs", [c.x()])
    if math.isinf(p):
        return reduce(c, "ReduceMax" if p > 0 else "ReduceMin", size, axis, keep)
    if p == 0:
        there = c.cast(c.cast(size, np.bool_), c.dtype())
        return reduce(c, "ReduceSum", there, axis, keep)
    total = reduce(c, "ReduceSum", c.node("Pow", [size, c.float(p)]), axis, keep)
    return c.node("Pow", [total, c.float(1 / p)])


@says("CumSum")
def running_sum(c: Context) -> str:
    return c.node("CumSum", [c.x(0, c.dtype()), c.constant(c["axis"], np.int64)], reverse=int(c.get("reverse", False)))


@says("Trace")
def trace(c: Context) -> str:
    eye = c.constant(np.eye(*c.fixed(c.shape(), "trace")), c.dtype())
    return c.node("ReduceSum", [c.node("Mul", [c.x(0, c.dtype()), eye])], keepdims=0)


@says("Det")
def det(c: Context) -> str:
    return c.node("Det", [c.x()])
