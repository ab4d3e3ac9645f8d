"""Rows for ops.resample: every mode, growing and shrinking, with a given size and a given factor."""

from typing import Any

from autograd_lab.ops.resample import Resample, ResampleBack
from tests.op_cases.case import OpCase

NAMES = {"linear": ("linear", "bilinear", "trilinear"), "cubic": ("", "bicubic", "")}


def rows(x: Any, size: Any, mode: str, *, scales: Any = None, corners: bool = False, antialias: bool = False) -> Any:
    """Resample, and its adjoint, which has no name of its own in PyTorch."""
    axes = len(size)
    name = NAMES.get(mode, (mode,) * 3)[axes - 1]
    wanted = f"size={size}" if scales is None else f"scale_factor={scales}"
    given = "" if mode.startswith("nearest") else f", align_corners={corners}"
    call = f"F.interpolate(x, {wanted}, mode={name!r}{given}, antialias={antialias})"
    how = {"scales": scales or (None,) * axes, "mode": mode, "align_corners": corners, "antialias": antialias}
    return [
        OpCase(Resample, (x,), call, {**how, "size": size}),
        OpCase(ResampleBack, ((*x[:2], *size),), "", {**how, "size": x[2:]}),
    ]


CASES = [
    *rows((1, 2, 3), (5,), "nearest"),
    *rows((1, 1, 4, 3), (2, 6), "nearest"),
    *rows((1, 1, 2, 3, 2), (3, 2, 2), "nearest"),
    *rows((1, 1, 5), (3,), "nearest-exact"),
    *rows((1, 1, 3, 2), (4, 3), "nearest-exact", scales=(1.5, 1.5)),
    *rows((1, 2, 4), (7,), "linear"),
    *rows((1, 2, 4), (3,), "linear", corners=True),
    *rows((1, 1, 3, 4), (5, 2), "linear"),
    *rows((1, 1, 3, 4), (5, 4), "linear", corners=True),
    *rows((1, 1, 4, 3), (6, 5), "linear", scales=(1.7, 1.7)),
    *rows((1, 1, 1, 4), (1, 3), "linear"),
    *rows((1, 1, 2, 3, 2), (3, 2, 4), "linear"),
    *rows((1, 1, 4, 3), (6, 2), "cubic"),
    *rows((1, 1, 3, 4), (5, 3), "cubic", corners=True),
    *rows((1, 1, 6, 5), (3, 4), "linear", antialias=True),
    *rows((1, 1, 6, 4), (2, 4), "cubic", antialias=True),
    *rows((1, 1, 5, 4), (3, 6), "linear", antialias=True, corners=True),
    *rows((1, 1, 7, 3), (3, 2), "lanczos", antialias=True),
]
