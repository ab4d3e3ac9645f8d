"""Distances between vectors, and vectors brought to a largest length."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.backend.dtypes import FLOATS, INEXACT
from autograd_lab.errors import ArgumentError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import check_broadcast, need_tensor, wrap_dim
from autograd_lab.functional.explain import Number
from autograd_lab.functional.families import inplace
from autograd_lab.functional.pointwise import mul, sub
from autograd_lab.functional.ranges import arange
from autograd_lab.functional.registry import both, function
from autograd_lab.functional.selection import where
from autograd_lab.ops.linalg.norms import VectorNorm
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor

MODES = ("use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist")


@both
def dist(input: Tensor, other: Tensor, p: Number = 2) -> Tensor:
    """The p-norm of ``input - other``: one number, however many dimensions they have."""
    difference = sub(input, other)
    if difference.array.dtype.kind not in INEXACT:
        raise DtypeError("norm.needs_float", function="dist", dtype=difference.dtype)
    return apply(VectorNorm, difference, p=p)


@function
def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: Any = None) -> Tensor:
    """The p-distance of every row of x1 from every row of x2: (.., n, k) and (.., m, k) give (.., n, m).

    Computed from the differences themselves. ``compute_mode`` lets PyTorch use a matrix product, which is faster and
    less exact; here it changes nothing.
    """
    for name, x in (("x1", x1), ("x2", x2)):
        need_tensor(x, name, "cdist")
        if x.ndim < 2:
            raise ShapeError("distance.ndim", function="cdist", ndim=x.ndim, wanted="at least 2")
        _need_real(x, "cdist")
    if x1.array.shape[-1] != x2.array.shape[-1]:
        raise ShapeError("distance.columns", a=x1.array.shape, b=x2.array.shape)
    if x1.array.dtype != x2.array.dtype:
        raise DtypeError("matmul.dtypes", a=x1.dtype, b=x2.dtype)
    if p < 0:
        raise ShapeError("distance.p", function="cdist", p=p)
    if compute_mode is not None and compute_mode not in (*MODES, 0, 1, 2):
        raise ArgumentError("distance.mode", got=repr(compute_mode), modes=", ".join(MODES))
    a, b = x1.unsqueeze(-2), x2.unsqueeze(-3)
    check_broadcast(a, b)
    if not a.array.shape[-1] and p in (float("inf"), 0):
        return (a - b).sum(-1)
    return apply(VectorNorm, a - b, p=p, axis=-1)


@function
def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """The p-distances of all pairs of rows of a matrix, the upper triangle of ``cdist(x, x)`` row by row."""
    if input.ndim != 2:
        raise ShapeError("distance.ndim", function="pdist", ndim=input.ndim, wanted="2")
    _need_real(input, "pdist")
    if p < 0:
        raise ShapeError("distance.p", function="pdist", p=p)
    n = input.array.shape[0]
    place = arange(n, device=input.device)
    first, second = where(place.unsqueeze(1) < place)
    difference = input[first] - input[second]
    if not input.array.shape[1]:
        return difference.sum(-1)
    return apply(VectorNorm, difference, p=p, axis=-1)


def _need_real(x: Tensor, function: str) -> None:
    if x.array.dtype.kind not in FLOATS:
        raise DtypeError("norm.needs_float", function=function, dtype=x.dtype)
    if x.array.itemsize and x.array.dtype.itemsize == 2:
        raise NotWritten("distance.half", function=function, dtype=x.dtype)


@both
def renorm(input: Tensor, p: Number, dim: int, maxnorm: Number) -> Tensor:
    """Each slice along ``dim`` whose p-norm is larger than ``maxnorm``, scaled down to it."""
    if isinstance(p, complex):
        raise DtypeError("renorm.complex", name="p", got=p)
    if isinstance(maxnorm, complex):
        raise DtypeError("renorm.complex", name="maxnorm", got=maxnorm)
    if p <= 0:
        raise ShapeError("renorm.p", p=p)
    if maxnorm < 0:
        raise ShapeError("renorm.maxnorm", maxnorm=maxnorm)
    if input.ndim < 2:
        raise ShapeError("renorm.ndim", ndim=input.ndim)
    if input.array.dtype.kind not in INEXACT:
        raise DtypeError("norm.needs_float", function="renorm", dtype=input.dtype)
    others = tuple(d for d in range(input.ndim) if d != wrap_dim(dim, input.ndim))
    wide = cast(input, dtypes.float32) if input.array.dtype.itemsize == 2 else input
    norms = apply(VectorNorm, wide, p=p, axis=others, keepdims=True)
    factor = where(norms > maxnorm, maxnorm / (norms + 1e-7), 1.0)
    return cast(mul(wide, factor), input.dtype)


inplace(renorm)
