"""`lab.viz.graph` of a compiled plan: a box for each step, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import GraphError
from autograd_lab.record.snapshot import both
from tests.support.refusal import assert_refused


def gelu(x: Any) -> Any:
    cubic = x + 0.044715 * x * x * x
    return 0.5 * x * (1 + lab.tanh(0.79788 * cubic))


def explained() -> Any:
    model = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 2))
    optimizer = lab.optim.SGD(model.parameters(), lr=0.1)

    def step(x: Any, y: Any) -> Any:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        return loss

    return lab.compile.explain(step, lab.randn(4, 6), lab.randn(4, 2))


def test_fused_loops_are_one_box_each() -> None:
    explanation = lab.compile.explain(gelu, lab.randn(100_000, requires_grad=True))
    nodes = lab.viz.graph(explanation).snapshot.nodes
    fused = [node for node in nodes if str(node.title) == "fused loop"]
    assert [node.scope for node in fused] == ["forward", "backward"]
    assert "tanh(" in fused[0].code
    assert "is kept for backward" in fused[0].words.en and "为反向传播保留" in fused[0].words.zh
    assert not re.search("[\u4e00-\u9fff]", fused[0].words.en)


def test_a_training_step_from_its_arguments_to_the_optimizer() -> None:
    explanation = explained()
    for thing in (explanation, explanation.plan):
        snapshot = lab.viz.graph(thing).snapshot
        parameters = {node.name for node in snapshot.nodes if node.parameter}
        assert parameters == {f"model.{k}" for k in ("0.weight", "0.bias", "2.weight", "2.bias")}
        assert [str(node.label) for node in snapshot.nodes][-1] == "SGD.step"
        assert all(edge.source < edge.target for edge in snapshot.edges)  # in the order in which they run
        steps = [node for node in snapshot.nodes if node.kind == "op"]
        assert len(steps) == len(explanation.plan.steps)
        crossing = [
            edge for edge in snapshot.edges
            if (snapshot.nodes[edge.source].scope, snapshot.nodes[edge.target].scope) == ("forward", "backward")
        ]  # fmt: skip
        assert crossing
        passed_on = {
            (str(snapshot.nodes[edge.source].title), str(snapshot.nodes[edge.target].title))
            for edge in snapshot.edges
            if edge.input == ".grad"
        }
        clear, arrive, step = (str(both(f"plan.{kind}")) for kind in ("clear", "accumulate", "optimizer"))
        assert passed_on == {(clear, arrive), (arrive, step)}


def test_every_result_says_where_it_lies() -> None:
    view = lab.viz.graph(explained())
    named = [node for node in view.snapshot.nodes if node.kind == "op" and node.name]
    for node in named:
        for name in node.name.split(", "):
            assert name in node.words.en and name in node.words.zh
    assert "<svg" in view.to_svg() and "matmul" in view.to_svg()


def test_what_has_no_plan_is_refused() -> None:
    explanation = lab.compile.explain(lambda x: x * 2 if x.sum() > 0 else x, lab.ones(3))
    assert_refused(lambda: lab.viz.graph(explanation), GraphError, "plan.none", "x.sum() > 0")
    with pytest.raises(TypeError):
        lab.viz.graph(3)
