"""Kernels of our own on a GPU: CUDA C as text, compiled by CuPy when it is first launched, and kept."""

from __future__ import annotations

import functools
from typing import Any

from autograd_lab.backend.cuda import Cupy
from autograd_lab.backend.loops import Unusable

STANDARD = "--std=c++17"


def can_launch(xp: Any) -> bool:
    """Whether ``xp`` is a CuPy that compiles CUDA C: not NumPy, nor what a rule gets that is itself differentiated."""
    return isinstance(xp, Cupy) and hasattr(xp, "RawKernel")


def kernel(xp: Any, source: str, name: str, **defines: Any) -> Any:
    """The kernel ``name`` of ``source``, called as ``kernel(grid, block, args)``. ``defines`` are what its text is
    compiled with, such as ``REAL="float"``. Arguments are arrays, and Python's own numbers: those of a kernel are
    ``long long`` and ``double``. Unusable where nothing can be compiled."""
    if not can_launch(xp):
        raise Unusable
    return _compiled(xp.RawKernel, source, name, tuple(defines.items()))


@functools.cache
def _compiled(raw_kernel: Any, source: str, name: str, defines: tuple[tuple[str, Any], ...]) -> Any:
    return raw_kernel(source, name, options=(STANDARD, *[f"-D{key}={value}" for key, value in defines]))
