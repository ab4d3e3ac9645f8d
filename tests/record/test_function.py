"""A custom Function in the picture of a graph: its name, the learner's words, its arguments, what it saved."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import watch
from autograd_lab.record.graphs.flow import FlowWatcher
from autograd_lab.record.graphs.graph import GraphDraft, snapshot_graph
from autograd_lab.record.graphs.svg import graph_svg
from autograd_lab.record.graphs.words import graph_text
from autograd_lab.record.names import Names


class Capped(lab.autograd.Function):
    """Multiply,
    up to a limit.

    Above it no gradient flows.
    """

    @staticmethod
    def forward(ctx: Any, x: Any, limit: float, w: Any, *more: Any) -> Any:
        y = (x * w).clamp(max=limit)
        ctx.save_for_backward(x, w, y)
        ctx.limit = limit
        return y

    @staticmethod
    def backward(ctx: Any, g: Any) -> Any:
        x, w, y = ctx.saved_tensors
        g = g * (y < ctx.limit)
        return g * w, None, g * x, *(None for _ in ctx.needs_input_grad[3:])


class Silent(lab.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:
        return "a word", x * 1

    @staticmethod
    def backward(ctx: Any, _: Any, g: Any) -> Any:
        return g


@pytest.fixture
def world() -> dict[str, Any]:
    x, w = lab.tensor([1.0, 2.0], requires_grad=True), lab.tensor([3.0, 3.0])
    y = Capped.apply(x * 1, 4.0, w, lab.ones(1))
    return {"x": x, "w": w, "y": y, "z": y.sum()}


def test_the_box_of_a_function(world: dict[str, Any]) -> None:
    snapshot = snapshot_graph(world["z"], names=Names(variables=world))
    box = next(node for node in snapshot.nodes if node.label == "Capped")
    assert (box.title, box.name, box.value, box.shape) == ("CappedBackward", "y", "[3, 4]", [2])
    assert box.words is not None and box.words.en == box.words.zh == "Multiply, up to a limit."
    assert box.params == {"limit": "4.0"}
    into = {edge.input: snapshot.nodes[edge.source] for edge in snapshot.edges if edge.target == box.id}
    assert list(into) == ["x", "w", "more[0]"]
    assert into["x"].title == "MulBackward0" and (into["w"].name, into["w"].value) == ("w", "[3, 3]")
    assert [edge.carries_grad for edge in snapshot.edges if edge.target == box.id] == [True, False, False]
    assert "CappedBackward" in graph_text(snapshot) and ">Capped<" in graph_svg(snapshot)


def test_its_gradients_and_its_line(world: dict[str, Any]) -> None:
    flows = FlowWatcher()
    with watch.watching(flows):
        y = Capped.apply(world["x"], 4.0, world["w"])
        z = y.sum()
        draft = GraphDraft(z, names=Names(variables=world), inputs=flows.inputs)
        z.backward()
    snapshot = draft.finish(flows.flow)
    box = next(node for node in snapshot.nodes if node.label == "Capped")
    assert "y = Capped.apply" in box.code and box.grad_norm == pytest.approx(2**0.5)
    flowing = {edge.input: edge.grad_norm for edge in snapshot.edges if edge.target == box.id}
    assert flowing == {"x": 3.0, "w": None}  # the second element is at the limit


def test_a_function_without_words() -> None:
    _, y = Silent.apply(lab.ones(2, requires_grad=True))
    box = next(node for node in snapshot_graph(y).nodes if node.label == "Silent")
    assert box.words is not None and "custom Function" in box.words.en and "自定义 Function" in box.words.zh
    y.sum().backward()
    assert snapshot_graph(y).nodes  # freed or not
