"""Windows: weights that fade a piece of signal in and out, so that cutting it out adds no frequencies of its own.

A symmetric window of n samples reaches its other end at sample n - 1, a periodic one at n, which the next piece
begins with. Source: Harris 1978, "On the use of windows for harmonic analysis". ``signal.windows`` has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import DtypeError, NotWritten, ShapeError
from autograd_lab.functional.creation import finish, float_dtype
from autograd_lab.functional.registry import function
from autograd_lab.tensor.tensor import Tensor

Samples = np.ndarray[Any, Any]

HANN, HAMMING, BLACKMAN = (0.5, 0.5), (0.54, 0.46), (0.42, 0.5, 0.08)
NUTTALL = (0.3635819, 0.4891775, 0.1365995, 0.0106411)


def steps(n: int, symmetric: bool) -> Samples:
    """Where each sample stands between the ends of the window, 0 and 1."""
    return np.arange(n) / (n - 1 if symmetric else n)


def cosines(at: Samples, a: Sequence[float]) -> Samples:
    """a0 - a1 cos(2 pi t) + a2 cos(4 pi t) - ..."""
    waves = [(-1) ** k * weight * np.cos(2 * np.pi * k * at) for k, weight in enumerate(a)]
    return np.sum(waves, axis=0)


def triangle(at: Samples) -> Samples:
    """Up to 1 and down again, in straight lines."""
    return 1 - np.abs(2 * at - 1)


def kaiser_bell(at: Samples, beta: float) -> Samples:
    """I0(beta sqrt(1 - (2 t - 1)^2)) / I0(beta), with the modified Bessel function of order 0."""
    return np.i0(beta * np.sqrt(np.maximum(1 - (2 * at - 1) ** 2, 0))) / np.i0(beta)


def float_kind(function: str, dtype: Any) -> Any:
    """The dtype, by default the default one; RuntimeError for integers, NotImplementedError for complex numbers."""
    kind = float_dtype(dtype)
    if kind.category < 2:
        raise DtypeError("window.dtype", function=function, dtype=kind)
    if kind.is_complex:
        raise NotWritten("window.complex", function=function, dtype=kind)
    return kind


def drawn(name: str, n: int, periodic: bool, shape: Callable[[Samples], Samples], dtype: Any, device: Any,
          requires_grad: bool, pin_memory: bool) -> Tensor:  # fmt: skip
    """The window of n samples; a single sample is 1. RuntimeError for a negative n."""
    kind = float_kind(name, dtype)
    if n < 0:
        raise ShapeError("window.length", function=name, n=n)
    values = np.ones(n) if n < 2 else shape(steps(n, not periodic))
    return finish(values.astype(kind.numpy), device, requires_grad, pin_memory)


@function
def hann_window(window_length: int, periodic: bool = True, *, dtype: Any = None, layout: Any = None,
                device: Any = None, pin_memory: bool = False, requires_grad: bool = False) -> Tensor:  # fmt: skip
    """One wave of a cosine, raised: from 0 to 1 and back."""
    return drawn(
        "hann_window", window_length, periodic, lambda t: cosines(t, HANN), dtype, device, requires_grad, pin_memory
    )


@function
def hamming_window(window_length: int, periodic: bool = True, alpha: float = 0.54, beta: float = 0.46, *,
                   dtype: Any = None, layout: Any = None, device: Any = None, pin_memory: bool = False,
                   requires_grad: bool = False) -> Tensor:  # fmt: skip
    """alpha - beta cos(2 pi t): a raised cosine that does not quite reach 0."""
    bell = lambda t: cosines(t, (alpha, beta))  # noqa: E731
    return drawn("hamming_window", window_length, periodic, bell, dtype, device, requires_grad, pin_memory)


@function
def blackman_window(window_length: int, periodic: bool = True, *, dtype: Any = None, layout: Any = None,
                    device: Any = None, pin_memory: bool = False, requires_grad: bool = False) -> Tensor:  # fmt: skip
    """A sum of three cosines, flatter at the ends than ``hann_window``."""
    bell = lambda t: cosines(t, BLACKMAN)  # noqa: E731
    return drawn("blackman_window", window_length, periodic, bell, dtype, device, requires_grad, pin_memory)


@function
def bartlett_window(window_length: int, periodic: bool = True, *, dtype: Any = None, layout: Any = None,
                    device: Any = None, pin_memory: bool = False, requires_grad: bool = False) -> Tensor:  # fmt: skip
    """A triangle."""
    return drawn("bartlett_window", window_length, periodic, triangle, dtype, device, requires_grad, pin_memory)


@function
def kaiser_window(window_length: int, periodic: bool = True, beta: float = 12.0, *, dtype: Any = None,
                  layout: Any = None, device: Any = None, pin_memory: bool = False,
                  requires_grad: bool = False) -> Tensor:  # fmt: skip
    """The bell that keeps most of its energy near frequency 0; the larger ``beta``, the narrower."""
    bell = lambda t: kaiser_bell(t, beta)  # noqa: E731
    return drawn("kaiser_window", window_length, periodic, bell, dtype, device, requires_grad, pin_memory)
