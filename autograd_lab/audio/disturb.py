"""What happens to sounds outside the studio: noise, shifts, and gaps in what is heard."""

from __future__ import annotations

from autograd_lab import Generator, Tensor, arange, rand, zeros_like
from autograd_lab.errors import ArgumentError, DimError, ShapeError


def add_noise(waveform: Tensor, noise: Tensor, snr: Tensor | float) -> Tensor:
    """waveform (.., time) plus noise (.., time), so loud that the ratio of their energies is ``snr`` decibels (..)."""
    if waveform.shape[-1] != noise.shape[-1]:
        raise ShapeError("audio.noise", waveform=tuple(waveform.shape), noise=tuple(noise.shape))
    signal, disturbance = (waveform**2).sum(-1), (noise**2).sum(-1)
    snr_now = 10 * (signal.log10() - disturbance.log10())
    scale = 10.0 ** ((snr_now - snr) / 20)
    return waveform + scale.unsqueeze(-1) * noise


def shift(waveform: Tensor, by: int, roll: bool = False) -> Tensor:
    """The waveform (.., time) later by so many samples (earlier if negative): filled with silence, or with ``roll`` by
    what falls off at the other end."""
    moved = waveform.roll(by, -1)
    if roll or by == 0:
        return moved
    length = waveform.shape[-1]
    place = arange(length, device=waveform.device)
    return moved.where(place >= by if by > 0 else place < length + by, zeros_like(moved))


def mask_along_axis(
    specgram: Tensor,
    mask_param: int,
    mask_value: float | Tensor,
    axis: int,
    p: float = 1.0,
    generator: Generator | None = None,
) -> Tensor:
    """``mask_value`` in a band along ``axis`` of a spectrogram (.., frequencies, time), the same for all of a batch.

    The band is fewer than ``mask_param`` wide, and at most the part ``p`` of the axis; width and place are drawn.

    Source: Park et al. 2019, SpecAugment.
    """
    dim = axis + specgram.ndim if axis < 0 else axis
    if specgram.ndim < 2 or dim not in (specgram.ndim - 2, specgram.ndim - 1):
        raise DimError("audio.mask_axis", axis=axis, ndim=specgram.ndim)
    if mask_param < 0 or not 0 <= p <= 1:
        raise ArgumentError("audio.mask", mask_param=mask_param, p=p)
    size = specgram.shape[dim]
    widest = min(mask_param, int(size * p))
    if widest < 1:
        return specgram
    draws: list[float] = rand(2, generator=generator).tolist()
    width = draws[0] * widest
    start = int(draws[1] * (size - width))
    place = arange(size, device=specgram.device).reshape(-1, *[1] * (specgram.ndim - 1 - dim))
    return specgram.masked_fill((place >= start) & (place < start + int(width)), mask_value)
