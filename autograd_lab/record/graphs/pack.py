"""A graph for a message: what many nodes have in common is written once. 10,000 nodes take about a megabyte."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from autograd_lab.record.snapshot import GraphEdge, GraphNode, GraphSnapshot, Real, Text

DIGITS = 4  # of a gradient's size; nobody sees more
OWN = {"id": 0, "label": "", "name": "", "value": "", "grad_norm": None, "place": []}  # what each node has for itself
SHARED = [field.name for field in fields(GraphNode) if field.name not in OWN]


@dataclass(frozen=True)
class PackedGraph:
    """A ``GraphSnapshot`` in columns. Node i is ``alike[kinds[i]]`` with an id of i and with its own label, name,
    value, gradient size and place; edge i is ``joints[joint[i]]`` with its own ends and gradient size. ``labels[i]``
    is a place in ``texts``; names and values are sparse, by the id of the node."""

    alike: list[GraphNode]
    kinds: list[int]
    texts: list[Text]
    labels: list[int]
    names: dict[str, str]
    values: dict[str, str]
    grad_norms: list[Real | None]
    places: list[list[int]]
    joints: list[GraphEdge]
    joint: list[int]
    sources: list[int]
    targets: list[int]
    flows: list[Real | None]
    modules: dict[str, str]
    step: int | None
    hidden: int
    changes: Text


class _Table:
    """Things that are told apart by a key, numbered as they come."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self._places: dict[Any, int] = {}

    def place(self, key: Any, item: Any) -> int:
        place = self._places.get(key)
        if place is None:
            place = self._places[key] = len(self.items)
            self.items.append(item)
        return place


def pack(snapshot: GraphSnapshot) -> PackedGraph:
    """``snapshot`` with nothing said twice."""
    nodes, edges, texts = _Table(), _Table(), _Table()
    kinds, labels = [], []
    for node in snapshot.nodes:
        kinds.append(nodes.place(tuple(_hashable(getattr(node, name)) for name in SHARED), node))
        labels.append(texts.place(node.label, node.label))
    joint = [edges.place((edge.input, edge.formula, edge.carries_grad, edge.change), edge) for edge in snapshot.edges]
    return PackedGraph(
        alike=[replace(node, **OWN) for node in nodes.items],
        kinds=kinds,
        texts=texts.items,
        labels=labels,
        names={str(node.id): node.name for node in snapshot.nodes if node.name},
        values={str(node.id): node.value for node in snapshot.nodes if node.value},
        grad_norms=[_rounded(node.grad_norm) for node in snapshot.nodes],
        places=[node.place for node in snapshot.nodes],
        joints=[replace(edge, source=0, target=0, grad_norm=None) for edge in edges.items],
        joint=joint,
        sources=[edge.source for edge in snapshot.edges],
        targets=[edge.target for edge in snapshot.edges],
        flows=[_rounded(edge.grad_norm) for edge in snapshot.edges],
        modules=snapshot.modules,
        step=snapshot.step,
        hidden=snapshot.hidden,
        changes=snapshot.changes,
    )


def _hashable(value: Any) -> Any:
    return tuple(value.items()) if isinstance(value, dict) else tuple(value) if isinstance(value, list) else value


def _rounded(size: Real | None) -> Real | None:
    return float(f"{size:.{DIGITS}g}") if isinstance(size, float) else size
