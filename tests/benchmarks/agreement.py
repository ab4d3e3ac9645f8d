"""Whether two libraries did the same work: nobody wins by computing less."""

from __future__ import annotations

from collections.abc import Sequence

FIRST = 3  # steps in which two correct programs differ by a few roundings of float32 only
CLOSE = 1e-4
# Later each rounding is amplified by training: a correct program still stays near, a wrong one learns something else.
NEAR = 0.03


class DifferentWork(Exception):
    """A program that does not compute what the others compute."""


def check(values: Sequence[float], reference: Sequence[float], *, learns: bool) -> None:
    """Compare the values after each step, up to the shorter run; DifferentWork if they are not the same.

    Of losses the first three must be equal to rounding, the others within 3% of the first loss. What does not learn
    must be equal to rounding throughout.
    """
    if len(values) < FIRST or len(reference) < FIRST:
        raise DifferentWork(f"at least {FIRST} steps are needed for a comparison")
    if learns and abs(reference[FIRST - 1] - reference[0]) < 10 * CLOSE * abs(reference[0]):
        raise DifferentWork(f"the loss hardly moves from {reference[0]:.6g}: that it is equal would show nothing")
    for step, (value, wanted) in enumerate(zip(values, reference, strict=False)):
        allowed = NEAR * abs(reference[0]) if learns and step >= FIRST else CLOSE * abs(wanted)
        if not abs(value - wanted) <= allowed:  # nan is not near anything
            raise DifferentWork(f"{value:.6g} instead of {wanted:.6g} after step {step + 1}")
