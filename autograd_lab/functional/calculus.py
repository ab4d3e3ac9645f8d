"""Differences and integrals of sampled functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_lab.errors import ArgTypeError, DtypeError, ShapeError
from autograd_lab.functional.arguments import wrap_dim, wrap_dims
from autograd_lab.functional.explain import ABSENT, Number
from autograd_lab.functional.joining import cat
from autograd_lab.functional.registry import both, function
from autograd_lab.functional.scan import cumsum
from autograd_lab.tensor.promotion import is_number
from autograd_lab.tensor.tensor import Tensor


def _part(x: Tensor, dim: int, start: int | None, stop: int | None) -> Tensor:
    """``x[start:stop]`` along ``dim``."""
    return x[(slice(None),) * dim + (slice(start, stop),)]


@both
def diff(input: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None,
         append: Tensor | None = None) -> Tensor:  # fmt: skip
    """The differences of neighbours along ``dim``, taken ``n`` times; of bools whether they differ.

    ``prepend`` and ``append`` are joined to the ends before.
    """
    if input.ndim == 0:
        raise ShapeError("diff.zero_dim")
    axis = wrap_dim(dim, input.ndim)
    if n < 0:
        raise ShapeError("diff.order", n=n)
    for end in (prepend, append):
        if end is not None and end.ndim != input.ndim:
            raise ShapeError("diff.ends", end=tuple(end.shape), input=tuple(input.shape))
    out = input
    if n and (prepend is not None or append is not None):
        out = cat([part for part in (prepend, input, append) if part is not None], axis)
    for _ in range(min(n, out.array.shape[axis])):
        left, right = _part(out, axis, None, -1), _part(out, axis, 1, None)
        out = right ^ left if out.array.dtype.kind == "b" else right - left
    return out if n else input.clone()


# -- integrals: the trapezoidal rule ----------------------------------------------------------------------------


@function
def trapezoid(y: Tensor, x: Tensor = ABSENT, *, dx: Number = ABSENT, dim: int = -1) -> Tensor:
    """The integral of samples ``y`` along ``dim``, joined by straight lines; they stand at ``x``, or ``dx`` apart."""
    axis = wrap_dim(dim, _checked("trapezoid", y, x, dx).ndim)
    if y.ndim == 0 or y.array.shape[axis] == 0:
        return _part(y, axis, 0, 0).sum(axis, dtype=y.dtype)
    step, pairs = _step(y, x, dx, axis, "trapezoid"), _part(y, axis, None, -1) + _part(y, axis, 1, None)
    return (pairs * step).sum(axis) / 2


@function
def cumulative_trapezoid(y: Tensor, x: Tensor = ABSENT, *, dx: Number = ABSENT, dim: int = -1) -> Tensor:
    """The running integral of ``y`` along ``dim`` by the trapezoidal rule, one element shorter than ``y``."""
    axis = wrap_dim(dim, _checked("cumulative_trapezoid", y, x, dx).ndim)
    step = _step(y, x, dx, axis, "cumulative_trapezoid")
    return cumsum((_part(y, axis, None, -1) + _part(y, axis, 1, None)) * step, axis) / 2


@function
def trapz(y: Tensor, x: Tensor = ABSENT, *, dx: Number = 1, dim: int = -1) -> Tensor:
    """Another name of ``trapezoid``."""
    return trapezoid(y, x, dim=dim) if x is not None else trapezoid(y, dx=dx, dim=dim)


def _checked(name: str, y: Tensor, x: Tensor | None, dx: Any) -> Tensor:
    if x is not None and dx is not None:
        raise ArgTypeError("trapezoid.both", function=name)
    for samples in (y, x):
        if samples is not None and samples.array.dtype.kind == "b":
            raise DtypeError("trapezoid.bool", function=name)
    if isinstance(dx, complex):
        raise DtypeError("trapezoid.complex", function=name, dx=dx)
    return y


def _step(y: Tensor, x: Tensor | None, dx: Any, axis: int, name: str) -> Any:
    """The distances between neighbours: a number, or a tensor that broadcasts with all but one of ``y``."""
    if x is None:
        return 1 if dx is None else dx
    n, shape = y.array.shape[axis], x.array.shape
    if x.ndim == 1:
        if x.array.size != n:
            raise ShapeError("trapezoid.points", function=name, x=x.array.size, y=n)
        shape = (n, *[1] * (y.ndim - 1 - axis))
    at = x.reshape(*[1] * (y.ndim - len(shape)), *shape)
    return _part(at, axis, 1, None) - _part(at, axis, None, -1)


# -- derivatives: central differences ----------------------------------------------------------------------------


@function
def gradient(input: Tensor, *, spacing: Any = None, dim: Any = None, edge_order: int = 1) -> tuple[Tensor, ...]:
    """The derivative of a sampled function by central differences, one tensor like ``input`` per dim.

    ``spacing``: one distance, one per dim, or tensors with the coordinates. At the ends a line (``edge_order=1``)
    or a parabola (2) through the nearest samples is taken. Source: Fornberg 1988, Generation of finite difference
    formulas on arbitrarily spaced grids.
    """
    dims = _dims(input, dim)
    steps = _spacings(spacing, dims)
    if edge_order not in (1, 2):
        raise ShapeError("gradient.edge_order", got=edge_order)
    if input.array.dtype.name == "uint8":
        raise DtypeError("reduce.dtype", function="gradient", dtype=input.dtype)
    for axis in dims:
        if input.array.shape[axis] <= edge_order:
            raise ShapeError("gradient.size", dim=axis, size=input.array.shape[axis], wanted=edge_order + 1)
    return tuple(_slope(input, step, axis, edge_order) for step, axis in zip(steps, dims, strict=True))


def _dims(input: Tensor, dim: Any) -> tuple[int, ...]:
    if dim is None:
        return tuple(range(input.ndim))
    if isinstance(dim, (tuple, list)) and not dim:
        return ()
    dims = wrap_dims([dim] if not isinstance(dim, (tuple, list)) else dim, input.ndim)
    assert isinstance(dims, tuple)
    return dims


def _spacings(spacing: Any, dims: tuple[int, ...]) -> Sequence[Any]:
    """One number or tensor of coordinates per dim."""
    spacing = 1 if spacing is None else spacing
    if is_number(spacing) or (isinstance(spacing, Tensor) and spacing.ndim == 0):
        return [spacing] * len(dims)
    if not isinstance(spacing, (tuple, list)):
        raise ArgTypeError("arg.need_tensor_or_number", function="gradient", got=type(spacing).__name__)
    if len(spacing) != len(dims):
        raise ShapeError("gradient.spacing", count=len(spacing), dims=len(dims))
    for step in spacing:
        if isinstance(step, Tensor) and step.ndim > 1:
            raise ShapeError("gradient.coordinates", ndim=step.ndim)
    return spacing


def _slope(f: Tensor, step: Any, axis: int, edge_order: int) -> Tensor:
    """First derivatives along one axis. In the middle it is the slope of the parabola through three neighbours."""
    if isinstance(step, Tensor) and step.ndim == 1:
        return _uneven_slope(f, step[: f.array.shape[axis]], axis, edge_order)
    slopes = (_part(f, axis, 1, None) - _part(f, axis, None, -1)) / step
    begin, end = _part(slopes, axis, None, 1), _part(slopes, axis, -1, None)
    middle = (_part(f, axis, 2, None) - _part(f, axis, None, -2)) / step / 2
    if edge_order == 2:
        a, b, c = (_part(f, axis, i, i + 1) for i in range(3))
        begin = (-1.5 * a + 2 * b - 0.5 * c) / step
        c, b, a = (_part(f, axis, -i, 1 - i or None) for i in (1, 2, 3))
        end = (0.5 * a - 2 * b + 1.5 * c) / step
    return cat([begin, middle, end], axis)


def _uneven_slope(f: Tensor, x: Tensor, axis: int, edge_order: int) -> Tensor:
    """The same for samples at the coordinates ``x``; h1 and h2 are the distances between three neighbours."""
    h = diff(x.reshape(*[1] * axis, -1, *[1] * (f.ndim - 1 - axis)), dim=axis)
    slopes = (_part(f, axis, 1, None) - _part(f, axis, None, -1)) / h
    begin, end = _part(slopes, axis, None, 1), _part(slopes, axis, -1, None)
    a, b, c = (_part(f, axis, start, stop) for start, stop in ((None, -2), (1, -1), (2, None)))
    h1, h2 = _part(h, axis, None, -1), _part(h, axis, 1, None)
    middle = a * (-h2 / (h1 * (h1 + h2))) + b * ((h2 - h1) / (h1 * h2)) + c * (h1 / (h2 * (h1 + h2)))
    if edge_order == 2:
        begin = _slope_at_a(*(_part(part, axis, None, 1) for part in (a, b, c, h1, h2)))
        end = -_slope_at_a(*(_part(part, axis, -1, None) for part in (c, b, a, h2, h1)))  # seen from the other side
    return cat([begin, middle, end], axis)


def _slope_at_a(a: Tensor, b: Tensor, c: Tensor, h1: Tensor, h2: Tensor) -> Tensor:
    """The slope of the parabola through three samples at the first of them."""
    return a * (-(2 * h1 + h2) / (h1 * (h1 + h2))) + b * ((h1 + h2) / (h1 * h2)) + c * (-h1 / (h2 * (h1 + h2)))
