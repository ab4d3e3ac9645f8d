"""Which frequencies a sound has, moment after moment."""

from __future__ import annotations

from autograd_lab import Tensor, stft
from autograd_lab.errors import ArgumentError
from autograd_lab.nn.functional import pad as padded


def spectrogram(
    waveform: Tensor,
    pad: int,
    window: Tensor,
    n_fft: int,
    hop_length: int,
    win_length: int,
    power: float | None,
    normalized: bool | str,
    center: bool = True,
    pad_mode: str = "reflect",
    onesided: bool = True,
) -> Tensor:
    """Magnitudes, to the ``power``, of the transforms of overlapping pieces: (.., time) -> (.., frequencies, pieces).

    There are n_fft // 2 + 1 frequencies, sample_rate / n_fft Hz apart. ``power`` 1 gives magnitudes, 2 their squares,
    None the complex transform itself. ``normalized=True`` (or "window") divides magnitudes by the root of the sum of
    the window's squares, "frame_length" by sqrt(n_fft). ``pad`` zeros are put at either end first.
    """
    if normalized not in (True, False, "window", "frame_length"):
        raise ArgumentError("audio.normalized", got=normalized)
    if pad > 0:
        waveform = padded(waveform, (pad, pad))
    transform = stft(
        waveform.reshape(-1, waveform.shape[-1]), n_fft, hop_length, win_length, window, center, pad_mode,
        normalized == "frame_length", onesided, return_complex=True,
    )  # fmt: skip
    transform = transform.reshape(*waveform.shape[:-1], *transform.shape[-2:])
    if normalized in (True, "window"):
        transform = transform / (window**2).sum().sqrt()
    if power is None:
        return transform
    return transform.abs() if power == 1 else transform.abs() ** power
