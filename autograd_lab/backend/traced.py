"""How much memory arrays of the host hold, as Python's own tracemalloc counts it: from the first question on.

It hears of each allocation, NumPy's too, and makes each a little slower from then on; ``tracemalloc.stop()`` ends it.
"""

from __future__ import annotations

import os
import tracemalloc


def _figures() -> tuple[int, int]:
    if not tracemalloc.is_tracing():
        tracemalloc.start()
    return tracemalloc.get_traced_memory()


def allocated() -> int:
    """Bytes that are held now, of what was allocated since the first question."""
    return _figures()[0]


def peak() -> int:
    """The most bytes that were held since ``reset_peak``."""
    return _figures()[1]


def reset_peak() -> None:
    """Watch the peak from now on."""
    _figures()
    tracemalloc.reset_peak()


def free_and_total() -> tuple[int, int]:
    """Bytes of the machine's memory: free, and in all; 0 where the system does not say."""
    names = getattr(os, "sysconf_names", {})
    if "SC_AVPHYS_PAGES" not in names:
        return 0, 0
    page = os.sysconf("SC_PAGE_SIZE")
    return os.sysconf("SC_AVPHYS_PAGES") * page, os.sysconf("SC_PHYS_PAGES") * page
