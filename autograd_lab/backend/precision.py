"""How exact products of float32 matrices have to be, under PyTorch's names.

PyTorch may round their inputs, to TF32 on a GPU, when told that this is exact enough. We never do: the setting is kept
and read back, and products stay those of "highest".
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
