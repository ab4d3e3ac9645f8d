"""The state of every source of random numbers that a training run draws from."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from autograd_lab.functional.sampling import get_rng_state, set_rng_state


def get_states() -> dict[str, Any]:
    """Where the library's stream, Python's and NumPy's old global one are.

    The library has one stream for all devices: it draws on the host, so that a seed means the same everywhere.
    """
    return {
        "autograd_lab": get_rng_state(),
        "python": random.getstate(),
        "numpy": np.random.get_state(legacy=False),  # noqa: NPY002 (a learner's code may still draw from it)
    }


def set_states(states: dict[str, Any]) -> None:
    """Let all go on from where ``get_states`` found them."""
    set_rng_state(states["autograd_lab"])
    random.setstate(states["python"])
    np.random.set_state(states["numpy"])  # noqa: NPY002


def seed_all(seed: int, stream: int) -> None:
    """Seed all three with numbers that follow from ``seed`` and differ for each ``stream``."""
    from autograd_lab.backend.random import manual_seed

    mine, pythons, numpys = np.random.SeedSequence([seed % 2**64, stream]).generate_state(3, np.uint64).tolist()
    manual_seed(mine)
    random.seed(pythons)
    np.random.seed(numpys % 2**32)  # noqa: NPY002
