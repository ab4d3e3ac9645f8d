"""CUDA graphs of the fake CuPy: what is called while a stream captures is noted down, and done again at each launch.

Nothing runs on a GPU during a capture. Here it must, for the shapes; so at its end all that was written is undone, and
what was made holds nonsense until a launch has written it. Refused is what breaks a capture on a GPU: the way to the
host and back, waiting, memory of a pool that others use too, CuPy's own way to cuBLAS, and long concatenations.
Libraries and kernels of our own work on addresses, so what was made in a capture stays as long as its graph.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

CUBLAS = {"matmul", "__matmul__", "__rmatmul__", "dot", "ndarray.dot", "tensordot", "einsum", "inner", "outer", "vdot"}
POINTERS = 8  # more arrays than these are concatenated by a kernel that gets a table of addresses from the host,
SMALL = 2 * 2**20  # if they have at most so many bytes on average


class Capture:
    """What one stream is noting down."""

    def __init__(self, cupy: Any, stream: Any) -> None:
        self.cupy, self.stream = cupy, stream
        self.calls: list[Callable[[], Any]] = []
        self.before = cupy.counter.launches
        self.pools: list[Any] = []
        self._before: list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = []
        self.made: list[tuple[np.ndarray[Any, Any], Any]] = []  # and from which pool

    def check(self, name: str, args: Any) -> None:
        """What the function ``name`` would do that cannot be captured."""
        if name in CUBLAS:
            raise NotImplementedError("calling cuBLAS API during stream capture is currently unsupported")
        if name in ("concatenate", "stack") and len(args[0]) > POINTERS:
            dtypes, size = {a.dtype for a in args[0]}, sum(a.nbytes for a in args[0])
            if len(dtypes) == 1 and size < SMALL * len(args[0]):
                raise self.cupy.cuda.runtime.CUDARuntimeError(f"{REFUSED} (the addresses of {len(args[0])} arrays)")

    def save(self, arrays: Sequence[Any]) -> None:
        """Whatever a call may write to: arrays of the fake, or those that stand behind them."""
        hosts = [getattr(array, "_host", array) for array in arrays]
        self._before += [(host, host.copy()) for host in hosts]

    def add(self, compute: Callable[[], Any], result: Any) -> None:
        """A call that gave ``result``."""

        def again() -> None:
            for value, array in zip(_leaves(compute()), places, strict=True):
                if not np.may_share_memory(np.asarray(value), array):
                    np.copyto(array, value)

        places = [array._host for array in _leaves(result)]
        self.calls.append(again)

    def allocated(self, host: np.ndarray[Any, Any], pool: Any, shared: bool, undefined: type[Exception]) -> None:
        if shared:
            raise undefined("memory of the shared pool in a captured graph: once freed, it is given to others")
        if pool not in self.pools:
            self.pools.append(pool)
        self.made.append((host, weakref.ref(pool)))

    def end(self) -> Graph:
        for host, before in reversed(self._before):
            np.copyto(host, before)
        for host, _ in self.made:
            spoil(host)
        for pool in self.pools:
            pool.captured = True
        return Graph(self)

    def kernels(self) -> int:
        """How many were noted down."""
        return self.cupy.counter.launches - self.before


REFUSED = "cudaErrorStreamCaptureUnsupported: operation not permitted when stream is capturing"


class Graph:
    """What ``Stream.end_capture`` gives."""

    def __init__(self, capture: Capture) -> None:
        self._cupy, self._calls = capture.cupy, capture.calls
        self._made = capture.made
        self._pools = [weakref.ref(pool) for pool in capture.pools]
        self.launches, self.kernels = 0, capture.kernels()

    def launch(self, stream: Any = None) -> None:
        if any(pool() is None for pool in self._pools):
            raise AssertionError("the pool whose memory a captured graph uses is gone")
        if self._cupy.cuda._capture() is not None:
            raise self._cupy.cuda.runtime.CUDARuntimeError(REFUSED)
        self.launches += 1
        self._cupy.counter.launches += 1
        for host, pool in self._made:  # what lies where something else did is written before it is read, or lost
            if pool().reused:
                spoil(host)
        with np.errstate(all="ignore"):
            for call in self._calls:
                call()

    def upload(self, stream: Any = None) -> None:
        pass


def spoil(host: np.ndarray[Any, Any]) -> None:
    if host.flags.forc:
        host.reshape(-1, order="A").view(np.uint8)[:] = 0xFF


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, (tuple, list)):
        return [leaf for item in value for leaf in _leaves(item)]
    return [value] if hasattr(value, "dtype") else []
