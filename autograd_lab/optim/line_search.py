"""How far to go along a direction: a point that satisfies the strong Wolfe conditions.

Source: Nocedal & Wright 2006, Numerical optimization, algorithms 3.5 and 3.6; the interpolation: equation 3.59.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np


class Point(NamedTuple):
    """What is known at a distance ``t`` along the direction."""

    t: float
    loss: float
    grad: Any
    slope: Any  # of the loss along the direction; NumPy's scalar, for which a division by 0 is inf or nan


def strong_wolfe(
    evaluate: Callable[[float], Point],
    start: Point,
    t: float,
    longest: float,
    most: int,
    tolerance_change: float = 1e-9,
) -> tuple[Point, int]:
    """Look for a point that is lower than ``start`` by enough and where the slope is much smaller.

    evaluate : gives the Point at a distance
    t : where to look first
    longest : the largest component of the direction; an interval narrower than tolerance_change in it is not divided
    most : at most so many evaluations after the first

    Returns the best point, and how often ``evaluate`` was called.
    """

    def too_high(point: Point) -> bool:
        return point.loss > start.loss + 1e-4 * point.t * start.slope

    def flat(point: Point) -> bool:
        return abs(point.slope) <= -0.9 * start.slope

    # Ever farther, until the wanted point is found or must lie between the last two.
    before, here, count = start, evaluate(t), 0
    while count < most:
        if too_high(here) or (count > 1 and here.loss >= before.loss):
            break
        if flat(here):
            return here, count + 1
        if here.slope >= 0:
            break
        t = _lowest(before, here, here.t + 0.01 * (here.t - before.t), here.t * 10)
        before, here = here, evaluate(t)
        count += 1
    else:
        before = start

    # Between the two, where the cubic through them is lowest; the lower end is always kept.
    ends, stuck = [before, here], False
    low = 0 if before.loss <= here.loss else 1
    while count < most:
        left, right = sorted(end.t for end in ends)
        if (right - left) * longest < tolerance_change:
            break
        t, margin = _lowest(ends[0], ends[1], left, right), 0.1 * (right - left)
        near = min(right - t, t - left) < margin
        if near and (stuck or not left < t < right):  # at the border, or near it for the second time
            t = right - margin if abs(t - right) < abs(t - left) else left + margin
            near = False
        stuck = near
        here = evaluate(t)
        count += 1
        if too_high(here) or here.loss >= ends[low].loss:
            ends[1 - low] = here
            low = 0 if ends[0].loss <= ends[1].loss else 1
            continue
        found = flat(here)
        if not found and here.slope * (ends[1 - low].t - ends[low].t) >= 0:
            ends[1 - low] = ends[low]
        ends[low] = here
        if found:
            break
    return ends[low], count + 1


def _lowest(a: Point, b: Point, nearest: float, farthest: float) -> float:
    """Where the cubic through two points, with their slopes, is lowest; but between the bounds."""
    if a.t > b.t:
        a, b = b, a
    d1 = a.slope + b.slope - 3 * (a.loss - b.loss) / np.float64(a.t - b.t)
    square = d1 * d1 - a.slope * b.slope
    if not square >= 0:
        return (nearest + farthest) / 2
    d2 = np.sqrt(square)
    t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2))
    return float(min(max(t, nearest), farthest))
