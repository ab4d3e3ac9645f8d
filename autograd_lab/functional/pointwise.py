"""Element-wise functions and the operators of Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.errors import ArgTypeError, DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.families import binary, inplace, operators, unary
from autograd_lab.functional.registry import alias, both, method
from autograd_lab.ops import activation, arithmetic, comparison, elementary, indexing
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, is_number, result_type
from autograd_lab.tensor.tensor import Tensor


@both
def add(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """input + alpha * other, element by element, with broadcasting."""
    return binary(arithmetic.Add, input, other if alpha == 1 else other * alpha, "add")


@both
def sub(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """input - alpha * other, element by element, with broadcasting."""
    _no_bool(input, other)
    return binary(arithmetic.Sub, input, other if alpha == 1 else other * alpha, "sub")


@both
def mul(input: Tensor, other: Any) -> Tensor:
    """input * other, element by element, with broadcasting."""
    return binary(arithmetic.Mul, input, other, "mul")


@both
def pow(input: Any, exponent: Any) -> Tensor:
    """input ** exponent, element by element; RuntimeError for an integer to a negative power."""
    if isinstance(input, Tensor) and not isinstance(exponent, Tensor):
        if not is_number(exponent):
            raise ArgTypeError("arg.need_tensor_or_number", function="pow", got=type(exponent).__name__)
        base = cast(input, result_type(input, exponent))
        if base.array.dtype.kind in "iu" and exponent < 0:
            raise DtypeError("pow.negative_int", exponent=exponent)
        return apply(arithmetic.PowScalar, base, n=exponent)
    return binary(arithmetic.Pow, input, exponent, "pow")


@both
def neg(input: Tensor) -> Tensor:
    """-input; RuntimeError for bool."""
    need_tensor(input, "input", "neg")
    if input.array.dtype.kind == "b":
        raise DtypeError("neg.bool")
    return apply(arithmetic.Neg, input)


def _no_bool(a: Any, b: Any) -> None:
    if all(isinstance(x, Tensor) and x.array.dtype.kind == "b" for x in (a, b)):
        raise DtypeError("sub.bool")


exp = unary("exp", elementary.Exp)
log = unary("log", elementary.Log)
sqrt = unary("sqrt", elementary.Sqrt)
sin = unary("sin", elementary.Sin)
cos = unary("cos", elementary.Cos)
tanh = unary("tanh", activation.Tanh)
sigmoid = unary("sigmoid", activation.Sigmoid)
relu = unary("relu", activation.Relu, floats=False)
abs = unary("abs", elementary.Abs, floats=False)
sign = unary("sign", elementary.Sign, floats=False)
isnan = unary("isnan", comparison.IsNan, floats=False)
isfinite = unary("isfinite", comparison.IsFinite, floats=False)


@both
def square(input: Tensor) -> Tensor:
    """input ** 2."""
    return pow(input, 2)


@both
def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Every element brought to between ``min`` and ``max``; one of them may be None."""
    need_tensor(input, "input", "clamp")
    if min is None and max is None:
        raise ShapeError("clamp.no_bound")
    wide = input
    for bound in (min, max):
        if bound is not None:
            wide = cast(wide, result_type(wide, bound))
    return apply(elementary.Clamp, wide, low=_bound(min), high=_bound(max))


def _bound(value: Any) -> Any:
    return value.array if isinstance(value, Tensor) else value


@both
def maximum(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two, element by element."""
    return binary(indexing.Maximum, input, other, "maximum")


@both
def minimum(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two, element by element."""
    return binary(indexing.Minimum, input, other, "minimum")


def _comparison(name: str, op: type[Op]) -> Callable[[Any, Any], Tensor]:
    def fn(input: Any, other: Any) -> Tensor:
        return binary(op, input, other, name)

    fn.__name__ = fn.__qualname__ = name
    fn.__doc__ = op.__doc__
    return both(fn)


eq = _comparison("eq", comparison.Eq)
ne = _comparison("ne", comparison.Ne)
lt = _comparison("lt", comparison.Lt)
le = _comparison("le", comparison.Le)
gt = _comparison("gt", comparison.Gt)
ge = _comparison("ge", comparison.Ge)
bitwise_and = _comparison("bitwise_and", comparison.And)
bitwise_or = _comparison("bitwise_or", comparison.Or)
bitwise_xor = _comparison("bitwise_xor", comparison.Xor)


@both
def bitwise_not(input: Tensor) -> Tensor:
    """~input: logical for bool, bitwise for integers."""
    return apply(comparison.Not, input)


for second, first in (("subtract", sub), ("multiply", mul), ("clip", clamp),
                      ("negative", neg), ("absolute", abs)):  # fmt: skip
    alias(second, first)


# -- Python's operators ---------------------------------------------------------------------------------------


operators(
    {"add": add, "sub": sub, "mul": mul, "pow": pow, "and": bitwise_and, "or": bitwise_or, "xor": bitwise_xor},
    reflected=True,
    add=arithmetic.Add,
    sub=arithmetic.Sub,
    mul=arithmetic.Mul,
)
operators({"lt": lt, "le": le, "gt": gt, "ge": ge, "eq": eq, "ne": ne})
for symbol, fn in {"neg": neg, "abs": abs, "invert": bitwise_not}.items():
    setattr(Tensor, f"__{symbol}__", fn)


@method
def __pos__(self: Tensor) -> Tensor:
    return self


# -- in place: the same function, written back -------------------------------------------------------------------


for fn in (exp, log, sqrt, sin, cos, tanh, sigmoid, relu, abs, neg, clamp):
    inplace(fn)
for symbol, fn in {"add": add, "sub": sub, "mul": mul, "pow": pow}.items():
    setattr(Tensor, f"__i{symbol}__", inplace(fn))
