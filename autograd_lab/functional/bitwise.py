"""Logic on bits, shifts, and divisors of whole numbers, with Python's operators for them."""

from __future__ import annotations

from autograd_lab.errors import ArgTypeError
from autograd_lab.functional.families import INTEGERS, inplace_operators, operators, pair, unary
from autograd_lab.functional.registry import METHODS, function, method
from autograd_lab.ops import bitwise as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor

BITS = "b" + INTEGERS

bitwise_and = pair("bitwise_and", ops.And, numbers="input other", kinds=BITS)
bitwise_or = pair("bitwise_or", ops.Or, numbers="input other", kinds=BITS)
bitwise_xor = pair("bitwise_xor", ops.Xor, numbers="input other", kinds=BITS)
bitwise_not = unary("bitwise_not", ops.Not, floats=False, kinds=BITS, writes="method")
bitwise_left_shift = pair("bitwise_left_shift", ops.LeftShift, numbers="input other", kinds=INTEGERS)
bitwise_right_shift = pair("bitwise_right_shift", ops.RightShift, numbers="input other", kinds=INTEGERS)
gcd = pair("gcd", ops.Gcd, kinds=INTEGERS)
lcm = pair("lcm", ops.Lcm, kinds=INTEGERS)
function(METHODS["gcd_"])
function(METHODS["lcm_"])

_OPERATORS = {
    "and": bitwise_and, "or": bitwise_or, "xor": bitwise_xor,
    "lshift": bitwise_left_shift, "rshift": bitwise_right_shift,
}  # fmt: skip
operators(_OPERATORS, reflected=True)
inplace_operators(_OPERATORS)


@method
def __invert__(self: Tensor) -> Tensor:
    if self.array.dtype.kind not in BITS:
        raise ArgTypeError("invert.dtype", dtype=self.dtype)
    return apply(ops.Not, self)
