"""Products of many elements, and running products. Their gradients never divide, so zeros are no exception."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.reduction import OVER, spread
from autograd_lab.ops.scan import ALONG, Recurrence, Shift
from autograd_lab.ops.summation import wide


def others(xp, x, axis):
    """For each element the product of all others along the axis: what stands before it times what stands after."""
    before = run(xp, Shift, run(xp, CumProd, x, axis=axis), axis=axis, fill=1)
    after = run(xp, Shift, run(xp, CumProd, x, axis=axis, reverse=True), axis=axis, back=True, fill=1)
    return before * after


class Prod(Op):
    """Multiply along one axis, or all elements; each slope is the product of the other elements."""

    doc = OpDoc("Π", r"y = \textstyle\prod_i x_i", OVER, "Multiply the elements.", "求所有元素的乘积。")

    @staticmethod
    def forward(xp, x, *, axis=None, keepdims=False):
        y = xp.multiply.reduce(x, axis=axis, keepdims=keepdims, dtype=wide(x.dtype))
        return y.astype(x.dtype, copy=False), (x,)

    @staticmethod
    @gradient(r"\bar x_i = \bar y \textstyle\prod_{j \ne i} x_j")
    def backward_x(xp, gy, x, *, axis=None, keepdims=False):
        line = x.reshape((-1,)) if axis is None else x
        return spread(xp, gy, x.shape, axis) * others(xp, line, axis or 0).reshape(x.shape)

    @classmethod
    def grad_name(cls, *, axis=None, **params):
        return "ProdBackward0" if axis is None else "ProdBackward1"


class CumProd(Op):
    """The product of each element and all before it (after it if ``reverse``)."""

    doc = OpDoc("cumprod", r"y_i = \textstyle\prod_{j \le i} x_j", ALONG, "Multiply along the way.", "逐项累乘求积。")
    node_name = "CumprodBackward0"

    @staticmethod
    def forward(xp, x, *, axis, reverse=False):
        line = xp.flip(x, axis) if reverse else x
        y = xp.cumprod(line, axis=axis, dtype=wide(x.dtype)).astype(x.dtype, copy=False)
        y = xp.flip(y, axis) if reverse else y
        return y, (x, y)

    @staticmethod
    @gradient(r"\bar x_k = \textstyle\prod_{j < k} x_j \left(\bar y_k + x_{k+1} \bar y_{k+1} + \dots\right)")
    def backward_x(xp, gy, x, y, *, axis, reverse=False):
        before = run(xp, Shift, y, axis=axis, back=reverse, fill=1)
        then = run(xp, Shift, x, axis=axis, back=not reverse)
        # What x_k is multiplied with later: s_k = gy_k + x_(k+1) s_(k+1).
        return before * run(xp, Recurrence, then, gy, axis=axis, reverse=not reverse)
