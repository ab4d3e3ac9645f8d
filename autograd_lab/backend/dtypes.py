"""The dtypes, under PyTorch's names."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError, DtypeError

CATEGORIES = ("bool", "int", "float", "complex")  # a later category wins when two meet
FLOATS = "fV"  # kinds of NumPy dtypes with fractions; V is bfloat16, which NumPy does not know as a number
INEXACT = "fcV"  # kinds that can have gradients


class dtype:
    """One element type. There is one object per type: compare with ``is`` or ``==``."""

    __slots__ = ("category", "name", "numpy")

    def __init__(self, name: str, numpy: Any) -> None:
        self.name = name
        self.numpy = np.dtype(numpy)
        self.category = {"b": 0, "u": 1, "i": 1, "f": 2, "c": 3}[self.numpy.kind]

    @property
    def is_floating_point(self) -> bool:
        """Whether it has fractions: float16, bfloat16, float32 or float64."""
        return self.category == 2

    @property
    def is_complex(self) -> bool:
        """Whether it has an imaginary part."""
        return self.category == 3

    @property
    def is_signed(self) -> bool:
        """Whether it has negative numbers."""
        return self.numpy.kind in "i" + INEXACT

    @property
    def itemsize(self) -> int:
        """Bytes per element."""
        return self.numpy.itemsize

    def to_complex(self) -> dtype:
        """The complex dtype whose parts are of this precision; RuntimeError where there is none."""
        pairs = {"float32": complex64, "float64": complex128}
        if self.category < 2:
            raise DtypeError("dtype.no_complex", dtype=self)
        if not self.is_complex and self.name not in pairs:
            raise DtypeError("dtype.no_complex32")
        return pairs.get(self.name, self)

    def to_real(self) -> dtype:
        """The dtype of the parts of a complex number; another dtype itself."""
        return {"complex64": float32, "complex128": float64}.get(self.name, self)

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return f"{self.name}_" if self.name == "bool" else self.name


class _BFloat16(dtype):
    """float32 with its last 16 bits cut off. NumPy lacks it; ml_dtypes brings it, and is imported when first used."""

    __slots__ = ()

    def __init__(self) -> None:
        self.name, self.category = "bfloat16", 2

    @property
    def numpy(self) -> Any:  # type: ignore[override]
        try:
            import ml_dtypes
        except ImportError:
            raise DtypeError("dtype.no_bfloat16") from None
        return np.dtype(ml_dtypes.bfloat16)


bool_ = dtype("bool", np.bool_)
uint8 = dtype("uint8", np.uint8)
int8 = dtype("int8", np.int8)
int16 = dtype("int16", np.int16)
int32 = dtype("int32", np.int32)
int64 = dtype("int64", np.int64)
float16 = dtype("float16", np.float16)
bfloat16 = _BFloat16()
float32 = dtype("float32", np.float32)
float64 = dtype("float64", np.float64)
complex64 = dtype("complex64", np.complex64)
complex128 = dtype("complex128", np.complex128)

ALL = (bool_, uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64, complex64, complex128)
ALIASES = {
    "bool": bool_,
    "short": int16,
    "int": int32,
    "long": int64,
    "half": float16,
    "float": float32,
    "double": float64,
    "cfloat": complex64,
    "cdouble": complex128,
}

_by_numpy = {t.numpy: t for t in ALL if t is not bfloat16}
_default = float32


def from_numpy_dtype(numpy_dtype: np.dtype[Any]) -> dtype:
    """The dtype of an array; TypeError for what a tensor cannot hold (objects, strings, ...)."""
    try:
        return _by_numpy[numpy_dtype]
    except KeyError:
        if numpy_dtype.kind == "V" and numpy_dtype.name == "bfloat16":
            return bfloat16
        supported = ", ".join(t.name for t in ALL)
        raise ArgTypeError("dtype.unsupported", dtype=numpy_dtype, supported=supported) from None


def as_dtype(value: Any) -> dtype:
    """A dtype given as ours or as Python's ``bool``, ``int``, ``float``, ``complex``."""
    if isinstance(value, dtype):
        return value
    python = {bool: bool_, int: int64, float: float64, complex: complex128}
    if isinstance(value, type) and value in python:
        return python[value]
    raise ArgTypeError("dtype.expected", got=repr(value))


def get_default_dtype() -> dtype:
    """The dtype of new floating-point tensors: float32 unless changed."""
    return _default


def set_default_dtype(d: dtype) -> None:
    """Use ``d``, a floating-point dtype, for new tensors made from Python floats."""
    global _default
    if not isinstance(d, dtype) or not d.is_floating_point:
        raise ArgTypeError("dtype.default_must_float", got=repr(d))
    _default = d


def default_complex() -> dtype:
    return complex128 if _default is float64 else complex64
