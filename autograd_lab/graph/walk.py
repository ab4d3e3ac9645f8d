"""Backward: walk the graph from the results to the leaves, handing each node the sum of its gradients.

Nodes are numbered as they are made, so an input's node always has a smaller number than the node that uses it:
going through the reachable nodes from the largest number down meets every node after all its users. No recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Protocol

from autograd_lab.backend.arrays import MODULES, array_module
from autograd_lab.graph import watch
from autograd_lab.graph.node import AccumulateGrad, Node

Target = tuple[Node, int]


class Lift(Protocol):
    """What the walk must know of Tensors, given by the layer above."""

    namespace: Any  # stands for the array module in rules that are recorded themselves

    def wrap(self, array: Any) -> Any: ...
    def unwrap(self, tensor: Any) -> Any: ...
    def saved(self, node: Node) -> tuple[Any, ...]: ...


def reachable(roots: Sequence[Node]) -> list[Node]:
    """All nodes below ``roots``, users before what they use."""
    seen = set(roots)
    stack = list(seen)
    while stack:
        for edge in stack.pop().edges:
            if edge is not None and edge[0] not in seen:
                seen.add(edge[0])
                stack.append(edge[0])
    return sorted(seen, key=_order, reverse=True)


_order = attrgetter("order")


def leading_to(nodes: Sequence[Node], targets: Sequence[Target]) -> set[Node]:
    """Those of ``nodes`` (users first) from which a target is reached, targets included."""
    needed = {node for node, _ in targets}
    for node in reversed(nodes):
        if any(edge is not None and edge[0] in needed for edge in node.edges):
            needed.add(node)
    return needed


def run_backward(
    roots: Sequence[Target],
    grads: Sequence[Any],
    *,
    lift: Lift,
    retain_graph: bool,
    create_graph: bool,
    targets: Sequence[Target] | None = None,
    accumulate: Callable[[AccumulateGrad, Any], None] | None = None,
) -> list[Any]:
    """Push ``grads`` from ``roots`` to the leaves, or only towards ``targets``.

    Gradients are plain arrays, or Tensors when ``create_graph`` asks for a graph of the walk itself. Leaf
    gradients go to ``accumulate`` after every rule has run, so an error on the way leaves all leaves as they
    were. Returns the gradient that arrived at each target, None where nothing did.
    """
    order = reachable([node for node, _ in roots])
    needed = leading_to(order, targets) if targets is not None else None
    arrived: dict[Node, list[Any]] = {}
    for (node, index), grad in zip(roots, grads, strict=True):
        _add(arrived, node, index, grad)
    wanted: dict[Target, Any] = {}
    leaves: list[tuple[AccumulateGrad, Any]] = []

    for node in order:
        gys = arrived.pop(node, None)
        if gys is None or (needed is not None and node not in needed):
            continue
        if node.retained:
            _before(node, gys, lift, create_graph)
        if targets is not None:
            for index, gy in enumerate(gys):
                if (node, index) in targets:
                    wanted[node, index] = gy
        if isinstance(node, AccumulateGrad):
            leaves.append((node, gys[0]))
            continue
        if needed is not None and not any(edge and edge[0] in needed for edge in node.edges):
            continue
        gxs = _through(node, gys, needed, lift, create_graph)
        if not retain_graph:
            node.free()
        for edge, gx in zip(node.edges, gxs, strict=True):
            if edge is not None and gx is not None:
                _add(arrived, edge[0], edge[1], gx)

    if accumulate is not None:
        for leaf, grad in leaves:
            accumulate(leaf, grad)
    return [wanted.get(target) for target in targets or ()]


def _add(arrived: dict[Node, list[Any]], node: Node, index: int, grad: Any) -> None:
    gys = arrived.get(node)
    if gys is None:
        gys = arrived[node] = [None] * len(node.outputs)
    gys[index] = grad if gys[index] is None else gys[index] + grad


def _through(node: Node, gys: list[Any], needed: set[Node] | None, lift: Lift, create_graph: bool) -> Sequence[Any]:
    """One node: gradients of its outputs in, gradients of its inputs out."""
    saved = node.check_saved()
    if create_graph:
        xp, saved = lift.namespace, lift.saved(node)
    else:
        xp = array_module(next(g for g in gys if g is not None))
    needs = node.edges if needed is None else [e is not None and e[0] in needed for e in node.edges]
    gy = _filled(node, gys, xp) if node.op.several else gys[0]
    gxs = node.op.pull_back(xp, gy, needs, saved, node.params)
    if not create_graph:
        for i, g in enumerate(gxs):
            if g is not None and type(g) not in MODULES:  # NumPy turns 0-d results into its scalars
                gxs[i] = xp.asarray(g)
    if watch.watchers:
        for watcher in tuple(watch.watchers):
            watcher.flowed(node, [_plain(g, lift) for g in gys], [_plain(g, lift) for g in gxs])
    if node.hooks:
        gxs = _after(node, gxs, gys, lift, create_graph)
    return gxs


def _filled(node: Node, gys: list[Any], xp: Any) -> tuple[Any, ...]:
    """A zero gradient for each output that nothing used."""
    return tuple(
        xp.zeros(shape, dtype=dtype) if gy is None else gy for gy, (shape, dtype) in zip(gys, node.outputs, strict=True)
    )


def _plain(value: Any, lift: Lift) -> Any:
    return value if value is None or type(value) in MODULES else lift.unwrap(value)


def _before(node: Node, gys: list[Any], lift: Lift, create_graph: bool) -> None:
    """Tensor hooks and retained gradients of the node's outputs; a hook may replace the gradient."""
    for index, callback in tuple(node.retained or ()):
        if gys[index] is not None:
            grad = gys[index] if create_graph else lift.wrap(gys[index])
            replaced = callback(grad)
            if replaced is not None:
                gys[index] = replaced if create_graph else lift.unwrap(replaced)


def _after(node: Node, gxs: Sequence[Any], gys: Sequence[Any], lift: Lift, create_graph: bool) -> Sequence[Any]:
    """Hooks on the node itself: hook(grad_inputs, grad_outputs) may return other grad_inputs."""

    def outside(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(v if v is None or create_graph else lift.wrap(v) for v in values)

    for hook in tuple(node.hooks or ()):
        replaced = hook(outside(gxs), outside(gys))
        if replaced is not None:
            gxs = [r if r is None or create_graph else lift.unwrap(r) for r in replaced]
    return gxs
