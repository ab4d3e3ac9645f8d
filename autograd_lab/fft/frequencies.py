"""Which frequency stands where, and zero in the middle."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.errors import ShapeError
from autograd_lab.functional.arguments import positive_sizes, wrap_dim
from autograd_lab.functional.creation import finish
from autograd_lab.functional.explain import explained
from autograd_lab.functional.fourier import frequencies, listed
from autograd_lab.functional.movement import roll
from autograd_lab.functional.windows import float_kind
from autograd_lab.tensor.tensor import Tensor


@explained
def fftfreq(n: int, d: float = 1.0, *, dtype: Any = None, layout: Any = None, device: Any = None,
            requires_grad: bool = False) -> Tensor:  # fmt: skip
    """The frequency of each element of ``fft``, for n samples ``d`` apart: 0 and up, then from the lowest to 0."""
    kind = float_kind("fftfreq", dtype).numpy
    positive_sizes((n,), "fftfreq")
    count = np.arange(n)
    count[(n + 1) // 2 :] -= n
    return finish(frequencies(count, n, d, kind), device, requires_grad)


@explained
def rfftfreq(n: int, d: float = 1.0, *, dtype: Any = None, layout: Any = None, device: Any = None,
             requires_grad: bool = False) -> Tensor:  # fmt: skip
    """The frequency of each element of ``rfft``, for n samples ``d`` apart."""
    kind = float_kind("rfftfreq", dtype).numpy
    positive_sizes((n,), "rfftfreq")
    return finish(frequencies(np.arange(n // 2 + 1), n, d, kind), device, requires_grad)


@explained
def fftshift(input: Tensor, dim: Any = None) -> Tensor:
    """What ``fft`` put first, frequency zero, in the middle of each dim."""
    return _rolled(input, dim, lambda n: n // 2, "fftshift")


@explained
def ifftshift(input: Tensor, dim: Any = None) -> Tensor:
    """The inverse of ``fftshift``."""
    return _rolled(input, dim, lambda n: (n + 1) // 2, "ifftshift")


def _rolled(x: Tensor, dim: Any, shift: Any, function: str) -> Tensor:
    """Each dim turned in a circle."""
    dims = listed(dim, "dim", function)
    axes = list(range(x.ndim)) if dims is None else [wrap_dim(d, x.ndim) for d in dims]
    if not axes:
        raise ShapeError("fftshift.no_dim", function=function)
    return roll(x, [shift(x.shape[axis]) for axis in axes], axes)
