"""A large graph in few boxes, for the still picture."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.record.graphs.folding import FEW, MOST, folded
from autograd_lab.record.graphs.graph import snapshot_graph
from autograd_lab.record.graphs.running import graph_of
from autograd_lab.record.graphs.svg import graph_svg
from autograd_lab.record.snapshot import GraphSnapshot


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))

    def forward(self, x: lab.Tensor) -> lab.Tensor:
        return x + self.net(x)


def deep(count: int) -> GraphSnapshot:
    model = nn.Sequential(*(Block() for _ in range(count)), nn.Linear(8, 3))
    return graph_of(model, [lab.randn(4, 8)], gradients=True)


def test_a_small_graph_stays_as_it_is() -> None:
    snapshot = deep(3)
    assert len(snapshot.nodes) <= FEW and folded(snapshot) is snapshot


def test_modules_are_closed_and_alike_ones_stacked() -> None:
    small = folded(deep(12))
    labels = [str(node.label) for node in small.nodes]
    assert "0 … 11 ×12" in labels and len(small.nodes) < 10
    stack = next(node for node in small.nodes if "×12" in str(node.label))
    assert stack.title == "Block" and stack.shape == [4, 8] and "nodes" in str(stack.words)
    assert [node.id for node in small.nodes] == list(range(len(small.nodes)))
    assert all(edge.source < edge.target for edge in small.edges)
    assert all(edge.grad_norm is not None for edge in small.edges if edge.carries_grad)
    ET.fromstring(graph_svg(small))


def test_every_edge_between_boxes_is_drawn_once() -> None:
    small = folded(deep(12))
    pairs = [(edge.source, edge.target, edge.input) for edge in small.edges]
    assert len(pairs) == len(set(pairs))
    fed = {edge.target for edge in small.edges}
    assert all(node.id in fed for node in small.nodes if node.kind in ("op", "output"))


def test_without_modules_the_newest_part_is_shown() -> None:
    y = x = lab.ones(1, requires_grad=True)
    for _ in range(400):
        y = y * 1.5 + x
    small = folded(snapshot_graph(y))
    assert len(small.nodes) == MOST + 1 and small.nodes[0].kind == "more"
