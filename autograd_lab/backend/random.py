"""Random numbers: a generator for each device. A seed gives the same model everywhere, since parameters are drawn from
the host's own generator wherever they go. In the middle of its training, CPU and GPU each have their own stream."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.backend import capture
from autograd_lab.backend.device import CPU, as_device, device, made_on, settled, to_device
from autograd_lab.backend.streams import Congruential, Stream, Twister
from autograd_lab.errors import ArgTypeError, ArgumentError, DeviceError, DtypeError

FIRST_SEED = 67280421310721  # of every new generator, as in PyTorch; only the default one starts at random


class Generator:
    """A stream of random numbers with its own seed, as ``torch.Generator``; for tensors of one ``device``.

    The same seed gives the same numbers here, always: on the host those of PyTorch.
    """

    stream: Stream
    started = 0  # how often somebody gave it a seed

    def __init__(self, device: device | str = CPU) -> None:
        self.device = settled(as_device(device))
        self.manual_seed(FIRST_SEED)

    @property
    def _kind(self) -> type[Stream]:
        return Twister if self.device == CPU else Congruential

    def manual_seed(self, seed: int) -> Generator:
        """Restart the stream; negative seeds are taken modulo 2**64, as in PyTorch."""
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
            raise DtypeError("seed.type", got=type(seed).__name__)
        if not -(2**63) <= seed < 2**64:
            raise ArgumentError("seed.range", seed=seed)
        self.stream = self._kind(int(seed) % 2**64)
        self.started += 1
        return self

    def seed(self) -> int:
        """Restart from fresh entropy of the operating system; returns the seed chosen."""
        self.manual_seed(int(np.random.SeedSequence().generate_state(1, np.uint64)[0]))
        return self.initial_seed()

    def initial_seed(self) -> int:
        """The seed with which the stream was last restarted."""
        return self.stream.seed

    def state_bytes(self) -> bytes:
        """Where in its stream the generator is; ``get_state`` gives it as a tensor."""
        return self.stream.state()

    def restore(self, state: bytes) -> Generator:
        """Go on from a state that ``state_bytes`` gave; RuntimeError if it cannot be one."""
        self.stream = self._kind.at(state)
        return self

    def clone_state(self) -> Generator:
        """A generator of its own that will give the same numbers."""
        return Generator(self.device).restore(self.state_bytes())


class _DefaultGenerator(Generator):
    """Drawn from unless another is given. All threads share its stream, but for those that have one of their own."""

    def __init__(self, device: device = CPU) -> None:
        self._own = threading.local()
        super().__init__(device)

    def __reduce__(self) -> Any:  # a copy is an ordinary generator
        return Generator(self.device).restore, (self.state_bytes(),)

    @property
    def stream(self) -> Stream:
        return getattr(self._own, "stream", None) or self._shared

    @stream.setter
    def stream(self, stream: Stream) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        if getattr(self._own, "stream", None) is not None:
            self._own.stream = stream
        else:
            self._shared = stream

    def split(self) -> bytes:
        """Where the stream is now, for a thread to go on from; here it goes on as if all that had been drawn."""
        state = self.state_bytes()
        self.stream.jump()
        return state

    @contextmanager
    def own_stream(self, state: bytes) -> Iterator[None]:
        """What this thread draws comes from a stream of its own, which begins at ``state``."""
        before = getattr(self._own, "stream", None)
        self._own.stream = self._kind.at(state)
        try:
            yield
        finally:
            self._own.stream = before


default_generator = _DefaultGenerator()
default_generator.seed()
defaults: dict[device, _DefaultGenerator] = {CPU: default_generator}  # those of GPUs come with their first use


def default_of(place: device) -> _DefaultGenerator:
    """What is drawn from on a device unless another generator is given. A GPU's begins with the seed of the host's."""
    place = settled(place)
    if place not in defaults:
        defaults[place] = _DefaultGenerator(place)
        defaults[place].manual_seed(default_generator.initial_seed())
    return defaults[place]


def source(generator: Generator | None, place: device) -> Generator:
    """The generator for a tensor on ``place``. RuntimeError if the one that is given is another device's."""
    if generator is None:
        return default_generator if place == CPU or _parameters.drawn else default_of(place)
    if not isinstance(generator, Generator):
        raise ArgTypeError("generator.type", got=type(generator).__name__)
    if generator.device != place:
        other = generator.device
        if other.type != place.type:
            raise DeviceError("generator.device", expected=place, kind=place.type, other=other.type)
        raise DeviceError("generator.index", expected=place, got=other)
    return generator


def stream(generator: Generator | None, place: device = CPU) -> Stream:
    """What to draw from for a tensor on ``place``: the stream of its default generator unless another is given."""
    chosen = source(generator, place)
    for asked in before_drawing:
        asked(chosen)
    return chosen.stream


def drawn(
    draw: Callable[[Stream], Any],
    place: device,
    generator: Generator | None = None,
    there: Callable[[Any, Any], Any] | None = None,
) -> Any:
    """``draw(numbers)``, an array of the host, where ``numbers`` is a Stream; in the memory of ``place``.
    ``there(xp, numbers)`` may draw the same on a GPU, or return None; in a captured graph ``numbers`` is a stretch."""
    numbers = stream(generator, place)
    captured = capture.current()
    if captured is not None and place != CPU:
        return captured.drawn(source(generator, place), draw, there)
    if there is not None and place != CPU:
        array = made_on(place, lambda xp: there(xp, numbers))
        if array is not None:
            return array
    return to_device(draw(numbers), place)


@dataclass
class Draw:
    """Numbers for a device that is not known yet."""

    draw: Callable[[Any], Any]
    generator: Generator | None


# Who wants to know before numbers are drawn, and from which generator: vmap, the compiler. Empty while none runs.
before_drawing: list[Callable[[Generator], None]] = []


class _Parameters(threading.local):
    drawn = False


_parameters = _Parameters()


@contextmanager
def for_parameters() -> Iterator[None]:
    """What is drawn inside without a generator comes from the host's, on every device."""
    before, _parameters.drawn = _parameters.drawn, True
    try:
        yield
    finally:
        _parameters.drawn = before


# -- all default generators together -----------------------------------------------------------------------------------


def manual_seed(seed: int) -> Generator:
    """Seed the default generator of every device, from which everything random is drawn unless told otherwise."""
    for generator in tuple(defaults.values()):
        generator.manual_seed(int(seed))
    return default_generator


def initial_seed() -> int:
    """The seed with which the host's default generator was last restarted."""
    return default_generator.initial_seed()


def seed() -> int:
    """Restart the default generators from fresh entropy; returns the seed chosen."""
    default_generator.seed()
    manual_seed(default_generator.initial_seed())
    return default_generator.initial_seed()


def get_states() -> dict[device, bytes]:
    """Where the default generator of each device is in its stream."""
    return {place: generator.state_bytes() for place, generator in defaults.items()}


def set_states(states: dict[device, bytes]) -> None:
    """Let all go on from where ``get_states`` found them; one that had not been used then is at its beginning again."""
    default_generator.restore(states[CPU])
    for place in {*states, *defaults} - {CPU}:
        if place in states:
            default_of(place).restore(states[place])
        else:
            defaults[place].manual_seed(default_generator.initial_seed())


@contextmanager
def kept_states() -> Iterator[None]:
    """What is drawn inside leaves the streams outside as they were."""
    states = get_states()
    try:
        yield
    finally:
        set_states(states)


def split() -> dict[device, bytes]:
    """Where the streams are now, for a thread to go on from; here they go on as if all that had been drawn."""
    return {place: generator.split() for place, generator in defaults.items()}


@contextmanager
def own_streams(states: dict[device, bytes]) -> Iterator[None]:
    """What this thread draws comes from streams of its own, which begin at ``states``."""
    with ExitStack() as stack:
        for place, state in states.items():
            stack.enter_context(default_of(place).own_stream(state))
        yield
