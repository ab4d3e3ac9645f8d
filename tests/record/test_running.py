"""The graph of a module's forward and of a step, both run once for the picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn, watch
from autograd_lab.errors import ArgTypeError, GraphError
from autograd_lab.record.graphs.running import graph_of
from autograd_lab.record.snapshot import GraphNode, GraphSnapshot


def net() -> nn.Sequential:
    return nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4, 2))


def ops(snapshot: GraphSnapshot) -> list[str]:
    return [str(node.label) for node in snapshot.nodes if node.kind == "op"]


def sources(snapshot: GraphSnapshot) -> dict[str, GraphNode]:
    return {str(node.label): node for node in snapshot.nodes if node.kind in ("leaf", "constant")}


def test_a_module_shows_its_paths_and_its_inputs() -> None:
    images = lab.randn(5, 3)
    snapshot = graph_of(net().eval(), [images])
    known = sources(snapshot)
    assert known["images"].shape == [5, 3] and not known["images"].parameter
    assert {"0.weight", "0.bias", "4.weight", "4.bias"} <= known.keys()
    assert known["0.weight"].parameter and known["0.weight"].kind == "leaf"
    assert snapshot.modules["0"] == "Linear" and snapshot.nodes[-1].kind == "output"


def test_an_input_without_a_variable_is_called_as_forward_calls_it() -> None:
    assert "input" in sources(graph_of(nn.Linear(3, 2), [lab.randn(5, 3)]))


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("recording", [False, True])
def test_every_op_is_shown_whatever_needs_a_gradient(frozen: bool, recording: bool) -> None:
    model = net().eval()
    model.requires_grad_(not frozen)
    with lab.set_grad_enabled(recording):
        snapshot = graph_of(model, [lab.randn(5, 3)])
    assert ops(snapshot) == ["Linear", "batch norm", "ReLU", "Linear"]
    assert all(sources(snapshot)[name].parameter for name in ("0.weight", "1.bias", "4.weight"))
    assert any(edge.carries_grad for edge in snapshot.edges) is not frozen
    assert all(edge.source < edge.target for edge in snapshot.edges)


def test_what_a_module_computes_without_gradient_is_linked_to_what_uses_it() -> None:
    class Masked(nn.Module):
        def forward(self, x: Any) -> Any:
            mask = x > 0
            with lab.no_grad():
                scale = x.abs().mean() * 2
            return lab.where(mask, x / scale, x)

    x = lab.randn(4, requires_grad=True)
    snapshot = graph_of(Masked(), [x])
    assert sorted(ops(snapshot)) == sorted([">", "|x|", "mean", "×", "÷", "where"])
    assert [n.label for n in snapshot.nodes if n.kind == "leaf"] == ["x"], "the same tensor in every place"
    made = {edge.target for edge in snapshot.edges}
    assert [n.label for n in snapshot.nodes if n.kind == "op" and n.id not in made] == []
    assert {str(n.label) for n in snapshot.nodes if n.kind == "constant"} == {"0", "2"}


def test_the_model_and_the_random_numbers_are_left_as_they_were() -> None:
    model, x = net(), lab.randn(5, 3)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    stream = lab.get_rng_state()
    graph_of(model, [x])
    assert lab.get_rng_state().tolist() == stream.tolist()
    assert all(lab.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(p.grad is None for p in model.parameters()) and model.training
    assert not watch.watchers and not watch.backward_watchers


def test_a_forward_that_fails_leaves_nothing_behind() -> None:
    model = net()
    before = model[1].running_mean.clone()
    with pytest.raises(RuntimeError):
        graph_of(model, [lab.randn(5, 7)])
    assert not watch.watchers and lab.equal(model[1].running_mean, before)


def test_several_results_are_all_shown() -> None:
    snapshot = graph_of(nn.LSTM(3, 4, bias=False), [lab.randn(5, 2, 3)])
    assert [str(n.label) for n in snapshot.nodes if n.kind == "output"] == ["result 1", "result 2", "result 3"]
    assert not {"b_ih", "b_hh", "w_hr"} & sources(snapshot).keys()
    with_bias = graph_of(nn.LSTM(3, 4), [lab.randn(5, 2, 3)])
    assert {"bias_ih_l0", "bias_hh_l0"} <= sources(with_bias).keys()


def test_a_step_shows_its_last_backward_pass_with_all_sizes() -> None:
    model, x, t = net(), lab.randn(5, 3), lab.tensor([0, 1, 1, 0, 1])
    optimizer = lab.optim.SGD(model.parameters(), lr=0.1)
    weight = model[0].weight.clone()

    def step() -> None:
        optimizer.zero_grad()
        model(x).sum().backward()
        loss = nn.functional.cross_entropy(model(x), t)
        loss.backward()
        optimizer.step()

    snapshot = graph_of(step)
    assert [str(n.label) for n in snapshot.nodes if n.kind == "output"] == ["loss"]
    assert all(edge.grad_norm is not None for edge in snapshot.edges if edge.carries_grad)
    assert {"model.0.weight", "t", "x"} <= sources(snapshot).keys(), "below the variable that holds the model"
    assert not lab.equal(model[0].weight, weight), "a step really runs"
    named = graph_of(step, model=model)
    assert "0.weight" in sources(named)


def test_a_step_without_backward_shows_what_it_returns() -> None:
    x = lab.ones(2, requires_grad=True)
    snapshot = graph_of(lambda: {"a": x * 2, "b": [x + 1]})
    assert [n.kind for n in snapshot.nodes].count("output") == 2


def test_parameters_are_known_by_the_learners_variable() -> None:
    class Trainer:
        def __init__(self) -> None:
            self.net = nn.Linear(3, 2)

    trainer = Trainer()
    snapshot = graph_of(trainer.net(lab.ones(1, 3)).sum())
    assert {"trainer.net.weight", "trainer.net.bias"} <= sources(snapshot).keys()
    del trainer
    alone = graph_of((nn.Parameter(lab.ones(2)) * 2).sum())
    assert sources(alone)["parameter"].parameter


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        (lambda: graph_of(3), ArgTypeError, "int"),
        (lambda: graph_of(lab.ones(1), [lab.ones(1)]), ArgTypeError, "Tensor"),
        (lambda: graph_of(lambda x, y: x, []), ArgTypeError, "x, y"),
        (lambda: graph_of(lambda: None), ArgTypeError, "NoneType"),
        (lambda: graph_of(nn.Linear(1, 1), [lab.ones(1, 1)], {"nonsense": 1}), TypeError, "nonsense"),
        (lambda: graph_of(nn.LazyLinear(2), [lab.ones(1, 3)]), GraphError, "LazyLinear"),
    ],
)
def test_wrong_arguments_are_refused_with_the_way_out(
    language: str, call: Callable[[], Any], kind: type[Exception], said: str
) -> None:
    lab.set_language(language)
    with pytest.raises(kind, match=said):
        call()
    assert not watch.watchers
