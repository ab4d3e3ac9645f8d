"""Tables that are shared, and what one process sends another as objects."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from autograd_lab import distributed as dist
from autograd_lab.distributed.store import TCPStore
from autograd_lab.distributed.stores import FileStore, HashStore, PrefixStore, Store
from autograd_lab.errors import DistributedError
from tests.distributed.ranks import together
from tests.support.refusal import assert_refused

SHORT = timedelta(seconds=0.05)
KINDS: dict[str, Callable[[Path], Store]] = {
    "memory": lambda path: HashStore(),
    "file": lambda path: FileStore(path / "table"),
    "address": lambda path: TCPStore("127.0.0.1", 0, is_master=True),
    "part of one": lambda path: PrefixStore("mine", PrefixStore("ours", HashStore())),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_table_can_do(kind: str, tmp_path: Path) -> None:
    store = KINDS[kind](tmp_path)
    store.set("a", "1")
    assert store.get("a") == b"1" and store.add("a", 2) == 3 and store.get("a") == b"3"
    assert store.add("n", 5) == 5 and store.check(["a", "n"]) and not store.check(["b"])
    store.append("a", b"x")
    assert store.get("a") == b"3x"
    assert store.compare_set("new", "", "first") == b"first"
    assert store.compare_set("new", "other", "second") == b"first"
    assert store.compare_set("new", "first", "second") == b"second"
    store.multi_set(["u", "v"], ["1", b"2"])
    assert store.multi_get(["u", "v"]) == [b"1", b"2"]
    assert store.num_keys() == 5 and store.delete_key("u") and not store.delete_key("u") and store.num_keys() == 4
    store.set_timeout(SHORT)
    assert_refused(lambda: store.get("missing"), DistributedError, "dist.key_missing", "missing")
    assert_refused(lambda: store.wait(["missing"], SHORT), DistributedError, "dist.key_missing", "missing")
    assert isinstance(store.key, bytes) and store.own_host == "127.0.0.1"


@pytest.mark.parametrize("kind", KINDS)
def test_no_addition_is_lost(kind: str, tmp_path: Path) -> None:
    store = KINDS[kind](tmp_path)
    threads = [threading.Thread(target=lambda: [store.add("n", 1) for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.add("n", 0) == 80


def test_two_prefixes_do_not_meet() -> None:
    whole = HashStore()
    PrefixStore("a", whole).set("x", "1")
    PrefixStore("b", whole).set("x", "2")
    assert PrefixStore("a", whole).get("x") == b"1" and whole.get("b/x") == b"2"


def test_a_file_is_enough_to_meet(tmp_path: Path) -> None:
    dist.init_process_group(store=FileStore(tmp_path / "meet", 1), rank=0, world_size=1)
    assert dist.get_world_size() == 1
    dist.destroy_process_group()


def test_objects_from_one_to_another() -> None:
    def work(group: Any) -> Any:
        if group.rank() == 0:
            dist.send_object_list(["数", {"n": 1}], dst=1, group=group)
            return None
        received: list[Any] = [None, None]
        return dist.recv_object_list(received, src=0, group=group), received

    assert together(2, work)[1] == (0, ["数", {"n": 1}])


def test_the_rank_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    assert dist.get_node_local_rank(3) == 3
    assert_refused(dist.get_node_local_rank, DistributedError, "dist.local_rank", "LOCAL_RANK")
    monkeypatch.setenv("LOCAL_RANK", "2")
    assert dist.get_node_local_rank() == dist.get_node_local_rank(3) == 2


def test_a_lock_that_nobody_holds_any_more_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "table.lock").touch()
    monkeypatch.setattr("autograd_lab.distributed.stores.PATIENCE", 0.01)
    store: Any = FileStore(tmp_path / "table")
    assert_refused(lambda: store.set("a", "1"), DistributedError, "dist.locked", "table.lock")
