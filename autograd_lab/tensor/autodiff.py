"""``backward`` and ``grad``: from Tensors to the walk through their graph, and back."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Collection, Iterable, Sequence
from contextlib import nullcontext
from math import prod
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import MODULES, NOT_HERE, array_module, at, is_whole
from autograd_lab.backend.dtypes import from_numpy_dtype
from autograd_lab.errors import ArgTypeError, ArgumentError, DtypeError, GraphError, ShapeError
from autograd_lab.graph.modes import modes
from autograd_lab.graph.node import AccumulateGrad, GradientEdge, Node
from autograd_lab.graph.walk import below, leading_to, run_backward
from autograd_lab.i18n import tr
from autograd_lab.tensor import lift
from autograd_lab.tensor.commit import Write, commit, exclusively, into
from autograd_lab.tensor.introspection import example
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor, edge_of, keep_grad, make
from autograd_lab.tensor.transformed import innermost, inside
from autograd_lab.watch.origin import called, lost_at

Tensors = Tensor | GradientEdge | Sequence[Tensor | GradientEdge]


def backward(
    tensors: Tensors,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Tensors | None = None,
) -> None:
    """Add the gradients of ``tensors`` to the ``.grad`` of every leaf they were computed from.

    ``grad_tensors`` are the gradients to start from, one per tensor and of its shape; a tensor of one element
    starts from 1. The graph is freed unless ``retain_graph``; with ``create_graph`` the gradients can be
    differentiated again. ``inputs`` limits which tensors get a gradient. RuntimeError for a tensor without
    graph, for more than one element without a start, or on a graph that was freed; then no ``.grad`` changes.
    ``grad_variables`` is the old name of ``grad_tensors``.
    """
    if inside.no_backward:
        raise GraphError("transform.backward")
    if grad_variables is not None:
        if grad_tensors is not None:
            raise GraphError("backward.two_names")
        warnings.warn(tr("backward.old_name"), FutureWarning, stacklevel=2)
        grad_tensors = grad_variables
    roots = _sequence(tensors)
    targets = None if inputs is None else _sequence(inputs)
    if targets is not None and not targets:
        raise GraphError("backward.no_inputs")
    _check_wanted(targets or ())
    if targets is not None and innermost((*roots, *targets)) is not None:
        received = zip(targets, pull(roots, grad_tensors, targets, retain_graph, create_graph), strict=True)
        accumulate((target, grad) for target, grad in received if grad is not None)
        return
    for target in targets or ():
        if isinstance(target, Tensor) and target._node is not None and not target.retains_grad:
            target.retains_grad = True
            keep_grad(target)
    _walk(roots, grad_tensors, targets, retain_graph, create_graph, to_leaves)


def to_leaves(arrived: list[tuple[AccumulateGrad, Any]]) -> None:
    """The end of a walk: every leaf that was reached gets its gradient. RuntimeError for one that is none any more."""
    for variable in [leaf.variable for leaf, _ in arrived]:
        if variable.grad_fn is not None:
            raise GraphError("backward.leaf_moved", shape=tuple(variable.shape))
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
    if not isinstance(inputs, (Tensor, GradientEdge, Iterable)):
        raise ArgTypeError("backward.input_type", index=0, got=type(inputs).__name__)
    roots, targets = _sequence(outputs), _sequence(inputs)
    if not targets:
        raise GraphError("backward.no_inputs")
    _check_wanted(targets)
    received = pull(roots, grad_outputs, targets, retain_graph, create_graph)
    grads: list[Tensor | None] = []
    tensors: dict[int, Tensor] = {}  # an input named twice gets one and the same
    for target, g in zip(targets, received, strict=True):
        if g is None and materialize_grads:
            if isinstance(target, GradientEdge):
                raise GraphError("backward.edge_zeros")
            g = make(array_module(target.array).zeros(target.array.shape, target.array.dtype))
            g.requires_grad = create_graph
        elif g is None and not allow_unused:
            name, index = called(target), len(grads)
            raise GraphError("backward.unused_input", what=name, index=index, shape=_place(target)[0])
        grads.append(g if g is None else tensors.setdefault(id(g), as_tensor(g)))
    return tuple(grads)


def as_tensor(grad: Any) -> Tensor:
    """A gradient that came out of the walk as a Tensor, if it is an array."""
    return grad if isinstance(grad, Tensor) else make(grad)


def pull(
    roots: Sequence[Any], given: Any, targets: Sequence[Any], retain_graph: Any, create_graph: bool,
    through: Collection[Node] | None = None,
) -> Any:  # fmt: skip
    """The gradient that arrives at each target (an array or a Tensor; None where nothing does), if need be only along
    the nodes ``through``."""
    transform = innermost((*roots, *targets))
    if transform is None:
        return _walk(roots, given, targets, retain_graph, create_graph, through=through)
    starts = _starts(roots, given, True)
    return transform.pull(roots, starts, targets, retain_graph=retain_graph, create_graph=create_graph)


class Walk:
    """One backward while it runs, for hooks that must tell it from others or know where it will come."""

    __slots__ = ("__weakref__", "_reached", "_roots", "_targets")

    def __init__(self, roots: Any, targets: Any) -> None:
        self._roots, self._targets = roots, targets
        self._reached: set[Node] | None = None  # made when somebody asks

    @property
    def has_targets(self) -> bool:
        """Whether it leads to given inputs only, instead of to all leaves."""
        return self._targets is not None

    def reaches(self, node: Node) -> bool:
        """Whether the walk comes to ``node``."""
        if self._reached is None:
            roots = [root for root, _ in self._roots]
            self._reached = below(roots) if self._targets is None else leading_to(roots, self._targets)
        return node in self._reached


class _Current(threading.local):
    walk: Walk | None = None


_current = _Current()


def current_walk() -> Any:
    """The innermost backward that this thread is in; None outside."""
    return _current.walk


def _walk(roots, given, targets, retain_graph, create_graph, finish=None, through=None):
    # Gradients are Tensors if they will be differentiated, or if a transform holds them.
    as_tensors = create_graph or innermost(_sequence(given) if given is not None else ()) is not None
    with at(roots[0].array) if roots and isinstance(roots[0], Tensor) else nullcontext():
        starts = _starts(roots, given, as_tensors)
    shown = [root for root in roots if isinstance(root, Tensor)] if watch.backward_watchers else ()
    watch.tell_of_backward("backward_started", shown)
    starts_at = [_edge(root) for root in roots]
    goals = None if targets is None else [_edge(target) for target in targets]
    before, outer = modes.grad_enabled, _current.walk
    try:
        try:
            modes.grad_enabled, _current.walk = create_graph, Walk(starts_at, goals)
            with np.errstate(all="ignore"):  # inf and nan are gradients too
                received = run_backward(
                    starts_at,
                    starts,
                    lift=lift,
                    retain_graph=create_graph if retain_graph is None else retain_graph,
                    create_graph=as_tensors,
                    targets=goals,
                    through=through,
                    finish=finish,
                )
        finally:
            modes.grad_enabled, _current.walk = before, outer
    except BaseException as error:
        modes.grad_enabled, _current.walk = before, outer  # again, for an interrupt may have come just before
        watch.tell_of_backward("backward_failed", shown, error)
        raise
    watch.tell_of_backward("backward_finished", shown)
    return received


def _starts(roots: Sequence[Tensor | GradientEdge], given: Any, as_tensors: bool) -> list[Any]:
    """The gradient to begin with at each root: what was given, or 1 for a single element."""
    values = [None] * len(roots) if given is None else _sequence(given)
    for start in values:
        if start is not None and not isinstance(start, Tensor):
            raise ArgTypeError("backward.start_type", got=type(start).__name__)
    if len(values) < len(roots):
        raise GraphError("backward.start_count", given=len(values), roots=len(roots))
    starts = []
    for root, start in zip(roots, values, strict=False):
        if not isinstance(root, (Tensor, GradientEdge)):
            raise ArgTypeError("backward.not_tensor", got=type(root).__name__)
        shape, dtype, xp = _place(root)
        if isinstance(root, Tensor) and not root.requires_grad:
            raise GraphError("backward.no_graph", shape=shape, why=lost_at(root._cut))
        if start is None:
            if prod(shape) != 1:
                raise GraphError("backward.non_scalar", shape=shape)
            if dtype.kind == "c":
                raise GraphError("backward.complex", dtype=from_numpy_dtype(dtype))
            start = make(xp.ones(shape, dtype))
        elif start.array.shape != shape:
            raise ShapeError("backward.start_shape", got=tuple(start.shape), expected=shape)
        elif (start.array.dtype.kind == "c") is not (dtype.kind == "c"):
            raise DtypeError("backward.start_complex", got=start.dtype, dtype=from_numpy_dtype(dtype))
        start = cast(start, from_numpy_dtype(dtype))
        starts.append(start if as_tensors else start.array)
    return starts


def _edge(target: Tensor | GradientEdge) -> tuple[Node, int]:
    return edge_of(target) if isinstance(target, Tensor) else target[:2]


def _place(target: Tensor | GradientEdge) -> tuple[tuple[int, ...], Any, Any]:
    """Shape, dtype and array module of a tensor, or of the gradient that arrives at an edge."""
    if isinstance(target, Tensor):
        return target.array.shape, target.array.dtype, array_module(target.array)
    return *target.node.outputs[target.output_nr], array_module(example(target.node))


def _check_wanted(targets: Sequence[Any]) -> None:
    """RuntimeError for a tensor that no gradient can be asked for."""
    for index, target in enumerate(targets):
        if not isinstance(target, (Tensor, GradientEdge)):
            raise GraphError("backward.input_type", index=index, got=type(target).__name__)
        if isinstance(target, Tensor) and not target.requires_grad:
            shape = tuple(target.shape)
            raise GraphError("backward.input_needs_no_grad", what=called(target), index=index, shape=shape)


def accumulate(grads: Iterable[tuple[Tensor, Any]]) -> None:
    """``tensor.grad += grad`` for all pairs at once: whatever interrupts it, all leaves are old or all are new."""

    def add() -> None:
        sums: dict[int, Any] = {}
        writes: list[Write] = []
        for tensor, grad in grads:
            with at(tensor.array):
                writes += _added(tensor, grad, sums)
        commit(writes)

    exclusively(add)  # two threads may bring gradients to one leaf


def _added(tensor: Tensor, grad: Any, sums: dict[int, Any]) -> tuple[Write, ...]:
    """The writes that add ``grad`` to what ``tensor`` has; none if it does not ask for a gradient itself (any more).

    ``sums`` are those that wait to be written, for one tensor may be the ``.grad`` of several.
    """
    old = tensor._grad
    if not tensor._requires_grad:
        return ()
    if old is None:
        if sys.getrefcount(grad) <= _alone and _fits(tensor.array, grad):
            return ((tensor.__dict__, "_grad", make(grad)),)  # nobody else can write to it
        # A rule may hand one array to several inputs, or a view of it: the leaf gets its own, laid out like itself.
        new = make(array_module(tensor.array).empty_like(tensor.array, shape=grad.shape))
        if isinstance(grad, Tensor):  # it hangs in a graph
            new.copy_(grad)
        else:
            new.array[...] = grad
        return ((tensor.__dict__, "_grad", new),)
    if old.array.shape != grad.shape:
        raise ShapeError("grad.accumulate_shape", got=tuple(grad.shape), expected=tuple(old.shape))
    if isinstance(grad, Tensor):
        return ((tensor.__dict__, "_grad", old + grad),)
    if old._inference and not modes.inference:
        raise GraphError("inference.inplace")
    total = sums[id(old)] = sums.get(id(old), old.array) + grad
    return into(old, total)  # in place: others may hold this very .grad


def _fits(array: Any, grad: Any) -> bool:
    """Whether an array of its own is laid out as the gradient of ``array`` has to be."""
    there = type(grad) is type(array) and MODULES.get(type(grad), NOT_HERE) is not NOT_HERE
    plain = there and is_whole(grad) and grad.flags.c_contiguous
    return plain and array.flags.c_contiguous and grad.shape == array.shape and grad.dtype == array.dtype


def _references(grads: Iterable[tuple[Tensor, Any]]) -> int:
    """How many references there are to a gradient on its way through ``accumulate``, if nobody else has one."""
    counts: list[int] = []

    def count(tensor: Tensor, grad: Any) -> tuple[()]:
        counts.append(sys.getrefcount(grad))
        return ()

    def add() -> None:
        for tensor, grad in grads:
            count(tensor, grad)

    exclusively(add)
    return counts[0]


_alone = _references((leaf, grad) for leaf, grad in [(make(np.empty(1)), np.empty(1))])


def clear_grad(tensor: Tensor, set_to_none: bool) -> None:
    """Forget the gradient of a tensor; if not ``set_to_none``, fill it with zeros where it is."""
    grad = tensor._grad
    if grad is None or set_to_none:
        if watch.watchers:
            watch.tell("grad_set", tensor, None)
        tensor._grad = None
        return
    grad._node, grad._index, grad._requires_grad = None, 0, False
    grad.zero_()


def _sequence(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return [value] if isinstance(value, (Tensor, GradientEdge)) or not isinstance(value, Iterable) else list(value)
