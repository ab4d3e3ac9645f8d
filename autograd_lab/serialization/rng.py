"""The state of every source of random numbers that a training run draws from."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from autograd_lab.backend.random import manual_seed
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


def seed_all(base: int, stream: int) -> int:
    """Seed all three for one of several streams that follow from ``base``; returns the seed, ``base + stream``.

    NumPy's global generator takes a short seed, in which neighbours could meet: so it gets a mixture of both.
    """
    seed = (base + stream) % 2**64
    manual_seed(seed)
    random.seed(seed)
    np.random.seed(np.random.SeedSequence([base, stream]).generate_state(4))  # noqa: NPY002
    return seed
