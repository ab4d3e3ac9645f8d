"""Random numbers: one generator per stream, drawn on the host so that a seed means the same on every device."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_lab.backend import capture
from autograd_lab.backend.device import CPU, as_device, device, to_device
from autograd_lab.errors import ArgTypeError, ArgumentError, DtypeError

FIRST_SEED = 67280421310721  # of every new generator, as in PyTorch; only the default one starts at random
STATE = (16, 16, 1, 4, 8)  # bytes of: place in the stream, which stream, whether half a number is left, it, the seed


class Generator:
    """A stream of random numbers with its own seed, as ``torch.Generator``.

    The numbers differ from PyTorch's; the same seed gives the same numbers here, always.
    """

    def __init__(self, device: device | str = CPU) -> None:
        self.device = as_device(device)
        self._seed = 0
        self.numpy: Any = None
        self.manual_seed(FIRST_SEED)

    def manual_seed(self, seed: int) -> Generator:
        """Restart the stream; negative seeds are taken modulo 2**64, as in PyTorch."""
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
            raise DtypeError("seed.type", got=type(seed).__name__)
        if not -(2**63) <= seed < 2**64:
            raise ArgumentError("seed.range", seed=seed)
        self._seed = int(seed) % 2**64
        self.numpy = np.random.default_rng(self._seed)
        return self

    def seed(self) -> int:
        """Restart from fresh entropy of the operating system; returns the seed chosen."""
        self.manual_seed(int(np.random.SeedSequence().generate_state(1, np.uint64)[0]))
        return self._seed

    def initial_seed(self) -> int:
        """The seed with which the stream was last restarted."""
        return self._seed

    def state_bytes(self) -> bytes:
        """Where in its stream the generator is; ``get_state`` gives it as a tensor."""
        state = self.numpy.bit_generator.state
        values = (*(state["state"][k] for k in ("state", "inc")), state["has_uint32"], state["uinteger"], self._seed)
        return b"".join(value.to_bytes(size, "little") for value, size in zip(values, STATE, strict=True))

    def restore(self, state: bytes) -> Generator:
        """Go on from a state that ``state_bytes`` gave; RuntimeError if it cannot be one."""
        if len(state) != sum(STATE):
            raise DtypeError("rng_state.size", got=len(state), expected=sum(STATE))
        ends = np.cumsum(STATE).tolist()
        values = [int.from_bytes(state[end - size : end], "little") for end, size in zip(ends, STATE, strict=True)]
        numpy = np.random.default_rng(0)
        numpy.bit_generator.state = {
            "bit_generator": "PCG64",
            "state": {"state": values[0], "inc": values[1]},
            "has_uint32": values[2],
            "uinteger": values[3],
        }
        self.numpy, self._seed = numpy, values[4]
        return self

    def clone_state(self) -> Generator:
        """A generator of its own that will give the same numbers."""
        return Generator(self.device).restore(self.state_bytes())


class _DefaultGenerator(Generator):
    """Drawn from unless another is given. All threads share its stream, but for those that have one of their own."""

    def __init__(self) -> None:
        self._shared: dict[str, Any] = {}
        self._own = threading.local()
        super().__init__()

    def __reduce__(self) -> Any:  # a copy is an ordinary generator
        return Generator().restore, (self.state_bytes(),)

    @property
    def _now(self) -> dict[str, Any]:
        return getattr(self._own, "state", self._shared)

    @property
    def numpy(self) -> Any:  # type: ignore[override]
        return self._now["numpy"]

    @numpy.setter
    def numpy(self, value: Any) -> None:
        self._now["numpy"] = value

    @property
    def _seed(self) -> int:  # type: ignore[override]
        return self._now["seed"]

    @_seed.setter
    def _seed(self, value: int) -> None:
        self._now["seed"] = value

    def split(self) -> bytes:
        """Where the stream is now, for a thread to go on from; here it goes on as if all that had been drawn."""
        state = self.state_bytes()
        self.numpy = np.random.Generator(self.numpy.bit_generator.jumped())
        return state

    @contextmanager
    def own_stream(self, state: bytes) -> Iterator[None]:
        """What this thread draws comes from a stream of its own, which begins at ``state``."""
        self._own.state = {"numpy": None, "seed": 0}
        try:
            self.restore(state)
            yield
        finally:
            del self._own.state


default_generator = _DefaultGenerator()
default_generator.seed()


def stream(generator: Generator | None) -> Any:
    """NumPy's generator to draw from: the default one unless another is given."""
    if generator is not None and not isinstance(generator, Generator):
        raise ArgTypeError("generator.type", got=type(generator).__name__)
    for asked in before_drawing:
        asked()
    return (generator or default_generator).numpy


def drawn(draw: Callable[[Any], Any], place: device, generator: Generator | None = None) -> Any:
    """``draw(numbers)``, an array of the host, where ``numbers`` is NumPy's generator; in the memory of ``place``."""
    numbers = stream(generator)
    captured = capture.current()
    if captured is not None and place != CPU:
        return captured.drawn(generator or default_generator, draw)
    return to_device(draw(numbers), place)


before_drawing: list[Callable[[], None]] = []  # vmap has a word to say on random numbers; empty while none runs


def manual_seed(seed: int) -> Generator:
    """Seed the default generator, from which everything random is drawn unless told otherwise."""
    return default_generator.manual_seed(int(seed))


def initial_seed() -> int:
    """The seed with which the default generator was last restarted."""
    return default_generator.initial_seed()


def seed() -> int:
    """Restart the default generator from fresh entropy; returns the seed chosen."""
    return default_generator.seed()
