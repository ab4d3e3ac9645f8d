"""A world of one process, and what cannot be one."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as torch
from autograd_lab import distributed as dist
from autograd_lab.distributed.run import free_port
from autograd_lab.distributed.store import TCPStore
from autograd_lab.errors import ArgTypeError, ArgumentError, DistributedError, DtypeError, ShapeError
from autograd_lab.i18n import set_language
from tests.support.refusal import assert_refused

SHORT = timedelta(seconds=0.2)


@pytest.fixture
def alone() -> Iterator[None]:
    """A world of this process."""
    dist.init_process_group(init_method=f"tcp://127.0.0.1:{free_port()}", rank=0, world_size=1)
    yield
    dist.destroy_process_group()


@pytest.mark.usefixtures("alone")
def test_of_one() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    dist.all_reduce(x)
    parts = [torch.zeros(2)]
    dist.all_gather(parts, x)
    out = torch.zeros(2)
    dist.reduce_scatter(out, [x])
    dist.all_to_all_single(out, x.detach())
    assert x.tolist() == out.tolist() == parts[0].tolist() == [1.0, 2.0] and x.is_leaf
    assert (dist.get_rank(), dist.get_world_size(), dist.get_backend()) == (0, 1, "gloo")
    assert dist.all_reduce(x, async_op=True).wait()


@pytest.mark.usefixtures("alone")
def test_a_written_tensor_counts_as_written() -> None:
    x = torch.tensor([2.0], requires_grad=True)
    y = x * 1
    z = y * y
    with torch.no_grad():
        dist.all_reduce(y)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        z.backward()


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("call", "error", "key", "word"),
    [
        (lambda: dist.all_reduce([1.0]), ArgTypeError, "dist.tensor", "list"),
        (lambda: dist.all_gather("x", torch.zeros(1)), ArgTypeError, "dist.tensors", "tensor_list"),
        (lambda: dist.all_gather([], torch.zeros(1)), ArgumentError, "dist.list", "tensor_list"),
        (lambda: dist.all_gather([torch.zeros(2)], torch.zeros(1)), ShapeError, "dist.element", "float32[2]"),
        (lambda: dist.all_gather([torch.zeros(1).long()], torch.zeros(1)), ShapeError, "dist.element", "int64"),
        (lambda: dist.all_gather_into_tensor(torch.zeros(3), torch.zeros(2)), ShapeError, "dist.whole", "(3,)"),
        (lambda: dist.all_to_all_single(torch.zeros(2), torch.zeros(2), [1], [2]), ShapeError, "dist.split", "[1]"),
        (lambda: dist.all_to_all([], []), ArgumentError, "dist.list", "output_tensor_list"),
        (lambda: dist.broadcast(torch.zeros(1), src=1), ArgumentError, "dist.not_in_group", "1"),
        (lambda: dist.broadcast(torch.zeros(1), group_src=1), ArgumentError, "dist.not_in_group", "1"),
        (lambda: dist.broadcast(torch.zeros(1), 0, group_src=0), ArgumentError, "dist.two_ranks", "group_src"),
        (lambda: dist.scatter(torch.zeros(1)), ArgumentError, "dist.list", "scatter_list"),
        (lambda: dist.send(torch.zeros(1), 0), ArgumentError, "dist.to_itself", "0"),
        (lambda: dist.new_group([0, 1]), ArgumentError, "dist.ranks", "[0, 1]"),
        (lambda: dist.P2POp(dist.all_reduce, torch.zeros(1), 0), ArgumentError, "dist.p2p_op", "isend"),
        (lambda: dist.init_process_group("gloo"), ArgumentError, "dist.twice", "destroy_process_group"),
        (lambda: dist.all_reduce(torch.zeros(1), dist.ReduceOp.BAND), DtypeError, "dist.dtype", "BAND"),
        (lambda: dist.all_reduce(torch.zeros(1).long(), dist.ReduceOp.AVG), DtypeError, "dist.dtype", "int64"),
        (lambda: dist.all_reduce(torch.zeros(1) + 1j, dist.ReduceOp.MAX), DtypeError, "dist.dtype", "complex64"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_sent(
    call: Any, error: type[Exception], key: str, word: str
) -> None:
    assert_refused(call, error, key, word)
    dist.barrier()  # the group is as it was


@pytest.mark.parametrize(
    ("arguments", "key", "word"),
    [
        ({"backend": "carrier pigeon"}, "dist.backend", "carrier pigeon"),
        ({"init_method": "file:///tmp/x", "rank": 0, "world_size": 1}, "dist.init_method", "file:///tmp/x"),
        ({"init_method": "tcp://127.0.0.1:1", "rank": 1, "world_size": 1}, "dist.rank", "1"),
        ({}, "dist.environment", "MASTER_ADDR, MASTER_PORT, RANK, WORLD_SIZE"),
    ],
    ids=str,
)
def test_no_world(arguments: dict[str, Any], key: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MASTER_ADDR", "MASTER_PORT", "RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    assert_refused(lambda: dist.init_process_group(**arguments), ArgumentError, key, word)
    assert not dist.is_initialized()


def test_a_variable_that_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MASTER_ADDR": "localhost", "MASTER_PORT": "1", "RANK": "first", "WORLD_SIZE": "1"}.items():
        monkeypatch.setenv(name, value)
    assert_refused(dist.init_process_group, ArgumentError, "dist.variable", "first")


def test_nobody_comes() -> None:
    where = f"tcp://127.0.0.1:{free_port()}"
    for rank, key in enumerate(("dist.missing", "dist.no_store")):
        word = "[1]" if rank == 0 else where.removeprefix("tcp://")
        assert_refused(lambda r=rank: dist.init_process_group(None, where, SHORT, 2, r), DistributedError, key, word)
    assert not dist.is_initialized()


def test_a_port_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        where = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        start = partial(dist.init_process_group, None, where, SHORT, 1, 0)
        assert_refused(start, DistributedError, "dist.port", where.removeprefix("tcp://"))


def test_without_a_world() -> None:
    for call in (dist.get_rank, dist.barrier, dist.destroy_process_group, lambda: dist.all_reduce(torch.zeros(1))):
        assert_refused(call, ArgumentError, "dist.no_group", "init_process_group")


def test_gpus_only_where_there_are_some() -> None:
    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    where = f"tcp://127.0.0.1:{free_port()}"
    assert_refused(
        lambda: dist.init_process_group("nccl", where, SHORT, 1, 0), DistributedError, "dist.nccl_no_gpu", "gloo"
    )


def test_another_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRAD_LAB_DISTRIBUTED_KEY", "one")
    store = TCPStore("127.0.0.1", 0, is_master=True)
    store.set("x", "1")
    monkeypatch.setenv("AUTOGRAD_LAB_DISTRIBUTED_KEY", "another")
    assert_refused(
        lambda: TCPStore("127.0.0.1", store.port, timeout=SHORT), DistributedError, "dist.key", "DISTRIBUTED_KEY"
    )
    assert store.get("x") == b"1" and store.add("n", 2) == 2 and store.num_keys() == 2
    store.close()


def test_several_machines_need_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOGRAD_LAB_DISTRIBUTED_KEY", raising=False)
    assert_refused(lambda: TCPStore("192.0.2.1", 29500, timeout=SHORT), DistributedError, "dist.no_key", "192.0.2.1")


def test_the_key_of_one_machine_is_the_users_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTOGRAD_LAB_DISTRIBUTED_KEY", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    store = TCPStore("127.0.0.1", 0, is_master=True)
    other = TCPStore("127.0.0.1", store.port)
    other.set("x", "1")
    assert store.get("x") == b"1" and other.check(["x"]) and other.delete_key("x") and not store.check(["x"])
    (path,) = (tmp_path / "autograd_lab").iterdir()
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    store.close()


def test_a_missing_key_is_named_in_the_learners_language() -> None:
    store = TCPStore("127.0.0.1", 0, is_master=True, timeout=SHORT)
    set_language("zh")
    try:
        with pytest.raises(DistributedError, match="没有进程设置 'nothing'"):
            store.get("nothing")
    finally:
        set_language("en")
    store.close()
