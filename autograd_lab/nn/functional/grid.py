"""Images read at places that are themselves computed."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from autograd_lab.errors import ArgumentError, DimError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import need_tensor, sizes
from autograd_lab.functional.explain import explained
from autograd_lab.functional.registry import function
from autograd_lab.nn.functional.sizes import need_kind
from autograd_lab.ops.grid import AffineGrid, GridSample
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply

MODES = ("bilinear", "nearest", "bicubic")
PADDINGS = ("zeros", "border", "reflection")


@explained
def grid_sample(input: Tensor, grid: Tensor, mode: str = "bilinear", padding_mode: str = "zeros",
                align_corners: bool | None = None) -> Tensor:  # fmt: skip
    """``input`` (N, C, *S) at the places of ``grid`` (N, *O, d): (N, C, *O), for two or three axes.

    A place is (x, y) or (x, y, z), each from -1 to 1: the image's edges, or with ``align_corners`` the middles of its
    outermost pixels. Beyond them lie zeros, the "border"'s values or the image's "reflection".
    """
    if mode not in MODES:
        raise ArgumentError("grid.choice", name="mode", known=", ".join(MODES), got=mode)
    if padding_mode not in PADDINGS:
        raise ArgumentError("grid.choice", name="padding_mode", known=", ".join(PADDINGS), got=padding_mode)
    return _sample(input, grid, mode, padding_mode, _corners(align_corners), "grid_sample")


@function
def grid_sampler(
    input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> Tensor:
    """``nn.functional.grid_sample`` with modes as numbers: bilinear, nearest, bicubic; zeros, border, reflection."""
    return _numbered(input, grid, interpolation_mode, padding_mode, align_corners, "grid_sampler")


@function
def grid_sampler_2d(input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int,
                    align_corners: bool) -> Tensor:  # fmt: skip
    """``grid_sampler`` for images."""
    return _numbered(input, grid, interpolation_mode, padding_mode, align_corners, "grid_sampler_2d", 2)


@function
def grid_sampler_3d(input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int,
                    align_corners: bool) -> Tensor:  # fmt: skip
    """``grid_sampler`` for volumes."""
    return _numbered(input, grid, interpolation_mode, padding_mode, align_corners, "grid_sampler_3d", 3)


@function
def affine_grid_generator(theta: Tensor, size: Sequence[int], align_corners: bool) -> Tensor:
    """``nn.functional.affine_grid``."""
    return affine_grid(theta, size, align_corners)


@explained
def affine_grid(theta: Tensor, size: Sequence[int], align_corners: bool | None = None) -> Tensor:
    """The places that affine maps ``theta`` (N, d, d + 1) take an image of ``size`` (N, C, *S) to: (N, *S, d).

    What ``grid_sample`` reads there is the image moved, turned, scaled or sheared.
    """
    corners = _corners(align_corners)
    if theta.array.dtype.kind not in "fV":
        raise ArgumentError("grid.theta_dtype", dtype=theta.dtype)
    size = sizes((tuple(size),), "affine_grid")
    if len(size) not in (4, 5):
        raise NotWritten("grid.size", size=size)
    axes = len(size) - 2
    if tuple(theta.array.shape[1:]) != (axes, axes + 1) or theta.ndim != 3:
        raise ArgumentError("grid.theta_shape", axes=axes, many=axes + 1, size=size, got=list(theta.shape))
    if min(size) <= 0:
        raise ArgumentError("grid.positive", size=size)
    if theta.array.shape[0] != size[0]:
        raise ShapeError("grid.batch", x=size[0], grid=theta.array.shape[0])
    return apply(AffineGrid, theta, size=size[2:], align_corners=corners)


def _numbered(input: Tensor, grid: Tensor, mode: int, padding: int, align_corners: bool, name: str,
              axes: int | None = None) -> Tensor:  # fmt: skip
    need_tensor(input, "input", name)
    need_tensor(grid, "grid", name)
    if mode not in range(3) or padding not in range(3):
        raise ShapeError("grid.number", function=name, mode=mode, padding=padding)
    if axes is not None and input.ndim != axes + 2:
        raise ShapeError("grid.ndim", function=name, x=list(input.shape), grid=list(grid.shape))
    return _sample(input, grid, MODES[mode], PADDINGS[padding], align_corners, name)


def _sample(input: Tensor, grid: Tensor, mode: str, padding: str, align_corners: bool, name: str) -> Tensor:
    x, g = input.array.shape, grid.array.shape
    if len(x) not in (4, 5) or len(g) != len(x):
        raise (ShapeError if x and g else DimError)("grid.ndim", function=name, x=list(x), grid=list(g))
    if x[0] != g[0]:
        raise ShapeError("grid.batch", x=x[0], grid=g[0])
    if g[-1] != len(x) - 2:
        raise ShapeError("grid.last", axes=len(x) - 2, got=g[-1])
    if 0 in x[2:]:
        raise ShapeError("grid.empty", size=list(x))
    if mode == "bicubic" and len(x) == 5:
        raise ShapeError("grid.bicubic")
    if input.array.dtype != grid.array.dtype:
        raise DtypeError("grid.dtypes", x=input.dtype, grid=grid.dtype)
    need_kind(input, "fV", name)
    return apply(GridSample, input, grid, mode=mode, padding=padding, align_corners=bool(align_corners),
                 order=(0,) * (len(x) - 2))  # fmt: skip


def _corners(align_corners: Any) -> bool:
    if align_corners is None:
        warnings.warn(
            "Default grid_sample and affine_grid behavior is align_corners=False. Say which one is meant.", stacklevel=4
        )
    return bool(align_corners)
