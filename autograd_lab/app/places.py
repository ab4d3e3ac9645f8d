"""Where the lessons are that came with the package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def lessons_root() -> Path | None:
    """The folder with `en` and `zh`: in a wheel inside the package, in a checkout beside it; None where neither is."""
    roots = (PACKAGE / "lessons", PACKAGE.parent / "lessons")
    return next((root for root in roots if any((root / "en").glob("*.ipynb"))), None)
