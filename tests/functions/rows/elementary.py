"""Calls of functional.elementary and division."""

import numpy as np

from tests.functions.case import call

INF, NAN = float("inf"), float("nan")
ODD = [-INF, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.5, INF, NAN]
UNARY = (
    "acos", "acosh", "asin", "asinh", "atan", "atanh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh",
    "ceil", "cos", "cosh", "deg2rad", "exp", "exp2", "expm1", "fix", "floor", "frac", "log", "log10", "log1p", "log2",
    "logit", "rad2deg", "reciprocal", "round", "rsqrt", "sigmoid", "sin", "sinc", "sinh", "sqrt", "tan", "tanh",
    "trunc",
)  # fmt: skip
WHOLE = np.array([7, -7, 3, -2]), np.array([2, 2, -2, 5])

CASES = [
    *(call(f"torch.{name}(a) * 1.0", a=ODD, smooth=False) for name in UNARY),
    *(call(f"a.{name}(), a.clone().{name}_(), torch.{name}_(a)", a=np.array([0.3, 0.8])) for name in UNARY),
    *(call(f"torch.{name}(a)", a=np.array([0, 1, 2])) for name in UNARY if name != "frac"),
    call("torch.atan2(a, b)", a=(2, 3), b=(3,)),
    call("a.atan2_(b), a.arctan2(b), torch.arctan2(a, b), a.arctan2_(b)", a=np.array([1.0, -0.0]), b=np.array([-2.0])),
    call("torch.hypot(a, b)", a=(2, 3), b=(3,)),
    call("a.hypot(b), a.hypot_(b)", a=np.array([3.0]), b=np.array([4.0])),
    call("torch.logaddexp(a, b)", a=(2, 3), b=(3,)),
    call("a.logaddexp(b)", a=np.array([-INF, INF, 1.0]), b=np.array([-INF, 1.0, NAN])),
    call("torch.logaddexp2(a, b) + a.logaddexp2(b)", a=(2, 3), b=(3,)),
    call("torch.xlogy(a, b)", a=(2, 3), b=(3,), low=0.3),
    call("torch.xlogy(2, b), b.xlogy(3), b.xlogy_(b), torch.xlogy_(b, 2)", b=np.array([0.5, 0.0])),
    call("torch.copysign(a, b)", a=[1.0, 0.0, -2.0], b=[-0.0, -1.0, 1.0], smooth=False),
    call("a.copysign(-1), a.copysign_(b)", a=np.array([1.0, -2.0]), b=np.array([-3.0, 0.0])),
    call("torch.copysign(a, -1)", a=np.array([1, -2])),
    call("torch.nextafter(a, b), a.nextafter(b), a.nextafter_(b)", a=np.array([1.0, 0.0]), b=np.array([2.0, -1.0])),
    call("torch.signbit(a), a.signbit()", a=np.array(ODD)),
    call("a.logit(0.1), torch.logit(a, eps=0.2), a.logit_(0.3)", a=np.array([0.0, 0.5, 0.9])),
    call("a.logit(1), a.logit(0.8)", a=np.array([-1.0, 0.5, 0.9, 2.0])),
    call("torch.float_power(a, 2)", a=(3,)),
    call("a.float_power(b), torch.float_power(2, a), a.float_power_(2)", a=np.array([2.0]), b=np.array([-1])),
    call("torch.float_power(a, -1)", a=np.array([2, 4])),
    call("torch.ldexp(a, b), a.ldexp(b), a.ldexp_(b), torch.ldexp_(a, b)", a=np.array([1.5, 3.0]), b=np.array([2, -3])),
    call("torch.ldexp(a, b)", a=(3,), b=(3,)),
    call("torch.ldexp(a, b)", a=np.array([1, 2]), b=np.array([1, 3])),
    call("torch.frexp(a)", a=[3.0, -0.3, 100.0], smooth=False),
    call("a.frexp().mantissa, a.frexp().exponent", a=np.array([0.0, INF, 6.0])),
    call("torch.heaviside(a, b), a.heaviside(b), a.heaviside_(b)", a=np.array([1.0, 0.0, NAN]), b=np.array([5.0])),
    call("torch.round(a, decimals=2), a.round(decimals=-1), a.round_(decimals=1)", a=np.array([123.456, 0.25])),
    call("torch.div(a, b)", a=(2, 3), b=(3,), low=0.5),
    call("a.divide(b), a.true_divide(b), torch.true_divide(a, 2), 2 / b, a / 2", a=WHOLE[0], b=WHOLE[1]),
    *(
        call(f"torch.div(a, b, rounding_mode={mode!r}), a.div(2, rounding_mode={mode!r})", a=WHOLE[0], b=WHOLE[1])
        for mode in (None, "floor", "trunc")
    ),
    call("a.div_(b, rounding_mode='floor')", a=WHOLE[0], b=WHOLE[1]),
    call("a.divide_(2), a.true_divide_(2)", a=np.array([3.0])),
    call("torch.floor_divide(a, b), a.floor_divide(2), a // 3, 7 // b, a.floor_divide_(b)", a=WHOLE[0], b=WHOLE[1]),
    call("torch.remainder(a, b), a.remainder(2), a % 3, 7 % b, a.remainder_(b)", a=WHOLE[0], b=WHOLE[1]),
    call("torch.remainder(7, b), torch.remainder(b, 2)", b=np.array([2.5, -2.5, INF])),
    call("torch.fmod(a, b), a.fmod(2), a.fmod_(b)", a=WHOLE[0], b=WHOLE[1]),
    call("torch.fmod(a, b)", a=(2, 3), b=[1.3, -0.7, 0.9], smooth=False),
]
