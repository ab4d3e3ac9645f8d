"""Matrix products, linear layers, attention."""

from __future__ import annotations

import numpy as np

from autograd_lab.onnx.build import Context, Refused, says
from autograd_lab.onnx.sizes import Size


@says("Matmul", "MatmulRows", "Mm", "Bmm", "Mv", "Dot", "Vdot")
def matmul(c: Context) -> str:
    return c.node("MatMul", [c.x(), c.x(1)])


@says("Linear", "LinearUnbiased", "LinearBatched")
def linear(c: Context) -> str:
    """Gemm for rows; for more dims a product with the turned weight."""
    if c.ndim() == 2:
        return c.node("Gemm", [c.x(), c.x(1), c.x(2) if c.has(2) else None], transB=1)
    y = c.node("MatMul", [c.x(), c.transpose(c.x(1), (1, 0))])
    return c.node("Add", [y, c.x(2)]) if c.has(2) else y


@says("Addmm", "Baddbmm", "Addmv")
def addmm(c: Context) -> str:
    beta, alpha = c.get("beta", 1), c.get("alpha", 1)
    y = c.node("MatMul", [c.x(1), c.x(2)])
    y = y if alpha == 1 else c.node("Mul", [y, c.float(alpha)])
    if beta == 0:
        return y
    return c.node("Add", [y, c.x() if beta == 1 else c.node("Mul", [c.x(), c.float(beta)])])


@says("Contract")
def contract(c: Context) -> str:
    """One product of an einsum: its labels become letters."""
    left, right, out = (list(c[name]) for name in ("left", "right", "out"))
    letters = {label: chr(ord("a") + k) for k, label in enumerate(dict.fromkeys([*left, *right, *out]))}
    a, b, y = ("".join(letters[label] for label in part) for part in (left, right, out))
    return c.node("Einsum", [c.x(), c.x(1)], equation=f"{a},{b}->{y}")


@says("AttentionWeights")
def attention_weights(c: Context) -> str:
    """softmax(scale q kᵀ + mask); a query that sees no key gets 0 instead of nan, where that is asked for."""
    n = c.ndim(1)
    turned = c.transpose(c.x(1), (*range(n - 2), n - 1, n - 2))
    y = c.node("MatMul", [c.node("Mul", [c.x(), c.float(c["scale"])]), turned])
    mask = _causal(c) if c["causal"] else c.x(2) if c.has(2) else None
    if mask is None:
        return c.node("Softmax", [y], axis=-1)
    if c["causal"] or c.of(2).kind == "b":
        y = c.node("Where", [mask, y, c.float(-np.inf)])
    else:
        y = c.node("Add", [y, mask if c.of(2) == c.dtype() else c.cast(mask, c.dtype())])
    y = c.node("Softmax", [y], axis=-1)
    if c["causal"] or c["blind"] != 0:
        return y
    return c.node("Where", [c.node("IsNaN", [y]), c.float(0), y])


def _causal(c: Context) -> str:
    size = c.out()[-2:]
    if not any(isinstance(n, Size) for n in size):
        return c.constant(np.tril(np.ones(size, bool)))
    ones = c.node("Expand", [c.constant(1, np.int64), c.ints(size)])
    return c.cast(c.node("Trilu", [ones], upper=0), np.bool_)


@says("Cross")
def cross(c: Context) -> str:
    """a₂b₃ - a₃b₂ and so on: the parts turned by one and by two places."""
    axis = c["axis"]
    if c.fixed(c.shape()[axis], "cross") != 3:
        raise Refused("onnx.only", what="cross", kept="3")
    once, twice = (c.constant(order, np.int64) for order in ([1, 2, 0], [2, 0, 1]))
    a, b = ([c.node("Gather", [c.x(i), turn], axis=axis) for turn in (once, twice)] for i in (0, 1))
    return c.node("Sub", [c.node("Mul", [a[0], b[1]]), c.node("Mul", [a[1], b[0]])])
