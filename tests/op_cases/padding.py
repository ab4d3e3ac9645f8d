"""Rows for ops.padding."""

from typing import Any

from autograd_lab.ops.padding import FoldInside, Pad, PadInside
from tests.op_cases.case import OpCase

FLAT = "[n for pair in reversed(width) for n in pair]"
PAD = f"F.pad(x, {FLAT}, value=value)"


def inside(x: Any, width: Any, mode: str, **more: Any) -> list[OpCase]:
    """PadInside, and its adjoint, which has no name of its own in PyTorch."""
    how = {"width": width, "mode": mode}
    padded = (n + p + q for n, (p, q) in zip(x[-len(width) :], width, strict=True))
    y = (*x[: -len(width)], *padded)
    return [
        OpCase(PadInside, (x,), f"F.pad(x, {FLAT}, mode)", how, **more),
        OpCase(FoldInside, (y,), "", {**how, "x_shape": x}, **more),
    ]


CASES = [
    OpCase(Pad, ((2, 3),), PAD, {"width": ((1, 0), (2, 1)), "value": 0.5}),
    OpCase(Pad, ((3, 4),), PAD, {"width": ((-1, 1), (0, -2)), "value": 0.0}),
    OpCase(Pad, ((2, 0),), PAD, {"width": ((0, 0), (1, 1)), "value": -1.0}),
    OpCase(Pad, ((2, 2),), PAD, {"width": ((0, 1), (1, 0)), "value": 0.5}, complex=True),
    *inside((1, 2, 4), ((3, 2),), "reflect"),
    *inside((1, 2, 3, 4), ((1, 2), (0, 3)), "reflect"),
    *inside((1, 2, 4), ((-1, 2),), "reflect"),
    *inside((1, 1, 2, 2, 3), ((1, 0), (1, 1), (0, 2)), "reflect"),
    *inside((1, 2, 3), ((4, 5),), "replicate"),
    *inside((1, 1, 3, 2), ((1, -1), (0, 2)), "replicate"),
    *inside((1, 2, 3), ((3, 2),), "circular"),
    *inside((1, 1, 2, 3), ((2, 1), (1, 3)), "circular"),
    *inside((1, 1, 3), ((1, 2),), "reflect", complex=True),
]
