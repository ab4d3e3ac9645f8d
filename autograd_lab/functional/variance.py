"""How far values spread around their mean, and together: variance, standard deviation, covariance, correlation."""

from __future__ import annotations

import warnings
from typing import Any

from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.errors import ArgTypeError, DtypeError, ShapeError
from autograd_lab.functional.arguments import wrap_dims
from autograd_lab.functional.bounds import clamp
from autograd_lab.functional.explain import ABSENT, Dims
from autograd_lab.functional.pointwise import sqrt
from autograd_lab.functional.reduction import sum
from autograd_lab.functional.registry import both, function
from autograd_lab.i18n import tr
from autograd_lab.ops import variance
from autograd_lab.ops.reduction import count
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import numbers


@both
def var(input: Tensor, dim: Dims | bool = None, unbiased: bool = ABSENT, keepdim: bool = False, *,
        correction: float | None = None) -> Tensor:  # fmt: skip
    """The variance over ``dim``; ``correction=1`` divides by n - 1 (Bessel), ``correction=0`` by n."""
    return _spread(variance.Var, input, dim, unbiased, keepdim, correction, "var")


@both
def std(input: Tensor, dim: Dims | bool = None, unbiased: bool = ABSENT, keepdim: bool = False, *,
        correction: float | None = None) -> Tensor:  # fmt: skip
    """The standard deviation over ``dim``: the square root of ``var``."""
    return _spread(variance.Std, input, dim, unbiased, keepdim, correction, "std")


@function
def var_mean(input: Tensor, dim: Dims | bool = None, unbiased: bool = ABSENT, keepdim: bool = False, *,
             correction: float | None = None) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The pair (variance, mean) over ``dim``."""
    return _spread(variance.VarMean, input, dim, unbiased, keepdim, correction, "var_mean")


@function
def std_mean(input: Tensor, dim: Dims | bool = None, unbiased: bool = ABSENT, keepdim: bool = False, *,
             correction: float | None = None) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The pair (standard deviation, mean) over ``dim``."""
    return _spread(variance.StdMean, input, dim, unbiased, keepdim, correction, "std_mean")


def _spread(op: Any, input: Tensor, dim: Any, unbiased: bool | None, keepdim: bool, correction: float | None,
            name: str) -> Any:  # fmt: skip
    if isinstance(dim, bool):  # torch.var(x, unbiased)
        dim, unbiased = None, dim
    if unbiased is not None and correction is not None:
        raise ArgTypeError("var.both", function=name)
    if unbiased is not None:
        correction = int(unbiased)
    correction = 1 if correction is None else correction
    if input.array.dtype.kind not in INEXACT:
        raise DtypeError("var.needs_float", function=name, dtype=input.dtype)
    axes = wrap_dims(dim, input.ndim)
    n = count(input.array.shape, axes)
    if n <= correction:
        _warn(name, n, correction, stacklevel=5)
    return apply(op, input, axis=axes, keepdims=keepdim, correction=correction)


def _warn(name: str, n: int, correction: float, stacklevel: int) -> None:
    warnings.warn(tr("var.too_few", function=name, n=n, correction=correction), UserWarning, stacklevel=stacklevel)


@both
def cov(input: Tensor, *, correction: int = 1, fweights: Tensor | None = None,
        aweights: Tensor | None = None) -> Tensor:  # fmt: skip
    """The covariance of each two rows, whose columns are observations: (n, observations) to (n, n).

    ``fweights`` says how often each observation counts, ``aweights`` how much it matters.
    """
    _need_rows(input, "cov")
    if input.array.dtype.kind == "b":
        raise DtypeError("reduce.dtype", function="cov", dtype=input.dtype)
    rows = input if input.ndim == 2 else input.reshape(1, -1)
    weights = _weights(rows.array.shape[1], fweights, aweights)
    if weights is None:
        total: Any = rows.array.shape[1]
        centred = rows - sum(rows, 1, keepdim=True) / total
        weighted = centred
    else:
        total = sum(weights)
        if total.item() == 0:
            raise ShapeError("cov.weights_zero")
        centred = rows - sum(rows * weights, 1, keepdim=True) / total
        weighted = centred * weights
    if weights is None or aweights is None or correction == 0:
        free = total - correction
    else:
        free = total - correction * sum(weights * aweights) / total
    if free <= 0:
        _warn("cov", rows.array.shape[1], correction, stacklevel=4)
        free = 0
    return (centred @ weighted.t().conj() / free).squeeze()


def _need_rows(input: Tensor, name: str) -> None:
    if input.ndim > 2:
        raise ShapeError("cov.ndim", function=name, ndim=input.ndim)


def _weights(observations: int, fweights: Tensor | None, aweights: Tensor | None) -> Tensor | None:
    """The weight of each observation, or None if all count once."""
    for name, given, kinds in (("fweights", fweights, "ui"), ("aweights", aweights, "fV")):
        if given is None:
            continue
        if given.ndim > 1:
            raise ShapeError("cov.weights_ndim", name=name, ndim=given.ndim)
        if given.array.dtype.kind not in kinds:
            raise DtypeError("cov.weights_dtype", name=name, dtype=given.dtype)
        if given.array.size != observations:
            raise ShapeError("cov.weights_size", name=name, size=given.array.size, observations=observations)
        if bool((numbers(given) < 0).any()):
            raise ShapeError("cov.weights_negative", name=name)
    if fweights is None or aweights is None:
        return aweights if fweights is None else fweights
    return fweights * aweights


@both
def corrcoef(input: Tensor) -> Tensor:
    """The correlation of each two rows, from -1 to 1: their covariance over both standard deviations."""
    _need_rows(input, "corrcoef")
    c = cov(input)
    if c.ndim == 0:
        return c / c  # 1, or nan where nothing varies
    k = list(range(c.array.shape[0]))
    deviation = sqrt(c[k, k].real)
    c = c / deviation.reshape(-1, 1) / deviation
    if not c.dtype.is_complex:
        return clamp(c, -1, 1)
    return clamp(c.real, -1, 1) + clamp(c.imag, -1, 1) * 1j
