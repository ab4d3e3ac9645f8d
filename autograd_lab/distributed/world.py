"""All processes of a run, and groups of some of them: who is who."""

from __future__ import annotations

import importlib.util
import os
import warnings
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from autograd_lab.backend import cuda
from autograd_lab.distributed import mpi, nccl
from autograd_lab.distributed.group import ProcessGroup
from autograd_lab.distributed.mesh import Mesh, Sockets
from autograd_lab.distributed.store import TCPStore
from autograd_lab.distributed.stores import Store
from autograd_lab.errors import ArgumentError, DistributedError
from autograd_lab.i18n import tr

PATIENCE = timedelta(minutes=30)  # PyTorch's: how long a process waits for the others


class GroupMember:
    """``NON_GROUP_MEMBER`` is what ``new_group`` gives to processes that are not in it."""

    WORLD: ProcessGroup | None = None
    NON_GROUP_MEMBER = object()


group = GroupMember  # torch.distributed.group.WORLD

_made = 0  # groups so far: all processes make them in the same order, so the number names a group
_store: TCPStore | None = None


def init_process_group(
    backend: str | None = None,
    init_method: str | None = None,
    timeout: timedelta | None = None,
    world_size: int = -1,
    rank: int = -1,
    store: Store | None = None,
    group_name: str = "",
    pg_options: Any = None,
    device_id: Any = None,
) -> None:
    """Meet the other processes. Each of them calls this once, and it returns when all have.

    backend : "gloo", sockets, for the CPU, and for GPU tensors by way of it; "nccl" for GPUs; "mpi", which leaves
        starting the processes to mpiexec. None is "nccl" where there is a GPU for each process, else "gloo".
    init_method : "env://" reads MASTER_ADDR, MASTER_PORT, RANK and WORLD_SIZE from the environment, as
        ``python -m autograd_lab.distributed.run`` sets them; "tcp://host:port" takes ``rank`` and ``world_size``.

    ValueError if it is not known who this process is, DistributedError if the others do not come within ``timeout``.
    """
    global _store, _made
    if GroupMember.WORLD is not None:
        raise ArgumentError("dist.twice")
    kind = _backend(backend)
    timeout = timeout or PATIENCE
    _made += 1
    label = f"world{_made}"
    if kind == "mpi":
        comm = mpi.load().COMM_WORLD
        GroupMember.WORLD = mpi.MPIGroup(comm, list(range(comm.size)), label)
        return
    if store is None:
        host, port, rank, world_size = _place(init_method or "env://", rank, world_size)
        store = _store = TCPStore(host, port, is_master=rank == 0, timeout=timeout)
    elif not 0 <= rank < world_size:
        raise ArgumentError("dist.rank", rank=rank, size=world_size)
    try:
        if kind == "nccl":
            GroupMember.WORLD = nccl.NCCLGroup(store, list(range(world_size)), rank, label)
        else:
            mesh = Mesh(rank, world_size, store, label, timeout.total_seconds())
            GroupMember.WORLD = Sockets(mesh, list(range(world_size)), label)
    except BaseException:
        _leave()
        raise


def _backend(name: str | None) -> str:
    if name is None:
        return "nccl" if is_nccl_available() else "gloo"
    parts: dict[str, str] = {}  # PyTorch takes one for each kind of device: "cpu:gloo,cuda:nccl"
    for part in str(name).lower().split(","):
        where, _, what = part.rpartition(":")
        parts[where] = what
    kind = parts.get("cuda") if cuda.is_available() and "cuda" in parts else parts.get("", parts.get("cpu"))
    if kind not in ("gloo", "mpi", "nccl"):
        raise ArgumentError("dist.backend", got=str(name)[:60])
    if kind == "nccl" and not cuda.is_available():
        raise DistributedError("dist.nccl_no_gpu")
    return kind


def _place(init_method: str, rank: int, size: int) -> tuple[str, int, int, int]:
    """Where the processes meet, which of them this one is, and how many they are."""
    url = urlsplit(init_method)
    if url.scheme == "env":
        host = os.environ.get("MASTER_ADDR", "")
        port = _number("MASTER_PORT", -1)
        rank, size = _number("RANK", rank), _number("WORLD_SIZE", size)
        given = {"MASTER_ADDR": bool(host), "MASTER_PORT": port >= 0, "RANK": rank >= 0, "WORLD_SIZE": size >= 0}
        if missing := [name for name, there in given.items() if not there]:
            raise ArgumentError("dist.environment", missing=", ".join(missing))
    elif url.scheme == "tcp":
        query = parse_qs(url.query)
        rank, size = int(query.get("rank", [rank])[0]), int(query.get("world_size", [size])[0])
        host, port = url.hostname or "", url.port or 0
    else:
        raise ArgumentError("dist.init_method", got=init_method[:80])
    if not 0 <= rank < size:
        raise ArgumentError("dist.rank", rank=rank, size=size)
    return host, port, rank, size


def _number(variable: str, given: int) -> int:
    """What was given, else what the environment says."""
    text = os.environ.get(variable)
    if given >= 0 or text is None:
        return given
    try:
        return int(text)
    except ValueError:
        raise ArgumentError("dist.variable", variable=variable, got=text[:40]) from None


def get_node_local_rank(fallback_rank: int | None = None) -> int:
    """Which of the processes on this machine this is, as the launcher said: LOCAL_RANK."""
    if (given := os.environ.get("LOCAL_RANK", fallback_rank)) is None:
        raise DistributedError("dist.local_rank")
    return int(given)


def destroy_process_group(group: ProcessGroup | None = None) -> None:
    """Take no further part, in ``group`` or in anything."""
    if group is None or group is GroupMember.WORLD:
        _world()
        _leave()
    elif isinstance(group, ProcessGroup):
        group.close()


def _leave() -> None:
    global _store
    if GroupMember.WORLD is not None:
        GroupMember.WORLD.close()
    GroupMember.WORLD = None
    if _store is not None:
        _store.close()
    _store = None


def new_group(
    ranks: list[int] | None = None,
    timeout: timedelta | None = None,
    backend: str | None = None,
    pg_options: Any = None,
    use_local_synchronization: bool = False,
    group_desc: str | None = None,
) -> Any:
    """A group of some of the processes. All of them call this, also those that are not in it."""
    global _made
    world = _world()
    members = sorted(range(world.size()) if ranks is None else ranks)
    if len(set(members)) < len(members) or not all(0 <= rank < world.size() for rank in members):
        raise ArgumentError("dist.ranks", ranks=members, size=world.size())
    _made += 1
    if world.rank() not in members:
        return GroupMember.NON_GROUP_MEMBER
    return world.part(members, f"group{_made}")


def _world() -> ProcessGroup:
    if GroupMember.WORLD is None:
        raise ArgumentError("dist.no_group")
    return GroupMember.WORLD


def resolve(group: Any, call: str) -> ProcessGroup | None:
    """The group that a call is for; None, after a warning, for a process that is not in it."""
    if group is None:
        return _world()
    if group is GroupMember.NON_GROUP_MEMBER:
        warnings.warn(tr("dist.outside", call=call, rank=_world().rank()), stacklevel=3)
        return None
    return group


def within(group: ProcessGroup, rank: int) -> int:
    """The number in the group of the process with this number among all."""
    if rank not in group.ranks:
        raise ArgumentError("dist.not_in_group", rank=rank, ranks=group.ranks)
    return group.ranks.index(rank)


def get_rank(group: Any = None) -> int:
    """The number of this process; -1 if it is not in the group."""
    return -1 if group is GroupMember.NON_GROUP_MEMBER else (group or _world()).rank()


def get_world_size(group: Any = None) -> int:
    """How many processes there are; -1 for one that is not in the group."""
    return -1 if group is GroupMember.NON_GROUP_MEMBER else (group or _world()).size()


def get_backend(group: Any = None) -> str:
    return (group or _world()).name


def get_global_rank(group: ProcessGroup, group_rank: int) -> int:
    """The number among all processes of one in a group."""
    return group.ranks[group_rank]


def get_group_rank(group: ProcessGroup, global_rank: int) -> int:
    """The number in a group of a process."""
    return within(group, global_rank)


def get_process_group_ranks(group: ProcessGroup | None) -> list[int]:
    """The numbers among all processes of those in a group."""
    return list((group or _world()).ranks)


def is_initialized() -> bool:
    return GroupMember.WORLD is not None


def is_available() -> bool:
    return True


def is_gloo_available() -> bool:
    return True


def is_mpi_available() -> bool:
    return importlib.util.find_spec("mpi4py") is not None


def is_nccl_available() -> bool:
    if not cuda.is_available():
        return False
    return bool(getattr(cuda.cupy().cuda.nccl, "available", False))


def is_torchelastic_launched() -> bool:
    """Whether ``autograd_lab.distributed.run`` started this process."""
    return "TORCHELASTIC_RUN_ID" in os.environ
