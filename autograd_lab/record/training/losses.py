"""Where a loss is going, seen through its noise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BLOCKS = 10  # stretches of the run whose means are compared
ENOUGH = 60  # points; fewer are no trend
LONG = 200  # points before a loss that stands still is called so
NOW = 20  # points that tell whether it is falling at the moment
SETBACK = 50  # points since the best before it is called rising
STILL = 0.01  # of the first loss: a smaller change is none


@dataclass(frozen=True)
class Trend:
    """``progress``: the part of the first loss that is gone. ``broken``: the step of the first NaN or infinity."""

    last: float = 0.0
    progress: float = 0.0
    rising: bool = False
    flat: bool = False
    falling: bool = False
    broken: int | None = None


def trend(steps: np.ndarray, losses: np.ndarray) -> Trend:
    """The trend of a loss that may be noisy, negative, short or broken."""
    if len(losses) == 0:
        return Trend()
    fine = np.isfinite(losses)
    if not fine[-1]:
        # A curve that was thinned out keeps its NaNs, so the first of the last stretch of them is the one.
        sound = np.flatnonzero(fine)
        return Trend(broken=int(steps[sound[-1] + 1 if len(sound) else 0]))
    y = losses[fine].astype(np.float64)
    recent = y[-NOW:]
    falling = float(recent[len(recent) // 2 :].mean()) < float(recent[: max(1, len(recent) // 2)].mean())
    if len(y) < ENOUGH:
        return Trend(last=float(y[-1]), falling=falling)
    size = max(10, len(y) // BLOCKS)
    blocks = y[len(y) % size :].reshape(-1, size)
    means = blocks.mean(axis=1)
    noise = 3 * float(blocks[-1].std()) / size**0.5
    first, last, best = float(y[:size].mean()), float(means[-1]), float(means.min())
    scale = abs(first) or 1.0
    since_best = size * (len(means) - 1 - int(means.argmin()))
    rise = last - best
    return Trend(
        last=last,
        progress=(first - last) / scale,
        rising=rise > max(0.5 * abs(best), 0.2 * (first - best), noise) and since_best >= SETBACK,
        falling=falling,
        flat=len(y) >= LONG and float(np.ptp(np.append(means, first))) < STILL * scale + 2 * noise / 3,
    )
