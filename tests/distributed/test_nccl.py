"""NCCL, as far as it can be proven without GPUs: on the fake CuPy, each rank with a GPU and a thread of its own.

The names and arguments of the fake are compared with the real CuPy where that finds its NCCL (no GPU is needed).
"""

from __future__ import annotations

import threading
import warnings
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from autograd_lab import distributed as dist
from autograd_lab.distributed.collectives import _done, _put, _taken
from autograd_lab.distributed.nccl import NCCLGroup
from autograd_lab.distributed.reduction import ReduceOp
from autograd_lab.distributed.store import TCPStore
from autograd_lab.errors import DistributedError, DtypeError
from tests.support.fake_cupy import FakeCupy
from tests.support.fake_nccl import Communicator, Nccl
from tests.support.refusal import assert_refused

SIZE = 2


@pytest.fixture
def cupy(fake_cupy: FakeCupy) -> FakeCupy:
    fake_cupy.cuda.nccl = Nccl()
    return fake_cupy


def together(cupy: FakeCupy, work: Any) -> list[Any]:
    """What ``work(group, rank)`` returns in each rank, with the rank's GPU in use."""
    store = TCPStore("127.0.0.1", 0, is_master=True, timeout=timedelta(seconds=60))
    results: list[Any] = [None] * SIZE

    def run(rank: int) -> None:
        own = TCPStore("127.0.0.1", store.port, timeout=timedelta(seconds=60))
        with cupy.cuda.Device(rank):
            group = NCCLGroup(own, list(range(SIZE)), rank, "test")
            results[rank] = work(group, rank)
            group.close()
        own.close()

    threads = [threading.Thread(target=run, args=(rank,), daemon=True) for rank in range(SIZE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    store.close()
    assert all(result is not None for result in results)
    return results


@pytest.mark.parametrize("op", [ReduceOp.SUM, ReduceOp.AVG, ReduceOp.PRODUCT, ReduceOp.MIN, ReduceOp.MAX])
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_joins(cupy: FakeCupy, op: ReduceOp, dtype: Any) -> None:
    data = np.arange(8, dtype=dtype).reshape(SIZE, 4) + 1

    def work(group: NCCLGroup, rank: int) -> Any:
        everywhere, at_one = cupy.array(data[rank]), cupy.array(data[rank])
        group.all_reduce(everywhere, op)
        group.reduce(at_one, 1, op)
        part = group.reduce_scatter(cupy.array(data[rank].reshape(SIZE, 2)), op)
        return [cupy.asnumpy(x) for x in (everywhere, at_one, part)]

    joins = {"SUM": "sum", "AVG": "mean", "PRODUCT": "prod", "MIN": "min", "MAX": "max"}
    whole = getattr(data.astype(float), joins[op.name])(0)
    for rank, (everywhere, at_one, part) in enumerate(together(cupy, work)):
        np.testing.assert_array_equal(everywhere, whole)
        np.testing.assert_array_equal(part, whole[2 * rank : 2 * rank + 2])
        np.testing.assert_array_equal(at_one, whole if rank == 1 else data[rank])


def test_moves(cupy: FakeCupy) -> None:
    data = np.arange(12.0).reshape(SIZE, 3, 2)

    def work(group: NCCLGroup, rank: int) -> Any:
        mine, part, got = cupy.array(data[rank]), cupy.empty(2), cupy.empty((3, 2))
        everything = group.all_gather(mine)
        at_one = group.gather(mine, 1)
        group.scatter(cupy.array(data[1][:2]) if rank == 0 else None, part, 0)
        out = [cupy.empty(2), cupy.empty(2)]
        group.all_to_all([mine[0] * 1, mine[1] * 1], out)
        if rank == 0:
            group.send(mine, 1, 0)
        else:
            group.receive(got, 0, 0)
        group.broadcast(mine, 1)
        group.barrier()
        return [None if x is None else cupy.asnumpy(x) for x in (everything, at_one, part, *out, got, mine)]

    for rank, (everything, at_one, part, from0, from1, got, mine) in enumerate(together(cupy, work)):
        np.testing.assert_array_equal(everything, data)
        np.testing.assert_array_equal(part, data[1][rank])
        np.testing.assert_array_equal([from0, from1], data[:, rank])
        np.testing.assert_array_equal(mine, data[1])
        if rank == 1:
            np.testing.assert_array_equal(at_one, data)
            np.testing.assert_array_equal(got, data[0])


def test_tensors_stay_on_their_gpu(cupy: FakeCupy) -> None:
    import autograd_lab as torch

    def work(group: NCCLGroup, rank: int) -> Any:
        tensor = torch.arange(6.0, device=f"cuda:{rank}").reshape(2, 3).t()
        array = _taken(tensor, group, "tensor")
        _done(group.submit(lambda: group.all_reduce(array, ReduceOp.SUM)), False)
        _put(tensor, array)
        return tensor.device.index, tensor.cpu().tolist()

    assert together(cupy, work) == [(rank, [[0.0, 6.0], [2.0, 8.0], [4.0, 10.0]]) for rank in range(SIZE)]


def test_refuses(cupy: FakeCupy) -> None:
    def work(group: NCCLGroup, rank: int) -> Any:
        if rank == 0:
            xor, odd = cupy.zeros(1, "i4"), cupy.zeros(1, "c8")
            assert_refused(lambda: group.all_reduce(xor, ReduceOp.BXOR), DistributedError, "dist.nccl_op", "BXOR")
            assert_refused(lambda: group.all_reduce(odd, ReduceOp.SUM), DtypeError, "dist.nccl_dtype", "complex64")
            assert_refused(lambda: group.receive(odd, None, 0), DistributedError, "dist.nccl_any", "src")
        return True

    together(cupy, work)


def test_cupy_without_nccl(fake_cupy: FakeCupy) -> None:
    class Missing:
        available = False

    fake_cupy.cuda.nccl = Missing()
    assert not dist.is_nccl_available()
    where = {"init_method": "tcp://127.0.0.1:0", "rank": 0, "world_size": 1}
    assert_refused(lambda: dist.init_process_group("nccl", **where), DistributedError, "dist.no_nccl", "nvidia-nccl")


def test_the_fake_takes_what_the_real_one_takes() -> None:
    pytest.importorskip("cupy")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # CuPy warns that it finds no NCCL
        from cupy.cuda import nccl
    if not nccl.available:
        pytest.skip("CuPy finds no NCCL")
    for name in ("allReduce", "reduce", "broadcast", "allGather", "reduceScatter", "send", "recv"):
        signature = getattr(nccl.NcclCommunicator, name).__doc__.splitlines()[0]
        real = [part.split()[-1] for part in signature.partition("(")[2].rstrip(")").split(", ")[1:]]
        code = getattr(Communicator, name).__code__
        assert real == list(code.co_varnames[1 : code.co_argcount]), name
    fake = Nccl()
    assert all(hasattr(nccl, name) for name in vars(fake) if name.startswith("NCCL_"))
    assert len(nccl.get_unique_id()) == len(fake.get_unique_id())
