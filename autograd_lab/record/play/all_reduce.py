"""A ring all-reduce of real gradients, step by step.

Each worker has the gradient of its share of a batch, cut into as many chunks as there are workers. In the first half,
reduce-scatter, each sends one chunk a step to its neighbour, who adds it to his own: then every worker has one chunk
with the sum of all. In the second, all-gather, the finished chunks go round once more and replace the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from autograd_lab.backend.random import Generator
from autograd_lab.errors import ArgumentError
from autograd_lab.functional import PUBLIC
from autograd_lab.record.names import shorten
from autograd_lab.record.play import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.snapshot import Real, real

WORLD = (2, 8)
CHUNK = 2  # numbers in a chunk: few enough to be read
SHARE = 4  # samples of each worker
BYTES = 4  # of a float32

RingPhase = Literal["start", "reduce", "gather", "mean"]


@dataclass(frozen=True)
class RingStep:
    """``sends``: the chunk that each worker sends to the next in the ring; with it, it has ``sent`` so many bytes."""

    phase: RingPhase
    sends: list[int]
    sent: int


@dataclass(frozen=True)
class RingRun:
    """One all-reduce. Its numbers: for each of ``steps`` the gradient on each worker, ``size`` numbers;

    then for each step, worker and chunk, of how many workers' gradients it is the sum; last the gradient of the whole
    batch, computed at once. ``difference`` is the largest between that and what the ring ends with. ``naive`` are the
    bytes that one worker sends who collects all gradients and hands out the sum.
    """

    world: int
    seed: int
    size: int
    share: int
    steps: list[RingStep]
    difference: Real
    naive: int
    code: str


def all_reduce(world: int, seed: int = 0) -> tuple[RingRun, np.ndarray]:
    """The whole ring; ArgumentError for a world that cannot be drawn."""
    if not isinstance(world, int) or isinstance(world, bool) or not WORLD[0] <= world <= WORLD[1]:
        raise ArgumentError("ring.world", got=shorten(repr(world)))
    size = CHUNK * world
    x, y = _batch(world, size, seed)
    shares = zip(PUBLIC["chunk"](x, world), PUBLIC["chunk"](y, world), strict=True)
    now = np.stack([_gradient(*share) for share in shares])
    count = np.ones((world, world), int)
    states, counts = [now], [count]
    steps = [RingStep("start", [], 0)]
    for turn in range(2 * (world - 1)):
        reducing = turn < world - 1
        sends = [(rank - turn if reducing else rank + 1 - (turn - world + 1)) % world for rank in range(world)]
        before, counted = now, count
        now, count = before.copy(), counted.copy()
        for rank, chunk in enumerate(sends):
            to, part = (rank + 1) % world, slice(CHUNK * chunk, CHUNK * (chunk + 1))
            now[to, part] = before[rank, part] + (before[to, part] if reducing else 0)
            count[to, chunk] = counted[rank, chunk] + (counted[to, chunk] if reducing else 0)
        states.append(now)
        counts.append(count)
        steps.append(RingStep("reduce" if reducing else "gather", sends, (turn + 1) * CHUNK * BYTES))
    states.append(now / np.float32(world))
    counts.append(count)
    steps.append(RingStep("mean", [], steps[-1].sent))
    whole = _gradient(x, y)
    difference = float(np.abs(states[-1] - whole).max())
    run = RingRun(
        world, seed, size, SHARE, steps, real(difference), (world - 1) * size * BYTES, _code(world, size, seed)
    )
    return run, np.concatenate([np.stack(states).reshape(-1), np.stack(counts).reshape(-1), whole]).astype(np.float32)


def _batch(world: int, size: int, seed: int) -> tuple[Any, Any]:
    generator = Generator().manual_seed(seed)
    x = PUBLIC["randn"](SHARE * world, size, generator=generator)
    return x, x @ PUBLIC["randn"](size, generator=generator)


def _gradient(x: Any, y: Any) -> np.ndarray:
    """Of a linear model that knows nothing yet."""
    w = PUBLIC["zeros"](x.shape[1], requires_grad=True)
    loss = ((x @ w - y) ** 2).mean()
    loss.backward()
    return w.grad.numpy().copy()


def _code(world: int, size: int, seed: int) -> str:
    return f"""import autograd_lab as lab

world, size, share = {world}, {size}, {SHARE}
lab.manual_seed({seed})
x = lab.randn(share * world, size)
y = x @ lab.randn(size)

def gradient(x, y):
    w = lab.zeros(size, requires_grad=True)
    loss = ((x @ w - y) ** 2).mean()
    loss.backward()
    return w.grad

# worker r has the gradient of its share, in chunks
workers = [list(gradient(*share).chunk(world)) for share in zip(x.chunk(world), y.chunk(world))]

for t in range(world - 1):  # reduce-scatter: add what the left neighbour sends
    sent = [workers[r][(r - t) % world] for r in range(world)]
    for r in range(world):
        right, c = workers[(r + 1) % world], (r - t) % world
        right[c] = right[c] + sent[r]
for t in range(world - 1):  # all-gather: take over what the left neighbour sends
    sent = [workers[r][(r + 1 - t) % world] for r in range(world)]
    for r in range(world):
        right, c = workers[(r + 1) % world], (r + 1 - t) % world
        right[c] = sent[r]

means = [lab.cat(chunks) / world for chunks in workers]
print(all(lab.allclose(mean, gradient(x, y), atol=1e-6) for mean in means))
"""
