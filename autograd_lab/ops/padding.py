"""Padding: a frame of constant values around a tensor."""

from __future__ import annotations

from autograd_lab.ops.base import Op, OpDoc, gradient, run


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
        kept = tuple(slice(max(-p, 0), n - max(-q, 0)) for n, (p, q) in zip(x.shape, width, strict=True))
        frame = tuple((max(p, 0), max(q, 0)) for p, q in width)
        return xp.pad(x[kept], frame, constant_values=value), ()

    @staticmethod
    @gradient(r"\bar x_i = \bar y_{i + p}")
    def backward_x(xp, gy, *, width, value):
        # What was added is cut away, and what was cut away gets gradient 0.
        return run(xp, Pad, gy, width=tuple((-p, -q) for p, q in width), value=0)
