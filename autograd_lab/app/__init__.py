"""The lessons' runtime: `start`, `check`, `hint`, `show_solution`, `progress`, and the build of the notebooks.

Only names are given here; each module loads on first use, so `lab.start(...)` in a lesson's first cell is quick.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "start": "runtime",
    "check": "runtime",
    "hint": "runtime",
    "show_solution": "runtime",
    "part": "parts",
    "own_data": "own",
    "example_data": "own.examples",
    "progress": "overview",
    "import_progress": "transfer",
    "Verdict": "verdict",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{_HOMES[name]}")
    return getattr(module, name)
