"""Complex numbers and their parts."""

from __future__ import annotations

from autograd_lab.errors import DtypeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.registry import both, function
from autograd_lab.ops import complex as ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor


@both
def conj(input: Tensor) -> Tensor:
    """The conjugate of each element, a - ib for a + ib; a real tensor itself."""
    need_tensor(input, "input", "conj")
    return apply(ops.Conj, input) if input.array.dtype.kind == "c" else input


@function
def real(input: Tensor) -> Tensor:
    """The real part, a view; a real tensor itself. Also ``x.real``."""
    need_tensor(input, "input", "real")
    return apply(ops.Real, input) if input.array.dtype.kind == "c" else input


@function
def imag(input: Tensor) -> Tensor:
    """The imaginary part, a view. Also ``x.imag``. RuntimeError for a real tensor."""
    need_tensor(input, "input", "imag")
    if input.array.dtype.kind != "c":
        raise DtypeError("imag.real", dtype=input.dtype)
    return apply(ops.Imag, input)


@function
def complex(real: Tensor, imag: Tensor) -> Tensor:
    """real + i imag. RuntimeError unless both are float32, or both float64."""
    for name, part in (("real", real), ("imag", imag)):
        need_tensor(part, name, "complex")
    if real.dtype != imag.dtype or not real.dtype.is_floating_point:
        raise DtypeError("complex.dtypes", a=real.dtype, b=imag.dtype)
    return apply(ops.Complex, real, imag)


Tensor.real = property(real)
Tensor.imag = property(imag)
