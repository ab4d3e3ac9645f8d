"""The state of every source of random numbers that a training run draws from."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from autograd_lab.backend import random as streams
from autograd_lab.backend.cuda import device_count
from autograd_lab.backend.device import CPU, device
from autograd_lab.functional.sampling import as_state, state_of


def get_states() -> dict[str, Any]:
    """Where the library's streams, Python's and NumPy's old global one are. GPUs that nothing was drawn for are left
    out."""
    ours = {place: as_state(state) for place, state in streams.get_states().items()}
    gpus = {place.index: state for place, state in ours.items() if place != CPU}
    return {
        "autograd_lab": ours[CPU],
        "python": random.getstate(),
        "numpy": np.random.get_state(legacy=False),  # noqa: NPY002 (a learner's code may still draw from it)
        **({"cuda": gpus} if gpus else {}),
    }


def set_states(states: dict[str, Any]) -> None:
    """Let all go on from where ``get_states`` found them. GPUs that this machine does not have are passed over."""
    gpus = states.get("cuda", {})
    here = range(device_count()) if gpus else ()
    theirs = {device("cuda", i): state_of(gpus[i]) for i in here if i in gpus}
    streams.set_states({CPU: state_of(states["autograd_lab"]), **theirs})
    random.setstate(states["python"])
    np.random.set_state(states["numpy"])  # noqa: NPY002


def seed_all(base: int, stream: int) -> int:
    """Seed all three for one of several streams that follow from ``base``; returns the seed, ``base + stream``.

    NumPy's global generator takes a short seed, in which neighbours could meet: so it gets a mixture of both.
    """
    seed = (base + stream) % 2**64
    streams.manual_seed(seed)
    random.seed(seed)
    np.random.seed(np.random.SeedSequence([base, stream]).generate_state(4))  # noqa: NPY002
    return seed
