"""``backward`` and ``grad``: from Tensors to the walk through their graph, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import ArgTypeError, ArgumentError, GraphError, ShapeError
from autograd_lab.graph import watch
from autograd_lab.graph.modes import modes
from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.graph.walk import run_backward
from autograd_lab.tensor import lift
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor, edge_of, make, refresh

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
    starts = _starts(roots, grad_tensors, create_graph)
    targets = None if inputs is None else _sequence(inputs)
    if targets is not None and not targets:
        raise GraphError("backward.no_inputs")
    received = _walk(roots, starts, targets, retain_graph, create_graph, accumulate=targets is None)
    for target, grad in zip(targets or (), received, strict=True):
        if grad is not None:
            accumulate_into(target, grad, create_graph)


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
    for target in targets:
        if not target.requires_grad:
            raise GraphError("backward.input_needs_no_grad")
    received = _walk(roots, _starts(roots, grad_outputs, create_graph), targets, retain_graph, create_graph)
    grads: list[Tensor | None] = []
    for target, g in zip(targets, received, strict=True):
        if g is None and materialize_grads:
            g = array_module(target.array).zeros_like(target.array)
        elif g is None and not allow_unused:
            raise GraphError("backward.unused_input")
        grads.append(g if g is None or isinstance(g, Tensor) else make(g))
    return tuple(grads)


def _walk(roots, starts, targets, retain_graph, create_graph, accumulate=False):
    if watch.backward_watchers:
        for watcher in tuple(watch.backward_watchers):
            watcher.backward_started(roots)
    collect = (lambda leaf, g: _accumulate(leaf, g, create_graph)) if accumulate else None
    before = modes.grad_enabled
    try:
        modes.grad_enabled = create_graph
        with np.errstate(all="ignore"):  # inf and nan are gradients too
            received = run_backward(
                [edge_of(root) for root in roots],
                starts,
                lift=lift,
                retain_graph=create_graph if retain_graph is None else retain_graph,
                create_graph=create_graph,
                targets=None if targets is None else [edge_of(t) for t in targets],
                accumulate=collect,
            )
    finally:
        modes.grad_enabled = before
    if watch.backward_watchers:
        for watcher in tuple(watch.backward_watchers):
            watcher.backward_finished(roots)
    return received


def _starts(roots: Sequence[Tensor], given: Any, create_graph: bool) -> list[Any]:
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
            raise GraphError("backward.no_graph", shape=tuple(root.shape))
        if start is None:
            if root.array.size != 1:
                raise GraphError("backward.non_scalar", shape=tuple(root.shape))
            start = make(array_module(root.array).ones_like(root.array))
        elif not isinstance(start, Tensor):
            raise ArgTypeError("backward.start_type", got=type(start).__name__)
        elif start.array.shape != root.array.shape:
            raise ShapeError("backward.start_shape", got=tuple(start.shape), expected=tuple(root.shape))
        start = cast(start, root.dtype)
        starts.append(start if create_graph else start.array)
    return starts


def _accumulate(leaf: AccumulateGrad, grad: Any, create_graph: bool) -> None:
    accumulate_into(leaf.variable, grad, create_graph)


def accumulate_into(tensor: Tensor, grad: Any, create_graph: bool) -> None:
    """``tensor.grad += grad``. The sum is made first and put in place last, so an interrupt leaves old or new."""
    old = tensor._grad
    if isinstance(grad, Tensor):
        tensor._grad = grad.clone() if old is None else old + grad
    elif old is None:
        # A rule may hand one array to several inputs, or a view of it: the leaf gets its own.
        tensor._grad = make(grad.astype(tensor.array.dtype, copy=True))
    else:
        total = old.array + grad
        if old._node is None:
            old.array[...] = total  # in place: others may hold this very .grad
            old._writes[0] += 1
        else:  # the old one hangs in a graph, which needs its value
            tensor._grad = make(array_module(grad).asarray(total))


def _sequence(value: Any) -> list[Any]:
    return [value] if isinstance(value, Tensor) or not isinstance(value, Iterable) else list(value)
