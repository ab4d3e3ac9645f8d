"""Random numbers: one generator per stream, drawn on the host so that a seed means the same on every device."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.device import CPU, as_device, device


class Generator:
    """A stream of random numbers with its own seed, as ``torch.Generator``.

    The numbers differ from PyTorch's; the same seed gives the same numbers here, always.
    """

    def __init__(self, device: device | str = CPU) -> None:
        self.device = as_device(device)
        self._seed = 0
        self.numpy: Any = None
        self.seed()

    def manual_seed(self, seed: int) -> Generator:
        """Restart the stream; negative seeds are taken modulo 2**64, as in PyTorch."""
        self._seed = int(seed)
        self.numpy = np.random.default_rng(self._seed % 2**64)
        return self

    def seed(self) -> int:
        """Restart from fresh entropy of the operating system; returns the seed chosen."""
        self.manual_seed(int(np.random.SeedSequence().generate_state(1, np.uint64)[0]))
        return self._seed

    def initial_seed(self) -> int:
        """The seed with which the stream was last restarted."""
        return self._seed


default_generator = Generator()


def manual_seed(seed: int) -> Generator:
    """Seed the default generator, from which everything random is drawn unless told otherwise."""
    return default_generator.manual_seed(seed)


def initial_seed() -> int:
    """The seed with which the default generator was last restarted."""
    return default_generator.initial_seed()


def seed() -> int:
    """Restart the default generator from fresh entropy; returns the seed chosen."""
    return default_generator.seed()
