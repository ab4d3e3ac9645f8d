"""What NumPy lacks and SciPy has, for either kind of array; imported when first used."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from autograd_lab.errors import DtypeError


def special(xp: Any) -> Any:
    """``scipy.special`` on the host, ``cupyx.scipy.special`` on a GPU."""
    return _part(xp, "special")


def linalg(xp: Any) -> Any:
    """``scipy.linalg`` on the host, ``cupyx.scipy.linalg`` on a GPU."""
    return _part(xp, "linalg")


def _part(xp: Any, name: str) -> Any:
    try:
        return importlib.import_module(f"scipy.{name}" if xp is np else f"cupyx.scipy.{name}")
    except ImportError:
        raise DtypeError("scipy.missing", name=name) from None
