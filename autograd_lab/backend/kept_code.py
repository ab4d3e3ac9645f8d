"""Machine code that numba kept on disk, loaded without what it takes to compile.

Before it loads anything numba looks at all that it could compile: NumPy, random numbers, SciPy's matrices. That is
two thirds of what the first loop of a process waits for, and code that is there already needs none of it. If something
has to be compiled after all, numba's compiler looks then.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Versions of numba whose code was seen to need nothing else: a name that it misses would end the process. Others load
# in their own way.
FROM, TO = (0, 61), (0, 68)


@contextmanager
def at_once() -> Iterator[None]:
    """Inside, numba loads code without looking around first."""
    version = importlib.import_module("numba").version_info.short
    if not FROM <= version <= TO:
        yield
        return
    kept = importlib.import_module("numba.core.caching").Cache
    with importlib.import_module("numba.core.compiler_lock").global_compiler_lock:
        before, kept.load_overload = kept.load_overload, _load
        try:
            yield
        finally:
            kept.load_overload = before


def _load(cache: Any, signature: Any, context: Any) -> Any:
    importlib.import_module("numba.core.runtime").rtsys.initialize(context)  # which counts the users of an array
    with cache._guard_against_spurious_io_errors():
        return cache._load_overload(signature, context)
