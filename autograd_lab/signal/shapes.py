"""The windows of ``signal.windows``: symmetric for filters, or with ``sym=False`` periodic for spectra.

All take ``dtype`` (float32 or float64), ``device`` and ``requires_grad``. ValueError for a negative M, another dtype,
or a parameter out of its range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.layout import strided
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.functional.creation import finish, float_dtype
from autograd_lab.functional.explain import explained
from autograd_lab.functional.windows import (
    BLACKMAN,
    HAMMING,
    HANN,
    NUTTALL,
    Samples,
    cosines,
    kaiser_bell,
    steps,
    triangle,
)
from autograd_lab.tensor.tensor import Tensor


def _window(name: str, M: int, shape: Callable[[int], Samples], dtype: Any, layout: Any, device: Any,
            requires_grad: bool) -> Tensor:  # fmt: skip
    """``shape(M)`` as a tensor; a single sample is 1."""
    if M < 0:
        raise ArgumentError("windows.length", function=name, M=M)
    if layout not in (None, strided):
        raise ArgumentError("windows.layout", function=name, layout=layout)
    kind = float_dtype(dtype)
    if kind not in (dtypes.float32, dtypes.float64):
        raise ArgumentError("windows.dtype", function=name, dtype=kind)
    values = np.ones(M) if M < 2 else shape(M)
    return finish(values.astype(kind.numpy), device, requires_grad)


def _positive(name: str, parameter: str, value: float) -> None:
    if value <= 0:
        raise ArgumentError("windows.positive", function=name, parameter=parameter, value=value)


@explained
def general_cosine(M: int, *, a: Iterable[float], sym: bool = True, dtype: Any = None, layout: Any = None,
                   device: Any = None, requires_grad: bool = False) -> Tensor:  # fmt: skip
    """a[0] - a[1] cos(2 pi t) + a[2] cos(4 pi t) - ..., t running from 0 to 1."""
    if not isinstance(a, Iterable):
        raise ArgTypeError("windows.coefficients", got=type(a).__name__)
    weights = tuple(float(weight) for weight in a)
    if not weights:
        raise ArgumentError("windows.no_coefficients")
    return _window("general_cosine", M, lambda n: cosines(steps(n, sym), weights), dtype, layout, device, requires_grad)


@explained
def general_hamming(M: int, *, alpha: float = 0.54, sym: bool = True, dtype: Any = None, layout: Any = None,
                    device: Any = None, requires_grad: bool = False) -> Tensor:  # fmt: skip
    """alpha - (1 - alpha) cos(2 pi t)."""
    return general_cosine(
        M, a=(alpha, 1 - alpha), sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad
    )


def _cosine_window(name: str, a: tuple[float, ...], doc: str) -> Any:
    def fn(M: int, *, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None,
           requires_grad: bool = False) -> Tensor:  # fmt: skip
        return general_cosine(M, a=a, sym=sym, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)

    fn.__name__ = fn.__qualname__ = name
    fn.__doc__ = doc
    return explained(fn)


hann = _cosine_window("hann", HANN, "One wave of a cosine, raised: from 0 to 1 and back.")
hamming = _cosine_window("hamming", HAMMING, "A raised cosine that does not quite reach 0.")
blackman = _cosine_window("blackman", BLACKMAN, "A sum of three cosines, flatter at the ends than ``hann``.")
nuttall = _cosine_window("nuttall", NUTTALL, "A sum of four cosines, with very low side lobes.")


@explained
def bartlett(M: int, *, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None,
             requires_grad: bool = False) -> Tensor:  # fmt: skip
    """A triangle."""
    return _window("bartlett", M, lambda n: triangle(steps(n, sym)), dtype, layout, device, requires_grad)


@explained
def cosine(M: int, *, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None,
           requires_grad: bool = False) -> Tensor:  # fmt: skip
    """Half a wave of a sine, its samples in the middle of their steps."""

    def half_wave(n: int) -> Samples:
        return np.sin(np.pi * (np.arange(n) + 0.5) / (n if sym else n + 1))

    return _window("cosine", M, half_wave, dtype, layout, device, requires_grad)


@explained
def exponential(M: int, *, center: float | None = None, tau: float = 1.0, sym: bool = True, dtype: Any = None,
                layout: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:  # fmt: skip
    """exp(-abs(n - center) / tau): decays on both sides of ``center``, by default the middle."""
    _positive("exponential", "tau", tau)
    if sym and center is not None:
        raise ArgumentError("windows.center", center=center)

    def peak(n: int) -> Samples:
        middle = _middle(n, sym) if center is None else center
        return np.exp(-np.abs(np.arange(n) - middle) / tau)

    return _window("exponential", M, peak, dtype, layout, device, requires_grad)


@explained
def gaussian(M: int, *, std: float = 1.0, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None,
             requires_grad: bool = False) -> Tensor:  # fmt: skip
    """The bell of the normal distribution, ``std`` samples wide."""
    _positive("gaussian", "std", std)

    def bell(n: int) -> Samples:
        return np.exp(-0.5 * ((np.arange(n) - _middle(n, sym)) / std) ** 2)

    return _window("gaussian", M, bell, dtype, layout, device, requires_grad)


def _middle(n: int, sym: bool) -> float:
    return (n - 1 if sym else n) / 2


@explained
def kaiser(M: int, *, beta: float = 12.0, sym: bool = True, dtype: Any = None, layout: Any = None, device: Any = None,
           requires_grad: bool = False) -> Tensor:  # fmt: skip
    """The bell that keeps most of its energy near frequency 0; the larger ``beta``, the narrower."""
    if beta < 0:
        raise ArgumentError("windows.beta", beta=beta)
    return _window("kaiser", M, lambda n: kaiser_bell(steps(n, sym), beta), dtype, layout, device, requires_grad)
