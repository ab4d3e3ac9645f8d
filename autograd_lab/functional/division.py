"""Division, with and without remainder, and rounding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.errors import DtypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.families import binary, inplace, operators
from autograd_lab.functional.registry import alias, both
from autograd_lab.functional.strided import clone
from autograd_lab.ops import arithmetic, rounding
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor


def _whole(name: str, op: type[Op]) -> Callable[[Tensor], Tensor]:
    """Rounding that has nothing to do for integers."""

    def fn(input: Tensor) -> Tensor:
        need_tensor(input, "input", name)
        return clone(input) if input.array.dtype.kind in "iu" else apply(op, input)

    fn.__name__ = fn.__qualname__ = name
    fn.__doc__ = op.__doc__
    return both(fn)


floor = _whole("floor", rounding.Floor)
ceil = _whole("ceil", rounding.Ceil)
trunc = _whole("trunc", rounding.Trunc)


@both
def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """The nearest number with so many decimals; halves go to the even neighbour."""
    need_tensor(input, "input", "round")
    return clone(input) if input.array.dtype.kind in "iu" else apply(rounding.Round, input, decimals=decimals)


@both
def frac(input: Tensor) -> Tensor:
    """The decimals of x, with its sign; NotImplementedError for integers."""
    need_tensor(input, "input", "frac")
    if input.array.dtype.kind not in INEXACT:
        raise NotWritten("frac.needs_float", dtype=input.dtype)
    return apply(rounding.Frac, input)


def _divided(op: type[Op], a: Any, b: Any, name: str) -> Tensor:
    """A division whose result stays integer for integers, where dividing by zero is an error."""
    integers = all(x.array.dtype.kind in "biu" if isinstance(x, Tensor) else isinstance(x, int) for x in (a, b))
    if integers and bool((b.array == 0).any() if isinstance(b, Tensor) else b == 0):
        raise DtypeError("div.integer_by_zero", function=name)
    return binary(op, a, b, name)


@both
def floor_divide(input: Any, other: Any) -> Tensor:
    """The quotient rounded down; RuntimeError where integers are divided by zero."""
    return _divided(rounding.FloorDivide, input, other, "floor_divide")


@both
def remainder(input: Any, other: Any) -> Tensor:
    """What is left after taking away whole ``other``s, with the sign of ``other``: Python's %."""
    return _divided(rounding.Remainder, input, other, "remainder")


@both
def fmod(input: Any, other: Any) -> Tensor:
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


alias("divide", div)
alias("true_divide", div)
alias("fix", trunc)
operators({"truediv": div, "floordiv": floor_divide, "mod": remainder}, reflected=True, truediv=arithmetic.Div)
for symbol, fn in {"truediv": div, "floordiv": floor_divide, "mod": remainder}.items():
    setattr(Tensor, f"__i{symbol}__", inplace(fn))
