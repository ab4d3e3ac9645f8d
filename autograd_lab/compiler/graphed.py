"""On a GPU a compiled call is a CUDA graph instead of a plan: see ``lab.cuda.graphed_step``.

The first call runs as it is and is looked at; the second makes the graph, for which the function runs four times, which
is undone; from then on it is launched. Guards are those of a plan.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import memory_of
from autograd_lab.compiler.guards import Change
from autograd_lab.compiler.known import Break
from autograd_lab.compiler.program import mapped
from autograd_lab.compiler.reach import Reach, reached
from autograd_lab.compiler.recording import mapped_result
from autograd_lab.compiler.replay import FREED
from autograd_lab.compiler.trace import tensors_in
from autograd_lab.cuda.graphs import GraphedStep, graphed_step
from autograd_lab.errors import DeviceError, LabError, OutOfMemoryError
from autograd_lab.graph.node import new_node
from autograd_lab.graph.walk import below
from autograd_lab.tensor.tensor import Tensor, make


def is_for(tensors: Sequence[Tensor], reach: Reach) -> bool:
    """Whether a call works on a GPU: all of its arguments are there, or without any the tensors that it can see."""
    places = {t.device for t in tensors or reach.tensors.values()}
    return len(places) == 1 and places.pop().type == "cuda"


def uses_gpu(tensors: Sequence[Tensor], reach: Reach) -> bool:
    """Whether any tensor that it can see is on a GPU."""
    return any(t.is_cuda for t in (*tensors, *reach.tensors.values()))


class Graph:
    """The calls of one form."""

    def __init__(self, function: Callable[..., Any], args: Any, kwargs: Any, tensors: Sequence[Tensor]) -> None:
        self.function = function
        self.reach = reached(function, args, kwargs)
        self.form = [mapped(tree, lambda leaf: _place(leaf, tensors)) for tree in (args, kwargs)]
        self.graphed: GraphedStep | None = None
        self._wants: list[bool] = []  # of the tensors that it returns, which want a gradient that was taken already
        self._lock = threading.Lock()

    def first(self, tensors: Sequence[Tensor]) -> tuple[Any, Break | None]:
        """What the call returns; and why it can be no graph, if that is so."""
        before, versions = self.reach.hidden(), [t._writes[0] for t in tensors]
        result = self._call(tensors)
        try:
            self._look(result, tensors, versions, before)
        except Break as broken:
            return result, broken
        return result, None

    def _look(self, result: Any, tensors: Sequence[Tensor], versions: list[int], before: Any) -> None:
        change, hooked = self.reach.changed(attributes=False), self.reach.hooked()
        if change is not None:
            raise Break("compile.state", name=change.name)
        if hooked is not None:
            raise Break("compile.hooks", name=hooked)
        if before[1] != self.reach.hidden()[1]:
            raise Break("compile.python_random")
        others = [*self.reach.tensors.values()]
        for k, (t, version) in enumerate(zip(tensors, versions, strict=True)):
            if t._writes[0] != version or t.requires_grad:
                raise Break("compile.argument_used")
            if any(memory_of(t.array) is memory_of(other.array) for other in (*tensors[:k], *others) if other.is_cuda):
                raise Break("compile.overlap")
        mapped_result(result, lambda leaf: None if isinstance(leaf, Tensor) else _nothing(leaf))
        there = {id(x) for t in (*tensors, *others) for x in (t, t._grad)}
        for out in tensors_in(result):
            if id(out) in there or not out.is_cuda:
                raise Break("compile.result", kind="tensor that was there before")
            if out.requires_grad and not _freed(out):
                raise Break("compile.gradients")
            self._wants.append(out.requires_grad)

    def stale(self) -> Change | None:
        """What is not as it was when the graph was made."""
        hooked = self.reach.hooked()
        return self.reach.changed() or (None if hooked is None else Change(hooked))

    def run(self, tensors: Sequence[Tensor]) -> Any:
        """What the call does. Break where a step cannot be captured, and nothing was done."""
        with self._lock:
            if self.graphed is None:
                try:
                    self.graphed = graphed_step(lambda *static: self._call(static), *tensors)
                except OutOfMemoryError:
                    raise
                except LabError as error:
                    if isinstance(error, DeviceError) and error.key.startswith(("graphed.", "capture.")):
                        raise Break("compile.graph", why=str(error)) from error
                    raise
            result = self.graphed(*tensors)
            wants = iter(self._wants)
            return mapped(result, lambda leaf: None if leaf is None else _own(leaf, next(wants)))

    def _call(self, tensors: Sequence[Tensor]) -> Any:
        args, kwargs = (mapped(tree, lambda leaf: leaf.of(tensors) if type(leaf) is _Place else leaf)
                        for tree in self.form)  # fmt: skip
        return self.function(*args, **kwargs)


class _Place:
    """Stands for a tensor among the arguments."""

    def __init__(self, index: int) -> None:
        self.index = index

    def of(self, tensors: Sequence[Tensor]) -> Tensor:
        return tensors[self.index]


def _place(leaf: Any, tensors: Sequence[Tensor]) -> Any:
    return next((_Place(k) for k, t in enumerate(tensors) if t is leaf), leaf)


def _nothing(leaf: Any) -> None:
    if leaf is not None:
        raise Break("compile.result", kind=type(leaf).__name__)


def _freed(out: Tensor) -> bool:
    """Whether backward has gone through the graph of ``out``."""
    roots = [] if out._node is None else [out._node]
    return any(node.op is not None and node.saved is None for node in below(roots))


def _own(out: Tensor, wants: bool) -> Tensor:
    """A copy that stays as it is when the graph is launched again."""
    array = out.array.copy()
    mine = make(array if type(array) is not np.generic else np.asarray(array))
    if wants:
        mine._node = new_node(FREED, {}, None, (), (), [(array.shape, array.dtype)])
        mine._requires_grad = True
    return mine
