"""A graph as it travels: nothing is lost, and nothing is said twice."""

from __future__ import annotations

import json
from dataclasses import replace

import autograd_lab as lab
from autograd_lab.record.graphs.graph import snapshot_graph
from autograd_lab.record.graphs.pack import PackedGraph, pack
from autograd_lab.record.names import Names
from autograd_lab.record.snapshot import GraphEdge, GraphNode, GraphSnapshot, to_json


def unpack(packed: PackedGraph) -> tuple[list[GraphNode], list[GraphEdge]]:
    """The same as widgets/src/graph/unpack.ts."""
    nodes = [
        replace(
            packed.alike[kind],
            id=i,
            label=packed.texts[packed.labels[i]],
            name=packed.names.get(str(i), ""),
            value=packed.values.get(str(i), ""),
            grad_norm=packed.grad_norms[i],
            place=packed.places[i],
        )
        for i, kind in enumerate(packed.kinds)
    ]
    edges = [
        replace(packed.joints[k], source=packed.sources[i], target=packed.targets[i], grad_norm=packed.flows[i])
        for i, k in enumerate(packed.joint)
    ]
    return nodes, edges


def scalars(count: int) -> GraphSnapshot:
    weights = [lab.tensor(0.1 * i, requires_grad=True) for i in range(50)]
    y = lab.tensor(0.0)
    for i in range(count):
        y = y + weights[i % 50] * weights[(i * 7) % 50]
    return snapshot_graph(y, names=Names(variables={"first": weights[0]}))


def test_nothing_is_lost() -> None:
    snapshot = scalars(20)
    nodes, edges = unpack(pack(snapshot))
    assert nodes == snapshot.nodes and edges == snapshot.edges


def test_ten_thousand_nodes_take_less_than_a_megabyte() -> None:
    snapshot = scalars(5000)
    assert len(snapshot.nodes) > 10_000 and snapshot.hidden == 0
    assert len(json.dumps(to_json(pack(snapshot)), allow_nan=False)) < 1_000_000


def test_sizes_are_rounded_and_words_for_numbers_stay() -> None:
    nodes = [GraphNode(0, "leaf", "w", "", [], "", "", grad_norm="NaN"), GraphNode(1, "op", "+", "", [], "", "")]
    packed = pack(GraphSnapshot(nodes, [GraphEdge(0, 1, "a", grad_norm=0.123456789)]))
    assert packed.flows == [0.1235] and packed.grad_norms == ["NaN", None]
