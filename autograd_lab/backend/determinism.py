"""Whether the same program gives the same bits each time, under PyTorch's names.

On the host it does anyway. On a GPU the one thing that depends on chance is the order in which values for one place
are added up; with ``use_deterministic_algorithms(True)`` they are sorted first (see ``scatter``).
"""

from __future__ import annotations

from autograd_lab.errors import ArgTypeError, DtypeError


class _Choice:
    """What has been asked for; one for all threads, as in PyTorch."""

    algorithms = False
    warn_only = False


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Let every computation give the same bits each time. TypeError unless ``mode`` is a bool.

    Here nothing has to be refused for it, so ``warn_only``, which turns PyTorch's refusals into warnings, is only kept.
    """
    if not isinstance(mode, bool):
        raise ArgTypeError("determinism.mode", got=type(mode).__name__)
    _Choice.algorithms, _Choice.warn_only = mode, bool(warn_only)


def are_deterministic_algorithms_enabled() -> bool:
    """Whether ``use_deterministic_algorithms(True)`` was called."""
    return _Choice.algorithms


def is_deterministic_algorithms_warn_only_enabled() -> bool:
    """Whether ``warn_only=True`` was said with it."""
    return _Choice.warn_only


_LEVELS = {"default": (False, False), "warn": (True, True), "error": (True, False)}


def set_deterministic_debug_mode(debug_mode: int | str) -> None:
    """The same as a word or its number: "default" 0, "warn" 1, "error" 2. RuntimeError for another."""
    names = list(_LEVELS)
    known = debug_mode in names if isinstance(debug_mode, str) else debug_mode in range(3)
    if not known:
        raise DtypeError("determinism.level", got=debug_mode)
    level = debug_mode if isinstance(debug_mode, str) else names[debug_mode]
    _Choice.algorithms, _Choice.warn_only = _LEVELS[level]


def get_deterministic_debug_mode() -> int:
    """0, 1 or 2, as ``set_deterministic_debug_mode`` takes them."""
    return (1 if _Choice.warn_only else 2) if _Choice.algorithms else 0
