"""Softmax and its logarithm along any axis: a warp for each line of numbers, a block for a long one, and one thread
where a line's neighbours lie far apart. Memory is read once; what is read again still lies in a cache."""

from __future__ import annotations

from math import prod
from typing import Any

from autograd_lab.kernels.cuda.common import TEAMS, THREADS, Source, plain, team
from autograd_lab.kernels.registry import backward, forward
from autograd_lab.ops.activation import LogSoftmax, Softmax

SOURCE = Source(
    r"""
// Lines of n numbers, each ``step`` places from the next; so many lines lie between each other's numbers.
#define LINES EACH_ROW(row, rows) if (const i64 at = row / step * n * step + row % step; true)
#define OF(x, j) x[at + j * step]

__device__ T top_of(const T* x, i64 at, i64 n, i64 step) {
    T top = OF(x, 0);
    EACH_OF(j, n) top = larger(top, OF(x, j));
    return team_max(top);
}

extern "C" __global__ void softmax(const T* x, T* y, i64 rows, i64 n, i64 step) {
    LINES {
        const T top = top_of(x, at, n, step);
        T sum = 0;
        EACH_OF(j, n) sum += OF(y, j) = exp(OF(x, j) - top);
        sum = team_sum(sum);
        EACH_OF(j, n) OF(y, j) /= sum;
    }
}

extern "C" __global__ void softmax_back(const T* gy, const T* y, T* gx, i64 rows, i64 n, i64 step) {
    LINES {
        T sum = 0;
        EACH_OF(j, n) sum += OF(gy, j) * OF(y, j);
        sum = team_sum(sum);
        EACH_OF(j, n) OF(gx, j) = OF(y, j) * (OF(gy, j) - sum);
    }
}

extern "C" __global__ void log_softmax(const T* x, T* y, i64 rows, i64 n, i64 step) {
    LINES {
        const T top = top_of(x, at, n, step);
        T sum = 0;
        EACH_OF(j, n) sum += exp(OF(x, j) - top);
        sum = log(team_sum(sum));
        EACH_OF(j, n) OF(y, j) = OF(x, j) - top - sum;
    }
}

extern "C" __global__ void log_softmax_back(const T* gy, const T* y, T* gx, i64 rows, i64 n, i64 step) {
    LINES {
        T sum = 0;
        EACH_OF(j, n) sum += OF(gy, j);
        sum = team_sum(sum);
        EACH_OF(j, n) OF(gx, j) = OF(gy, j) - exp(OF(y, j)) * sum;
    }
}
""",
    *TEAMS,
)


@forward(Softmax, gpu=True)
def softmax(xp: Any, x: Any, *, axis: int) -> Any:
    y = along(xp, "softmax", axis, x)
    return None if y is None else (y, (y,))


@forward(LogSoftmax, gpu=True)
def log_softmax(xp: Any, x: Any, *, axis: int) -> Any:
    y = along(xp, "log_softmax", axis, x)
    return None if y is None else (y, (y,))


@backward(Softmax, gpu=True)
def softmax_back(xp: Any, gy: Any, needs: Any, y: Any, *, axis: int) -> Any:
    gx = along(xp, "softmax_back", axis, gy, y)
    return None if gx is None else (gx,)


@backward(LogSoftmax, gpu=True)
def log_softmax_back(xp: Any, gy: Any, needs: Any, y: Any, *, axis: int) -> Any:
    gx = along(xp, "log_softmax_back", axis, gy, y)
    return None if gx is None else (gx,)


def along(xp: Any, name: str, axis: int, *arrays: Any) -> Any:
    """What the kernel makes of arrays of one shape, line by line."""
    if not plain(*arrays):
        return None
    x, out = arrays[0], xp.empty_like(arrays[0])
    n, step = x.shape[axis], prod(x.shape[axis % x.ndim + 1 :])
    rows = x.size // n
    mates, per_block = team(n) if step == 1 else (0, THREADS)
    SOURCE.launch(name, x, -(-rows // per_block), *arrays, out, rows, n, step, TEAM=mates)
    return out
