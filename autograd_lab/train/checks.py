"""Options that are looked at before anything runs."""

from __future__ import annotations

from typing import Any

import autograd_lab.train.messages  # noqa: F401  (registers what the error says)
from autograd_lab.errors import ArgumentError


def check(name: str, value: Any, fits: Any, wanted: str) -> None:
    """ArgumentError (a ValueError) that says what ``name`` has to be."""
    if not fits:
        raise ArgumentError("train.option", name=name, wanted=wanted, value=repr(value))


def check_count(name: str, value: Any, least: int = 1) -> None:
    """A whole number, not below ``least``."""
    check(name, value, isinstance(value, int) and not isinstance(value, bool) and value >= least, f"int >= {least}")


def check_choice(name: str, value: Any, known: tuple[str, ...]) -> None:
    check(name, value, value in known, " | ".join(map(repr, known)))


def check_limit(name: str, value: Any) -> None:
    """None for all batches, a number of them, or a share of all."""
    fits = value is None or (isinstance(value, float) and 0 <= value <= 1)
    fits = fits or (isinstance(value, int) and not isinstance(value, bool) and value >= 0)
    check(name, value, fits, "None | int >= 0 | 0.0 ... 1.0")
