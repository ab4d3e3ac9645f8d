"""Any Python object to other processes, pickled.

Unpickling can run code: all processes of a world have proven to each other that they know its key (``store.py``).
"""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np

from autograd_lab.backend.device import CPU, device, to_device
from autograd_lab.distributed.collectives import recv, send
from autograd_lab.distributed.group import ProcessGroup
from autograd_lab.distributed.world import resolve, within
from autograd_lab.errors import ArgumentError
from autograd_lab.tensor.tensor import make


def all_gather_object(object_list: list[Any], obj: Any, group: Any = None) -> None:
    """``object_list[i]`` becomes the object of process i."""
    if (members := resolve(group, "all_gather_object")) is None:
        return
    _check(object_list, members, "object_list")
    object_list[:] = members.submit(lambda: _gathered(members, obj)).result()


def gather_object(obj: Any, object_gather_list: list[Any] | None = None, dst: int = 0, group: Any = None) -> None:
    """``object_gather_list[i]`` of process ``dst`` becomes the object of process i; the others give no list."""
    if (members := resolve(group, "gather_object")) is None:
        return
    root = within(members, dst)
    if members.rank() == root:
        _check(object_gather_list, members, "object_gather_list")
    objects = members.submit(lambda: _gathered(members, obj)).result()
    if members.rank() == root and object_gather_list is not None:
        object_gather_list[:] = objects


def broadcast_object_list(object_list: list[Any], src: int = 0, group: Any = None, device: Any = None) -> None:
    """All get, in place, the objects in the list of ``src``; all lists have the same length."""
    if (members := resolve(group, "broadcast_object_list")) is None:
        return
    root = within(members, src)
    object_list[:] = members.submit(lambda: _from_root(members, list(object_list), root)).result()


def scatter_object_list(
    scatter_object_output_list: list[Any],
    scatter_object_input_list: list[Any] | None = None,
    src: int = 0,
    group: Any = None,
) -> None:
    """The first element of each output list becomes the object at the process's place in the list of ``src``."""
    if (members := resolve(group, "scatter_object_list")) is None:
        return
    root = within(members, src)
    if members.rank() == root:
        _check(scatter_object_input_list, members, "scatter_object_input_list")
    objects = members.submit(lambda: _from_root(members, scatter_object_input_list, root)).result()
    scatter_object_output_list[0] = objects[members.rank()]


def send_object_list(
    object_list: list[Any], dst: int | None = None, group: Any = None, device: Any = None,
    group_dst: int | None = None, use_batch: bool = False,
) -> None:  # fmt: skip
    """The objects to one process, which receives them with ``recv_object_list``."""
    if (members := resolve(group, "send_object_list")) is not None:
        data = np.frombuffer(pickle.dumps(list(object_list)), np.uint8)
        for array in (np.array([len(data)], np.int64), data):
            send(make(_there(members, array)), dst, group, group_dst=group_dst)


def recv_object_list(
    object_list: list[Any], src: int | None = None, group: Any = None, device: Any = None,
    group_src: int | None = None, use_batch: bool = False,
) -> int:  # fmt: skip
    """``object_list`` becomes what the other sent, in place; returns who it was, -1 outside of the group."""
    if (members := resolve(group, "recv_object_list")) is None:
        return -1
    size = make(_there(members, np.empty(1, np.int64)))
    sender = recv(size, src, group, group_src=group_src)
    data = make(_there(members, np.empty(int(size.item()), np.uint8)))
    recv(data, sender, group)
    object_list[:] = pickle.loads(_host(members, data.array).tobytes())
    return sender


def _check(objects: list[Any] | None, members: ProcessGroup, name: str) -> None:
    if objects is None or len(objects) != members.size():
        raise ArgumentError("dist.list", name=name, got=0 if objects is None else len(objects), size=members.size())


def _gathered(members: ProcessGroup, obj: Any) -> list[Any]:
    data = np.frombuffer(pickle.dumps(obj), np.uint8)
    sizes = _host(members, members.all_gather(_there(members, np.array([len(data)], np.int64))))[:, 0]
    padded = np.zeros(int(sizes.max()), np.uint8)
    padded[: len(data)] = data
    rows = _host(members, members.all_gather(_there(members, padded)))
    return [pickle.loads(row[:size].tobytes()) for row, size in zip(rows, sizes, strict=True)]


def _from_root(members: ProcessGroup, objects: Any, root: int) -> Any:
    mine = members.rank() == root
    data = np.frombuffer(pickle.dumps(objects), np.uint8).copy() if mine else np.empty(0, np.uint8)
    size = _there(members, np.array([len(data)], np.int64))
    members.broadcast(size, root)
    data = _there(members, data if mine else np.empty(int(_host(members, size)[0]), np.uint8))
    members.broadcast(data, root)
    return objects if mine else pickle.loads(_host(members, data).tobytes())


def _there(members: ProcessGroup, array: np.ndarray) -> Any:
    """The array where the group works."""
    return array if members.on_host else to_device(array, device("cuda"))


def _host(members: ProcessGroup, array: Any) -> np.ndarray:
    return array if members.on_host else to_device(array, CPU)
