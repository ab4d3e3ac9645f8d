"""The mel scale: frequencies as far apart as they sound, and the filters and cosines built on it.

"htk": m = 2595 log10(1 + f / 700), O'Shaughnessy 1987, as in the Hidden Markov Model Toolkit. "slaney": linear below
1000 Hz and logarithmic above, Slaney 1998, "Auditory Toolbox"; librosa's default.
"""

from __future__ import annotations

import warnings
from math import log, pi, sqrt

from autograd_lab import Tensor, arange, linspace, minimum, where
from autograd_lab.errors import ArgumentError
from autograd_lab.functional.creation import tensor
from autograd_lab.i18n import tr

SCALES = ("htk", "slaney")
HZ_PER_MEL = 200 / 3  # below the corner of Slaney's scale
CORNER_HZ, CORNER_MEL = 1000.0, 15.0
LOG_STEP = log(6.4) / 27  # above it


def hz_to_mel(frequency: Tensor | float, mel_scale: str = "htk") -> Tensor:
    """Frequencies in Hz on the mel scale."""
    _check_scale(mel_scale)
    f = _tensor(frequency)
    if mel_scale == "htk":
        return 2595 * (1 + f / 700).log10()
    # Where the other branch is taken, the logarithm gets a number whose gradient is harmless.
    above = CORNER_MEL + (f.clamp(min=CORNER_HZ) / CORNER_HZ).log() / LOG_STEP
    return where(f >= CORNER_HZ, above, f / HZ_PER_MEL)


def mel_to_hz(mel: Tensor | float, mel_scale: str = "htk") -> Tensor:
    """Places on the mel scale in Hz."""
    _check_scale(mel_scale)
    m = _tensor(mel)
    if mel_scale == "htk":
        return 700 * (10.0 ** (m / 2595) - 1)
    above = CORNER_HZ * (LOG_STEP * (m.clamp(min=CORNER_MEL) - CORNER_MEL)).exp()
    return where(m >= CORNER_MEL, above, m * HZ_PER_MEL)


def melscale_fbanks(
    n_freqs: int,
    f_min: float,
    f_max: float,
    n_mels: int,
    sample_rate: int,
    norm: str | None = None,
    mel_scale: str = "htk",
) -> Tensor:
    """Triangular filters, equally wide on the mel scale: (n_freqs, n_mels), for ``spectrogram.T @ filters``.

    Each rises from the centre of the one before to 1 at its own, and falls to the centre of the next. With
    ``norm="slaney"`` each has the same area (librosa's default) instead of the same height. A warning where a filter
    lies between two frequencies of the spectrogram and so hears nothing.
    """
    if norm not in (None, "slaney"):
        raise ArgumentError("audio.norm", norm=norm)
    if n_mels < 1 or n_freqs < 2 or not 0 <= f_min < f_max:
        raise ArgumentError("audio.filters", n_freqs=n_freqs, n_mels=n_mels, f_min=f_min, f_max=f_max)
    frequencies = linspace(0, sample_rate // 2, n_freqs)
    low, high = hz_to_mel(f_min, mel_scale).item(), hz_to_mel(f_max, mel_scale).item()
    corners = mel_to_hz(linspace(low, high, n_mels + 2), mel_scale)  # where triangles begin, have their top, and end
    widths = corners.diff()
    slopes = corners - frequencies.unsqueeze(1)  # (n_freqs, n_mels + 2)
    rising, falling = -slopes[:, :-2] / widths[:-1], slopes[:, 2:] / widths[1:]
    filters = minimum(rising, falling).clamp(min=0)
    if norm == "slaney":
        filters = filters * (2 / (corners[2:] - corners[:-2]))
    deaf = int((filters.amax(0) == 0).sum())
    if deaf:
        warnings.warn(tr("audio.deaf", deaf=deaf, n_mels=n_mels, n_freqs=n_freqs), UserWarning, stacklevel=2)
    return filters


def create_dct(n_mfcc: int, n_mels: int, norm: str | None = "ortho") -> Tensor:
    """The cosines of the discrete cosine transform, type II, as columns: (n_mels, n_mfcc).

    "ortho" makes them orthonormal; None leaves a factor of 2, as HTK does.
    """
    if norm not in (None, "ortho"):
        raise ArgumentError("audio.dct_norm", norm=norm)
    n, k = arange(float(n_mels)).unsqueeze(1), arange(float(n_mfcc))
    cosines = (pi / n_mels * (n + 0.5) * k).cos()
    if norm is None:
        return cosines * 2
    return cosines * where(k == 0, sqrt(1 / n_mels), sqrt(2 / n_mels))


def _check_scale(name: str) -> None:
    if name not in SCALES:
        raise ArgumentError("audio.mel_scale", got=name, known=", ".join(SCALES))


def _tensor(x: Tensor | float) -> Tensor:
    return x if isinstance(x, Tensor) else tensor(float(x))
