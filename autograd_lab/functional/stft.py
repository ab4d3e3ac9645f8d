"""The short-time Fourier transform: which frequencies a signal has, piece after piece, and back again.

Source: Allen & Rabiner 1977; the way back by overlap-add, Griffin & Lim 1984.
"""

from __future__ import annotations

import warnings
from math import sqrt

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import DimError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.complex import view_as_real
from autograd_lab.functional.creation import finish
from autograd_lab.functional.fourier import as_complex, need_precision, resized
from autograd_lab.functional.registry import both
from autograd_lab.i18n import tr
from autograd_lab.ops.fourier import FftC2C, FftC2R, FftR2C
from autograd_lab.ops.padding import Pad
from autograd_lab.ops.strided import Fold
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor, make


@both
def stft(input: Tensor, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
         window: Tensor | None = None, center: bool = True, pad_mode: str = "reflect", normalized: bool = False,
         onesided: bool | None = None, return_complex: bool | None = None,
         align_to_window: bool | None = None) -> Tensor:  # fmt: skip
    """The transforms of pieces of ``n_fft`` samples, ``hop_length`` apart (by default n_fft // 4), each times
    ``window``: (.., frequencies, pieces).

    With ``center`` the signal is padded, so that piece t is centred at sample t * hop_length. ``normalized`` divides
    by sqrt(n_fft). Real signals give the first n_fft // 2 + 1 frequencies unless ``onesided`` is False; for them
    ``return_complex`` must be given, and True.
    """
    hop, width = _lengths(n_fft, hop_length, win_length)
    _check_signal(input, center, align_to_window)
    signal = _padded(input, n_fft // 2, pad_mode) if center else input
    if not 0 < n_fft <= signal.shape[-1]:
        raise ShapeError("stft.n_fft", n_fft=n_fft, length=signal.shape[-1])
    _check_lengths("stft", n_fft, hop, width, window)
    is_complex = input.dtype.is_complex or (window is not None and window.dtype.is_complex)
    if return_complex is None and not is_complex:
        raise ShapeError("stft.return_complex")
    if onesided and is_complex:
        raise ShapeError("stft.onesided")
    if align_to_window:
        left = (n_fft - width) // 2
        signal = _framed(signal, left, n_fft - width - left)

    pieces = signal.unfold(-1, n_fft, hop)
    if window is not None or width < n_fft:
        pieces = pieces * _centred(window, width, n_fft, input)
    need_precision(pieces, "stft")
    factor = 1 / sqrt(n_fft) if normalized else 1
    if is_complex:
        spectrum = apply(FftC2C, pieces, axes=(pieces.ndim - 1,), factor=factor)
    else:
        spectrum = apply(FftR2C, pieces, axes=(pieces.ndim - 1,), onesided=onesided is not False, factor=factor)
    spectrum = spectrum.transpose(-1, -2)
    return spectrum if return_complex is not False else _parts(spectrum)


def _check_signal(x: Tensor, center: bool, align_to_window: bool | None) -> None:
    if x.dtype.category < 2:
        raise DtypeError("stft.dtype", dtype=x.dtype)
    if x.ndim not in (1, 2):
        raise ShapeError("stft.ndim", ndim=x.ndim)
    if center and align_to_window is not None:
        raise ShapeError("stft.align")


def _lengths(n_fft: int, hop: int | None, width: int | None) -> tuple[int, int]:
    """The step and the window's length: by default a quarter of n_fft, and all of it."""
    return n_fft // 4 if hop is None else hop, n_fft if width is None else width


def _check_lengths(function: str, n_fft: int, hop: int, width: int, window: Tensor | None) -> None:
    if hop <= 0:
        raise ShapeError("stft.hop", function=function, hop=hop)
    if not 0 < width <= n_fft:
        raise ShapeError("stft.width", function=function, width=width, n_fft=n_fft)
    if window is not None and tuple(window.shape) != (width,):
        raise ShapeError("stft.window", function=function, width=width, shape=tuple(window.shape))


def _centred(window: Tensor | None, width: int, n_fft: int, like: Tensor) -> Tensor:
    """The window in the middle of n_fft samples; ones if there is none."""
    if window is None:
        window = finish(np.ones(width, like.dtype.to_real().numpy), like.device, False)
    left = (n_fft - width) // 2
    return _framed(window, left, n_fft - width - left)


def _framed(x: Tensor, left: int, right: int) -> Tensor:
    """Zeros before and after, along the last dim."""
    if left == right == 0:
        return x
    return apply(Pad, x, width=(*[(0, 0)] * (x.ndim - 1), (left, right)), value=0)


def _padded(x: Tensor, n: int, mode: str) -> Tensor:
    """n samples more on either side, as ``nn.functional.pad`` makes them."""
    length = x.shape[-1]
    if mode == "constant" and n >= 0:
        return _framed(x, n, n)
    places = np.arange(-n, length + n)
    if mode == "reflect":
        fits, places = n < length, (length - 1) - np.abs((length - 1) - np.abs(places))
    elif mode == "replicate":
        fits, places = length > 0, np.clip(places, 0, length - 1)
    elif mode == "circular":
        fits, places = n <= length, places % max(length, 1)
    else:
        raise NotWritten("stft.pad_mode", mode=mode)
    if not fits or n < 0 or not x.array.size:
        raise ShapeError("stft.padding", mode=mode, n=n, length=length)
    return x[..., make(array_module(x.array).asarray(places))]


def _parts(z: Tensor) -> Tensor:
    """Real and imaginary parts as a last dim of 2, as PyTorch did before it had complex numbers."""
    warnings.warn(tr("stft.deprecated"), UserWarning, stacklevel=3)
    return view_as_real(z)


@both
def istft(input: Tensor, n_fft: int, hop_length: int | None = None, win_length: int | None = None,
          window: Tensor | None = None, center: bool = True, normalized: bool = False, onesided: bool | None = None,
          length: int | None = None, return_complex: bool = False) -> Tensor:  # fmt: skip
    """The signal of which ``input`` (.., frequencies, pieces) is the ``stft``, made with the same arguments.

    Pieces are added up where they overlap and divided by what the windows' squares add up to there; RuntimeError
    where that is 0. ``length`` cuts the signal, or fills it with zeros.
    """
    hop, width = _lengths(n_fft, hop_length, win_length)
    onesided = _check_spectrum(input, n_fft, hop, onesided)
    _check_lengths("istft", n_fft, hop, width, window)
    if hop > width:
        raise ShapeError("stft.hop", function="istft", hop=hop)
    if return_complex and onesided:
        raise ShapeError("stft.onesided")
    if not return_complex and window is not None and window.dtype.is_complex:
        raise ShapeError("istft.complex_window")

    pieces = input.transpose(-1, -2)
    factor = 1 / sqrt(n_fft) if normalized else 1 / n_fft
    last = (pieces.ndim - 1,)
    if return_complex:
        pieces = apply(FftC2C, as_complex(pieces, "istft"), axes=last, inverse=True, factor=factor)
    else:
        half = resized(pieces, last, (n_fft // 2 + 1,))
        pieces = apply(FftC2R, half, axes=last, n=n_fft, factor=factor)
    shape = _centred(window, width, n_fft, input)
    signal = _overlapped(pieces * shape, hop)
    weight = _overlapped((shape * shape).expand(pieces.shape[-2], n_fft), hop)
    start, whole_length = n_fft // 2 if center else 0, signal.shape[-1]
    stop = start + length if length is not None else whole_length - start
    signal, weight = signal[..., start:stop], weight[start:stop]
    if not weight.array.size or bool((weight.abs() < 1e-11).any()):
        raise ShapeError("istft.window")
    signal = signal / weight
    if stop > whole_length:
        warnings.warn(tr("istft.short", length=length), UserWarning, stacklevel=2)
        signal = _framed(signal, 0, stop - whole_length)
    return signal


def _overlapped(pieces: Tensor, hop: int) -> Tensor:
    """The pieces (.., t, n) laid ``hop`` apart, and added up."""
    *lead, count, size = pieces.shape
    length = size + hop * (count - 1)
    return apply(Fold, pieces, shape=(*lead, length), axis=len(lead), size=size, step=hop)


def _check_spectrum(x: Tensor, n_fft: int, hop: int, onesided: bool | None) -> bool:
    """Whether only half of the frequencies are there."""
    if not x.dtype.is_complex:
        raise DtypeError("istft.needs_complex", dtype=x.dtype)
    if x.ndim < 2:
        raise DimError("istft.ndim", ndim=x.ndim)
    if x.ndim > 3:
        raise ShapeError("istft.ndim", ndim=x.ndim)
    if not x.array.size:
        raise ShapeError("istft.empty")
    there = x.shape[-2]
    half = there != n_fft if onesided is None else onesided
    wanted = n_fft // 2 + 1 if half else n_fft
    if there != wanted:
        raise ShapeError("istft.frequencies", there=there, wanted=wanted, n_fft=n_fft, onesided=half)
    return half
