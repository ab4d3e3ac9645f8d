"""``backward`` and ``grad``: from Tensors to the walk through their graph, and back."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import ArgTypeError, ArgumentError, GraphError, ShapeError
from autograd_lab.graph import watch
from autograd_lab.graph.modes import modes
from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.graph.origin import called, lost_at
from autograd_lab.graph.walk import run_backward
from autograd_lab.tensor import lift
from autograd_lab.tensor.commit import Write, commit, into
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor, edge_of, make, refresh
from autograd_lab.tensor.transformed import innermost

Tensors = Tensor | Sequence[Tensor]


def backward(
    tensors: Tensors,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensors | None = None,
) -> None:
    """Add the gradients of ``tensors`` to the ``.grad`` of every leaf they were computed from.

    ``grad_tensors`` are the gradients to start from, one per tensor and of its shape; a tensor of one element
    starts from 1. The graph is freed unless ``retain_graph``; with ``create_graph`` the gradients can be
    differentiated again. ``inputs`` limits which tensors get a gradient. RuntimeError for a tensor without
    graph, for more than one element without a start, or on a graph that was freed; then no ``.grad`` changes.
    """
    roots = _sequence(tensors)
    targets = None if inputs is None else _sequence(inputs)
    if targets is not None and not targets:
        raise GraphError("backward.no_inputs")
    if targets is None:
        _walk(roots, grad_tensors, None, retain_graph, create_graph, to_leaves)
    else:
        received = zip(targets, pull(roots, grad_tensors, targets, retain_graph, create_graph), strict=True)
        accumulate((target, grad) for target, grad in received if grad is not None)


def to_leaves(arrived: list[tuple[AccumulateGrad, Any]]) -> None:
    """The end of a walk: every leaf that was reached gets its gradient."""
    accumulate((leaf.variable, grad) for leaf, grad in arrived)


def grad(
    outputs: Tensors,
    inputs: Tensors,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of ``outputs`` with respect to ``inputs``, returned instead of accumulated.

    RuntimeError if an input was not used, unless ``allow_unused`` (then None) or ``materialize_grads`` (zeros).
    """
    if materialize_grads and allow_unused is False:
        raise ArgumentError("backward.unused_and_zeros")
    roots, targets = _sequence(outputs), _sequence(inputs)
    for index, target in enumerate(targets):
        if not target.requires_grad:
            shape = tuple(target.shape)
            raise GraphError("backward.input_needs_no_grad", what=called(target), index=index, shape=shape)
    received = pull(roots, grad_outputs, targets, retain_graph, create_graph)
    grads: list[Tensor | None] = []
    for target, g in zip(targets, received, strict=True):
        if g is None and materialize_grads:
            g = array_module(target.array).zeros(target.array.shape, target.array.dtype)
        elif g is None and not allow_unused:
            name, index = called(target), len(grads)
            raise GraphError("backward.unused_input", what=name, index=index, shape=tuple(target.shape))
        grads.append(g if g is None else as_tensor(g))
    return tuple(grads)


def as_tensor(grad: Any) -> Tensor:
    """A gradient that came out of the walk as a Tensor, if it is an array."""
    return grad if isinstance(grad, Tensor) else make(grad)


def pull(roots: Sequence[Tensor], given: Any, targets: Sequence[Tensor], retain_graph: Any, create_graph: bool) -> Any:
    """The gradient that arrives at each target (an array or a Tensor; None where nothing does)."""
    transform = innermost((*roots, *targets))
    if transform is None:
        return _walk(roots, given, targets, retain_graph, create_graph)
    starts = _starts(roots, given, True)
    return transform.pull(roots, starts, targets, retain_graph=retain_graph, create_graph=create_graph)


def _walk(roots, given, targets, retain_graph, create_graph, finish=None):
    # Gradients are Tensors if they will be differentiated, or if a transform holds them.
    as_tensors = create_graph or innermost(_sequence(given) if given is not None else ()) is not None
    starts = _starts(roots, given, as_tensors)
    if watch.backward_watchers:
        for watcher in tuple(watch.backward_watchers):
            watcher.backward_started(roots)
    before = modes.grad_enabled
    try:
        modes.grad_enabled = create_graph
        with np.errstate(all="ignore"):  # inf and nan are gradients too
            received = run_backward(
                [edge_of(root) for root in roots],
                starts,
                lift=lift,
                retain_graph=create_graph if retain_graph is None else retain_graph,
                create_graph=as_tensors,
                targets=None if targets is None else [edge_of(t) for t in targets],
                finish=finish,
            )
    except BaseException as error:
        for watcher in tuple(watch.backward_watchers):
            watcher.backward_failed(roots, error)
        raise
    finally:
        modes.grad_enabled = before
    if watch.backward_watchers:
        for watcher in tuple(watch.backward_watchers):
            watcher.backward_finished(roots)
    return received


def _starts(roots: Sequence[Tensor], given: Any, as_tensors: bool) -> list[Any]:
    """The gradient to begin with at each root: what was given, or 1 for a single element."""
    values = [None] * len(roots) if given is None else _sequence(given)
    if len(values) != len(roots):
        raise GraphError("backward.start_count", given=len(values), roots=len(roots))
    starts = []
    for root, start in zip(roots, values, strict=True):
        if not isinstance(root, Tensor):
            raise ArgTypeError("backward.not_tensor", got=type(root).__name__)
        refresh(root)
        if not root._requires_grad:
            raise GraphError("backward.no_graph", shape=tuple(root.shape), why=lost_at(root._cut))
        if start is None:
            if root.array.size != 1:
                raise GraphError("backward.non_scalar", shape=tuple(root.shape))
            start = make(array_module(root.array).ones(root.array.shape, root.array.dtype))
        elif not isinstance(start, Tensor):
            raise ArgTypeError("backward.start_type", got=type(start).__name__)
        elif start.array.shape != root.array.shape:
            raise ShapeError("backward.start_shape", got=tuple(start.shape), expected=tuple(root.shape))
        start = cast(start, root.dtype)
        starts.append(start if as_tensors else start.array)
    return starts


_adding = threading.RLock()  # two threads may bring gradients to one leaf


def accumulate(grads: Iterable[tuple[Tensor, Any]]) -> None:
    """``tensor.grad += grad`` for all pairs at once: whatever interrupts it, all leaves are old or all are new."""
    with _adding:
        commit([write for tensor, grad in grads for write in _added(tensor, grad)])


def _added(tensor: Tensor, grad: Any) -> tuple[Write, ...]:
    """The writes that add ``grad`` to what ``tensor`` has."""
    old = tensor._grad
    if isinstance(grad, Tensor):  # it hangs in a graph, and so will the sum
        new = grad.clone() if old is None else old + grad
    elif old is None:
        # A rule may hand one array to several inputs, or a view of it: the leaf gets its own.
        new = make(grad.astype(tensor.array.dtype, copy=True))
    elif old._node is None:
        return into(old, old.array + grad)  # in place: others may hold this very .grad
    else:  # the old one hangs in a graph, which needs its value
        new = make(array_module(grad).asarray(old.array + grad))
    return ((tensor.__dict__, "_grad", new),)


def _sequence(value: Any) -> list[Any]:
    return [value] if isinstance(value, Tensor) or not isinstance(value, Iterable) else list(value)
