"""What the processes of a group do together with Tensors.

All of them call the same function, in the same order. ``group`` is None for all processes; ranks are those among all.
With ``async_op`` a call returns at once a ``Work`` to wait for; until then the Tensors are not to be touched.
Gradients do not flow through these calls, as in PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.device import CPU, device_of, to_device
from autograd_lab.distributed.group import ProcessGroup, Work
from autograd_lab.distributed.reduction import ReduceOp, check
from autograd_lab.distributed.world import resolve, within
from autograd_lab.errors import ArgTypeError, ArgumentError, ShapeError
from autograd_lab.graph.modes import no_grad
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.tensor import make


def all_reduce(tensor: Tensor, op: ReduceOp = ReduceOp.SUM, group: Any = None, async_op: bool = False) -> Work | None:
    """All get, in place, the sum (or what ``op`` says) of what all have."""
    if (members := resolve(group, "all_reduce")) is None:
        return None
    array = _taken(tensor, members, "tensor")
    check(op, array.dtype)

    def call() -> None:
        members.all_reduce(array, op)
        _put(tensor, array)

    return _done(members.submit(call), async_op)


def reduce(
    tensor: Tensor,
    dst: int | None = None,
    op: ReduceOp = ReduceOp.SUM,
    group: Any = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """``dst`` gets, in place, what all have, joined; what the others' tensors hold then is undefined."""
    if (members := resolve(group, "reduce")) is None:
        return None
    root, array = _root(members, dst, group_dst), _taken(tensor, members, "tensor")
    check(op, array.dtype)

    def call() -> None:
        members.reduce(array, root, op)
        _put(tensor, array)

    return _done(members.submit(call), async_op)


def broadcast(
    tensor: Tensor, src: int | None = None, group: Any = None, async_op: bool = False, group_src: int | None = None
) -> Work | None:
    """All get, in place, what ``src`` has."""
    if (members := resolve(group, "broadcast")) is None:
        return None
    root, array = _root(members, src, group_src), _taken(tensor, members, "tensor")

    def call() -> None:
        members.broadcast(array, root)
        if members.rank() != root:
            _put(tensor, array)

    return _done(members.submit(call), async_op)


def all_gather(tensor_list: Sequence[Tensor], tensor: Tensor, group: Any = None, async_op: bool = False) -> Work | None:
    """``tensor_list[i]`` gets what process i has; all shapes are alike."""
    if (members := resolve(group, "all_gather")) is None:
        return None
    array = _taken(tensor, members, "tensor")
    _fitting(tensor_list, tensor, members, "tensor_list")

    def call() -> None:
        for place, part in zip(tensor_list, members.all_gather(array), strict=True):
            _put(place, part)

    return _done(members.submit(call), async_op)


def all_gather_into_tensor(
    output_tensor: Tensor, input_tensor: Tensor, group: Any = None, async_op: bool = False
) -> Work | None:
    """What all have, one after the other along dimension 0, or along a new one in front."""
    if (members := resolve(group, "all_gather_into_tensor")) is None:
        return None
    array = _taken(input_tensor, members, "input_tensor")
    _whole(output_tensor, input_tensor, members, "output_tensor", "input_tensor")

    def call() -> None:
        _put(output_tensor, members.all_gather(array).reshape(output_tensor.shape))

    return _done(members.submit(call), async_op)


def gather(
    tensor: Tensor,
    gather_list: Sequence[Tensor] | None = None,
    dst: int | None = None,
    group: Any = None,
    async_op: bool = False,
    group_dst: int | None = None,
) -> Work | None:
    """``gather_list[i]`` of process ``dst`` gets what process i has; the others give no list."""
    if (members := resolve(group, "gather")) is None:
        return None
    root, array = _root(members, dst, group_dst), _taken(tensor, members, "tensor")
    places = _list_of_root(gather_list, tensor, members, root, "gather_list")

    def call() -> None:
        parts = members.gather(array, root)
        for place, part in zip(places, () if parts is None else parts, strict=True):
            _put(place, part)

    return _done(members.submit(call), async_op)


def scatter(
    tensor: Tensor,
    scatter_list: Sequence[Tensor] | None = None,
    src: int | None = None,
    group: Any = None,
    async_op: bool = False,
    group_src: int | None = None,
) -> Work | None:
    """Process i gets, in ``tensor``, element i of the list of ``src``; the others give no list."""
    if (members := resolve(group, "scatter")) is None:
        return None
    root, array = _root(members, src, group_src), _taken(tensor, members, "tensor")
    rows = _list_of_root(scatter_list, tensor, members, root, "scatter_list")
    parts = _stack([_taken(t, members, "scatter_list") for t in rows]) if rows else None

    def call() -> None:
        members.scatter(parts, array, root)
        _put(tensor, array)

    return _done(members.submit(call), async_op)


def reduce_scatter(
    output: Tensor,
    input_list: Sequence[Tensor],
    op: ReduceOp = ReduceOp.SUM,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """Process i gets what all have at place i of their lists, joined."""
    if (members := resolve(group, "reduce_scatter")) is None:
        return None
    _fitting(input_list, output, members, "input_list")
    parts = _stack([_taken(t, members, "input_list") for t in input_list])
    check(op, parts.dtype)
    return _done(members.submit(lambda: _put(output, members.reduce_scatter(parts, op))), async_op)


def reduce_scatter_tensor(
    output: Tensor, input: Tensor, op: ReduceOp = ReduceOp.SUM, group: Any = None, async_op: bool = False
) -> Work | None:
    """Process i gets the i-th part, along dimension 0, of what all have, joined."""
    if (members := resolve(group, "reduce_scatter_tensor")) is None:
        return None
    _whole(input, output, members, "input", "output")
    parts = _taken(input, members, "input").reshape(members.size(), *output.shape)
    check(op, parts.dtype)
    return _done(members.submit(lambda: _put(output, members.reduce_scatter(parts, op))), async_op)


def all_to_all(
    output_tensor_list: Sequence[Tensor], input_tensor_list: Sequence[Tensor], group: Any = None, async_op: bool = False
) -> Work | None:
    """``input_tensor_list[i]`` goes to process i, and ``output_tensor_list[i]`` comes from it."""
    if (members := resolve(group, "all_to_all")) is None:
        return None
    for name, tensors in (("output_tensor_list", output_tensor_list), ("input_tensor_list", input_tensor_list)):
        if len(tensors) != members.size():
            raise ArgumentError("dist.list", name=name, got=len(tensors), size=members.size())
    parts = [_taken(t, members, "input_tensor_list") for t in input_tensor_list]
    out = [_taken(t, members, "output_tensor_list") for t in output_tensor_list]

    def call() -> None:
        members.all_to_all(parts, out)
        for place, part in zip(output_tensor_list, out, strict=True):
            _put(place, part)

    return _done(members.submit(call), async_op)


def all_to_all_single(
    output: Tensor,
    input: Tensor,
    output_split_sizes: Sequence[int] | None = None,
    input_split_sizes: Sequence[int] | None = None,
    group: Any = None,
    async_op: bool = False,
) -> Work | None:
    """The parts of ``input`` along dimension 0 go to the processes, and those of ``output`` come from them."""
    if (members := resolve(group, "all_to_all_single")) is None:
        return None
    out = _split(output, output_split_sizes, members, "output")
    return all_to_all(out, _split(input, input_split_sizes, members, "input"), group, async_op)


def barrier(group: Any = None, async_op: bool = False, device_ids: Any = None) -> Work | None:
    """Wait until all processes are here."""
    if (members := resolve(group, "barrier")) is None:
        return None
    return _done(members.submit(members.barrier), async_op)


def monitored_barrier(group: Any = None, timeout: Any = None, wait_all_ranks: bool = False) -> None:
    """A barrier that says who did not come within ``timeout``."""
    if (members := resolve(group, "monitored_barrier")) is not None:
        members.submit(members.barrier).wait(timeout)


def isend(
    tensor: Tensor, dst: int | None = None, group: Any = None, tag: int = 0, group_dst: int | None = None
) -> Work | None:
    """Send to one process."""
    if (members := resolve(group, "isend")) is None:
        return None
    to, array = _root(members, dst, group_dst), _taken(tensor, members, "tensor")
    if to == members.rank():
        raise ArgumentError("dist.to_itself", rank=members.ranks[to])
    return members.submit(lambda: members.send(array, to, tag))


def irecv(
    tensor: Tensor, src: int | None = None, group: Any = None, tag: int = 0, group_src: int | None = None
) -> Work | None:
    """Receive from one process, or from whoever sends first; ``result()`` of the Work says who it was."""
    if (members := resolve(group, "irecv")) is None:
        return None
    source = None if src is None and group_src is None else _root(members, src, group_src)
    array = _taken(tensor, members, "tensor")

    def call() -> int:
        who = members.receive(array, source, tag)
        _put(tensor, array)
        return members.ranks[who]

    return members.submit(call)


def send(tensor: Tensor, dst: int | None = None, group: Any = None, tag: int = 0, group_dst: int | None = None) -> None:
    """Send to one process, and wait until ``tensor`` may be changed again."""
    if (work := isend(tensor, dst, group, tag, group_dst)) is not None:
        work.wait()


def recv(tensor: Tensor, src: int | None = None, group: Any = None, tag: int = 0, group_src: int | None = None) -> int:
    """Receive into ``tensor``; returns who sent, -1 for a process that is not in the group."""
    work = irecv(tensor, src, group, tag, group_src)
    return -1 if work is None else work.result()


class P2POp:
    """One of several ``isend`` and ``irecv``, for ``batch_isend_irecv``."""

    def __init__(
        self,
        op: Callable[..., Any],
        tensor: Tensor,
        peer: int | None = None,
        group: Any = None,
        tag: int = 0,
        group_peer: int | None = None,
    ) -> None:
        if op not in (isend, irecv):
            raise ArgumentError("dist.p2p_op")
        self.op, self.tensor, self.peer, self.group, self.tag, self.group_peer = (
            op,
            tensor,
            peer,
            group,
            tag,
            group_peer,
        )


def batch_isend_irecv(p2p_op_list: Sequence[P2POp]) -> list[Work]:
    """All of them at once, those that send first: so it does not matter in which order they stand."""
    order = sorted(range(len(p2p_op_list)), key=lambda i: p2p_op_list[i].op is irecv)
    works: dict[int, Any] = {}
    for i in order:
        p = p2p_op_list[i]
        works[i] = p.op(p.tensor, p.peer, p.group, p.tag, p.group_peer)
    return [works[i] for i in range(len(p2p_op_list)) if works[i] is not None]


def _done(work: Work, async_op: bool) -> Work | None:
    if async_op:
        return work
    work.wait()
    return None


def _taken(tensor: Any, members: ProcessGroup, name: str) -> Any:
    """A contiguous copy of the numbers, where the group can work with them."""
    if not isinstance(tensor, Tensor):
        raise ArgTypeError("dist.tensor", name=name, got=type(tensor).__name__)
    array = tensor.array
    if not members.on_host:
        return array.copy(order="C")
    return np.array(to_device(array, CPU), order="C")


def _put(tensor: Tensor, array: Any) -> None:
    """Write the numbers into the tensor; autograd sees a write, and no history."""
    with no_grad():
        tensor.copy_(make(to_device(array, device_of(tensor.array))))


def _stack(rows: list[Any]) -> Any:
    return array_module(rows[0]).stack(rows)


def _root(members: ProcessGroup, rank: int | None, group_rank: int | None) -> int:
    """Which process of the group is meant; without a word the first."""
    if rank is not None and group_rank is not None:
        raise ArgumentError("dist.two_ranks")
    if group_rank is not None:
        if not 0 <= group_rank < members.size():
            raise ArgumentError("dist.not_in_group", rank=group_rank, ranks=list(range(members.size())))
        return group_rank
    return 0 if rank is None else within(members, rank)


def _fitting(tensors: Any, like: Tensor, members: ProcessGroup, name: str) -> None:
    """One tensor for each process, of the same shape and dtype."""
    if not isinstance(tensors, (list, tuple)) or not all(isinstance(t, Tensor) for t in tensors):
        raise ArgTypeError("dist.tensors", name=name)
    if len(tensors) != members.size():
        raise ArgumentError("dist.list", name=name, got=len(tensors), size=members.size())
    for i, t in enumerate(tensors):
        if t.shape != like.shape or t.dtype != like.dtype:
            raise ShapeError("dist.element", name=name, i=i, form=_form(t), want=_form(like))


def _form(tensor: Tensor) -> str:
    return f"{tensor.dtype}{list(tensor.shape)}"


def _list_of_root(
    tensors: Sequence[Tensor] | None, like: Tensor, members: ProcessGroup, root: int, name: str
) -> Sequence[Tensor]:
    if members.rank() == root:
        _fitting(tensors if tensors is not None else (), like, members, name)
    elif tensors:
        raise ArgumentError("dist.only_root", name=name, root=members.ranks[root])
    return tensors or ()


def _whole(whole: Tensor, part: Tensor, members: ProcessGroup, name: str, of: str) -> None:
    """``whole`` holds a ``part`` for each process."""
    shape = (members.size() * part.shape[0], *part.shape[1:]) if part.ndim else (members.size(),)
    if whole.dtype != part.dtype or tuple(whole.shape) not in (shape, (members.size(), *part.shape)):
        raise ShapeError("dist.whole", name=name, got=tuple(whole.shape), want=shape, of=of, dtype=part.dtype)


def _split(tensor: Tensor, sizes: Sequence[int] | None, members: ProcessGroup, name: str) -> list[Tensor]:
    length = tensor.shape[0] if tensor.ndim else 0
    sizes = list(sizes) if sizes else [length // members.size()] * members.size()
    if len(sizes) != members.size() or sum(sizes) != length:
        raise ShapeError("dist.split", name=name, length=length, sizes=sizes, size=members.size())
    with no_grad():
        return list(tensor.detach().split(sizes))
