"""Derivatives by the rules: what backward and forward mode say.

Backward started from a vector v gives v J, and from the unit vectors the rows of J. Forward mode started from a
direction u gives J u, a combination of its columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.autograd.checking.numerical import is_inexact, outputs_of, stacked, units
from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import GradcheckError
from autograd_lab.tensor.autodiff import grad
from autograd_lab.tensor.tensor import Tensor, make

Function = Callable[..., Any]


def backward_jacobians(
    y: Tensor, xs: Sequence[Tensor], *, nondet_tol: float = float("inf"), check_grad_dtypes: bool = False
) -> list[Any]:
    """d y / d x for each x, as ``numerical_jacobian`` lays it out; errors as of ``backward_rows``."""
    return [rows.T for rows in backward_rows(y, xs, units(y), nondet_tol, check_grad_dtypes)]


def backward_rows(
    y: Tensor, xs: Sequence[Tensor], vs: Sequence[Any], nondet_tol: float, check_grad_dtypes: bool
) -> list[Any]:
    """v J for each of ``vs``: per x a matrix with a row for each v.

    Everything is computed twice. GradcheckError if the two differ by more than ``nondet_tol``, or if a gradient has
    not the shape of its input, or, where ``check_grad_dtypes``, not its dtype.
    """
    first, second = (_rows(y, xs, vs, check_grad_dtypes) for _ in range(2))
    for k, (a, b) in enumerate(zip(first, second, strict=True)):
        difference = abs(a - b).max() if a.size else 0.0
        if difference > nondet_tol:
            raise GradcheckError("gradcheck.nondeterministic", input=k, difference=difference, tol=nondet_tol)
    return first


def _rows(y: Tensor, xs: Sequence[Tensor], vs: Sequence[Any], check_grad_dtypes: bool) -> list[Any]:
    xp = array_module(y.array)
    found = [xp.zeros((len(vs), x.array.size), x.array.dtype) for x in xs]
    for row, v in enumerate(vs):
        start = make(v.astype(y.array.dtype))
        for matrix, gx, x in zip(found, grad(y, xs, start, retain_graph=True, allow_unused=True), xs, strict=True):
            if gx is not None:
                need_kind(gx, x, check_grad_dtypes)
                matrix[row] = gx.array.reshape(-1)
    return found


def need_kind(gx: Tensor, x: Tensor, dtypes: bool = True) -> None:
    """GradcheckError if a gradient is not of its input's shape, device and, if asked, dtype."""
    kinds = [(tuple(t.shape), str(t.device), str(t.dtype) if dtypes else "") for t in (gx, x)]
    if kinds[0] != kinds[1]:
        got, expected = (" ".join(map(str, kind)).rstrip() for kind in kinds)
        raise GradcheckError("gradcheck.kind", got=got, expected=expected)


def forward_slopes(func: Function, inputs: Sequence[Any], k: int, u: Any, check_grad_dtypes: bool) -> list[Any]:
    """J u by forward mode: how each output moves, flattened, when input ``k`` moves along ``u``; None for outputs
    without floats. GradcheckError, where ``check_grad_dtypes``, for a real output with a complex tangent or reverse.
    """
    from autograd_lab.autograd.forward_ad import dual_level, make_dual, unpack_dual

    with dual_level():
        duals = list(inputs)
        for i, x in enumerate(inputs):
            if isinstance(x, Tensor) and x.requires_grad:
                tangent = u.astype(x.array.dtype) if i == k else array_module(x.array).zeros_like(x.array)
                duals[i] = make_dual(x.detach(), make(tangent))
        found: list[Any] = []
        for y in outputs_of(func, duals):
            value, tangent = unpack_dual(y)
            if not is_inexact(value):
                found.append(None)
            elif tangent is None:
                found.append(array_module(value.array).zeros(value.array.size, value.array.dtype))
            else:
                if check_grad_dtypes and value.is_complex() != tangent.is_complex():
                    raise GradcheckError("gradcheck.forward_kind", got=tangent.dtype, expected=value.dtype)
                found.append(tangent.array.reshape(-1))
    return found


def forward_jacobian(func: Function, inputs: Sequence[Any], k: int, check_grad_dtypes: bool = False) -> list[Any]:
    """For each output d y / d x of input ``k`` by forward mode, as ``numerical_jacobian`` lays it out."""
    rows = [forward_slopes(func, inputs, k, unit, check_grad_dtypes) for unit in units(inputs[k])]
    return stacked(rows, func, inputs)
