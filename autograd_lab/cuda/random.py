"""``torch.cuda.random``: the generators of the GPUs. Without a GPU there is nothing to seed, and nothing happens."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograd_lab.backend.cuda import device_count, is_available
from autograd_lab.backend.device import as_device, device as _Device, settled
from autograd_lab.backend.random import Generator, default_of
from autograd_lab.errors import DeviceError
from autograd_lab.functional.sampling import get_state, set_state
from autograd_lab.tensor.tensor import Tensor


def _generator(device: Any = "cuda") -> Generator:
    target = settled(as_device(device))
    if target.type != "cuda":
        raise DeviceError("cuda.expected", device=target)
    return default_of(target)


def _all() -> list[Generator]:
    return [default_of(_Device("cuda", index)) for index in range(device_count())]


def manual_seed(seed: int) -> None:
    """Seed the generator of the current GPU."""
    if is_available():
        _generator().manual_seed(int(seed))


def manual_seed_all(seed: int) -> None:
    """Seed the generators of all GPUs."""
    for generator in _all():
        generator.manual_seed(int(seed))


def seed() -> None:
    """Restart the generator of the current GPU from fresh entropy."""
    if is_available():
        _generator().seed()


def seed_all() -> None:
    """Restart the generators of all GPUs from fresh entropy: all with the same seed, as in PyTorch."""
    generators = _all()
    if generators:
        manual_seed_all(generators[0].seed())


def initial_seed() -> int:
    """The seed with which the generator of the current GPU was last restarted. RuntimeError without a GPU."""
    return _generator().initial_seed()


def get_rng_state(device: Any = "cuda") -> Tensor:
    """Where in its stream the generator of a GPU is, as a tensor of bytes."""
    return get_state(_generator(device))


def get_rng_state_all() -> list[Tensor]:
    """The states of all GPUs, in their order."""
    return [get_state(generator) for generator in _all()]


def set_rng_state(new_state: Tensor, device: Any = "cuda") -> None:
    """Let the generator of a GPU go on from a state that ``get_rng_state`` gave."""
    set_state(_generator(device), new_state)


def set_rng_state_all(new_states: Iterable[Tensor]) -> None:
    """Let those of all GPUs go on from what ``get_rng_state_all`` gave."""
    for index, state in enumerate(new_states):
        set_rng_state(state, index)
