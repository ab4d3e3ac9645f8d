"""``torch.autograd.graph``: to look at the graph, to hang hooks on it, and to say how saved tensors are kept.

Saved tensors are packed by a watcher of the engine (``watch``): while no ``saved_tensors_hooks`` is entered
there is none, and recording an op knows nothing of this file.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from autograd_lab import watch
from autograd_lab.errors import ArgumentError, DtypeError, GraphError, UseError
from autograd_lab.graph.hooks import RemovableHandle
from autograd_lab.graph.node import GradientEdge, Node
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.autodiff import Walk, current_walk
from autograd_lab.tensor.packing import Pack, Unpack, pack_saved
from autograd_lab.tensor.tensor import edge_of

__all__ = [
    "GradientEdge",
    "Node",
    "allow_mutation_on_saved_tensors",
    "disable_saved_tensors_hooks",
    "get_gradient_edge",
    "increment_version",
    "register_multi_grad_hook",
    "save_on_cpu",
    "saved_tensors_hooks",
]


def get_gradient_edge(tensor: Tensor) -> GradientEdge:
    """Where the gradient of ``tensor`` arrives: ``grad(y, get_gradient_edge(x))`` is ``grad(y, x)``, and the tensor
    itself may be gone by then. RuntimeError for one that does not require grad."""
    if not tensor.requires_grad:
        raise GraphError("edge.no_grad")
    return GradientEdge(*edge_of(tensor))


def increment_version(tensor: Tensor | Iterable[Tensor]) -> None:
    """Say that the tensor's memory was written to by something that autograd does not see."""
    tensors = [tensor] if isinstance(tensor, Tensor) or not isinstance(tensor, Iterable) else list(tensor)
    for written in tensors:
        if not isinstance(written, Tensor):
            raise DtypeError("version.tensors", got=type(written).__name__)
    for written in tensors:
        written._writes[0] += 1


# -- saved tensors ------------------------------------------------------------------------------------------------


class _Pairs(threading.local):
    """The hooks that one thread has entered, and why it may enter none."""

    def __init__(self) -> None:
        self.stack: list[tuple[Pack, Unpack]] = []
        self.disabled: str | None = None


_pairs = _Pairs()


def innermost_hooks() -> tuple[Pack, Unpack] | None:
    """The pair that packs what is saved now; None if tensors are kept as they are."""
    return _pairs.stack[-1] if _pairs.stack else None


class _Packer(watch.Watcher):
    """Packs what a new node saved, with the innermost hooks of the thread that made it."""

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        if _pairs.stack:
            pack_saved(node, inputs, outputs, *_pairs.stack[-1])


class saved_tensors_hooks:
    """While entered, each tensor that an op saves for backward goes to ``pack_hook(tensor)``, and the graph keeps
    what that returns. Backward gives it to ``unpack_hook(packed)``, which returns the tensor.

    Of nested ones the innermost is used; each thread has its own. Hooks may pack into less (another dtype, a file, a
    recipe to compute it again), but must not write into what they are given.
    """

    def __init__(self, pack_hook: Pack, unpack_hook: Unpack) -> None:
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook
        self._packers: list[_Packer] = []

    def __enter__(self) -> None:
        if _pairs.disabled is not None:
            raise GraphError("saved.disabled", reason=_pairs.disabled)
        _pairs.stack.append((self.pack_hook, self.unpack_hook))
        self._packers.append(_Packer())
        watch.add(self._packers[-1])

    def __exit__(self, *exc_info: object) -> None:
        watch.remove(self._packers.pop())
        _pairs.stack.pop()


class save_on_cpu(saved_tensors_hooks):
    """While entered, what ops save for backward is kept in the host's memory, and copied back when it is needed.

    ``pin_memory`` and ``device_type`` are taken for PyTorch's sake and change nothing.
    """

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        super().__init__(lambda tensor: (tensor.device, tensor.cpu()), lambda packed: packed[1].to(packed[0]))


@contextmanager
def disable_saved_tensors_hooks(error_message: str) -> Iterator[None]:
    """While entered, ``saved_tensors_hooks`` raises RuntimeError with this text; at once if some are entered."""
    before = _pairs.disabled
    _pairs.disabled = error_message
    try:
        if _pairs.stack:
            raise GraphError("saved.disabled", reason=error_message)
        yield
    finally:
        _pairs.disabled = before


class _Context:
    """One ``allow_mutation_on_saved_tensors``: valid until it is left."""

    open = True


_mutation_allowed = False


@contextmanager
def allow_mutation_on_saved_tensors() -> Iterator[_Context]:
    """While entered, tensors that were saved for backward may be written to: the gradient is that of the values saved.

    Backward must run inside too. Each tensor is copied when it is saved (PyTorch copies it when it is written to: the
    same gradients, less memory). RuntimeError if entered twice.
    """
    global _mutation_allowed
    if _mutation_allowed:
        raise GraphError("saved.mutation_nested")
    context = _Context()

    def unpack(copy: Tensor) -> Tensor:
        if not context.open:
            raise UseError("saved.mutation_over")
        return copy

    _mutation_allowed = True
    try:
        with saved_tensors_hooks(lambda tensor: tensor.detach().clone(), unpack):
            yield context
    finally:
        _mutation_allowed = context.open = False


# -- hooks on several tensors -------------------------------------------------------------------------------------


class _MultiHandle(RemovableHandle):
    """Takes the hook off all its tensors."""

    def __init__(self, handles: Sequence[RemovableHandle]) -> None:
        self.handles = tuple(handles)

    def remove(self) -> None:
        for handle in self.handles:
            handle.remove()


def register_multi_grad_hook(
    tensors: Sequence[Tensor], fn: Callable[[Any], None], *, mode: str = "all"
) -> RemovableHandle:
    """Call ``fn`` once in each backward: with mode "all" when the gradients of all ``tensors`` that this backward
    reaches are there, ``fn(grads)`` with None for the others; with "any" at the first of them, ``fn(grad)``."""
    if mode not in ("all", "any"):
        raise ArgumentError("hook.mode", got=mode)
    if mode == "any":
        done: weakref.WeakSet[Walk] = weakref.WeakSet()

        def first(grad: Tensor) -> None:
            walk = current_walk()
            if walk not in done:
                done.add(walk)
                fn(grad)

        return _MultiHandle([tensor.register_hook(first) for tensor in tensors if tensor.requires_grad])

    if not all(tensor.requires_grad for tensor in tensors):
        raise UseError("hook.all_no_grad")
    nodes = [edge_of(tensor)[0] for tensor in tensors]
    arrived: weakref.WeakKeyDictionary[Walk, tuple[int, list[Any]]] = weakref.WeakKeyDictionary()

    def hook_of(place: int) -> Callable[[Tensor], None]:
        def one_more(grad: Tensor) -> None:
            walk = current_walk()
            calls, grads = arrived.pop(walk, (0, [None] * len(nodes)))
            grads[place] = grad
            if calls + 1 == sum(map(walk.reaches, nodes)):
                fn(grads)
            else:
                arrived[walk] = calls + 1, grads

        return one_more

    return _MultiHandle([tensor.register_hook(hook_of(place)) for place, tensor in enumerate(tensors)])
