"""Steps of optimizers: all parameters in one launch, by a table of where they, their gradients and their state lie.

Parameters and state are changed in place. So that a step which was interrupted can be finished by launching it again,
each block notes the number of the step that it has done, and does none twice.

In a captured graph the same launch stands for every step: its numbers are sent before, worked out by the host from the
options and the count of steps as for any other step.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import address, array_module, at
from autograd_lab.kernels.cuda.common import Source

CHUNK = 4096  # elements of a block
STATES = 3  # arrays of state that a parameter may have

HELPERS = r"""
#define CHUNK 4096

struct Parameter { T *x; const T *g; T *a, *b, *c; i64 size; };  // a, b, c: its state

#define WHERE const i64 *table, const i64 *chunks, i64 *done, i64 number

// up: 1, or -1 to climb. decay: how much of x is added to the gradient; keep: how much of x stays.
__device__ T slope(const Parameter& p, i64 i, double up, double decay) {
    const T g = T(up) * p.g[i];
    return decay ? g + T(decay) * p.x[i] : g;
}
"""

KERNELS = {  # what they are called, their numbers, and what happens to element i of p
    # momentum 0: no state. first: there is none yet. fresh: 1 - dampening.
    "sgd": ("double up, double decay, double lr, double momentum, double fresh, i64 nesterov, i64 first", r"""
        T g = slope(p, i, up, decay);
        if (momentum) {
            const T v = p.a[i] = first ? g : T(momentum) * p.a[i] + T(fresh) * g;
            g = nesterov ? g + T(momentum) * v : v;
        }
        p.x[i] -= T(lr) * g;
"""),
    # fresh1, fresh2: 1 - b1, 1 - b2. rate: lr / (1 - b1^t); spread: sqrt(1 - b2^t). top: amsgrad.
    "adam": ("double up, double decay, double keep, double b1, double fresh1, double b2, double fresh2, double rate,"
             "double spread, double eps, i64 top", r"""
        const T g = slope(p, i, up, decay);
        const T m = p.a[i] = T(b1) * p.a[i] + T(fresh1) * g;
        T v = p.b[i] = T(b2) * p.b[i] + T(fresh2) * (g * g);
        if (top) {
            if (p.c[i] > v || p.c[i] != p.c[i]) v = p.c[i];  // nan counts as largest
            p.c[i] = v;
        }
        p.x[i] = p.x[i] * T(keep) - T(rate) * (m / (sqrt(v) / T(spread) + T(eps)));
"""),
    # fresh: 1 - alpha. The state: mean squares, then with momentum the last move, then if centered the mean.
    "rmsprop": ("double up, double decay, double lr, double alpha, double fresh, double eps, double momentum,"
                "i64 centered", r"""
        const T g = slope(p, i, up, decay);
        T v = p.a[i] = T(alpha) * p.a[i] + T(fresh) * (g * g);
        if (centered) {
            T* means = momentum ? p.c : p.b;
            const T m = means[i] = T(alpha) * means[i] + T(fresh) * g;
            v -= m * m;
        }
        T move = g / (sqrt(v) + T(eps));
        if (momentum) move = p.b[i] = T(momentum) * p.b[i] + move;
        p.x[i] -= T(lr) * move;
"""),
    # rate: lr / (1 + (t - 1) lr_decay)
    "adagrad": ("double up, double decay, double rate, double eps", r"""
        const T g = slope(p, i, up, decay), s = p.a[i] += g * g;
        p.x[i] -= T(rate) * (g / (sqrt(s) + T(eps)));
"""),
}  # fmt: skip

ENTRIES = r"""
__device__ void NAME_part(WHERE, NUMBERS) {
    if (done[blockIdx.x] == number) return;
    const Parameter p = ((const Parameter*)table)[chunks[2 * blockIdx.x]];
    const i64 from = chunks[2 * blockIdx.x + 1], to = from + CHUNK < p.size ? from + CHUNK : p.size;
    for (i64 i = from + threadIdx.x; i < to; i += blockDim.x) {STEP    }
    __syncthreads();
    if (threadIdx.x == 0) done[blockIdx.x] = number;
}
extern "C" __global__ void NAME(WHERE, NUMBERS) { NAME_part(table, chunks, done, number, GIVEN); }

// In a captured graph: its numbers lie in memory, and it is always the next step.
extern "C" __global__ void NAME_later(const i64* table, const i64* chunks, i64* done, const double* numbers) {
    NAME_part(table, chunks, done, done[blockIdx.x] + 1, READ);
}
"""


def entries(name: str, numbers: str, step: str) -> str:
    """The two ways to start a kernel."""
    kinds, names = zip(*[number.split() for number in numbers.split(",")], strict=True)
    read = ", ".join(f"({kind})numbers[{k}]" for k, kind in enumerate(kinds))
    words = {"NAME": name, "NUMBERS": numbers, "STEP": step, "GIVEN": ", ".join(names), "READ": read}
    return re.sub("|".join(words), lambda found: words[found[0]], ENTRIES)


SOURCE = Source(HELPERS + "".join([entries(name, *kernel) for name, kernel in KERNELS.items()]))

_numbers = itertools.count(1)


class Table:
    """For one kernel: where the arrays of some parameters lie, and which block has which part of which."""

    def __init__(
        self, kernel: str, rows: Sequence[Sequence[Any]], before: Table | None = None, send: Any = None
    ) -> None:
        """``rows``: for each parameter its values, its gradient, its state; all of one dtype, in one piece. ``before``:
        the table of the step before. ``send`` makes of an array of the host one of the device."""
        self.kernel, self.like, self.addresses = kernel, rows[0][0], addresses(rows)
        xp = array_module(self.like)
        if before is None and send is None:
            SOURCE.compile(kernel, self.like)  # not when all else is written already
        table = np.zeros((len(rows), 2 + STATES + 1), np.int64)
        for line, arrays, where in zip(table, rows, self.addresses, strict=True):
            line[: len(where)] = where
            line[-1] = arrays[0].size
        chunks = [(k, start) for k, row in enumerate(rows) for start in range(0, row[0].size, CHUNK)]
        self.blocks, split = len(chunks), table.size
        end = split + 2 * self.blocks
        done = before.arguments[2] if before is not None and before.blocks == self.blocks else None
        words = np.concatenate((table.ravel(), np.array(chunks, np.int64).ravel(), np.zeros(self.blocks, np.int64)))
        there = (send or xp.asarray)(words if done is None else words[:end])
        self.arguments = there[:split], there[split:end], there[end:] if done is None else done


def addresses(rows: Sequence[Sequence[Any]]) -> list[tuple[int, ...]]:
    return [tuple([address(array) for array in arrays]) for arrays in rows]


class Step:
    """One step of all parameters of a table, as a write (see tensor/commit.py): the same one again does no harm."""

    def __init__(self, table: Table, numbers: tuple[float | int, ...]) -> None:
        self.table, self.numbers = table, (next(_numbers), *numbers)

    def __setitem__(self, key: Any, value: Any) -> None:
        table = self.table
        if table.blocks:
            with at(table.like):
                SOURCE.launch_all(table.kernel, table.like, table.blocks, *table.arguments, *self.numbers)


class Replay:
    """The launch that stands for each step in a captured graph, with ``numbers`` on the device."""

    def __init__(self, table: Table, numbers: Any) -> None:
        self.table, self.numbers = table, numbers

    def __setitem__(self, key: Any, value: Any) -> None:
        table = self.table
        if table.blocks:
            SOURCE.launch_all(f"{table.kernel}_later", table.like, table.blocks, *table.arguments, self.numbers)
