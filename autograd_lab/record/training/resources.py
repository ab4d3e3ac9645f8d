"""Where a training step's time and memory go."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from autograd_lab.backend.arrays import MODULES, address, owner
from autograd_lab.graph.node import AccumulateGrad

SMOOTH = 0.05  # weight of the newest step in the running mean
LAPS = 4096
TURNS = 4  # the stopwatch runs in one of so many
NODES = 20_000  # of a graph that are counted


@dataclass(frozen=True)
class MemoryUse:
    """Bytes. ``activations``: what the nodes of the last graph that was looked at kept for their rules, parameters not
    counted. ``peak``: the most that the process has used, where the system tells. ``allocated`` and ``reserved``: of
    a GPU's pool; None on the CPU."""

    device: str
    parameters: int
    gradients: int
    optimizer: int
    activations: int
    peak: int | None
    allocated: int | None
    reserved: int | None


@dataclass(frozen=True)
class Times:
    """Seconds of a step, a running mean: waiting for data, forward, backward, the optimizer, and this panel."""

    data: float
    forward: float
    backward: float
    optimizer: float
    panel: float


class Stopwatch:
    """Where the time of a step goes, from the moments that every step passes anyway.

    What lies between the end of a step and the next backward pass is the forward pass, but for the data and the panel.
    A step that was looked at closely does not count: watching slows its ops. Each step only notes its laps; they are
    added up when somebody asks. A few steps in a row are measured, then three times as many are not.
    """

    def __init__(self) -> None:
        self._on = True
        self._turn = 0
        self._mark = perf_counter()
        self._laps: list[tuple[str, float]] = []
        self._begin = 0  # of the current step in the laps
        self._steps = 0
        self._mean: dict[str, float] | None = None

    def lap(self, part: str) -> None:
        """What has passed since the last lap belongs to ``part``."""
        if not self._on:
            return
        now = perf_counter()
        self._laps.append((part, now - self._mark))
        self._mark = now

    def skip(self) -> None:
        """What has passed since the last lap belongs to nothing."""
        self._mark = perf_counter()

    def ended(self, *, counts: bool) -> None:
        """The step is over."""
        if not self._on:
            return
        if counts:
            self._steps += 1
        else:
            del self._laps[self._begin :]
        self._begin = len(self._laps)
        if self._begin > LAPS:
            self._add_up()

    def turn(self) -> None:
        """Called at the end of a step, and not of every one: from time to time the stopwatch runs."""
        self._turn = (self._turn + 1) % TURNS
        self._on = self._turn == 0
        self._mark = perf_counter()

    @property
    def times(self) -> Times | None:
        self._add_up()
        return None if self._mean is None else Times(**self._mean)

    def _add_up(self) -> None:
        if not self._steps:
            return
        sums = dict.fromkeys(Times.__annotations__, 0.0)
        for part, seconds in self._laps[: self._begin]:
            sums[part] += seconds
        new = {part: total / self._steps for part, total in sums.items()}
        mean = self._mean or new
        weight = 1 - (1 - SMOOTH) ** self._steps
        self._mean = {part: old + weight * (new[part] - old) for part, old in mean.items()}
        self._laps, self._begin, self._steps = self._laps[self._begin :], 0, 0


def memory(parameters: Iterable[Any], optimizer: Any, activations: int) -> MemoryUse:
    """``parameters``: Tensors."""
    tensors = list(parameters)
    device = tensors[0].device if tensors else "cpu"
    pool = _pool(tensors[0].array) if tensors else None
    return MemoryUse(
        device=str(device),
        parameters=sum(p.array.nbytes for p in tensors),
        gradients=sum(p.grad.array.nbytes for p in tensors if p.grad is not None and hasattr(p.grad.array, "nbytes")),
        optimizer=_bytes(optimizer.state.values()),
        activations=activations,
        peak=_peak(),
        allocated=None if pool is None else int(pool.used_bytes()),
        reserved=None if pool is None else int(pool.total_bytes()),
    )


def kept_by(root: Any) -> int:
    """The bytes of the arrays that the graph below a node keeps for its rules; each memory counts once."""
    stack, seen, sizes, leaves = [root], {root}, {}, set()
    while stack and len(seen) < NODES:
        node = stack.pop()
        if isinstance(node, AccumulateGrad):
            leaves.add(_place(node.variable.array)[0])
            continue
        for value in node.saved if type(node.saved) is tuple else ():
            if type(value) in MODULES:
                place, size = _place(value)
                sizes[place] = max(size, sizes.get(place, 0))
        for edge in node.edges:
            if edge is not None and edge[0] not in seen:
                seen.add(edge[0])
                stack.append(edge[0])
    return sum(size for place, size in sizes.items() if place not in leaves)


def _place(array: Any) -> tuple[int, int]:
    """Where the memory behind an array begins, and its size: a view keeps all of it."""
    whole = owner(array)
    return address(whole), int(whole.nbytes)


def _bytes(values: Iterable[Any]) -> int:
    total = 0
    for value in values:
        if isinstance(value, dict):
            total += _bytes(value.values())
        elif isinstance(value, (list, tuple)):
            total += _bytes(value)
        else:
            total += getattr(getattr(value, "array", value), "nbytes", 0) or 0
    return total


def _peak() -> int | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _pool(array: Any) -> Any:
    """The memory pool of the GPU that an array lies on."""
    module = MODULES[type(array)]
    return module.get_default_memory_pool() if hasattr(module, "get_default_memory_pool") else None
