"""``autograd_lab.random``: the stream from which everything random is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.backend.random import default_generator, initial_seed, manual_seed, seed
from autograd_lab.functional.sampling import get_rng_state, set_rng_state

__all__ = ["default_generator", "fork_rng", "get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state"]


@contextmanager
def fork_rng(devices: Any = None, enabled: bool = True, **unused: Any) -> Iterator[None]:
    """What is drawn inside ``with fork_rng():`` leaves the stream outside as it was. One stream serves all devices."""
    state = default_generator.state_bytes()
    try:
        yield
    finally:
        if enabled:
            default_generator.restore(state)
