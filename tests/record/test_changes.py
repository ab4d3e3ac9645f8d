"""What is different between two graphs: matched by structure, drawn as one, told in words."""

from __future__ import annotations

import random

import pytest

import autograd_lab as lab
from autograd_lab.record.graphs.changes import compare, same_structure
from autograd_lab.record.graphs.graph import snapshot_graph
from autograd_lab.record.names import Names
from autograd_lab.record.snapshot import GraphEdge, GraphNode, GraphSnapshot

X = lab.ones(2, 2, requires_grad=True)


def loop(turns: int, name: str = "tanh", size: int = 2) -> GraphSnapshot:
    h = X[:, :size]
    for _ in range(turns):
        h = getattr(h * 2, name)()
    return snapshot_graph(h.sum(), names=Names(variables={"x": X}))


def counts(graph: GraphSnapshot) -> tuple[int, int, int]:
    changes = [node.change for node in graph.nodes]
    return changes.count("new"), changes.count("gone"), changes.count("changed")


def test_the_same_structure_has_no_marks() -> None:
    merged = compare(loop(3), loop(3))
    assert same_structure(loop(3), loop(3)) and not same_structure(loop(3), loop(4))
    assert counts(merged) == (0, 0, 0) and not any(edge.change for edge in merged.edges)
    assert str(merged.changes) == "the same structure"


def test_a_loop_that_ran_longer_and_shorter() -> None:
    longer = compare(loop(2), loop(5))
    assert counts(longer) == (9, 0, 0), "three turns of two ops and a number each"
    assert str(longer.changes) == "+9 nodes: the loop ran longer"
    shorter = compare(loop(5), loop(2))
    assert counts(shorter) == (0, 9, 0) and "the loop ran shorter" in str(shorter.changes)
    assert len(shorter.nodes) == len(loop(5).nodes), "what is gone is drawn once more"


def test_another_branch() -> None:
    merged = compare(loop(1, "tanh"), loop(1, "relu"))
    assert counts(merged) == (1, 1, 0)
    assert str(merged.changes) == "+1 nodes, −1: another branch was taken"
    gone = next(node for node in merged.nodes if node.change == "gone")
    assert gone.label == "tanh"
    assert {edge.change for edge in merged.edges if gone.id in (edge.source, edge.target)} == {"gone"}


def test_more_and_less_that_is_no_loop() -> None:
    merged = compare(loop(0), snapshot_graph((X[:, :2].exp().log() + 1).sum()))
    assert "more was computed" in str(merged.changes) or "branch" in str(merged.changes)


def test_other_sizes_are_a_change_of_their_own() -> None:
    merged = compare(loop(2, size=2), loop(2, size=1))
    new, gone, changed = counts(merged)
    assert (new, gone) == (0, 0) and changed > 0
    assert "changed their size" in str(merged.changes)
    lab.set_language("zh")
    assert "形状" in str(merged.changes)


def test_ids_count_up_and_edges_run_forward_in_the_merged_graph() -> None:
    for before, after in ((loop(4), loop(1, "relu")), (loop(0), loop(6)), (loop(3, "exp"), loop(3, "tanh"))):
        merged = compare(before, after)
        assert [node.id for node in merged.nodes] == list(range(len(merged.nodes)))
        assert all(edge.source < edge.target for edge in merged.edges)
        kept = [node.label for node in merged.nodes if node.change != "gone"]
        assert kept == [node.label for node in after.nodes]
        old = [node.label for node in merged.nodes if node.change != "new"]
        assert old == [node.label for node in before.nodes]


def chain(labels: str) -> GraphSnapshot:
    nodes = [GraphNode(i, "op", label, label, [], "", "") for i, label in enumerate(labels)]
    return GraphSnapshot(nodes, [GraphEdge(i, i + 1, "x") for i in range(len(labels) - 1)])


def longest_common(a: str, b: str) -> int:
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


@pytest.mark.parametrize("seed", range(60))
def test_as_much_as_possible_is_matched(seed: int) -> None:
    draw = random.Random(seed)
    a = "".join(draw.choices("abc", k=draw.randrange(30)))
    b = "".join(draw.choices("abc", k=draw.randrange(30)))
    merged = compare(chain(a), chain(b))
    common = longest_common(a, b)
    assert counts(merged)[:2] == (len(b) - common, len(a) - common)


def test_two_graphs_with_nothing_in_common_are_told_apart_quickly() -> None:
    merged = compare(chain("a" * 3000), chain("b" * 3000))
    assert counts(merged)[:2] == (3000, 3000)
