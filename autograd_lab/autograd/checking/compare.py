"""Each derivative by the rules against the same one by trying: the whole Jacobians, or one number of each.

The slow way compares the Jacobians J element by element. The fast way draws u and v and compares v J u, which trying
gives with two evaluations of the function and backward with one pass, whatever the size of J. A wrong element shows
in v J u unless chance hides it; so what fails is computed once more, the slow way, to see where.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.autograd.checking.analytical import (
    backward_jacobians,
    backward_rows,
    forward_jacobian,
    forward_slopes,
)
from autograd_lab.autograd.checking.numerical import Direction, numerical_jacobian, outputs_of, slopes
from autograd_lab.autograd.checking.verdict import equal, mismatch
from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.random import Generator
from autograd_lab.errors import GradcheckError
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor

Function = Callable[..., Any]
Numbered = tuple[int, Tensor]  # a tensor, and which input or output it is
Parts = Mapping[int, str]  # which outputs or inputs are one part of complex ones, as a key of the catalogue


@dataclass(frozen=True)
class Measure:
    """How far to move, how much may differ, and which way to go."""

    eps: float
    rtol: float
    atol: float
    nondet_tol: float
    check_grad_dtypes: bool
    fast: bool


def compare_backward(func: Function, inputs: Sequence[Any], measure: Measure, parts: Parts) -> None:
    """GradcheckError unless backward gives the derivatives of ``func``, which returns nothing complex; ``parts`` of its
    outputs may be the real or the imaginary part of what was."""
    xs, ys = _requiring_grad(inputs), _requiring_grad(outputs_of(func, inputs))
    if not ys:
        _need_constant(func, inputs, xs, measure)
    else:
        (_backward_fast if measure.fast else _backward_slow)(func, inputs, xs, ys, measure, parts)


def compare_forward(func: Function, inputs: Sequence[Any], measure: Measure, parts: Parts) -> None:
    """GradcheckError unless forward mode gives the derivatives of ``func``, whose inputs are real; ``parts`` of them
    may be the real or the imaginary part of complex ones."""
    xs, ys = _requiring_grad(inputs), _requiring_grad(outputs_of(func, inputs))
    if not ys:
        _need_constant(func, inputs, xs, measure)
    else:
        (_forward_fast if measure.fast else _forward_slow)(func, inputs, xs, ys, measure, parts)


def _requiring_grad(tensors: Sequence[Any]) -> list[Numbered]:
    return [(i, t) for i, t in enumerate(tensors) if isinstance(t, Tensor) and t.requires_grad]


def _need_constant(func: Function, inputs: Sequence[Any], xs: Sequence[Numbered], measure: Measure) -> None:
    """GradcheckError if outputs move with an input although none of them requires grad."""
    for k, x in xs:
        for i, jacobian in enumerate(numerical_jacobian(func, inputs, x, measure.eps)):
            if jacobian is not None and (jacobian != 0).any():
                raise GradcheckError("gradcheck.not_constant", output=i, input=k)


def _backward_slow(
    func: Function, inputs: Any, xs: list[Numbered], ys: list[Numbered], measure: Measure, parts: Parts
) -> None:
    tried = [numerical_jacobian(func, inputs, x, measure.eps) for _, x in xs]
    for i, y in ys:
        ruled = backward_jacobians(
            y, [x for _, x in xs], nondet_tol=measure.nondet_tol, check_grad_dtypes=measure.check_grad_dtypes
        )
        for (k, x), a, n in zip(xs, ruled, (jacobians[i] for jacobians in tried), strict=True):
            if not equal(a, n, measure.rtol, measure.atol):
                raise mismatch(a, n, (i, y), (k, x), part=parts.get(i, ""))


def _forward_slow(
    func: Function, inputs: Any, xs: list[Numbered], ys: list[Numbered], measure: Measure, parts: Parts
) -> None:
    tried = [numerical_jacobian(func, inputs, x, measure.eps) for _, x in xs]
    ruled = [forward_jacobian(func, inputs, k, measure.check_grad_dtypes) for k, _ in xs]
    for i, y in ys:
        for (k, x), a, n in zip(xs, ruled, tried, strict=True):
            if not equal(a[i], n[i], measure.rtol, measure.atol):
                raise mismatch(a[i], n[i], (i, y), (k, x), part=parts.get(k, ""), forward=True)


def _backward_fast(
    func: Function, inputs: Any, xs: list[Numbered], ys: list[Numbered], measure: Measure, parts: Parts
) -> None:
    draw = _drawer()
    us, vs = [draw(x) for _, x in xs], {i: draw(y)[0] for i, y in ys}
    tried = [slopes(func, inputs, x, u, measure.eps) for (_, x), u in zip(xs, us, strict=True)]
    for i, y in ys:
        v = vs[i]
        rows = backward_rows(y, [x for _, x in xs], [v], measure.nondet_tol, measure.check_grad_dtypes)
        for (k, x), u, row, moved in zip(xs, us, rows, tried, strict=True):
            a, n = _along(row[0], u), (v.reshape(-1) * moved[i]).sum(keepdims=True)
            if not equal(a, n, measure.rtol, measure.atol * _sum(u) * float(v.sum())):
                a = backward_jacobians(y, [x])[0]
                n = numerical_jacobian(func, inputs, x, measure.eps)[i]
                note = _fast_note(a, n, measure)
                raise mismatch(a, n, (i, y), (k, x), part=parts.get(i, ""), note=note)


def _forward_fast(
    func: Function, inputs: Any, xs: list[Numbered], ys: list[Numbered], measure: Measure, parts: Parts
) -> None:
    draw = _drawer()
    for k, x in xs:
        u = draw(x)
        tried = slopes(func, inputs, x, u, measure.eps)
        ruled = forward_slopes(func, inputs, k, u[0], measure.check_grad_dtypes)
        for i, y in ys:
            if not equal(ruled[i], tried[i], measure.rtol, measure.atol * _sum(u)):
                a = forward_jacobian(func, inputs, k)[i]
                n = numerical_jacobian(func, inputs, x, measure.eps)[i]
                note = _fast_note(a, n, measure)
                raise mismatch(a, n, (i, y), (k, x), part=parts.get(k, ""), forward=True, note=note)


def _drawer() -> Callable[[Tensor], Direction]:
    """Draws directions: random, not negative, of length 1, and two for a complex tensor. From a stream of its own, so
    the user's stays as it is and every check of the same function draws the same."""
    stream = Generator().numpy

    def draw(x: Tensor) -> Direction:
        xp = array_module(x.array)
        drawn = [xp.asarray(stream.random(x.array.shape)) for _ in range(1 + x.is_complex())]
        lengths = [float((u * u).sum()) ** 0.5 for u in drawn]
        return tuple((u / (length or 1.0)).astype(x.array.real.dtype) for u, length in zip(drawn, lengths, strict=True))

    return draw


def _along(row: Any, u: Direction) -> Any:
    """How far a gradient says the output moves along ``u``; for a complex one, along u and along i u."""
    if len(u) == 1:
        return (row * u[0].reshape(-1)).sum(keepdims=True)
    return (row.real * u[0].reshape(-1) + 1j * row.imag * u[1].reshape(-1)).sum(keepdims=True)


def _sum(u: Direction) -> float:
    """An error of 1 in each element of a row moves the product with ``u`` by that much."""
    return sum(float(part.sum()) for part in u)


def _fast_note(a: Any, n: Any, measure: Measure) -> str:
    """What to say beside the Jacobians after the fast way has failed; a product may differ where no element does."""
    return tr("gradcheck.fast_only" if equal(a, n, measure.rtol, measure.atol) else "gradcheck.fast")
