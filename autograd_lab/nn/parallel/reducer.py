"""The gradients of several processes become one, bucket by bucket, while backward still computes the others.

Backward begins at the last layers, so the buckets hold the parameters from the last to the first. As soon as all
gradients of a bucket are there, their mean over all processes is asked for; the answer is awaited only when the
last gradient has come. (Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", 2020.)
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from autograd_lab import distributed as dist
from autograd_lab.errors import DistributedError
from autograd_lab.functional import PUBLIC
from autograd_lab.graph.modes import no_grad
from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.graph.walk import below
from autograd_lab.tensor import Tensor


class Bucket:
    """Parameters of one dtype on one device, whose gradients travel together."""

    def __init__(self, members: list[int]) -> None:
        self.members, self.missing = members, set(members)
        self.flat: Tensor | None = None
        self.work: Any = None


class Reducer:
    """``named``: the parameters that learn, with their names; ``most`` bytes go into a bucket."""

    def __init__(self, named: list[tuple[str, Tensor]], group: Any, most: float, find_unused: bool) -> None:
        self.names, self.parameters = [name for name, _ in named], [p for _, p in named]
        self.group, self.find_unused, self.active = group, find_unused, True
        self.buckets = [Bucket(members) for members in _divided(self.parameters, most)]
        self.bucket_of = {i: bucket for bucket in self.buckets for i in bucket.members}
        self.used: set[int] = set()
        self.next = 0  # bucket; they are sent in this order, for it has to be the same in all processes
        for i, parameter in enumerate(self.parameters):
            parameter.register_post_accumulate_grad_hook(partial(self._arrived, i))

    def prepare(self, outputs: Iterable[Any]) -> None:
        """Before a backward pass from ``outputs``. DistributedError if the last one left gradients out."""
        begun = self.next or any(len(b.missing) < len(b.members) for b in self.buckets)
        missing = sorted(i for bucket in self.buckets for i in bucket.missing)
        self._reset()
        if begun:
            raise DistributedError("ddp.unfinished", names=", ".join(self.names[i] for i in missing))
        if self.find_unused:
            reached = _reached(outputs)
            for i, parameter in enumerate(self.parameters):
                if id(parameter) not in reached:
                    self._ready(i)

    def _reset(self) -> None:
        for bucket in self.buckets:
            bucket.missing, bucket.flat, bucket.work = set(bucket.members), None, None
        self.used, self.next = set(), 0

    def _arrived(self, i: int, parameter: Tensor) -> None:
        if self.active:
            self.used.add(i)
            self._ready(i)

    def _ready(self, i: int) -> None:
        self.bucket_of[i].missing.discard(i)
        while self.next < len(self.buckets) and not self.buckets[self.next].missing:
            self._send(self.buckets[self.next])
            self.next += 1
        if self.next == len(self.buckets):
            self._finish()

    def _send(self, bucket: Bucket) -> None:
        with no_grad():
            grads = [self._grad(i).reshape(-1) for i in bucket.members]
            flat: Tensor = PUBLIC["cat"](grads)
        bucket.flat, bucket.work = flat, dist.all_reduce(flat, dist.ReduceOp.AVG, self.group, async_op=True)

    def _grad(self, i: int) -> Tensor:
        parameter = self.parameters[i]
        return PUBLIC["zeros_like"](parameter) if parameter.grad is None else parameter.grad

    def _finish(self) -> None:
        """Wait for the means, and put them into ``.grad``, unless no process has used the parameter."""
        anywhere = self._used_anywhere()
        for bucket in self.buckets:
            bucket.work.wait()
            assert bucket.flat is not None
            sizes = [self.parameters[i].numel() for i in bucket.members]
            with no_grad():
                for i, mean in zip(bucket.members, bucket.flat.split(sizes), strict=True):
                    parameter = self.parameters[i]
                    if not anywhere[i]:
                        continue
                    if parameter.grad is None:
                        parameter.grad = PUBLIC["zeros_like"](parameter)
                    parameter.grad.copy_(mean.view(parameter.shape))
        self._reset()

    def _used_anywhere(self) -> list[bool]:
        count = len(self.parameters)
        if not self.find_unused:
            return [True] * count
        used = PUBLIC["tensor"]([i in self.used for i in range(count)]).to(self.parameters[0].device)
        dist.all_reduce(used, dist.ReduceOp.MAX, self.group)
        return used.tolist()


def _divided(parameters: list[Tensor], most: float) -> list[list[int]]:
    """From the last parameter to the first; a new bucket begins when one is full, or dtype or device change."""
    buckets: list[list[int]] = []
    room, kind = 0.0, None
    for i in reversed(range(len(parameters))):
        p = parameters[i]
        if room < p.nbytes or kind != (p.dtype, p.device):
            buckets.append([])
            room, kind = most, (p.dtype, p.device)
        buckets[-1].append(i)
        room -= p.nbytes
    return buckets


def _reached(outputs: Iterable[Any]) -> set[int]:
    """The leaves that a backward pass from these could reach."""
    found = [t for t in outputs if isinstance(t, Tensor)]
    nodes = below([t.grad_fn for t in found if t.grad_fn is not None])
    return {id(t) for t in found} | {id(node.variable) for node in nodes if isinstance(node, AccumulateGrad)}
