"""Derivatives by trying: move the input a little, and see how far the outputs move.

    f'(x) = (f(x + h) - f(x - h)) / 2h + error        error = h**2 f'''(x) / 6  +  rounding of f / h

The first part of the error wants a small h, the second a large one. float64 rounds at 1e-16, so h = 1e-6 leaves an
error near 1e-10. float32 rounds at 1e-7: the same h leaves an error near 0.1, and the comparison means nothing.
Taking both sides of x cancels the error's term in h, which the one-sided (f(x + h) - f(x)) / h would have.

Nothing here knows a rule of differentiation. The cost is two evaluations of f for each number of the input, where
backward takes one pass for all of them; that is why training goes backward and only tests try.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import DataError, NameMissing
from autograd_lab.tensor.tensor import Tensor

Function = Callable[..., Any]
Direction = tuple[Any, ...]  # an array in the shape of x; a second one for the imaginary part where x is complex


def as_tuple(value: Any) -> tuple[Any, ...]:
    """A tuple or list as a tuple, anything else as a tuple of one."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def outputs_of(func: Function, inputs: Sequence[Any]) -> tuple[Tensor, ...]:
    """What ``func`` returns, as a tuple; AttributeError, PyTorch's class, for what is no tensor."""
    outputs = as_tuple(func(*inputs))
    for i, y in enumerate(outputs):
        if not isinstance(y, Tensor):
            raise NameMissing("gradcheck.output_type", output=i, got=type(y).__name__)
    return outputs


def is_inexact(tensor: Tensor) -> bool:
    """Whether it holds floats or complex numbers: others have no derivative."""
    return tensor.is_floating_point() or tensor.is_complex()


def units(x: Tensor) -> list[Any]:
    """For each element of ``x`` the array of its shape that is 1 there and 0 elsewhere."""
    xp = array_module(x.array)
    eye = xp.eye(x.array.size, dtype=x.array.real.dtype)
    return [row.reshape(x.array.shape) for row in eye]


def slopes(func: Function, inputs: Sequence[Any], x: Tensor, direction: Direction, eps: float) -> list[Any]:
    """How each output moves, flattened, per step of ``x`` along ``direction``; None for outputs that hold no floats.

    For a complex x the answer to s(x + iy) is ds/dx + i ds/dy, which is what PyTorch calls the gradient.
    """
    real = _central(func, inputs, x, direction[0], eps)
    if not x.is_complex():
        return real
    imaginary = _central(func, inputs, x, 1j * direction[1], eps)
    return [None if a is None else a + 1j * b for a, b in zip(real, imaginary, strict=True)]


def numerical_jacobian(func: Function, inputs: Sequence[Any], x: Tensor, eps: float) -> list[Any]:
    """For each output a matrix: a row for each element of ``x``, a column for each element of the output.

    None for an output that holds no floats. ``x`` is one of the inputs, or a tensor that ``func`` knows by name.
    """
    return stacked([slopes(func, inputs, x, (unit, unit), eps) for unit in units(x)], func, inputs)


def stacked(rows: list[list[Any]], func: Function, inputs: Sequence[Any]) -> list[Any]:
    """Rows that have an entry, array or None, for each output of ``func``, as a matrix for each output."""
    if not rows:  # an input without elements; the outputs may have some
        ys = outputs_of(func, inputs)
        return [array_module(y.array).zeros((0, y.numel())) if is_inexact(y) else None for y in ys]
    columns = zip(*rows, strict=True)
    return [None if column[0] is None else array_module(column[0]).stack(column) for column in columns]


def _central(func: Function, inputs: Sequence[Any], x: Tensor, direction: Any, eps: float) -> list[Any]:
    """(f(x + h) - f(x - h)) / 2 eps with h = eps * direction.

    ``x`` is moved where it lies, for ``func`` may also reach it by name; the graph is not told, for its saved arrays
    are right again when this returns. That they are is certain also when ``func`` raises.
    """
    array, here = x.array, x.array.copy()
    try:
        array[...] = here - eps * direction
        below = _values(func, inputs)
        array[...] = here + eps * direction
        above = _values(func, inputs)
    finally:
        array[...] = here
    for key, kinds in (("gradcheck.moved_shape", "shape"), ("gradcheck.moved_dtype", "dtype")):
        before, after = ([getattr(value, kinds) for value in values] for values in (below, above))
        if before != after:
            raise DataError(key, eps=eps, before=_listed(before), after=_listed(after))
    pairs = zip(below, above, strict=True)
    return [((b - a) / (2 * eps)).reshape(-1) if a.dtype.kind in "fcV" else None for a, b in pairs]


def _values(func: Function, inputs: Sequence[Any]) -> list[Any]:
    """Copies of the outputs: ``func`` may return its input, which is about to move."""
    return [y.array.copy() for y in outputs_of(func, inputs)]


def _listed(kinds: Sequence[Any]) -> str:
    return ", ".join(map(str, kinds))
