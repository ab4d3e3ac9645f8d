"""``autograd_lab.random``: the streams from which everything random is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.backend.random import default_generator, get_states, initial_seed, manual_seed, seed, set_states
from autograd_lab.functional.sampling import get_rng_state, set_rng_state

__all__ = ["default_generator", "fork_rng", "get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state"]


@contextmanager
def fork_rng(devices: Any = None, enabled: bool = True, **unused: Any) -> Iterator[None]:
    """What is drawn inside ``with fork_rng():`` leaves the streams outside as they were, those of all devices."""
    states = get_states()
    try:
        yield
    finally:
        if enabled:
            set_states(states)
