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
from autograd_lab.autograd.checking.numerical import Direction, numerical_jacobian, slopes
from autograd_lab.autograd.checking.verdict import equal, mismatch
from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.random import Generator
from autograd_lab.errors import GradcheckError
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor

Function = Callable[..., Any]


@dataclass(frozen=True)
class Measure:
    """How far to move, how much may differ, and which way to go."""

    eps: float
    rtol: float
    atol: float
    nondet_tol: float
    check_grad_dtypes: bool
    fast: bool


class Comparison:
    """One function at one point, where it has returned ``outputs``. ``backward`` and ``forward`` raise GradcheckError
    where a derivative differs.

    For backward the function must return nothing complex, for forward take nothing complex: ``parts`` says, as a key
    of the catalogue, which outputs or inputs are the real or the imaginary part of something.
    """

    def __init__(
        self,
        func: Function,
        inputs: Sequence[Any],
        outputs: Sequence[Tensor],
        measure: Measure,
        parts: Mapping[int, str],
    ) -> None:
        self.func, self.inputs, self.measure, self.parts = func, inputs, measure, parts
        self.xs, self.ys = _requiring_grad(inputs), _requiring_grad(outputs)

    def backward(self) -> None:
        """Backward against trying."""
        if not self.ys:
            self._need_constants()
        elif self.measure.fast:
            self._backward_fast()
        else:
            self._backward_slow()

    def forward(self) -> None:
        """Forward mode against trying."""
        if not self.ys:
            self._need_constants()
        elif self.measure.fast:
            self._forward_fast()
        else:
            self._forward_slow()

    def _need_constants(self) -> None:
        """None of the outputs requires grad, so none may move."""
        for k, x in self.xs.items():
            for i, jacobian in enumerate(self._tried(x)):
                if jacobian is not None and (jacobian != 0).any():
                    raise GradcheckError("gradcheck.not_constant", output=i, input=k)

    def _backward_slow(self) -> None:
        tried = {k: self._tried(x) for k, x in self.xs.items()}
        for i, y in self.ys.items():
            ruled = backward_jacobians(
                y,
                list(self.xs.values()),
                nondet_tol=self.measure.nondet_tol,
                check_grad_dtypes=self.measure.check_grad_dtypes,
            )
            for k, a in zip(self.xs, ruled, strict=True):
                if not self._equal(a, tried[k][i]):
                    raise self._mismatch(a, tried[k][i], i, k, part=self.parts.get(i))

    def _forward_slow(self) -> None:
        tried = {k: self._tried(x) for k, x in self.xs.items()}
        ruled = {k: self._forward_jacobian(k) for k in self.xs}
        for i in self.ys:
            for k in self.xs:
                if not self._equal(ruled[k][i], tried[k][i]):
                    raise self._mismatch(ruled[k][i], tried[k][i], i, k, part=self.parts.get(k), forward=True)

    def _backward_fast(self) -> None:
        draw = _drawer()
        us = {k: draw(x) for k, x in self.xs.items()}
        tried = {k: slopes(self.func, self.inputs, x, us[k], self.measure.eps) for k, x in self.xs.items()}
        for i, y in self.ys.items():
            (v,) = draw(y)
            rows = backward_rows(
                y, list(self.xs.values()), [v], self.measure.nondet_tol, self.measure.check_grad_dtypes
            )
            for (k, x), row in zip(self.xs.items(), rows, strict=True):
                a, n = _along(row[0], us[k]), (v.reshape(-1) * tried[k][i]).sum(keepdims=True)
                if not self._equal(a, n, _sum(us[k]) * float(v.sum())):
                    a, n = backward_jacobians(y, [x])[0], self._tried(x)[i]
                    raise self._mismatch(a, n, i, k, part=self.parts.get(i), note=self._fast_note(a, n))

    def _forward_fast(self) -> None:
        draw = _drawer()
        for k, x in self.xs.items():
            u = draw(x)
            tried = slopes(self.func, self.inputs, x, u, self.measure.eps)
            ruled = forward_slopes(self.func, self.inputs, k, u[0], self.measure.check_grad_dtypes)
            for i in self.ys:
                if not self._equal(ruled[i], tried[i], _sum(u)):
                    a, n = self._forward_jacobian(k)[i], self._tried(x)[i]
                    note = self._fast_note(a, n)
                    raise self._mismatch(a, n, i, k, part=self.parts.get(k), forward=True, note=note)

    def _tried(self, x: Tensor) -> list[Any]:
        return numerical_jacobian(self.func, self.inputs, x, self.measure.eps)

    def _forward_jacobian(self, k: int) -> list[Any]:
        return forward_jacobian(self.func, self.inputs, k, self.measure.check_grad_dtypes)

    def _equal(self, analytical: Any, numerical: Any, terms: float = 1.0) -> bool:
        """Within the tolerance, where ``terms`` elements that may each be wrong by ``atol`` were added up."""
        return equal(analytical, numerical, self.measure.rtol, self.measure.atol * terms)

    def _mismatch(self, analytical: Any, numerical: Any, i: int, k: int, **more: Any) -> GradcheckError:
        return mismatch(analytical, numerical, output=(i, self.ys[i]), input=(k, self.xs[k]), **more)

    def _fast_note(self, analytical: Any, numerical: Any) -> str:
        """What to say beside the Jacobians when the fast way has failed; perhaps no element differs by much."""
        return tr("gradcheck.fast_only" if self._equal(analytical, numerical) else "gradcheck.fast")


def _requiring_grad(values: Sequence[Any]) -> dict[int, Tensor]:
    """The tensors among ``values`` that require grad, by their number."""
    return {i: x for i, x in enumerate(values) if isinstance(x, Tensor) and x.requires_grad}


def _drawer() -> Callable[[Tensor], Direction]:
    """Draws directions: random, not negative, of length 1, and two for a complex tensor. From a stream of its own, so
    the user's stays as it is and every check of the same function draws the same."""
    stream = Generator().stream

    def draw(x: Tensor) -> Direction:
        xp = array_module(x.array)
        drawn = [xp.asarray(stream.uniform(x.array.size), x.array.real.dtype) for _ in range(1 + x.is_complex())]
        return tuple((u / (xp.linalg.norm(u) or 1)).reshape(x.array.shape) for u in drawn)

    return draw


def _along(row: Any, u: Direction) -> Any:
    """How far a gradient says the output moves along ``u``; for a complex one, along u and along i u."""
    if len(u) == 1:
        return (row * u[0].reshape(-1)).sum(keepdims=True)
    return (row.real * u[0].reshape(-1) + 1j * row.imag * u[1].reshape(-1)).sum(keepdims=True)


def _sum(u: Direction) -> float:
    return sum(float(part.sum()) for part in u)
