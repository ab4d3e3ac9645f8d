"""Choosing and replacing by a mask."""

from __future__ import annotations

from math import prod

from autograd_lab.backend.scatter import copied
from autograd_lab.ops.base import Op, OpDoc, gradient, run, shape_of, sum_to
from autograd_lab.ops.indexing import GetItem, ScatterItem, SetItem


class MaskedFill(Op):
    """One value where the mask c is true, x elsewhere."""

    doc = OpDoc(
        "mask =",
        r"y = c\,?\,v : x",
        "x[..], c[..], v[] -> y[..]",
        "Fill where the mask is true.",
        "用同一个值填充掩码为真的位置。",
    )
    widens = False

    @staticmethod
    def forward(xp, x, c, v):
        return xp.where(c, v, x), (c, x.shape, shape_of(v))

    @staticmethod
    @gradient(r"\bar x = \bar y \odot [\neg c]")
    def backward_x(xp, gy, c, x_shape, v_shape):
        return sum_to(xp.where(c, 0, gy), x_shape)

    @staticmethod
    @gradient(r"\bar v = \textstyle\sum \bar y \odot [c]")
    def backward_v(xp, gy, c, x_shape, v_shape):
        return sum_to(xp.where(c, gy, 0), v_shape)


class MaskedFillTensor(MaskedFill):
    """``MaskedFill`` with a tensor as its value, under the name that PyTorch prints."""

    node_name = "MaskedFillBackward1"


class MaskedSelect(GetItem):
    """The elements where the mask is true, in a row."""

    doc = OpDoc(
        "mask [ ]", r"y = x_{[c]}", "x[..] -> y[n]", "The elements where the mask is true.", "取出掩码为真的元素。"
    )
    node_name = "MaskedSelectBackward0"


class MaskedScatter(Op):
    """x with the elements where the mask is true replaced by the first ones of v, in order."""

    doc = OpDoc(
        "mask []=",
        r"y = x,\; y_{[c]} = v_{1..n}",
        "x[..], v[..] -> y[..]",
        "Replace, one after the other, where the mask is true.",
        "依次替换掩码为真的元素。",
    )
    widens = False

    @staticmethod
    def forward(xp, x, v, *, mask):
        y = copied(xp, x)
        n = int(mask.sum())
        y[mask] = v.reshape(-1)[:n]
        return y, (v.shape, n)

    @staticmethod
    @gradient(r"\bar x = \bar y \odot [\neg c]")
    def backward_x(xp, gy, v_shape, n, *, mask):
        return run(xp, SetItem, gy, 0, index=mask)

    @staticmethod
    @gradient(r"\bar v_{1..n} = \bar y_{[c]}")
    def backward_v(xp, gy, v_shape, n, *, mask):
        taken = run(xp, GetItem, gy, index=mask)
        return run(xp, ScatterItem, taken, shape=(prod(v_shape),), index=slice(0, n)).reshape(v_shape)
