"""How exact products of float32 matrices have to be, under PyTorch's names.

Where less than "highest" is exact enough, a GPU rounds their inputs to TF32, which has 10 binary digits after the first
instead of 23, and multiplies several times faster. On the host nothing changes.
"""

from __future__ import annotations

import warnings

from autograd_lab.errors import ArgTypeError
from autograd_lab.i18n import tr

LEVELS = ("highest", "high", "medium")


class _Choice:
    """One for all threads, as in PyTorch."""

    level = "highest"


def set_float32_matmul_precision(precision: str) -> None:
    """Allow "highest", "high" or "medium" exactness; another word warns and changes nothing."""
    if not isinstance(precision, str):
        raise ArgTypeError("precision.type", got=type(precision).__name__)
    if precision not in LEVELS:
        warnings.warn(tr("precision.level", got=precision, known=", ".join(LEVELS)), UserWarning, stacklevel=2)
        return
    _Choice.level = precision


def get_float32_matmul_precision() -> str:
    """What is allowed."""
    return _Choice.level
