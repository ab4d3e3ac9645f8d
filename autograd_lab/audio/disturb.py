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
    """``mask_value`` in a band along ``axis`` of spectrograms (.., frequencies, time), one band for all of a batch.

    The band is fewer than ``mask_param`` wide, and at most the part ``p`` of the axis; width and place are drawn.

    Source: Park et al. 2019, SpecAugment.
    """
    return _masked(specgram, mask_param, mask_value, axis, p, generator, ())


def mask_along_axis_iid(
    specgrams: Tensor,
    mask_param: int,
    mask_value: float | Tensor,
    axis: int,
    p: float = 1.0,
    generator: Generator | None = None,
) -> Tensor:
    """As ``mask_along_axis``, but every spectrogram of the batch and each of its channels has a band of its own."""
    return _masked(specgrams, mask_param, mask_value, axis, p, generator, tuple(specgrams.shape[:-2]))


def _masked(x: Tensor, mask_param: int, mask_value: float | Tensor, axis: int, p: float, generator: Generator | None,
            each: tuple[int, ...]) -> Tensor:  # fmt: skip
    """One band for each item of the shape ``each``."""
    dim = axis + x.ndim if axis < 0 else axis
    if x.ndim < 2 or dim not in (x.ndim - 2, x.ndim - 1):
        raise DimError("audio.mask_axis", axis=axis, ndim=x.ndim)
    check_mask(mask_param, p)
    size = x.shape[dim]
    widest = min(mask_param, int(size * p))
    if widest < 1:
        return x
    width = rand((*each, 1, 1), generator=generator, device=x.device) * widest
    start = (rand((*each, 1, 1), generator=generator, device=x.device) * (size - width)).floor()
    place = arange(size, device=x.device).reshape(-1, *[1] * (x.ndim - 1 - dim))
    return x.masked_fill((place >= start) & (place < start + width.floor()), mask_value)


def check_mask(mask_param: int, p: float) -> None:
    """ValueError for a width below 0, or a part of an axis that is none."""
    if mask_param < 0 or not 0 <= p <= 1:
        raise ArgumentError("audio.mask", mask_param=mask_param, p=p)
