"""Snapshots of graphs: what is in them, and what they cost."""

from __future__ import annotations

import gc
import json
import math
import weakref
from collections.abc import Callable

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import watch
from autograd_lab.record.graphs.flow import FlowWatcher, measure
from autograd_lab.record.graphs.graph import GraphDraft, latest, snapshot_graph
from autograd_lab.record.graphs.svg import graph_svg
from autograd_lab.record.graphs.words import graph_text
from autograd_lab.record.names import Names
from autograd_lab.record.snapshot import Bilingual, GraphNode, GraphSnapshot, both, to_json


def by_label(snapshot: GraphSnapshot, label: str) -> GraphNode:
    return next(node for node in snapshot.nodes if node.label == label)


def size(snapshot: GraphSnapshot, source: str, target: str) -> object:
    a, b = by_label(snapshot, source).id, by_label(snapshot, target).id
    return next(edge.grad_norm for edge in snapshot.edges if (edge.source, edge.target) == (a, b))


def test_nodes_edges_names_and_values() -> None:
    w = lab.tensor([1.0, 2.0], requires_grad=True)
    x = lab.tensor([3.0, 4.0])
    y = (w * x).sum()
    snapshot = snapshot_graph(y, names=Names(variables={"w": w, "x": x, "y": y}))
    assert [(n.kind, n.label) for n in snapshot.nodes] == [
        ("leaf", "w"), ("constant", "x"), ("op", "×"), ("op", "Σ"), ("output", "y"),
    ]  # fmt: skip
    assert [(e.source, e.target, e.input, e.carries_grad) for e in snapshot.edges] == [
        (0, 2, "a", True), (1, 2, "b", False), (2, 3, "x", True), (3, 4, "", True),
    ]  # fmt: skip
    mul = snapshot.nodes[2]
    assert (mul.title, mul.shape, mul.dtype, mul.device) == ("MulBackward0", [2], "float32", "cpu")
    assert mul.words and mul.formula and snapshot.edges[0].formula
    assert (by_label(snapshot, "w").value, by_label(snapshot, "y").value) == ("[1, 2]", "11")
    assert all(e.grad_norm is None for e in snapshot.edges), "not computed is not zero"
    json.dumps(to_json(snapshot), allow_nan=False)


def test_every_edge_goes_to_a_larger_id_and_ids_count_up() -> None:
    a = lab.randn(3, requires_grad=True)
    b = a.exp()
    for _ in range(5):
        b = b * a + b.tanh()
    snapshot = snapshot_graph(b.sum())
    assert [node.id for node in snapshot.nodes] == list(range(len(snapshot.nodes)))
    assert all(edge.source < edge.target for edge in snapshot.edges)


def test_gradient_sizes_against_hand_computation() -> None:
    w = lab.tensor([3.0, 4.0], requires_grad=True)
    flows = FlowWatcher()
    with watch.watching(flows):
        square = w * w
        y = square.sum()
        draft = GraphDraft(y, names=Names(variables={"w": w, "y": y}))
        y.backward()
    snapshot = draft.finish(flows.flow, step=7)
    # dy/d(w*w) = 1 per element; each of the two inputs of w*w gets w itself: |(3, 4)| = 5; together 2w.
    assert size(snapshot, "w", "×") == pytest.approx(5.0)
    assert size(snapshot, "×", "Σ") == pytest.approx(math.sqrt(2))
    assert size(snapshot, "Σ", "y") == 1.0
    assert by_label(snapshot, "w").grad_norm == pytest.approx(10.0)
    assert snapshot.step == 7
    assert by_label(snapshot, "×").line is not None and "square = w * w" in by_label(snapshot, "×").code


def test_nan_and_infinity_and_zero_are_told_apart() -> None:
    w = lab.tensor([0.0, 1.0], requires_grad=True)
    flows = FlowWatcher()
    with watch.watching(flows):
        y = (w / w * 0).sum()
        y.backward()
    snapshot = GraphDraft(y, names=Names(variables={"w": w, "y": y})).finish(flows.flow)
    assert by_label(snapshot, "w").grad_norm == "NaN"
    assert size(snapshot, "×", "Σ") == pytest.approx(math.sqrt(2))
    assert size(snapshot, "÷", "×") == 0.0
    json.dumps(to_json(snapshot), allow_nan=False)


def test_sizes_are_summed_in_float64() -> None:
    from autograd_lab.record.sizes import norm

    assert norm(np.full(4, 1e30, np.float32)) == pytest.approx(2e30, rel=1e-6)
    assert norm(np.full(4, 1e-30, np.float32)) == pytest.approx(2e-30, rel=1e-6)
    assert math.isnan(norm(np.array([1.0, np.nan]))) and norm(np.array([np.inf])) == math.inf
    assert norm(np.array([3 + 4j])) == 5.0 and norm(np.zeros((0, 3))) == 0.0 and norm(np.array(-2)) == 2.0


def test_measuring_leaves_grad_and_graph_alone() -> None:
    w = lab.tensor([3.0, 4.0], requires_grad=True)
    y = w * w
    flow = measure(y)
    assert w.grad is None
    assert flow.at(y.grad_fn.order) == pytest.approx(math.sqrt(2))
    y.sum().backward()  # the graph is still there
    assert not watch.watchers and not watch.backward_watchers


def test_module_scopes_and_parameter_names() -> None:
    nn = pytest.importorskip("autograd_lab.nn")
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Sequential(nn.Linear(4, 2)))
    with watch.watching(watch.Watcher()):
        y = nn.MSELoss()(model(lab.randn(5, 3)), lab.randn(5, 2))
    for names in (Names(model), Names()):
        snapshot = snapshot_graph(y, names=names)
        prefix = "" if names.parameters else "Sequential."
        leaves = {node.label: node.scope for node in snapshot.nodes if node.kind == "leaf"}
        assert leaves == {
            f"{prefix}{name}": f"{prefix}{name.rsplit('.', 1)[0]}"
            for name in ("0.weight", "0.bias", "2.0.weight", "2.0.bias")
        }
        assert snapshot.modules[f"{prefix}2.0"] == "Linear" and snapshot.modules["MSELoss"] == "MSELoss"
        assert by_label(snapshot, "ReLU").scope == f"{prefix}1"


def test_a_tensor_without_history() -> None:
    assert [n.kind for n in snapshot_graph(lab.ones(2)).nodes] == ["constant"]
    leaf = snapshot_graph(lab.ones(2, requires_grad=True))
    assert [n.kind for n in leaf.nodes] == ["leaf"] and leaf.edges == []


def test_after_backward_the_graph_is_still_shown() -> None:
    w = lab.tensor([3.0], requires_grad=True)
    y = (w * lab.tensor([2.0])).sum()
    y.backward()
    snapshot = snapshot_graph(y, names=Names(variables={"w": w}))
    assert [n.kind for n in snapshot.nodes] == ["leaf", "constant", "op", "op", "output"]
    assert by_label(snapshot, "w").grad_norm == 2.0


def test_an_input_that_was_not_given_is_not_shown() -> None:
    x, w = lab.randn(2, 3), lab.randn(4, 3, requires_grad=True)
    functional = pytest.importorskip("autograd_lab.nn.functional")
    snapshot = snapshot_graph(functional.linear(x, w))
    assert [n.kind for n in snapshot.nodes].count("constant") == 1


def test_an_input_that_no_rule_kept_is_known_from_a_watched_step() -> None:
    functional = pytest.importorskip("autograd_lab.nn.functional")
    scores, labels = lab.randn(4, 3, requires_grad=True), lab.tensor([0, 2, 1, 1])

    def target(make: Callable[[], lab.Tensor], names: Names) -> GraphNode:
        flows = FlowWatcher()
        with watch.watching(flows):
            loss = functional.cross_entropy(scores, make())
        snapshot = GraphDraft(loss, names=names, inputs=flows.inputs).finish()
        (constant,) = (node for node in snapshot.nodes if node.kind == "constant")
        return constant

    known = target(lambda: labels, Names(variables={"labels": labels}))
    assert (known.label, known.name, known.shape, known.dtype) == ("labels", "labels", [4], "int64")
    assert known.value == "[0, 2, 1, 1]"
    part = target(lambda: labels + 0, Names())  # freed before the picture is drawn
    assert (part.label, part.name, part.shape, part.dtype, part.value) == (both("graph.constant"), "", [4], "int64", "")
    (unwatched,) = (n for n in snapshot_graph(functional.cross_entropy(scores, labels)).nodes if n.kind == "constant")
    assert (unwatched.label, unwatched.shape) == (both("graph.constant"), [])


def test_noted_inputs_are_not_kept_alive_and_an_overwritten_one_has_no_value() -> None:
    flows, x, w = FlowWatcher(), lab.ones(2), lab.ones(2, requires_grad=True)
    with watch.watching(flows):
        node = (w + x).grad_fn
    assert flows.inputs.find(node.order, 1) is x.array
    x.add_(1)
    assert flows.inputs.find(node.order, 1).shape == (2,) and not hasattr(flows.inputs.find(node.order, 1), "sum")
    gone = weakref.ref(x)
    del x
    gc.collect()
    assert gone() is None and flows.inputs.find(node.order, 1).device == "cpu"


def test_our_own_words_are_there_in_both_languages() -> None:
    y = x = lab.ones(2, requires_grad=True)
    for _ in range(30):
        y = y * lab.ones(2)
    snapshot = snapshot_graph(y.sum(), names=Names(variables={"x": x}), limit=20)
    for node in snapshot.nodes:
        for text in (node.words, node.label if node.kind in ("constant", "more", "output") else node.words):
            assert isinstance(text, Bilingual) and text.en and text.zh and text.en != text.zh, node
        assert isinstance(node.title, str) == (node.kind in ("op", "more"))
    lab.set_language("en")
    english = graph_svg(snapshot), graph_text(snapshot)
    lab.set_language("zh")
    chinese = graph_svg(snapshot), graph_text(snapshot)
    assert "常量" in chinese[0] and "constant" not in chinese[0] and "constant" in english[0]
    assert not any("\u4e00" <= c <= "\u9fff" for text in english for c in text)


def test_numbers_in_a_formula_are_shown() -> None:
    x = lab.ones(3, requires_grad=True)
    snapshot = snapshot_graph(2 - (x + 3) * 4)
    assert {n.label for n in snapshot.nodes if n.kind == "constant"} == {"2", "3", "4"}


def test_a_huge_graph_has_a_limit_and_says_so() -> None:
    x = lab.ones(1, requires_grad=True)
    y = x
    for _ in range(30_000):
        y = y + x
    snapshot = snapshot_graph(y, limit=50)
    assert len(snapshot.nodes) <= 55 and snapshot.nodes[0].kind == "more"
    ops = sum(node.kind == "op" for node in snapshot.nodes)
    assert snapshot.hidden == 30_000 - ops
    assert str(snapshot.hidden) in str(snapshot.nodes[0].label)
    assert any(edge.source == 0 for edge in snapshot.edges)


def test_a_wide_graph_has_a_limit_too() -> None:
    leaves = [lab.ones(1, requires_grad=True) for _ in range(500)]
    snapshot = snapshot_graph(lab.cat(leaves), limit=50)
    assert len(snapshot.nodes) <= 105


def test_latest_keeps_the_newest_boxes() -> None:
    y = x = lab.ones(1, requires_grad=True)
    for _ in range(20):
        y = y * 2
    snapshot = snapshot_graph(y + x)
    short = latest(snapshot, 5)
    assert [n.id for n in short.nodes] == list(range(6)) and short.nodes[0].kind == "more"
    assert short.hidden == len(snapshot.nodes) - 5 and short.nodes[-1].kind == "output"
    assert all(e.source < e.target for e in short.edges)
    assert latest(short, 5).hidden == short.hidden
    assert latest(snapshot, 100) is snapshot


def test_names_are_cut_to_one_short_line() -> None:
    x = lab.ones(1, requires_grad=True)
    snapshot = snapshot_graph(x * 2, names=Names(variables={"a\nb" + "c" * 500: x}))
    assert len(snapshot.nodes[0].label) <= 80 and "\n" not in snapshot.nodes[0].label


def test_an_lstm_without_projection_shows_none() -> None:
    out = lab.nn.LSTM(2, 3)(lab.ones(4, 1, 2))[0]
    labels = [node.label for node in snapshot_graph(out.sum()).nodes]
    assert "LSTM" in labels and "w_hr" not in labels
