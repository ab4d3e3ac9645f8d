"""Transforms as modules, as in ``torchaudio.transforms``: made once, with the windows and filters they need.

What is random draws from the ``generator`` it was given, or from the default one. Of a batch of waveforms
(B, channels, time) each has its own draw.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log10
from typing import Any

from autograd_lab import Generator, Tensor, hann_window, nn, rand, randint, randn, stack
from autograd_lab.audio import functional as F
from autograd_lab.audio.disturb import check_mask
from autograd_lab.audio.resampling import check_rates
from autograd_lab.errors import ArgumentError, ShapeError


class Spectrogram(nn.Module):
    """``functional.spectrogram``: (.., time) -> (.., n_fft // 2 + 1, time // hop_length + 1). hop_length is by default
    half of win_length, and that n_fft."""

    def __init__(
        self,
        n_fft: int = 400,
        win_length: int | None = None,
        hop_length: int | None = None,
        pad: int = 0,
        window_fn: Callable[..., Tensor] = hann_window,
        power: float | None = 2.0,
        normalized: bool | str = False,
        wkwargs: dict[str, Any] | None = None,
        center: bool = True,
        pad_mode: str = "reflect",
        onesided: bool = True,
    ) -> None:
        super().__init__()
        self.n_fft, self.pad, self.power, self.normalized = n_fft, pad, power, normalized
        self.win_length = n_fft if win_length is None else win_length
        self.hop_length = self.win_length // 2 if hop_length is None else hop_length
        self.center, self.pad_mode, self.onesided = center, pad_mode, onesided
        self.window: Tensor
        self.register_buffer("window", window_fn(self.win_length, **(wkwargs or {})))

    def forward(self, waveform: Tensor) -> Tensor:
        return F.spectrogram(
            waveform, self.pad, self.window, self.n_fft, self.hop_length, self.win_length, self.power, self.normalized,
            self.center, self.pad_mode, self.onesided,
        )  # fmt: skip


class MelScale(nn.Module):
    """A spectrogram (.., n_stft, time) through the filters of ``functional.melscale_fbanks``: (.., n_mels, time)."""

    def __init__(
        self,
        n_mels: int = 128,
        sample_rate: int = 16000,
        f_min: float = 0.0,
        f_max: float | None = None,
        n_stft: int = 201,
        norm: str | None = None,
        mel_scale: str = "htk",
    ) -> None:
        super().__init__()
        check_rates(sample_rate)
        f_max = float(sample_rate // 2) if f_max is None else f_max
        self.fb: Tensor
        self.register_buffer("fb", F.melscale_fbanks(n_stft, f_min, f_max, n_mels, sample_rate, norm, mel_scale))

    def forward(self, specgram: Tensor) -> Tensor:
        if specgram.ndim < 2 or specgram.shape[-2] != self.fb.shape[0]:
            raise ShapeError("audio.mel_shape", shape=tuple(specgram.shape), n_stft=self.fb.shape[0])
        return (specgram.transpose(-1, -2) @ self.fb).transpose(-1, -2)


class MelSpectrogram(nn.Module):
    """``Spectrogram`` and ``MelScale`` in one: (.., time) -> (.., n_mels, pieces)."""

    def __init__(
        self,
        sample_rate: int = 16000,
        n_fft: int = 400,
        win_length: int | None = None,
        hop_length: int | None = None,
        f_min: float = 0.0,
        f_max: float | None = None,
        pad: int = 0,
        n_mels: int = 128,
        window_fn: Callable[..., Tensor] = hann_window,
        power: float = 2.0,
        normalized: bool | str = False,
        wkwargs: dict[str, Any] | None = None,
        center: bool = True,
        pad_mode: str = "reflect",
        norm: str | None = None,
        mel_scale: str = "htk",
    ) -> None:
        super().__init__()
        self.sample_rate, self.n_mels = sample_rate, n_mels
        self.spectrogram = Spectrogram(
            n_fft, win_length, hop_length, pad, window_fn, power, normalized, wkwargs, center, pad_mode
        )
        self.mel_scale = MelScale(n_mels, sample_rate, f_min, f_max, n_fft // 2 + 1, norm, mel_scale)

    def forward(self, waveform: Tensor) -> Tensor:
        return self.mel_scale(self.spectrogram(waveform))


class AmplitudeToDB(nn.Module):
    """``functional.amplitude_to_DB`` of powers (``stype="power"``) or amplitudes ("magnitude"); 1 is 0 dB."""

    def __init__(self, stype: str = "power", top_db: float | None = None) -> None:
        super().__init__()
        if stype not in ("power", "magnitude"):
            raise ArgumentError("audio.stype", stype=stype)
        self.stype, self.top_db = stype, top_db
        self.multiplier = 10.0 if stype == "power" else 20.0
        self.amin, self.ref_value = 1e-10, 1.0
        self.db_multiplier = log10(max(self.amin, self.ref_value))

    def forward(self, x: Tensor) -> Tensor:
        return F.amplitude_to_DB(x, self.multiplier, self.amin, self.db_multiplier, self.top_db)


class MFCC(nn.Module):
    """Mel-frequency cepstral coefficients, a few numbers for the colour of a sound: (.., time) -> (.., n_mfcc, pieces).

    The cosine transform of the mel spectrogram in decibels (80 below the loudest at most), or with ``log_mels`` of
    log(mel + 1e-6). ``melkwargs`` go to ``MelSpectrogram``.

    Source: Davis & Mermelstein 1980.
    """

    def __init__(
        self,
        sample_rate: int = 16000,
        n_mfcc: int = 40,
        dct_type: int = 2,
        norm: str | None = "ortho",
        log_mels: bool = False,
        melkwargs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()
        if dct_type != 2:
            raise ArgumentError("audio.dct_type", dct_type=dct_type)
        self.sample_rate, self.n_mfcc, self.log_mels = sample_rate, n_mfcc, log_mels
        self.amplitude_to_DB = AmplitudeToDB("power", 80.0)
        self.MelSpectrogram = MelSpectrogram(sample_rate, **(melkwargs or {}))
        n_mels = self.MelSpectrogram.n_mels
        if n_mfcc > n_mels:
            raise ArgumentError("audio.n_mfcc", n_mfcc=n_mfcc, n_mels=n_mels)
        self.dct_mat: Tensor
        self.register_buffer("dct_mat", F.create_dct(n_mfcc, n_mels, norm))

    def forward(self, waveform: Tensor) -> Tensor:
        mel = self.MelSpectrogram(waveform)
        mel = (mel + 1e-6).log() if self.log_mels else self.amplitude_to_DB(mel)
        return (mel.transpose(-1, -2) @ self.dct_mat).transpose(-1, -2)


class Resample(nn.Module):
    """``functional.resample``, its filters kept."""

    def __init__(
        self,
        orig_freq: int = 16000,
        new_freq: int = 16000,
        resampling_method: str = "sinc_interp_hann",
        lowpass_filter_width: int = 6,
        rolloff: float = 0.99,
        beta: float | None = None,
    ) -> None:
        super().__init__()
        check_rates(orig_freq, new_freq)
        self.orig_freq, self.new_freq = orig_freq, new_freq
        self.options = (lowpass_filter_width, rolloff, resampling_method, beta)

    def forward(self, waveform: Tensor) -> Tensor:
        return F.resample(waveform, self.orig_freq, self.new_freq, *self.options)


class _Masking(nn.Module):
    axis: int

    def __init__(self, mask_param: int, iid_masks: bool, p: float, generator: Generator | None) -> None:
        super().__init__()
        check_mask(mask_param, p)
        self.mask_param, self.iid_masks, self.p, self.generator = mask_param, iid_masks, p, generator

    def forward(self, specgram: Tensor, mask_value: float | Tensor = 0.0) -> Tensor:
        mask = F.mask_along_axis_iid if self.iid_masks else F.mask_along_axis
        return mask(specgram, self.mask_param, mask_value, self.axis, self.p, self.generator)


class FrequencyMasking(_Masking):
    """Hide a band of fewer than ``freq_mask_param`` frequencies of spectrograms (.., frequencies, time): the same for
    all of a batch, or with ``iid_masks`` another in each."""

    axis = -2

    def __init__(self, freq_mask_param: int, iid_masks: bool = False, generator: Generator | None = None) -> None:
        super().__init__(freq_mask_param, iid_masks, 1.0, generator)


class TimeMasking(_Masking):
    """Hide a stretch of fewer than ``time_mask_param`` moments, at most the part ``p`` of all."""

    axis = -1

    def __init__(
        self, time_mask_param: int, iid_masks: bool = False, p: float = 1.0, generator: Generator | None = None
    ) -> None:
        super().__init__(time_mask_param, iid_masks, p, generator)


class AddNoise(nn.Module):
    """White noise under the waveform (.., channels, time), weaker than it by a drawn ratio of ``snr`` decibels."""

    def __init__(self, snr: tuple[float, float] = (10.0, 30.0), generator: Generator | None = None) -> None:
        super().__init__()
        self.snr, self.generator = _range("snr", snr), generator

    def forward(self, waveform: Tensor) -> Tensor:
        noise = randn(waveform.shape, generator=self.generator, dtype=waveform.dtype, device=waveform.device)
        return F.add_noise(waveform, noise, _drawn(self.snr, waveform, self.generator).squeeze(-1))


class RandomGain(nn.Module):
    """The waveform (.., channels, time) louder or quieter by a drawn number of decibels."""

    def __init__(self, db: tuple[float, float] = (-6.0, 6.0), generator: Generator | None = None) -> None:
        super().__init__()
        self.db, self.generator = _range("db", db), generator

    def forward(self, waveform: Tensor) -> Tensor:
        return waveform * 10.0 ** (_drawn(self.db, waveform, self.generator) / 20)


class TimeShift(nn.Module):
    """The waveform (.., channels, time) earlier or later by a drawn number of samples, ``limit`` at most."""

    def __init__(self, limit: int, roll: bool = False, generator: Generator | None = None) -> None:
        super().__init__()
        if limit < 0:
            raise ArgumentError("audio.limit", limit=limit)
        self.limit, self.roll, self.generator = limit, roll, generator

    def forward(self, waveform: Tensor) -> Tensor:
        if waveform.ndim > 2:
            return stack([self(item) for item in waveform])
        by = int(randint(-self.limit, self.limit + 1, (), generator=self.generator))
        return F.shift(waveform, by, self.roll)


def _range(name: str, values: tuple[float, float]) -> tuple[float, float]:
    low, high = values
    if low > high:
        raise ArgumentError("audio.range", name=name, low=low, high=high)
    return low, high


def _drawn(between: tuple[float, float], waveform: Tensor, generator: Generator | None) -> Tensor:
    """A number for each item, to be broadcast over its channels and samples."""
    low, high = between
    shape = (*waveform.shape[:-2], *[1] * min(waveform.ndim, 2))
    draws = rand(shape, generator=generator, dtype=waveform.dtype, device=waveform.device)
    return low + (high - low) * draws
