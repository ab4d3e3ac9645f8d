"""Arithmetic, the operators of Python, and the functions that networks use most."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError, DtypeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.explain import Number
from autograd_lab.functional.families import (
    NUMBERS,
    ORDERED,
    REAL,
    binary,
    inplace,
    inplace_operators,
    named,
    need_kind,
    operators,
    pair,
    synonyms,
    unary,
)
from autograd_lab.functional.registry import both, function
from autograd_lab.ops import activation, arithmetic, comparison, elementary, indexing
from autograd_lab.ops.base import Op
from autograd_lab.tensor import shortcut
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import apply_inplace
from autograd_lab.tensor.promotion import cast, is_number, result_type
from autograd_lab.tensor.tensor import Tensor


@both
def add(input: Tensor, other: Any, *, alpha: Number = 1) -> Tensor:
    """input + alpha * other, element by element, with broadcasting."""
    if _is_one(alpha):
        return binary(arithmetic.Add, input, other, "add")
    return _scaled(arithmetic.AddScaled, input, other, alpha, "add")


@both
def sub(input: Tensor, other: Any, *, alpha: Number = 1) -> Tensor:
    """input - alpha * other, element by element, with broadcasting; RuntimeError for bool."""
    _no_bool(input, other)
    if _is_one(alpha):
        return binary(arithmetic.Sub, input, other, "sub")
    return _scaled(arithmetic.SubScaled, input, other, alpha, "sub")


@function
def rsub(input: Tensor, other: Any, *, alpha: Number = 1) -> Tensor:
    """other - alpha * input: ``sub`` from right to left; RuntimeError for bool."""
    _no_bool(input, other)
    if _is_one(alpha):
        return binary(arithmetic.Rsub, input, other, "rsub")
    return _scaled(arithmetic.SubScaled, other, input, alpha, "rsub")


def _is_one(alpha: Any) -> bool:
    return type(alpha) is int and alpha == 1  # True is also equal to 1


def _scaled(op: type[Op], input: Any, other: Any, alpha: Any, name: str) -> Tensor:
    """``op`` with alpha as a number of the result's dtype; RuntimeError if it is of a higher category."""
    if isinstance(alpha, Tensor):
        alpha = alpha.item()
    if all(is_number(x) or isinstance(x, Tensor) for x in (input, other)):
        joint = result_type(input, other)
        if isinstance(alpha, bool) and joint.category > 0:
            raise DtypeError("alpha.bool", function=name, dtype=joint)
        if result_type(alpha).category > max(joint.category, 1):
            raise DtypeError("alpha.category", function=name, alpha=alpha, dtype=joint)
        alpha = cast(alpha, joint)
    return binary(op, input, other, name, alpha=alpha)


def _no_bool(a: Any, b: Any) -> None:
    """RuntimeError if one of the operands is bool: what True - True should be is not clear."""
    for x in (a, b):
        if isinstance(x, bool) or (isinstance(x, Tensor) and x.array.dtype.kind == "b"):
            raise DtypeError("sub.bool")


mul = pair("mul", arithmetic.Mul, numbers="input other")


@both
def pow(input: Any, exponent: Any) -> Tensor:
    """input ** exponent, element by element; RuntimeError for an integer to a power that is a number and negative, or
    none of its dtype."""
    if isinstance(input, Tensor) and not isinstance(exponent, Tensor):
        if not is_number(exponent):
            raise ArgTypeError("arg.need_tensor_or_number", function="pow", got=type(exponent).__name__)
        base = cast(input, result_type(input, exponent))
        if base.array.dtype.kind in "iu":
            if exponent < 0:
                raise DtypeError("pow.negative_int", exponent=exponent)
            if exponent > np.iinfo(base.array.dtype).max:
                raise DtypeError("number.does_not_fit", dtype=base.dtype, value=exponent)
        else:
            need_kind(base, NUMBERS, "pow")
        return apply(arithmetic.PowScalar, base, n=exponent)
    op = arithmetic.Pow if isinstance(input, Tensor) else arithmetic.PowOfNumber
    return binary(op, input, exponent, "pow", kinds=NUMBERS)


def _neg(input: Tensor) -> Tensor:
    need_tensor(input, "input", "neg")
    if input.array.dtype.kind == "b":
        raise DtypeError("neg.bool")
    return apply(arithmetic.Neg, input)


neg = both(named(shortcut.unary(arithmetic.Neg, _neg), "neg", arithmetic.Neg))


@both
def positive(input: Tensor) -> Tensor:
    """+input: the tensor itself; RuntimeError for bool."""
    if input.array.dtype.kind == "b":
        raise DtypeError("positive.bool")
    return input


exp = unary("exp", elementary.Exp)
log = unary("log", elementary.Log)
sqrt = unary("sqrt", elementary.Sqrt)
sin = unary("sin", elementary.Sin)
cos = unary("cos", elementary.Cos)
tanh = unary("tanh", activation.Tanh)
sigmoid = unary("sigmoid", activation.Sigmoid)
relu = unary("relu", activation.Relu, floats=False, kinds=ORDERED)
abs = unary("abs", elementary.Abs, floats=False, kinds=NUMBERS, writes="")
sign = unary("sign", elementary.Sign, floats=False, kinds=REAL, writes="method")
sgn = unary("sgn", elementary.Sgn, floats=False, writes="method")


@both
def abs_(self: Tensor) -> Tensor:
    """In-place ``abs``. RuntimeError for complex numbers: the result would not be complex."""
    if self.array.dtype.kind == "c":
        raise DtypeError("abs_.complex")
    return apply_inplace(abs, self)


@both
def square(input: Tensor) -> Tensor:
    """input ** 2."""
    return pow(input, 2)


maximum = pair("maximum", indexing.Maximum, kinds=REAL, writes=False)
minimum = pair("minimum", indexing.Minimum, kinds=REAL, writes=False)

eq = pair("eq", comparison.Eq, numbers="other")
ne = pair("ne", comparison.Ne, numbers="other")
lt = pair("lt", comparison.Lt, numbers="other", kinds=REAL)
le = pair("le", comparison.Le, numbers="other", kinds=REAL)
gt = pair("gt", comparison.Gt, numbers="other", kinds=REAL)
ge = pair("ge", comparison.Ge, numbers="other", kinds=REAL)

function(inplace(square))
function(inplace(neg))


# -- Python's operators ---------------------------------------------------------------------------------------


operators({"add": add, "mul": mul, "pow": pow}, reflected=True, add=arithmetic.Add, mul=arithmetic.Mul)
operators({"sub": sub, "rsub": rsub}, sub=arithmetic.Sub, rsub=arithmetic.Rsub)
operators({"lt": lt, "le": le, "gt": gt, "ge": ge, "eq": eq, "ne": ne})
inplace_operators({"add": add, "sub": sub, "mul": mul, "pow": pow})
for symbol, fn in {"neg": neg, "abs": abs, "pos": positive}.items():
    setattr(Tensor, f"__{symbol}__", inspect.unwrap(fn))
synonyms({
    "subtract": sub, "multiply": mul, "negative": neg, "absolute": abs,
    "not_equal": ne, "less": lt, "less_equal": le, "greater": gt, "greater_equal": ge,
})  # fmt: skip
