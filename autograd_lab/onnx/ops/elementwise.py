"""One element after the other: arithmetic, functions, comparisons, activations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_lab.onnx.build import CONVERTERS, Context, Refused, onnx_type, says
from autograd_lab.onnx.trace import Ref

SAME = {  # ops that ONNX has under another name
    **{name: name for name in (
        "Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Cos", "Cosh", "Erf", "Exp", "Floor", "Log",
        "Mish", "Neg", "Reciprocal", "Relu", "Sigmoid", "Sign", "Sin", "Sinh", "Sqrt", "Tan", "Tanh",
    )},
    "IsNan": "IsNaN", "Hardswish": "HardSwish",
}  # fmt: skip
BOTH = {"Add": "Add", "Sub": "Sub", "Mul": "Mul", "Div": "Div", "Maximum": "Max", "Minimum": "Min", "Pow": "Pow"}
COMPARED = {"Eq": "Equal", "Lt": "Less", "Le": "LessOrEqual", "Gt": "Greater", "Ge": "GreaterOrEqual"}
LOGICAL = {"And": ("And", "BitwiseAnd"), "Or": ("Or", "BitwiseOr"), "Xor": ("Xor", "BitwiseXor")}

for _op, _name in SAME.items():
    CONVERTERS[_op] = lambda c, name=_name: c.node(name, [c.x()])


@says("Clone", "Alias", "ToDevice")
def same(c: Context) -> str:
    return c.x()


@says("Through")
def through(c: Context) -> list[str]:
    return [c.x(i) for i in range(len(c))]


@says(*BOTH, "PowOfNumber")
def arithmetic(c: Context) -> str:
    kind = c.dtype()
    return c.node(BOTH.get(c.call.op, "Pow"), [c.x(0, kind), c.x(1, kind)])


@says("PowScalar")
def power(c: Context) -> str:
    return c.node("Pow", [c.x(0, c.dtype()), c.float(c["n"])])


@says("Rsub")
def backwards(c: Context) -> str:
    return c.node("Sub", [c.x(1, c.dtype()), c.x(0, c.dtype())])


@says("AddScaled", "SubScaled")
def scaled(c: Context) -> str:
    part = c.node("Mul", [c.x(1, c.dtype()), c.float(c["alpha"])])
    return c.node("Add" if c.call.op == "AddScaled" else "Sub", [c.x(0, c.dtype()), part])


@says("Addcmul", "Addcdiv")
def added_product(c: Context) -> str:
    part = c.node("Mul" if c.call.op == "Addcmul" else "Div", [c.x(1), c.x(2)])
    return c.node("Add", [c.x(0), c.node("Mul", [part, c.float(c.get("value", 1))])])


@says("Lerp", "LerpNumber")
def between(c: Context) -> str:
    way = c.node("Mul", [c.x(2), c.node("Sub", [c.x(1), c.x(0)])])
    return c.node("Add", [c.x(0), way])


@says(*COMPARED, "Ne")
def compared(c: Context) -> str:
    kinds = [c.of(i) for i in (0, 1) if isinstance(c.call.inputs[i], Ref)]
    kind = np.result_type(*kinds) if len(kinds) == 2 else np.result_type(kinds[0], np.asarray(c.call.inputs[1]).dtype)
    if len(kinds) == 1 and kinds[0].kind == "f":
        kind = kinds[0]
    if kind.kind == "b" and c.call.op not in ("Eq", "Ne"):
        kind = np.dtype(np.int32)  # ONNX compares the size of numbers only
    inputs = [c.x(i, kind) for i in (0, 1)]
    if c.call.op == "Ne":
        return c.node("Not", [c.node("Equal", inputs)])
    return c.node(COMPARED[c.call.op], inputs)


@says(*LOGICAL)
def logical(c: Context) -> str:
    kind = c.dtype()
    return c.node(LOGICAL[c.call.op][kind.kind != "b"], [c.x(0, kind), c.x(1, kind)])


@says("Not")
def negated(c: Context) -> str:
    return c.node("Not" if c.dtype().kind == "b" else "BitwiseNot", [c.x()])


@says("IsInf", "IsPosInf", "IsNegInf")
def infinite(c: Context) -> str:
    which = {"IsInf": (1, 1), "IsPosInf": (1, 0), "IsNegInf": (0, 1)}[c.call.op]
    return c.node("IsInf", [c.x()], detect_positive=which[0], detect_negative=which[1])


@says("IsFinite")
def finite(c: Context) -> str:
    return c.node("Not", [c.node("Or", [c.node("IsInf", [c.x()]), c.node("IsNaN", [c.x()])])])


@says("Cast")
def cast(c: Context) -> str:
    return c.cast(c.x(), c.dtype())


@says("Where")
def where(c: Context) -> str:
    return c.node("Where", [c.x(0, np.dtype(bool)), c.x(1, c.dtype()), c.x(2, c.dtype())])


@says("MaskedFill", "MaskedFillTensor")
def masked(c: Context) -> str:
    return c.node("Where", [c.x(1), c.x(2, c.dtype()), c.x(0)])


@says("Clamp", "Hardtanh")
def clamped(c: Context) -> str:
    low, high = (None if c[side] is None else c.float(c[side]) for side in ("low", "high"))
    return c.node("Clip", [c.x(0, c.dtype()), low, high])


@says("ClampTensor")
def clamped_by_tensors(c: Context) -> str:
    y = c.x(0, c.dtype())
    for i, name in ((1, "Max"), (2, "Min")):
        y = c.node(name, [y, c.x(i, c.dtype())]) if c.has(i) else y
    return y


# -- rounding and division ----------------------------------------------------------------------------------------


def truncated(c: Context, x: str) -> str:
    return c.node("Mul", [c.node("Sign", [x]), c.node("Floor", [c.node("Abs", [x])])])


@says("Round")
def rounded(c: Context) -> str:
    if c.get("decimals", 0):
        raise Refused("onnx.only", what="round", kept="decimals=0")
    return c.node("Round", [c.x()])


@says("Trunc")
def trunc(c: Context) -> str:
    return truncated(c, c.x())


@says("Frac")
def frac(c: Context) -> str:
    return c.node("Sub", [c.x(), truncated(c, c.x())])


@says("FloorDivide", "TruncDivide", "Remainder", "Fmod")
def divided(c: Context) -> str:
    """Whole numbers through Mod, whose remainder has the sign of the divisor, or with ``fmod`` of the dividend."""
    kind, op = c.dtype(), c.call.op
    a, b = c.x(0, kind), c.x(1, kind)
    floor = op in ("FloorDivide", "Remainder")
    if kind.kind == "f" and floor:
        quotient = c.node("Floor", [c.node("Div", [a, b])])
        return quotient if op == "FloorDivide" else c.node("Sub", [a, c.node("Mul", [quotient, b])])
    if op == "TruncDivide" and kind.kind == "f":
        return truncated(c, c.node("Div", [a, b]))
    rest = c.node("Mod", [a, b], fmod=0 if floor else 1)
    return rest if op in ("Remainder", "Fmod") else c.node("Div", [c.node("Sub", [a, rest]), b])


# -- exponentials ---------------------------------------------------------------------------------------------------


@says("Exp2")
def exp2(c: Context) -> str:
    return c.node("Pow", [c.float(2), c.x()])


@says("Expm1")
def expm1(c: Context) -> str:
    return c.node("Sub", [c.node("Exp", [c.x()]), c.float(1)])


@says("Log1p")
def log1p(c: Context) -> str:
    return c.node("Log", [c.node("Add", [c.x(), c.float(1)])])


@says("Log2", "Log10")
def other_logarithms(c: Context) -> str:
    return c.node("Div", [c.node("Log", [c.x()]), c.float(math.log(2 if c.call.op == "Log2" else 10))])


@says("Rsqrt")
def rsqrt(c: Context) -> str:
    return c.node("Reciprocal", [c.node("Sqrt", [c.x()])])


@says("Erfc")
def erfc(c: Context) -> str:
    return c.node("Sub", [c.float(1), c.node("Erf", [c.x()])])


@says("Deg2Rad", "Rad2Deg")
def angle(c: Context) -> str:
    return c.node("Mul", [c.x(), c.float(math.pi / 180 if c.call.op == "Deg2Rad" else 180 / math.pi)])


@says("Logit")
def logit(c: Context) -> str:
    x, eps = c.x(), c.get("eps")
    x = x if eps is None else c.node("Clip", [x, c.float(eps), c.float(1 - eps)])
    return c.node("Log", [c.node("Div", [x, c.node("Sub", [c.float(1), x])])])


@says("Logaddexp")
def logaddexp(c: Context) -> str:
    """The larger one, and ln(1 + e^-distance)."""
    apart = c.node("Neg", [c.node("Abs", [c.node("Sub", [c.x(0), c.x(1)])])])
    return c.node("Add", [c.node("Max", [c.x(0), c.x(1)]), c.node("Softplus", [apart])])


@says("Hypot")
def hypot(c: Context) -> str:
    squares = [c.node("Mul", [c.x(i), c.x(i)]) for i in (0, 1)]
    return c.node("Sqrt", [c.node("Add", squares)])


# -- activations ----------------------------------------------------------------------------------------------------


@says("Softmax", "LogSoftmax")
def softmax(c: Context) -> str:
    return c.node(c.call.op, [c.x()], axis=c["axis"])


@says("Silu")
def silu(c: Context) -> str:
    return c.node("Mul", [c.x(), c.node("Sigmoid", [c.x()])])


@says("Glu")
def glu(c: Context) -> str:
    return c.node("Mul", [c.x(0), c.node("Sigmoid", [c.x(1)])])


@says("Gelu", "GeluTanh")
def gelu(c: Context) -> str:
    return c.node("Gelu", [c.x()], approximate="none" if c.call.op == "Gelu" else "tanh")


@says("Elu", "Celu")
def elu(c: Context) -> str:
    alpha, scale, rate = c["alpha"], c.get("scale", 1.0), c.get("rate", 1.0)
    if rate == 1:
        y = c.node("Elu", [c.x()], alpha=float(alpha))
        return y if scale == 1 else c.node("Mul", [y, c.float(scale)])
    below = c.node("Exp", [c.node("Mul", [c.node("Min", [c.x(), c.float(0)]), c.float(rate)])])
    below = c.node("Mul", [c.node("Sub", [below, c.float(1)]), c.float(alpha * scale)])
    return c.node("Add", [c.node("Mul", [c.node("Relu", [c.x()]), c.float(scale)]), below])


@says("Softplus")
def softplus(c: Context) -> str:
    beta, threshold = c["beta"], c["threshold"]
    z = c.x() if beta == 1 else c.node("Mul", [c.x(), c.float(beta)])
    y = c.node("Softplus", [z])
    y = y if beta == 1 else c.node("Div", [y, c.float(beta)])
    return c.node("Where", [c.node("Greater", [z, c.float(threshold)]), c.x(), y])


def log_sigmoid(c: Context, x: str) -> str:
    return c.node("Neg", [c.node("Softplus", [c.node("Neg", [x])])])


@says("LogSigmoid")
def logsigmoid(c: Context) -> str:
    return log_sigmoid(c, c.x())


@says("LeakyRelu")
def leaky(c: Context) -> str:
    return c.node("LeakyRelu", [c.x()], alpha=float(c["slope"]))


@says("Prelu", "Rrelu")
def prelu(c: Context) -> str:
    return c.node("PRelu", [c.x(0), c.x(1, c.dtype())])


@says("Hardsigmoid")
def hardsigmoid(c: Context) -> str:
    return c.node("HardSigmoid", [c.x()], alpha=1 / 6, beta=0.5)


@says("Hardshrink", "Softshrink")
def shrink(c: Context) -> str:
    width = float(c["width"])
    return c.node("Shrink", [c.x()], lambd=width, bias=width if c.call.op == "Softshrink" else 0.0)


@says("Threshold")
def threshold(c: Context) -> str:
    low = c.node("LessOrEqual", [c.x(), c.float(c["threshold"])])
    return c.node("Where", [low, c.float(c["value"]), c.x()])


@says("NanToNum")
def nan_to_num(c: Context) -> Any:
    y = c.x()
    for name, test in (
        ("nan", c.node("IsNaN", [y])),
        ("posinf", c.node("IsInf", [y], detect_negative=0)),
        ("neginf", c.node("IsInf", [y], detect_positive=0)),
    ):
        y = c.node("Where", [test, c.float(c[name]), y])
    return y


@says("Overwritten")
def overwritten(c: Context) -> str:
    """A value that was written over a larger one, or one of another dtype."""
    y = c.node("Expand", [c.x(), c.ints(c.out())])
    return c.node("Cast", [y], to=onnx_type(c.dtype()))
