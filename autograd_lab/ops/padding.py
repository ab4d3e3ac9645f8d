"""Padding: a frame around a tensor, of constant values or made of what is inside."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from autograd_lab.ops.base import Op, OpDoc, gradient, run
from autograd_lab.ops.windows import Taps, combine, transpose


class Pad(Op):
    """``width`` has (before, after) for each axis; a negative number cuts away instead."""

    doc = OpDoc(
        "pad",
        r"y_{i + p} = x_i",
        "x[n, ..] -> y[p + n + q, ..]",
        "Put a frame of constant values around the tensor.",
        "在张量四周补上一圈常数。",
        "Dumoulin & Visin 2016, section 2.2",
    )
    node_name = "ConstantPadNdBackward0"
    widens = False

    @staticmethod
    def forward(xp, x, *, width, value):
        if not width:
            return x.copy(), ()
        kept = tuple(slice(max(-p, 0), n - max(-q, 0)) for n, (p, q) in zip(x.shape, width, strict=True))
        frame = tuple((max(p, 0), max(q, 0)) for p, q in width)
        return xp.pad(x[kept], frame, constant_values=value), ()

    @staticmethod
    @gradient(r"\bar x_i = \bar y_{i + p}")
    def backward_x(xp, gy, *, width, value):
        # What was added is cut away, and what was cut away gets gradient 0.
        return run(xp, Pad, gy, width=tuple((-p, -q) for p, q in width), value=0)


@lru_cache(256)
def continued(size: int, before: int, after: int, mode: str) -> Taps:
    """Where each place of the padded axis comes from."""
    index = np.arange(-before, size + after)
    if mode == "replicate":
        index = index.clip(0, size - 1)
    elif mode == "circular":
        index = index % size
    else:  # there and back without repeating the ends
        period = max(2 * (size - 1), 1)
        index = (size - 1) - abs((size - 1) - index % period)
    return Taps(index[:, None], size)


class PadInside(Op):
    """A frame made of what is inside: mirrored, the edge repeated, or the other side. ``width`` is per last axis."""

    doc = OpDoc(
        "pad",
        r"y_i = x_{r(i - p)}",
        "x[.., n] -> y[.., p + n + q]",
        "Continue the tensor beyond its edges with its own values.",
        "用张量自身的值向边缘之外延拓。",
        "Dumoulin & Visin 2016, section 2.2",
    )

    @staticmethod
    def forward(xp, x, *, width, mode):
        return combine(xp, x, pad_taps(x.shape, width, mode)), (x.shape,)

    @staticmethod
    @gradient(r"\bar x_j = \textstyle\sum_{i:\, r(i - p) = j} \bar y_i")
    def backward_x(xp, gy, x_shape, *, width, mode):
        return run(xp, FoldInside, gy, x_shape=x_shape, width=width, mode=mode)

    @classmethod
    def grad_name(cls, *, width, mode, **params):
        kind = {"reflect": "Reflection", "replicate": "Replication", "circular": "Circular"}[mode]
        return f"{kind}Pad{len(width)}DBackward0"


class FoldInside(Op):
    """The frame added back to the places it was made from: the adjoint of PadInside."""

    doc = OpDoc(
        "padᵀ",
        r"x_j = \textstyle\sum_{i:\, r(i - p) = j} y_i",
        "y[.., p + n + q] -> x[.., n]",
        "Add the frame back to the places it was copied from.",
        "把边框上的值加回它们被复制之前的位置。",
    )

    @staticmethod
    def forward(xp, y, *, x_shape, width, mode):
        return combine(xp, y, transpose(pad_taps(x_shape, width, mode))), ()

    @staticmethod
    @gradient(r"\bar y_i = \bar x_{r(i - p)}")
    def backward_y(xp, gx, *, x_shape, width, mode):
        return run(xp, PadInside, gx, width=width, mode=mode)


def pad_taps(shape, width, mode):
    return tuple(continued(n, *pair, mode) for n, pair in zip(shape[-len(width) :], width, strict=True))
