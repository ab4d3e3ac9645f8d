"""What a dtype can hold: ``torch.finfo`` and ``torch.iinfo``."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.dtypes import as_dtype
from autograd_lab.errors import ArgTypeError


class _Limits:
    """Attributes that compare and print."""

    shown: tuple[str, ...]
    dtype: str  # a name, as in PyTorch
    bits: int

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.dtype == self.dtype  # type: ignore[attr-defined]

    def __hash__(self) -> int:
        return hash((type(self), self.dtype))

    def __repr__(self) -> str:
        numbers = ", ".join(f"{name}={getattr(self, name):.6g}" for name in self.shown)
        return f"{type(self).__name__}({numbers}, dtype={self.dtype})"


class finfo(_Limits):
    """The limits of a floating-point dtype (of a complex one: of its parts); the default dtype if none is given.

    ``eps`` is the step from 1 to the next number, ``tiny`` the smallest positive number of full precision,
    ``resolution`` the power of ten that is just preserved. TypeError for integers and bool.
    """

    shown = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")

    def __init__(self, type: Any = None) -> None:
        kind = dtypes.get_default_dtype() if type is None else as_dtype(type)
        if kind.category < 2:
            raise ArgTypeError("finfo.dtype", dtype=kind)
        kind = kind.to_real()
        limits = _bfloat16_limits() if kind is dtypes.bfloat16 else np.finfo(kind.numpy)
        self.dtype, self.bits = kind.name, 8 * kind.itemsize
        self.min, self.max, self.eps = float(limits.min), float(limits.max), float(limits.eps)
        self.tiny = self.smallest_normal = float(limits.smallest_normal)
        self.resolution = 10.0 ** -int(limits.precision)


class iinfo(_Limits):
    """The limits of an integer dtype. TypeError for others."""

    shown = ("min", "max")

    def __init__(self, type: Any) -> None:
        kind = as_dtype(type)
        if kind.category != 1:
            raise ArgTypeError("iinfo.dtype", dtype=kind)
        limits = np.iinfo(kind.numpy)
        self.dtype, self.bits = kind.name, 8 * kind.itemsize
        self.min, self.max = int(limits.min), int(limits.max)


def _bfloat16_limits() -> Any:
    import ml_dtypes

    return ml_dtypes.finfo(ml_dtypes.bfloat16)
