"""Exponentials, logarithms, angles, and their inverses."""

from __future__ import annotations

from autograd_lab.functional.families import binary, unary
from autograd_lab.functional.registry import alias, both
from autograd_lab.ops import exponential, trigonometric
from autograd_lab.tensor.tensor import Tensor

exp2 = unary("exp2", exponential.Exp2)
expm1 = unary("expm1", exponential.Expm1)
log2 = unary("log2", exponential.Log2)
log10 = unary("log10", exponential.Log10)
log1p = unary("log1p", exponential.Log1p)
rsqrt = unary("rsqrt", exponential.Rsqrt)
reciprocal = unary("reciprocal", exponential.Reciprocal)
tan = unary("tan", trigonometric.Tan)
asin = unary("asin", trigonometric.Asin)
acos = unary("acos", trigonometric.Acos)
atan = unary("atan", trigonometric.Atan)
sinh = unary("sinh", trigonometric.Sinh)
cosh = unary("cosh", trigonometric.Cosh)
asinh = unary("asinh", trigonometric.Asinh)
acosh = unary("acosh", trigonometric.Acosh)
atanh = unary("atanh", trigonometric.Atanh)


@both
def atan2(input: Tensor, other: Tensor) -> Tensor:
    """The angle of the point (other, input) in radians, between -π and π."""
    return binary(trigonometric.Atan2, input, other, "atan2", to_float=True)


for second, first in {
    "arcsin": asin, "arccos": acos, "arctan": atan, "arctan2": atan2,
    "arcsinh": asinh, "arccosh": acosh, "arctanh": atanh,
}.items():  # fmt: skip
    alias(second, first)
