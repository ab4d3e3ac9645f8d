"""Loudness as we hear it: ratios in decibels."""

from __future__ import annotations

from autograd_lab import Tensor, maximum
from autograd_lab.errors import ArgumentError


def amplitude_to_DB(
    x: Tensor, multiplier: float, amin: float, db_multiplier: float, top_db: float | None = None
) -> Tensor:
    """multiplier * (log10(max(x, amin)) - db_multiplier); the multiplier is 10 for powers and 20 for amplitudes.

    ``db_multiplier`` is log10 of what shall be 0 dB. With ``top_db`` nothing is quieter than that far below the loudest
    place of its item, an item being the last three dimensions (channels, frequencies, time), as in torchaudio.
    """
    if amin <= 0 or (top_db is not None and top_db < 0):
        raise ArgumentError("audio.decibels", amin=amin, top_db=top_db)
    db = multiplier * x.clamp(min=amin).log10() - multiplier * db_multiplier
    if top_db is None:
        return db
    loudest = db.amax(tuple(range(-min(db.ndim, 3), 0)), keepdim=True)
    return maximum(db, loudest - top_db)


def DB_to_amplitude(x: Tensor, ref: float, power: float) -> Tensor:
    """ref * (10 ** (x / 10)) ** power: the way back from decibels; power 1 gives powers, 0.5 amplitudes."""
    return ref * (10.0 ** (x * 0.1)) ** power
