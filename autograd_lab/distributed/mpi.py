"""A ProcessGroup that leaves the work to MPI, through mpi4py: for clusters, whose networks MPI knows."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.distributed.group import ProcessGroup, as_bytes
from autograd_lab.distributed.reduction import ReduceOp, finish, join
from autograd_lab.errors import DistributedError, OptionalMissing


def load() -> Any:
    """``mpi4py.MPI``; OptionalMissing says how to get it."""
    try:
        from mpi4py import MPI
    except (ImportError, RuntimeError) as error:  # RuntimeError: mpi4py is there, the library it looks for is not
        raise OptionalMissing("dist.no_mpi", why=error) from None
    return MPI


class MPIGroup(ProcessGroup):
    """The processes of a communicator. Numbers that MPI cannot join, such as bfloat16, are joined here."""

    name = "mpi"

    def __init__(self, comm: Any, ranks: list[int], label: str) -> None:
        super().__init__(ranks, comm.rank, label)
        self.comm, self.mpi = comm, load()
        self._posted: list[tuple[Any, np.ndarray]] = []  # what MPI may still be reading
        if self.mpi.Query_thread() < self.mpi.THREAD_MULTIPLE:
            raise DistributedError("dist.mpi_threads")
        self._ops = {
            ReduceOp.SUM: self.mpi.SUM,
            ReduceOp.AVG: self.mpi.SUM,
            ReduceOp.PRODUCT: self.mpi.PROD,
            ReduceOp.MIN: self.mpi.MIN,
            ReduceOp.MAX: self.mpi.MAX,
            ReduceOp.BAND: self.mpi.BAND,
            ReduceOp.BOR: self.mpi.BOR,
            ReduceOp.BXOR: self.mpi.BXOR,
        }

    def part(self, ranks: list[int], label: str) -> ProcessGroup:
        comm = self.comm.Create_group(self.comm.group.Incl(ranks))
        return MPIGroup(comm, [self.ranks[i] for i in ranks], label)

    def all_reduce(self, array: np.ndarray, op: ReduceOp) -> None:
        if _known(array.dtype):
            self.comm.Allreduce(self.mpi.IN_PLACE, array, self._ops[op])
            finish(op, array, self._size)
        else:
            array[...] = self._joined(self.all_gather(array), op)

    def reduce(self, array: np.ndarray, root: int, op: ReduceOp) -> None:
        if not _known(array.dtype):
            parts = self.gather(array, root)
            if parts is not None:
                array[...] = self._joined(parts, op)
        elif self._rank == root:
            self.comm.Reduce(self.mpi.IN_PLACE, array, self._ops[op], root)
            finish(op, array, self._size)
        else:
            self.comm.Reduce(array, None, self._ops[op], root)

    def _joined(self, parts: np.ndarray, op: ReduceOp) -> np.ndarray:
        for part in parts[1:]:
            join(op, parts[0], part)
        finish(op, parts[0], self._size)
        return parts[0]

    def broadcast(self, array: np.ndarray, root: int) -> None:
        self.comm.Bcast(as_bytes(array), root)

    def all_gather(self, array: np.ndarray) -> np.ndarray:
        parts = np.empty((self._size, *array.shape), array.dtype)
        self.comm.Allgather(as_bytes(array), as_bytes(parts))
        return parts

    def gather(self, array: np.ndarray, root: int) -> np.ndarray | None:
        parts = np.empty((self._size, *array.shape), array.dtype) if self._rank == root else None
        self.comm.Gather(as_bytes(array), None if parts is None else as_bytes(parts), root)
        return parts

    def scatter(self, parts: np.ndarray | None, array: np.ndarray, root: int) -> None:
        self.comm.Scatter(None if parts is None else as_bytes(parts), as_bytes(array), root)

    def reduce_scatter(self, parts: np.ndarray, op: ReduceOp) -> np.ndarray:
        if not _known(parts.dtype):
            parts = parts.copy()
            self.all_reduce(parts, op)
            return parts[self._rank]
        out = np.empty(parts.shape[1:], parts.dtype)
        self.comm.Reduce_scatter_block(parts, out, self._ops[op])
        finish(op, out, self._size)
        return out

    def all_to_all(self, parts: list[np.ndarray], out: list[np.ndarray]) -> None:
        requests = [self.comm.Irecv(as_bytes(place), i) for i, place in enumerate(out)]
        requests += [self.comm.Isend(as_bytes(part), i) for i, part in enumerate(parts)]
        self.mpi.Request.Waitall(requests)

    def send(self, array: np.ndarray, to: int, tag: int) -> None:
        # Not Send: that may wait for the receiver, who may be about to send himself.
        self._posted = [(request, kept) for request, kept in self._posted if not request.Test()]
        self._posted.append((self.comm.Isend(as_bytes(array), to, tag), array))

    def receive(self, array: np.ndarray, source: int | None, tag: int) -> int:
        status = self.mpi.Status()
        self.comm.Recv(as_bytes(array), self.mpi.ANY_SOURCE if source is None else source, tag, status)
        return status.Get_source()

    def barrier(self) -> None:
        self.comm.Barrier()


def _known(dtype: np.dtype[Any]) -> bool:
    """Whether MPI can join such numbers; the others are joined here."""
    return dtype.kind in "iufc" and dtype != np.float16
