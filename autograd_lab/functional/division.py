"""Division, with and without remainder, and rounding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import at
from autograd_lab.errors import DtypeError, ShapeError
from autograd_lab.functional.families import (
    FLOATING,
    INTEGERS,
    ORDERED,
    binary,
    inplace,
    inplace_operators,
    need_kind,
    operators,
    synonyms,
    unary,
)
from autograd_lab.functional.registry import both, function
from autograd_lab.functional.strided import clone
from autograd_lab.ops import arithmetic, rounding
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import is_number, result_type
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.tensor.transformed import numbers


def _whole(name: str, op: type[Op]) -> Callable[[Tensor], Tensor]:
    """Rounding that has nothing to do for integers."""

    def fn(input: Tensor) -> Tensor:
        need_kind(input, ORDERED, name)
        return clone(input) if input.array.dtype.kind in INTEGERS else apply(op, input)

    fn.__name__ = fn.__qualname__ = name
    fn.__doc__ = op.__doc__
    public = both(fn)
    function(inplace(public))
    return public


floor = _whole("floor", rounding.Floor)
ceil = _whole("ceil", rounding.Ceil)
trunc = _whole("trunc", rounding.Trunc)
frac = unary("frac", rounding.Frac, floats=False, kinds=FLOATING)


@both
def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """The nearest number with so many decimals; halves go to the even neighbour."""
    need_kind(input, FLOATING if decimals else ORDERED, "round")
    return clone(input) if input.array.dtype.kind in INTEGERS else apply(rounding.Round, input, decimals=decimals)


def _divided(op: type[Op], a: Any, b: Any, name: str) -> Tensor:
    """A division whose result stays integer for integers, where dividing by zero is an error."""
    kinds = [_kind(x) for x in (a, b)]
    if set(kinds) <= {"b", "i", "u"} and kinds != ["b", "b"]:  # two bools are refused below
        with at(divisor := numbers(b) if isinstance(b, Tensor) else np.asarray(b)):
            wrapped = divisor.astype(result_type(a, b).numpy, copy=False)  # 256 is 0 in uint8
            by_zero = bool((wrapped == 0).any()) and all(x.numel() for x in (a, b) if isinstance(x, Tensor))
        if by_zero:
            raise DtypeError("div.integer_by_zero", function=name)
    return binary(op, a, b, name, kinds=ORDERED)


def _kind(x: Any) -> str:
    """What NumPy calls the kind of a Tensor's dtype, or of a Python number."""
    return x.array.dtype.kind if isinstance(x, Tensor) else np.dtype(type(x)).kind if is_number(x) else ""


@both
def floor_divide(input: Any, other: Any) -> Tensor:
    """The quotient rounded down; RuntimeError where integers are divided by zero."""
    return _divided(rounding.FloorDivide, input, other, "floor_divide")


@both
def remainder(input: Any, other: Any) -> Tensor:
    """What is left after taking away whole ``other``s, with the sign of ``other``: Python's %."""
    return _divided(rounding.Remainder, input, other, "remainder")


@both
def fmod(input: Tensor, other: Any) -> Tensor:
    """What is left after taking away whole ``other``s, with the sign of ``input``: C's fmod."""
    return _divided(rounding.Fmod, input, other, "fmod")


@both
def div(input: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """input / other, element by element. Integers divide into floats, unless the quotient is rounded:
    ``rounding_mode`` "floor" (down) or "trunc" (towards 0)."""
    if rounding_mode is None:
        return binary(arithmetic.Div, input, other, "div", to_float=True)
    if rounding_mode not in ("floor", "trunc"):
        raise ShapeError("div.rounding_mode", mode=rounding_mode)
    op = rounding.FloorDivide if rounding_mode == "floor" else rounding.TruncDivide
    return _divided(op, input, other, "div")


function(inplace(round))
inplace(fmod)
operators(
    {"truediv": div, "floordiv": floor_divide, "mod": remainder, "div": div}, reflected=True, truediv=arithmetic.Div
)
inplace_operators({"truediv": div, "floordiv": floor_divide, "mod": remainder, "div": div})
synonyms({"divide": div, "true_divide": div, "fix": trunc})
