"""Complex numbers and their parts."""

from __future__ import annotations

from autograd_lab.errors import DtypeError
from autograd_lab.functional.arguments import check_broadcast
from autograd_lab.functional.families import inplace, unary
from autograd_lab.functional.registry import both, function
from autograd_lab.ops import complex as ops
from autograd_lab.ops.base import Op
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor

angle = unary("angle", ops.Angle, writes="")


@both
def conj(input: Tensor) -> Tensor:
    """The conjugate of each element, a - ib for a + ib; a real tensor itself. It is computed at once."""
    return apply(ops.Conj, input) if input.array.dtype.kind == "c" else input


@both
def conj_physical(input: Tensor) -> Tensor:
    """``conj``: here it is always computed at once."""
    return conj(input)


@both
def resolve_conj(input: Tensor) -> Tensor:
    """The tensor itself: no conjugate is ever left open here."""
    return input


@both
def resolve_neg(input: Tensor) -> Tensor:
    """The tensor itself: no negation is ever left open here."""
    return input


@both
def is_conj(input: Tensor) -> bool:
    """Whether a conjugate is still to be computed: never here."""
    return False


@both
def is_neg(input: Tensor) -> bool:
    """Whether a change of sign is still to be computed: never here."""
    return False


@function
def real(input: Tensor) -> Tensor:
    """The real part, a view; a real tensor itself. Also ``x.real``."""
    return apply(ops.Real, input) if input.array.dtype.kind == "c" else input


@function
def imag(input: Tensor) -> Tensor:
    """The imaginary part, a view. Also ``x.imag``. RuntimeError for a real tensor."""
    if input.array.dtype.kind != "c":
        raise DtypeError("imag.real", dtype=input.dtype)
    return apply(ops.Imag, input)


def _joined(op: type[Op], name: str, a: Tensor, b: Tensor) -> Tensor:
    """Two parts of one floating-point dtype as one complex tensor. Halves join to complex64: there is none smaller."""
    if a.dtype != b.dtype or a.array.dtype.kind != "f":
        raise DtypeError("complex.dtypes", function=name, a=a.dtype, b=b.dtype)
    try:
        return apply(op, a, b)
    except ValueError:
        check_broadcast(a, b)
        raise


@function
def complex(real: Tensor, imag: Tensor) -> Tensor:
    """real + i imag. RuntimeError unless both are float32, or both float64."""
    return _joined(ops.Complex, "complex", real, imag)


@function
def polar(abs: Tensor, angle: Tensor) -> Tensor:
    """The complex number of a length and an angle in radians. RuntimeError unless both are float32, or both float64."""
    return _joined(ops.Polar, "polar", abs, angle)


@function
def view_as_real(input: Tensor) -> Tensor:
    """A view of shape (..., 2): real and imaginary part side by side. RuntimeError unless ``input`` is complex."""
    if not input.dtype.is_complex:
        raise DtypeError("view_as_real.dtype", dtype=input.dtype)
    return apply(ops.ViewAsReal, input)


@function
def view_as_complex(input: Tensor) -> Tensor:
    """A view of pairs (..., 2) as complex numbers: the way back from ``view_as_real``.

    RuntimeError unless the last dimension has size 2 and lies in one piece. Of halves it is a copy, in complex64.
    """
    if input.array.dtype.kind != "f":
        raise DtypeError("view_as_complex.dtype", dtype=input.dtype)
    if input.ndim == 0 or input.array.shape[-1] != 2:
        raise DtypeError("view_as_complex.shape", shape=tuple(input.shape))
    if input.array.strides[-1] != input.array.itemsize:
        raise DtypeError("view_as_complex.strides", shape=tuple(input.shape))
    return apply(ops.ViewAsComplex, input)


function(inplace(conj_physical))
Tensor.real = property(real)
Tensor.imag = property(imag)
