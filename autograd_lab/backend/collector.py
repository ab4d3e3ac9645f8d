"""Python's garbage collector, made rarer while the library is imported.

All that an import makes stays, and the collector would look through it again and again: a sixth of the time of
``import autograd_lab``, NumPy's part included. Imported first; ``as_before`` puts its thresholds back.
"""

from __future__ import annotations

import gc

_before = gc.get_threshold()


def as_before() -> None:
    """Collect as often as before the import."""
    gc.set_threshold(*_before)


if _before[0]:  # not for somebody who has switched it off
    gc.set_threshold(max(_before[0], 100_000), *_before[1:])
