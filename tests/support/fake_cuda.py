"""The devices of the fake CuPy and their memory, which may be small: ``cupy.cuda``."""

from __future__ import annotations

import ctypes
import threading
import types
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

import numpy as np

from tests.support import fake_graph

CAPACITY = 80 * 2**30  # bytes of each device, unless a test sets the limit of a pool lower


class OutOfMemoryError(MemoryError):
    """As CuPy's, which is a MemoryError too."""

    def __init__(self, size: int, total: int, limit: int = 0) -> None:
        text = f"Out of memory allocating {size:,} bytes (allocated so far: {total:,} bytes"
        super().__init__(text + (f", limit set to: {limit:,} bytes)." if limit else ")."))


class Memory:
    """What a pool gave out. Arrays that look at it keep it; with the last of them it goes back."""

    def __init__(self, pool: Pool, size: int, device: int) -> None:
        self.pool, self.size, self.device_id, self.cupy = pool, size, device, pool.cupy
        self.ptr, self.host = 0, None
        pool.used += size

    def hold(self, host: np.ndarray[Any, Any]) -> None:
        """The array that is really there. It may be a view of more, which nobody else sees."""
        self.host, self.ptr = host, host.ctypes.data

    def look(self, shape: Any, dtype: Any, address: int, strides: Any) -> np.ndarray[Any, Any]:
        """Any part of it as an array; it lives as long as this memory."""
        dtype = np.dtype(dtype)
        if strides is None:
            strides = np.empty(shape, np.void(dtype.itemsize).dtype).strides
        reach = sum((n - 1) * step for n, step in zip(shape, strides, strict=True) if n) + dtype.itemsize
        below = sum((n - 1) * step for n, step in zip(shape, strides, strict=True) if n and step < 0)
        block = (ctypes.c_char * max(reach - 2 * below, 0)).from_address(address + below)
        return np.ndarray(shape, dtype, block, -below, strides)

    def __del__(self) -> None:
        self.pool.used -= self.size
        self.pool.reused |= self.cupy.cuda._capture() is not None


class MemoryPointer:
    def __init__(self, mem: Memory, offset: int) -> None:
        self.mem, self.offset = mem, offset

    @property
    def ptr(self) -> int:
        return self.mem.ptr + self.offset

    @property
    def device_id(self) -> int:
        return self.mem.device_id


class Pool:
    """Bytes in use, and a limit."""

    def __init__(self, cupy: Any) -> None:
        self.cupy, self.used, self.limit = cupy, 0, 0
        self.reused = False  # whether a graph writes to the same memory several times, as different arrays
        self.captured = False  # whether a graph uses its memory, free or not

    def malloc(self, size: int) -> MemoryPointer:
        most = self.limit or CAPACITY
        self.cupy.cuda._reached()
        if self.captured:
            raise AssertionError("memory that a captured graph uses was given to something else")
        if self.used + size > most:
            raise OutOfMemoryError(size, self.used, self.limit)
        return MemoryPointer(Memory(self, size, self.cupy.cuda.Device().id), 0)

    def used_bytes(self) -> int:
        return self.used

    def total_bytes(self) -> int:
        return self.used

    def free_bytes(self) -> int:
        return 0

    def free_all_blocks(self) -> None:
        pass

    def set_limit(self, size: int | None = None, fraction: float | None = None) -> None:
        self.limit = int(size if size is not None else CAPACITY * (fraction or 0))

    def get_limit(self) -> int:
        return self.limit


class CUDARuntimeError(RuntimeError):
    """As CuPy raises for what the driver refuses."""


class Event:
    """The host computes at once, so a mark is reached when it is set."""

    def __init__(self, block: bool = False, disable_timing: bool = False, interprocess: bool = False) -> None:
        self.timed, self.at, self.done = not disable_timing, None, True

    def record(self, stream: Any = None) -> None:
        self.at = perf_counter()

    def synchronize(self) -> None:
        pass


def elapsed(start: Any, end: Any) -> float:
    if not all(event.timed and event.at is not None for event in (start, end)):
        raise CUDARuntimeError("cudaErrorInvalidResourceHandle: invalid resource handle")
    return (end.at - start.at) * 1e3


def namespace(cupy: Any, devices: int) -> Any:
    """``cupy.cuda`` of a machine with that many GPUs."""
    current = threading.local()
    pools = [Pool(cupy) for _ in range(max(devices, 1))]
    private: weakref.WeakSet[Pool] = weakref.WeakSet()
    captures: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()  # by stream

    def capture() -> Any:
        """What the current stream is noting down, if it is."""
        return captures.get(current_stream())

    def reached() -> None:
        """What asks the driver."""
        if cupy.lost:
            raise CUDARuntimeError("cudaErrorSystemDriverMismatch: the driver is gone")

    def outside_capture() -> None:
        """What cannot be done while any stream is capturing."""
        if captures:
            raise CUDARuntimeError(fake_graph.REFUSED)

    def private_pool() -> Pool:
        made = Pool(cupy)
        private.add(made)
        return made

    def current_stream() -> Any:
        return (getattr(current, "streams", ()) or (Stream.null,))[-1]

    class Device:
        def __init__(self, device: int | None = None) -> None:
            self.id = getattr(current, "id", 0) if device is None else int(device)

        def __enter__(self) -> Device:
            before = getattr(current, "id", 0)
            self.use()
            current.before = (*getattr(current, "before", ()), before)
            return self

        def use(self) -> None:
            if not 0 <= self.id < devices:
                raise CUDARuntimeError("cudaErrorInvalidDevice: invalid device ordinal")
            current.id = self.id

        def __exit__(self, *exc_info: object) -> None:
            *rest, current.id = current.before
            current.before = tuple(rest)

        def synchronize(self) -> None:
            reached()
            outside_capture()
            cupy.counter.waits += 1

        @property
        def mem_info(self) -> tuple[int, int]:
            held = pools[self.id].used + sum(pool.used for pool in private)
            return CAPACITY - held, CAPACITY

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Device) and self.id == other.id

        __hash__ = None  # type: ignore[assignment]

    class Stream:
        """Work is done as it comes, so all streams are the same but in name."""

        null: Any = None

        def __init__(
            self, null: bool = False, non_blocking: bool = False, ptds: bool = False, priority: Any = None
        ) -> None:
            self.done, self.device_id, self.non_blocking = True, Device().id, non_blocking
            self.ptr = 0 if null else id(self)

        def __enter__(self) -> Stream:
            current.streams = (*getattr(current, "streams", ()), self)
            return self

        def __exit__(self, *exc_info: object) -> None:
            current.streams = current.streams[:-1]

        def synchronize(self) -> None:
            reached()
            outside_capture()
            cupy.counter.waits += 1

        def wait_event(self, event: Event) -> None:
            pass

        def use(self) -> Stream:
            current.streams = (*getattr(current, "streams", ())[:-1], self)
            return self

        def begin_capture(self, mode: int | None = None) -> None:
            if self is Stream.null or not self.non_blocking:
                raise RuntimeError("cannot capture on the default stream, nor on one that waits for it")
            captures[self] = fake_graph.Capture(cupy, self)

        def end_capture(self) -> fake_graph.Graph:
            return captures.pop(self).end()

        def is_capturing(self) -> bool:
            return self in captures

    Stream.null = Stream(null=True)

    def pool() -> Pool:
        return pools[Device().id]

    allocator = [lambda size: pool().malloc(size)]

    @contextmanager
    def using_allocator(malloc: Any) -> Iterator[None]:
        before = getattr(current, "allocator", None)
        current.allocator = malloc
        try:
            yield
        finally:
            current.allocator = before

    runtime = types.SimpleNamespace(
        getDeviceCount=lambda: reached() or devices,
        getDevice=lambda: Device().id,
        driverGetVersion=lambda: 13000,
        getDeviceProperties=lambda index: {
            "name": b"Fake GPU", "major": 9, "minor": 0, "totalGlobalMem": CAPACITY, "multiProcessorCount": 132,
            "warpSize": 32, "maxThreadsPerMultiProcessor": 2048, "l2CacheSize": 50 * 2**20,
        },
        deviceCanAccessPeer=lambda device, peer: int(device != peer),
        CUDARuntimeError=CUDARuntimeError,
    )  # fmt: skip
    memory = types.SimpleNamespace(OutOfMemoryError=OutOfMemoryError)
    return types.SimpleNamespace(
        Device=Device,
        Event=Event,
        MemoryPointer=MemoryPointer,
        Stream=Stream,
        Graph=fake_graph.Graph,
        MemoryPool=private_pool,
        get_current_stream=current_stream,
        get_elapsed_time=elapsed,
        get_allocator=lambda: getattr(current, "allocator", None) or allocator[0],
        is_available=lambda: devices > 0,
        memory=memory,
        _capture=capture,
        _outside_capture=outside_capture,
        _reached=reached,
        _pool=pool,
        runtime=runtime,
        set_allocator=lambda malloc: allocator.__setitem__(0, malloc),
        using_allocator=using_allocator,
    )
