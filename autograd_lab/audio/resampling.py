"""Another sample rate for the same sound, by interpolation with a windowed sinc.

Source: Smith 2020, "Digital Audio Resampling"; window and cut-off are torchaudio's.
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil, gcd, pi

import numpy as np

from autograd_lab import Tensor, arange, float64, i0, no_grad, sinc
from autograd_lab.errors import ArgumentError, DtypeError
from autograd_lab.nn.functional import conv1d, pad

KAISER_BETA = 14.769656459379492  # of "kaiser_best" in resampy
METHODS = ("sinc_interp_hann", "sinc_interp_kaiser")


def resample(
    waveform: Tensor,
    orig_freq: int,
    new_freq: int,
    lowpass_filter_width: int = 6,
    rolloff: float = 0.99,
    resampling_method: str = "sinc_interp_hann",
    beta: float | None = None,
) -> Tensor:
    """The waveform (.., time) at ``new_freq`` instead of ``orig_freq`` Hz: (.., ceil(time * new_freq / orig_freq)).

    Frequencies above ``rolloff`` times half the smaller rate are taken away, for they would come back as others.
    ``lowpass_filter_width`` zero crossings of the sinc are used on either side: more is sharper and slower. ``beta``
    shapes the window of "sinc_interp_kaiser". ValueError for rates that are no positive whole numbers.
    """
    check_rates(orig_freq, new_freq)
    if not waveform.dtype.is_floating_point:
        raise DtypeError("audio.need_float", dtype=waveform.dtype)
    if resampling_method not in METHODS:
        raise ArgumentError("audio.method", method=resampling_method, known=", ".join(METHODS))
    if lowpass_filter_width < 1 or not 0 < rolloff <= 1:
        raise ArgumentError("audio.filter", width=lowpass_filter_width, rolloff=rolloff)
    if orig_freq == new_freq:
        return waveform
    shared = gcd(orig_freq, new_freq)
    old, new = orig_freq // shared, new_freq // shared
    kernel, width = _kernel(old, new, lowpass_filter_width, rolloff, resampling_method, beta)
    flat = waveform.reshape(-1, 1, waveform.shape[-1])
    # One filter for each of the ``new`` places that a new sample can have between old ones.
    pieces = conv1d(pad(flat, (width, width + old)), kernel.to(waveform.device, waveform.dtype), stride=old)
    length = ceil(new * waveform.shape[-1] / old)
    return pieces.transpose(1, 2).reshape(*waveform.shape[:-1], -1)[..., :length]


def check_rates(*rates: int) -> None:
    """ValueError for a sample rate that is no positive whole number."""
    for rate in rates:
        if isinstance(rate, bool) or not isinstance(rate, (int, np.integer)) or rate <= 0:
            raise ArgumentError("audio.rate", rate=rate)


@lru_cache(maxsize=16)
@no_grad()
def _kernel(old: int, new: int, zeros: int, rolloff: float, method: str, beta: float | None) -> tuple[Tensor, int]:
    """(new, 1, 2 * width + old) float64, and width."""
    cutoff = min(old, new) * rolloff
    width = ceil(zeros * old / cutoff)
    taps = arange(-width, width + old, dtype=float64) / old
    t = (taps - arange(new, dtype=float64).unsqueeze(1) / new) * cutoff
    t = t.clamp(-zeros, zeros)
    if method == "sinc_interp_hann":
        window = (t * (pi / zeros / 2)).cos() ** 2
    else:
        beta = KAISER_BETA if beta is None else beta
        window = i0(beta * (1 - (t / zeros) ** 2).sqrt()) / i0(arange(1, dtype=float64) + beta)
    return (sinc(t) * window * (cutoff / old)).unsqueeze(1), width
