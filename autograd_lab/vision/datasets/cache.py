"""Where data sets are kept."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "AUTOGRAD_LAB_DATA"


def folder(root: str | os.PathLike[str] | None = None) -> Path:
    """``root`` if given, else the environment's ``AUTOGRAD_LAB_DATA``, else the user's cache of this library."""
    given = root or os.environ.get(VARIABLE)
    if given:
        return Path(given).expanduser()
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "autograd_lab" / "data"
