"""A ProcessGroup for GPUs: NCCL, through CuPy. Arrays stay on their device, and calls queue in the current stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from autograd_lab.backend.cuda import cupy
from autograd_lab.distributed.group import ProcessGroup, Work
from autograd_lab.distributed.reduction import ReduceOp
from autograd_lab.distributed.stores import Store
from autograd_lab.errors import DistributedError, DtypeError

_TYPES = {
    "int8": "INT8",
    "uint8": "UINT8",
    "bool": "UINT8",
    "int32": "INT32",
    "int64": "INT64",
    "float16": "FLOAT16",
    "bfloat16": "BFLOAT16",
    "float32": "FLOAT32",
    "float64": "FLOAT64",
}
_OPS = {
    ReduceOp.SUM: "SUM",
    ReduceOp.AVG: "AVG",
    ReduceOp.PRODUCT: "PROD",
    ReduceOp.MIN: "MIN",
    ReduceOp.MAX: "MAX",
}


def load() -> Any:
    """``cupy.cuda.nccl``; DistributedError where the library is missing."""
    module = cupy().cuda.nccl
    if not getattr(module, "available", False):
        raise DistributedError("dist.no_nccl")
    return module


class NCCLGroup(ProcessGroup):
    """The current GPUs of the processes; each has its own. ``store``: where they agree on a communicator."""

    name = "nccl"
    on_host = False

    def __init__(self, store: Store, ranks: list[int], rank: int, label: str) -> None:
        super().__init__(ranks, rank, label)
        self.nccl, self.store = load(), store
        if rank == 0:
            store.set(f"nccl/{label}", self.nccl.get_unique_id())
        self.comm = self.nccl.NcclCommunicator(len(ranks), store.get(f"nccl/{label}"), rank)

    def part(self, ranks: list[int], label: str) -> ProcessGroup:
        return NCCLGroup(self.store, [self.ranks[i] for i in ranks], ranks.index(self._rank), label)

    def submit(self, call: Callable[[], Any]) -> Work:
        work = Work(call)  # the stream is the queue
        work.run()
        return work

    def all_reduce(self, array: Any, op: ReduceOp) -> None:
        self.comm.allReduce(array.data.ptr, array.data.ptr, *self._form(array), self._op(op), _stream())

    def reduce(self, array: Any, root: int, op: ReduceOp) -> None:
        self.comm.reduce(array.data.ptr, array.data.ptr, *self._form(array), self._op(op), root, _stream())

    def broadcast(self, array: Any, root: int) -> None:
        self.comm.broadcast(array.data.ptr, array.data.ptr, *self._bytes(array), root, _stream())

    def all_gather(self, array: Any) -> Any:
        parts = cupy().empty((self._size, *array.shape), array.dtype)
        self.comm.allGather(array.data.ptr, parts.data.ptr, *self._bytes(array), _stream())
        return parts

    def gather(self, array: Any, root: int) -> Any:
        parts = cupy().empty((self._size, *array.shape), array.dtype) if self._rank == root else None
        with self._together():
            self._post(array, root)
            for i, part in enumerate(() if parts is None else parts):
                self._take(part, i)
        return parts

    def scatter(self, parts: Any, array: Any, root: int) -> None:
        with self._together():
            for i, part in enumerate(() if parts is None else parts):
                self._post(part, i)
            self._take(array, root)

    def reduce_scatter(self, parts: Any, op: ReduceOp) -> Any:
        out = cupy().empty(parts.shape[1:], parts.dtype)
        self.comm.reduceScatter(parts.data.ptr, out.data.ptr, *self._form(out), self._op(op), _stream())
        return out

    def all_to_all(self, parts: list[Any], out: list[Any]) -> None:
        with self._together():
            for i in range(self._size):
                self._post(parts[i], i)
                self._take(out[i], i)

    def send(self, array: Any, to: int, tag: int) -> None:
        self._post(array, to)

    def receive(self, array: Any, source: int | None, tag: int) -> int:
        if source is None:
            raise DistributedError("dist.nccl_any")
        self._take(array, source)
        return source

    def barrier(self) -> None:
        self.all_reduce(cupy().zeros(1, "f4"), ReduceOp.SUM)
        cupy().cuda.get_current_stream().synchronize()

    def close(self) -> None:
        super().close()
        self.comm.destroy()

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Sending and receiving at once: in turn, each process would wait for the other."""
        self.nccl.groupStart()
        try:
            yield
        finally:
            self.nccl.groupEnd()

    def _post(self, array: Any, to: int) -> None:
        self.comm.send(array.data.ptr, *self._bytes(array), to, _stream())

    def _take(self, array: Any, source: int) -> None:
        self.comm.recv(array.data.ptr, *self._bytes(array), source, _stream())

    def _form(self, array: Any) -> tuple[int, int]:
        """How many numbers of which type."""
        if array.dtype.name not in _TYPES:
            raise DtypeError("dist.nccl_dtype", dtype=array.dtype.name)
        return array.size, getattr(self.nccl, f"NCCL_{_TYPES[array.dtype.name]}")

    def _bytes(self, array: Any) -> tuple[int, int]:
        return array.nbytes, self.nccl.NCCL_UINT8

    def _op(self, op: ReduceOp) -> int:
        if op not in _OPS:
            raise DistributedError("dist.nccl_op", op=op.name)
        return getattr(self.nccl, f"NCCL_{_OPS[op]}")


def _stream() -> int:
    return cupy().cuda.get_current_stream().ptr
