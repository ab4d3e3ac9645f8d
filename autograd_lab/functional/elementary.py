"""Exponentials, logarithms, angles, and their inverses; the parts of floating-point numbers."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.errors import DtypeError
from autograd_lab.functional.arguments import check_broadcast
from autograd_lab.functional.explain import Number
from autograd_lab.functional.families import FLOATING, INTEGERS, REAL, binary, inplace, need_kind, pair, synonyms, unary
from autograd_lab.functional.pointwise import mul, pow
from autograd_lab.functional.registry import METHODS, both, function
from autograd_lab.functional.results import named_result
from autograd_lab.ops import comparison, exponential, floats, logarithmic, trigonometric
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import apply_inplace
from autograd_lab.tensor.promotion import as_float, cast, result_type
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
deg2rad = unary("deg2rad", trigonometric.Deg2Rad, kinds=REAL)
rad2deg = unary("rad2deg", trigonometric.Rad2Deg, kinds=REAL)
sinc = unary("sinc", trigonometric.Sinc)
atan2 = pair("atan2", trigonometric.Atan2, to_float=True, kinds=REAL)
hypot = pair("hypot", trigonometric.Hypot, kinds=FLOATING)
logaddexp = pair("logaddexp", logarithmic.Logaddexp, kinds=FLOATING + "c", writes=False)
logaddexp2 = pair("logaddexp2", logarithmic.Logaddexp2, kinds=FLOATING, writes=False)
xlogy = pair("xlogy", logarithmic.Xlogy, numbers="input other", to_float=True, kinds=REAL)
copysign = pair("copysign", floats.Copysign, numbers="other", to_float=True, kinds=REAL)
nextafter = pair("nextafter", floats.Nextafter, kinds=FLOATING)
signbit = unary("signbit", comparison.SignBit, floats=False, kinds=REAL, writes="")
FrexpResult = named_result("frexp", "mantissa", "exponent")


@both
def logit(input: Tensor, eps: float | None = None) -> Tensor:
    """ln(x / (1 - x)), the inverse of the sigmoid; with ``eps`` x is first kept between eps and 1 - eps."""
    need_kind(input, REAL, "logit")
    return apply(logarithmic.Logit, as_float(input), eps=eps)


@both
def float_power(input: Any, exponent: Any) -> Tensor:
    """input ** exponent, always in float64, or complex128 where one of them is complex."""
    wide = dtypes.complex128 if result_type(input, exponent).is_complex else dtypes.float64
    return pow(*(cast(x, wide) if isinstance(x, Tensor) else x for x in (input, exponent)))


@both
def float_power_(self: Tensor, exponent: Tensor | Number) -> Tensor:
    """In-place ``float_power``; RuntimeError unless this tensor has the dtype of the result."""
    wide = dtypes.complex128 if result_type(self, exponent).is_complex else dtypes.float64
    if self.dtype is not wide:
        raise DtypeError("float_power_.dtype", dtype=self.dtype, result=wide)
    return apply_inplace(float_power, self, exponent)


@both
def ldexp(input: Tensor, other: Tensor) -> Tensor:
    """input * 2 ** other; exact where ``other`` holds integers."""
    if not input.dtype.is_floating_point or other.array.dtype.kind in INEXACT:
        joint = result_type(input, other)
        return mul(input, pow(2.0, cast(other, joint) if joint.is_complex else other))
    need_kind(other, INTEGERS, "ldexp")
    check_broadcast(input, other)
    return apply(floats.Ldexp, input, other)


@both
def frexp(input: Tensor) -> Any:
    """Mantissa, of size 1/2 to 1, and exponent: input = mantissa * 2 ** exponent. RuntimeError for integers."""
    if not input.dtype.is_floating_point:
        raise DtypeError("frexp.needs_float", dtype=input.dtype)
    return FrexpResult(*apply(floats.Frexp, input))


@both
def heaviside(input: Tensor, values: Tensor) -> Tensor:
    """0 below 0, 1 above it, and ``values`` at 0; both of one dtype, which may not be complex."""
    if "c" in (input.array.dtype.kind, values.array.dtype.kind):
        raise DtypeError("heaviside.complex")
    if input.dtype != values.dtype:
        raise DtypeError("heaviside.dtypes", a=input.dtype, b=values.dtype)
    return binary(floats.Heaviside, input, values, "heaviside")


inplace(heaviside)
for fn in (logit, ldexp):
    function(inplace(fn))
function(METHODS["xlogy_"])
synonyms({
    "arcsin": asin, "arccos": acos, "arctan": atan, "arctan2": atan2,
    "arcsinh": asinh, "arccosh": acosh, "arctanh": atanh,
})  # fmt: skip
