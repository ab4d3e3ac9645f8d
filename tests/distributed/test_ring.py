"""The algorithms, for every small world, against what NumPy computes from all ranks' arrays at once."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np
import pytest

from autograd_lab.distributed.reduction import ReduceOp
from tests.distributed.ranks import together

SIZES = (1, 2, 3, 5)
JOINED = {
    ReduceOp.SUM: lambda a: a.sum(0, dtype=a.dtype),
    ReduceOp.AVG: lambda a: a.mean(0, dtype=a.dtype),
    ReduceOp.PRODUCT: lambda a: a.prod(0, dtype=a.dtype),
    ReduceOp.MIN: lambda a: a.min(0),
    ReduceOp.MAX: lambda a: a.max(0),
}


def arrays(size: int, *shape: int, dtype: Any = np.float32) -> np.ndarray:
    """An array for each rank; small whole numbers, so that sums are exact in every order."""
    return np.random.default_rng(0).integers(-3, 4, (size, *shape)).astype(dtype)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("shape", [(), (1,), (7,), (0,), (3, 4)], ids=str)
def test_all_reduce(size: int, shape: tuple[int, ...]) -> None:
    data = arrays(size, *shape)

    def work(group: Any) -> Any:
        mine = np.array(data[group.rank()])
        group.all_reduce(mine, ReduceOp.SUM)
        return mine

    for result in together(size, work):
        np.testing.assert_array_equal(result, data.sum(0))


@pytest.mark.parametrize("op", JOINED, ids=lambda op: op.name)
def test_every_way_to_join(op: ReduceOp) -> None:
    data = arrays(4, 6, dtype=np.float64)

    def work(group: Any) -> Any:
        everywhere, at_one = np.array(data[group.rank()]), np.array(data[group.rank()])
        group.all_reduce(everywhere, op)
        group.reduce(at_one, 2, op)
        return everywhere, at_one, group.reduce_scatter(np.stack([data[group.rank()]] * 4), op)

    results = together(4, work)
    for everywhere, _, part in results:
        np.testing.assert_array_equal(everywhere, JOINED[op](data))
        np.testing.assert_array_equal(part, JOINED[op](data))
    np.testing.assert_array_equal(results[2][1], JOINED[op](data))


@pytest.mark.parametrize("dtype", [np.float16, ml_dtypes.bfloat16, np.int64, np.uint8, np.complex64], ids=str)
def test_dtypes(dtype: Any) -> None:
    data = abs(arrays(3, 5)).astype(dtype)

    def work(group: Any) -> Any:
        mine = np.array(data[group.rank()])
        group.all_reduce(mine, ReduceOp.SUM)
        return mine, group.all_gather(data[group.rank()])

    for total, everything in together(3, work):
        np.testing.assert_array_equal(total, data.sum(0, dtype=dtype))
        np.testing.assert_array_equal(everything, data)


def test_all_ranks_get_the_same_bits() -> None:
    data = np.random.default_rng(1).standard_normal((5, 1001)).astype(np.float32)

    def work(group: Any) -> Any:
        mine = np.array(data[group.rank()])
        group.all_reduce(mine, ReduceOp.SUM)
        return mine

    first, *others = together(5, work)
    assert all(other.tobytes() == first.tobytes() for other in others)
    # Five numbers of size one are added: at most four roundings of a sum below 16, half an ulp (2**-21) each.
    np.testing.assert_allclose(first, data.astype(np.float64).sum(0), rtol=0, atol=4 * 2**-21)


@pytest.mark.parametrize("size", SIZES)
def test_from_and_to_every_root(size: int) -> None:
    data = arrays(size, 2, 3)

    def work(group: Any) -> Any:
        seen = []
        for root in range(size):
            mine, part = np.array(data[group.rank()]), np.empty((2, 3), np.float32)
            group.broadcast(mine, root)
            group.scatter(data + root if group.rank() == root else None, part, root)
            seen.append((mine, part, group.gather(data[group.rank()], root)))
        return seen

    for rank, seen in enumerate(together(size, work)):
        for root, (same, part, everything) in enumerate(seen):
            np.testing.assert_array_equal(same, data[root])
            np.testing.assert_array_equal(part, data[rank] + root)
            assert (everything is not None) == (rank == root)
            if everything is not None:
                np.testing.assert_array_equal(everything, data)


@pytest.mark.parametrize("size", SIZES)
def test_everybody_to_everybody(size: int) -> None:
    def work(group: Any) -> Any:
        parts = [np.full(i + 1, 10 * group.rank() + i) for i in range(size)]
        out = [np.empty(group.rank() + 1, int) for _ in range(size)]
        group.all_to_all(parts, out)
        group.barrier()
        return out

    for rank, out in enumerate(together(size, work)):
        assert [part.tolist() for part in out] == [[10 * i + rank] * (rank + 1) for i in range(size)]


def test_two_send_to_each_other_first() -> None:
    big = np.ones(1 << 21)  # more than a socket holds

    def work(group: Any) -> Any:
        got = np.empty_like(big)
        group.send(big * group.rank(), 1 - group.rank(), 0)
        group.receive(got, 1 - group.rank(), 0)
        return got[0], got[-1]

    assert together(2, work) == [(1.0, 1.0), (0.0, 0.0)]


def test_from_whoever_sends_and_by_tag() -> None:
    def work(group: Any) -> Any:
        if group.rank():
            group.send(np.array([group.rank()]), 0, group.rank())
            return None
        got, seen = np.empty(1, int), []
        for tag in (2, 1):
            seen.append((group.receive(got, None, tag), int(got[0])))
        return seen

    assert together(3, work)[0] == [(2, 2), (1, 1)]


def test_groups_of_some() -> None:
    def work(group: Any) -> Any:
        ranks = [0, 2] if group.rank() in (0, 2) else [1]
        part = group.part(ranks, f"part{ranks[0]}")
        mine = np.array([1.0 + group.rank()])
        part.all_reduce(mine, ReduceOp.SUM)
        group.all_reduce(mine, ReduceOp.SUM)
        return float(mine[0])

    assert together(3, work) == [10.0] * 3


def test_different_calls_are_noticed() -> None:
    def work(group: Any) -> None:
        mine = np.zeros(3, np.float32)
        if group.rank():
            group.broadcast(mine, 1)
        else:
            group.all_reduce(mine, ReduceOp.SUM)

    first = together(2, work)[0]
    assert "all_reduce SUM, float32[3]" in str(first) and "broadcast from 1, float32[3]" in str(first)


def test_different_shapes_are_noticed() -> None:
    def work(group: Any) -> None:
        group.all_reduce(np.zeros(2 + group.rank(), np.float32), ReduceOp.SUM)

    for error in together(2, work):
        assert "float32[2]" in str(error) and "float32[3]" in str(error)


def test_who_ends_is_missed_at_once() -> None:
    def work(group: Any) -> None:
        if group.rank() == 0:
            group.barrier()

    assert "process 1" in str(together(2, work)[0])


def test_silence_has_an_end() -> None:
    def work(group: Any) -> Any:
        if group.rank() == 0:
            return group.receive(np.zeros(1), 1, 0)
        try:
            return group.receive(np.zeros(1), 0, 0)
        except Exception as error:
            return error

    for error in together(2, work, seconds=0.3):
        assert "process" in str(error)
