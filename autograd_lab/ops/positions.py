"""Reading and writing by position in a tensor that is read in a row, whatever its shape."""

from __future__ import annotations

from math import prod

from autograd_lab.backend.scatter import accumulate, assign, copied
from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.indexing import ScatterItem


class Take(Op):
    """The elements at positions k."""

    doc = OpDoc("take", r"y_j = x_{k_j}", "x[..] -> y[..]", "Pick by position.", "按位置选取元素。")
    widens = False

    @staticmethod
    def forward(xp, x, *, k):
        return x.reshape(-1)[k], (x.shape,)

    @staticmethod
    @gradient(r"\bar x_i = \textstyle\sum_{j: k_j = i} \bar y_j")
    def backward_x(xp, gy, x_shape, *, k):
        return run(xp, ScatterItem, gy, shape=(prod(x_shape),), index=k).reshape(x_shape)


class Put(Op):
    """A copy of x with the elements at positions k replaced by v. Of several for one place the last stays."""

    doc = OpDoc("put", r"y_{k_j} = v_j", "x[..], v[..] -> y[..]", "Replace by position.", "按位置替换元素。")
    widens = False

    @staticmethod
    def forward(xp, x, v, *, k):
        y = copied(xp, x)
        assign(xp, y.reshape(-1), k, v)
        return y, ()

    @staticmethod
    @gradient(r"\bar x = \bar y,\; \bar x_{k_j} = 0")
    def backward_x(xp, gy, *, k):
        return run(xp, Put, gy, 0, k=k)

    @staticmethod
    @gradient(r"\bar v_j = \bar y_{k_j}")
    def backward_v(xp, gy, *, k):
        return run(xp, Take, gy, k=k)


class PutAdd(Op):
    """A copy of x with v added at positions k, as often as they are named."""

    doc = OpDoc(
        "put +",
        r"y_i = x_i + \textstyle\sum_{j: k_j = i} v_j",
        "x[..], v[..] -> y[..]",
        "Add by position.",
        "按位置累加。",
    )
    node_name = "PutBackward0"

    @staticmethod
    def forward(xp, x, v, *, k):
        y = copied(xp, x)
        accumulate(xp, "add", y.reshape(-1), k.reshape(-1), v.reshape(-1))
        return y, ()

    @staticmethod
    @gradient(r"\bar x = \bar y")
    def backward_x(xp, gy, *, k):
        return gy

    @staticmethod
    @gradient(r"\bar v_j = \bar y_{k_j}")
    def backward_v(xp, gy, *, k):
        return run(xp, Take, gy, k=k)
