"""Images at another size."""

from __future__ import annotations

import warnings
from typing import Any

from autograd_lab.errors import ArgTypeError, ArgumentError, NotWritten, ShapeError
from autograd_lab.functional.explain import explained
from autograd_lab.nn.functional.adaptive import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
from autograd_lab.nn.functional.sizes import need_kind
from autograd_lab.ops.resample import Resample
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import is_number

AXES = {  # of each mode, and what it is along one axis
    "nearest": ((1, 2, 3), "nearest"), "nearest-exact": ((1, 2, 3), "nearest-exact"), "area": ((1, 2, 3), "area"),
    "linear": ((1,), "linear"), "bilinear": ((2,), "linear"), "trilinear": ((3,), "linear"),
    "bicubic": ((2,), "cubic"), "lanczos": ((2,), "lanczos"),
}  # fmt: skip
BYTES = {(2, mode) for mode in ("bilinear", "bicubic", "lanczos")} | {
    (axes, mode) for axes in (1, 2, 3) for mode in ("nearest", "nearest-exact")
}  # what takes uint8


@explained
def interpolate(input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
                align_corners: bool | None = None, recompute_scale_factor: bool | None = None,
                antialias: bool = False) -> Tensor:  # fmt: skip
    """``input`` (N, C, *S) at another ``size``, or at ``scale_factor`` times its size.

    Modes: "nearest", "nearest-exact" and "area" for one to three axes, "linear" for one, "bilinear", "bicubic" and
    (with antialias) "lanczos" for two, "trilinear" for three. ``align_corners`` lets the middles of the corner pixels
    meet instead of the images' edges. ``antialias`` averages over all that is under a new pixel where the image
    shrinks. ``recompute_scale_factor`` takes the factor from the rounded size.
    """
    if mode in ("nearest", "nearest-exact", "area"):
        if align_corners is not None:
            raise ArgumentError("resample.align_corners", mode=mode)
    out, scales = _sizes(input, size, scale_factor)
    if recompute_scale_factor and size is not None:
        raise ArgumentError("resample.recompute")
    if recompute_scale_factor or mode == "area":
        scales = [None] * len(scales)
    if antialias and not (mode in ("bilinear", "bicubic", "lanczos") and input.ndim == 4):
        raise ArgumentError("resample.antialias", mode=mode, ndim=input.ndim)
    if mode not in AXES or input.ndim - 2 not in AXES[mode][0]:
        raise NotWritten("resample.mode", mode=mode, ndim=input.ndim, known=", ".join(AXES))
    if mode == "lanczos" and (align_corners or not antialias):
        raise ArgumentError("resample.lanczos")
    if mode == "area":
        return (adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d)[input.ndim - 3](input, out)
    if any(n < 1 for n in (*out, *input.array.shape[1:])):
        raise ShapeError("resample.empty", size=tuple(input.shape), out=tuple(out))
    kinds = "fV" + ("u" if (input.ndim - 2, mode) in BYTES else "")
    need_kind(input, kinds if not antialias or input.array.dtype.itemsize != 2 else "u", f"interpolate(mode='{mode}')")
    return apply(Resample, input, size=tuple(out), scales=tuple(scales), mode=AXES[mode][1],
                 align_corners=bool(align_corners), antialias=antialias)  # fmt: skip


def _sizes(input: Tensor, size: Any, scale_factor: Any) -> tuple[list[int], list[float | None]]:
    """The new size and the factors, None where the size was given."""
    old = input.array.shape[2:]
    if (size is None) == (scale_factor is None):
        raise ArgumentError("resample.one_of")
    given = size if scale_factor is None else scale_factor
    values = list(given) if isinstance(given, (tuple, list)) else [given] * len(old)
    if len(values) != len(old):
        raise ArgumentError("resample.count", got=given, size=list(old))
    if scale_factor is None:
        if not all(hasattr(n, "__index__") for n in values):
            raise ArgTypeError("resample.size_type", got=size)
        return [n.__index__() for n in values], [None] * len(old)
    if not all(is_number(s) for s in values):
        raise ArgTypeError("resample.scale_type", got=scale_factor)
    return [int(n * float(s)) for n, s in zip(old, values, strict=True)], [float(s) for s in values]


@explained
def upsample(input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
             align_corners: bool | None = None) -> Tensor:  # fmt: skip
    """The old name of ``interpolate``."""
    warnings.warn("`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=3)
    return interpolate(input, size, scale_factor, mode, align_corners)


@explained
def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """The old name of ``interpolate`` with mode "nearest"."""
    warnings.warn("`nn.functional.upsample_nearest` is deprecated. Use `interpolate` instead.", stacklevel=3)
    return interpolate(input, size, scale_factor, "nearest")


@explained
def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """The old name of ``interpolate`` with mode "bilinear" and aligned corners."""
    warnings.warn("`nn.functional.upsample_bilinear` is deprecated. Use `interpolate` instead.", stacklevel=3)
    return interpolate(input, size, scale_factor, "bilinear", True)
