"""Backward: walk the graph from the results to the leaves, handing each node the sum of its gradients.

Nodes are numbered as they are made, so whatever uses a node has a larger number than the node itself. Taking, of
all nodes where a gradient has arrived, always the one with the largest number meets every node after all its users:
its gradient is complete. No recursion, and nothing is sorted that gets no gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from heapq import heappop, heappush
from typing import Any, Protocol

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import MODULES, at
from autograd_lab.graph.node import AccumulateGrad, Node

Target = tuple[Node, int]  # a node and which of its outputs


class Lift(Protocol):
    """What the walk must know of Tensors, given by the layer above."""

    namespace: Any  # stands for the array module in rules that are recorded themselves
    hooks: Any  # how a learner's hooks are called

    def unwrap(self, tensor: Any) -> Any: ...
    def conj(self, tensor: Any) -> Any: ...
    def zeros(self, shape: tuple[int, ...], dtype: Any, like: Any) -> Any: ...
    def saved(self, node: Node) -> tuple[Any, ...]: ...


def run_backward(
    roots: Sequence[Target],
    grads: Sequence[Any],
    *,
    lift: Lift,
    retain_graph: bool,
    create_graph: bool,
    targets: Sequence[Target] | None = None,
    through: Collection[Node] | None = None,
    finish: Callable[[list[tuple[AccumulateGrad, Any]]], None] | None = None,
) -> list[Any]:
    """Push ``grads`` from ``roots`` to the leaves, or only towards ``targets``, or only ``through`` some nodes.

    Gradients are plain arrays, or Tensors when ``create_graph`` asks for a graph of the walk itself. Leaf
    gradients go to ``finish``, all together after every rule has run: an error on the way leaves all leaves as they
    were. Only a leaf with hooks that wait for its ``.grad`` gets it as soon as it is complete. Returns the gradient
    that arrived at each target, before its hooks if the walk goes on from there; None where nothing did.
    """
    needed = None if targets is None else leading_to([node for node, _ in roots], targets, through)
    asked = set(targets or ())
    arrived: dict[Node, list[Any]] = {}  # gradients of a node's outputs, summed so far
    queue: list[tuple[int, Node]] = []  # the nodes in ``arrived``; a heap, so that the newest comes first
    wanted: dict[Target, Any] = {}
    leaves: list[tuple[AccumulateGrad, Any]] = []
    edges: Sequence[Any] = [root if needed is None or root[0] in needed else None for root in roots]
    gxs: Sequence[Any] = grads
    gys: Any = None
    generic, watched = np.generic, watch.watchers

    while True:
        node: Node | None = None  # in a chain the next one is known, and the queue stays empty
        for edge, gx in zip(edges, gxs):  # noqa: B905 (a keyword more would cost more than the rest of the line)
            if edge is None:
                continue
            if isinstance(gx, generic):
                gx = np.asarray(gx)  # NumPy's 0-d results are its scalars
            target, index = edge
            if node is None and not queue and len(target.outputs) == 1:
                node, gys = target, [gx]
                continue
            if node is not None:  # not a chain: this node waits like the others
                arrived[node] = gys
                heappush(queue, (-node.order, node))
                node = None
            gys = arrived.get(target)
            if gys is None:
                arrived[target] = gys = [None] * len(target.outputs)
                heappush(queue, (-target.order, target))
            if gx is not None:
                gys[index] = gx if gys[index] is None else _sum(gys[index], gx)
        if node is None:
            if not queue:
                break
            node = heappop(queue)[1]
            gys = arrived.pop(node)
        edges = node.edges
        if watched:
            watch.tell("reached", node, gys)
        if needed is not None:
            edges = [edge if edge is not None and edge[0] in needed else None for edge in edges]
            runs = finish is not None or any(edges)  # otherwise it was asked for, and the walk ends here
            if not runs:
                lift.hooks.on_tensors(node, gys)
            wanted |= {(node, index): gy for index, gy in enumerate(gys) if (node, index) in asked}
            if not runs:
                continue
        if node.before is not None:
            lift.hooks.before_rule(node, gys)
        if node.op is None:
            assert finish is not None
            if gys[0] is not None:
                leaves.append((node, gys[0]))
            if node.hooks or node.followers:  # they wait for this leaf, and may want to free its gradient at once
                if watched:
                    watch.tell("accumulating", [node])
                finish([leaves.pop()] if gys[0] is not None else [])
                lift.hooks.after_accumulation(node, gys[0])
            continue
        op, gy = node.op, gys[0]
        if gy is None and not op.always and not any(g is not None for g in gys):
            gxs = [None] * len(edges)  # no gradient came; a custom Function before this node may want zeros for it
            if node.hooks:
                gxs = lift.hooks.after_rule(node, gxs, gys)
        elif create_graph or op.several or node.hooks or watched or node.outputs[0][1].kind == "c":
            gxs = _with_care(node, gys, edges, lift, create_graph)
        elif (xp := MODULES[type(gy)]) is np:
            gxs = op.pull_back(xp, gy, edges, node.check_saved(), node.params)
        else:
            with at(gy):
                gxs = op.pull_back(xp, gy, edges, node.check_saved(), node.params)
        if node.saved and not retain_graph:
            node.free()

    if finish is not None:
        if watched:
            watch.tell("accumulating", [leaf for leaf, _ in leaves])
        gx = gy = gys = gxs = grads = ()  # a gradient that nobody else holds need not be copied
        finish(leaves)
    return [wanted.get(target) for target in targets or ()]


def _sum(a: Any, b: Any) -> Any:
    with at(a):
        total = a + b
    return np.asarray(total) if isinstance(total, np.generic) else total


def below(roots: Sequence[Node]) -> set[Node]:
    """The nodes that ``roots`` were computed from, and themselves."""
    found = set(roots)
    stack = list(found)
    while stack:
        for edge in stack.pop().edges:
            if edge is not None and edge[0] not in found:
                found.add(edge[0])
                stack.append(edge[0])
    return found


def leading_to(roots: Sequence[Node], targets: Sequence[Target], through: Collection[Node] | None = None) -> set[Node]:
    """The nodes below ``roots`` (among those ``through`` which the way may lead) from which a target is reached, the
    targets' own included."""
    needed = {node for node, _ in targets}
    for node in sorted(below(roots), key=lambda node: node.order):
        if (through is None or node in through) and any(edge is not None and edge[0] in needed for edge in node.edges):
            needed.add(node)
    return needed


def _with_care(node: Node, gys: list[Any], edges: Sequence[Any], lift: Lift, create_graph: bool) -> Sequence[Any]:
    """One node whose gradients are Tensors themselves, several, complex, or looked at by hooks or watchers."""
    with at(next((gy for gy in gys if gy is not None), None)):
        gxs = run_rule(node, gys, edges, lift, create_graph)
    if node.hooks:
        gxs = lift.hooks.after_rule(node, gxs, gys)
    if watch.watchers:
        watch.tell("flowed", node, [_plain(g, lift) for g in gys], [_plain(g, lift) for g in gxs])
    return gxs


def run_rule(node: Node, gys: list[Any], edges: Sequence[Any], lift: Lift, create_graph: bool) -> Sequence[Any]:
    """The gradients of the inputs of ``node`` that have an edge, from those of its outputs.

    A rule says gx = gy f'(x); what PyTorch calls the gradient of a complex x is gy times the conjugate of f'(x). So
    the gradients are conjugated before the rule and after it, and one text serves real and complex numbers.
    """
    op, there = node.op, next((gy for gy in gys if gy is not None), None)
    if create_graph:
        xp, saved, conj = lift.namespace, lift.saved(node), lift.conj
    else:
        xp, saved, conj = MODULES.get(type(there)), node.check_saved(), _conj
    turned = op.holomorphic and node.outputs[0][1].kind == "c"
    filled = gys
    if op.fills:
        filled = [_zeros(there, *out, lift) if gy is None else gy for gy, out in zip(gys, node.outputs, strict=True)]
    if turned:
        filled = [conj(gy) for gy in filled]
    gxs = op.pull_back(xp, tuple(filled) if op.several else filled[0], edges, saved, node.params)
    if turned:
        gxs = [conj(gx) for gx in gxs]
    return [np.asarray(gx) if isinstance(gx, np.generic) else gx for gx in gxs]


def _conj(g: Any) -> Any:
    return g.conj() if g is not None and g.dtype.kind == "c" else g


def _zeros(like: Any, shape: tuple[int, ...], dtype: Any, lift: Lift) -> Any:
    """The gradient of an output that nothing used."""
    xp = MODULES.get(type(like))
    return lift.zeros(shape, dtype, like) if xp is None else xp.zeros(shape, dtype=dtype)


def _plain(value: Any, lift: Lift) -> Any:
    return value if value is None or type(value) in MODULES else lift.unwrap(value)
