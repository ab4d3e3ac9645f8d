"""What the card of a node is made of: pictures, statistics, code, and cards for a page without a kernel."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.errors import ArgumentError
from autograd_lab.ops.arithmetic import Mul
from autograd_lab.ops.base import all_ops
from autograd_lab.record.snapshot import to_json
from autograd_lab.record.values.detail import BUDGET, Details
from autograd_lab.record.values.heat import picture
from autograd_lab.record.values.replay import Place
from autograd_lab.record.values.source import sources
from autograd_lab.record.values.statistics import statistics
from autograd_lab.record.values.trace import Trace
from tests.record.test_trace import Cube, leaf, place_of


def drawn(array: Any, side: int = 64) -> tuple[Any, np.ndarray]:
    buffers: list[bytes] = []
    heat = picture(array, buffers, side).heat
    assert heat is not None
    return heat, np.frombuffer(buffers[0], "<f4").reshape(heat.tiles, heat.rows, heat.columns)


def test_a_small_tensor_is_drawn_element_by_element() -> None:
    heat, cells = drawn(np.array([[1.0, -2.0], [np.nan, np.inf]]))
    assert (heat.block, heat.tiles, heat.all_tiles, heat.largest) == ([1, 1], 1, 1, 2)
    np.testing.assert_array_equal(cells[0], np.float32([[1, -2], [np.nan, np.inf]]))


def test_a_large_one_in_means_of_neighbours_the_last_of_fewer() -> None:
    array = np.arange(130 * 5.0).reshape(130, 5)
    heat, cells = drawn(array)
    assert (heat.rows, heat.columns, heat.block) == (44, 5, [3, 1])
    assert cells[0, 0, 0] == array[:3, 0].mean() and cells[0, -1, 2] == array[129, 2]


def test_leading_dims_are_tiles_and_no_more_than_fit() -> None:
    array = np.random.default_rng(0).normal(size=(50, 3, 32, 32))
    heat, cells = drawn(array)
    assert (heat.tiles, heat.all_tiles) == (4, 150)
    np.testing.assert_array_equal(cells[3], array[1, 0].astype(np.float32))


@pytest.mark.parametrize("shape", [(), (0,), (3, 0), (0, 2, 2), (1,), (10_000,), (2, 1, 1, 5)])
def test_every_shape_has_its_cells(shape: tuple[int, ...]) -> None:
    heat, cells = drawn(np.ones(shape))
    assert cells.size == heat.tiles * heat.rows * heat.columns <= 64 * 64
    assert heat.shape == list(shape)


def test_statistics_of_what_is_finite() -> None:
    found = statistics(np.array([0.0, 1.0, 3.0, np.nan, np.inf, -np.inf]))
    assert (found.count, found.zeros, found.nans, found.infinities) == (6, 1, 1, 2)
    assert (found.mean, found.low, found.high, sum(found.bins)) == (pytest.approx(4 / 3), 0, 3, 3)
    nothing = statistics(np.array([np.nan]))
    assert (nothing.mean, nothing.low, nothing.bins) == (None, None, [])
    assert statistics(np.array([3 + 4j])).mean == 5


def test_code_is_ours_or_the_learners() -> None:
    forward, *rules = sources(Mul)
    assert (forward.name, forward.where) == ("forward", "autograd_lab/ops/arithmetic.py")
    assert [rule.name for rule in rules] == ["backward_a", "backward_b"]
    assert forward.text.startswith("@staticmethod\ndef forward(xp, a, b):")
    own = sources(Trace.of(Cube.apply(leaf(), 2.0, None)).steps[0].op)
    assert [(source.name, source.where) for source in own] == [("forward", ""), ("backward", "")]
    assert "ctx.save_for_backward(x)" in own[0].text


def test_every_op_has_code_to_show() -> None:
    assert [op.__name__ for op in all_ops() if op.__module__.startswith("autograd_lab.") and not sources(op)] == []


def test_a_card_is_plain_json_with_its_buffers() -> None:
    x = leaf()
    trace = Trace.of((x.softmax(1) * x).sum())
    details = Details(trace)
    for place in [trace.root, place_of(trace, x), *trace.makers]:
        detail, buffers = details.card(place)
        json.dumps(to_json(detail), allow_nan=False)
        assert len(buffers) == (detail.value is not None) + (detail.gradient is not None)
        assert detail.editable == (place != trace.root)
    detail, _ = details.card(trace.root)
    assert detail.start and detail.element is not None and detail.element.uses == []


def test_what_is_not_known_is_said_in_both_languages() -> None:
    x = leaf()
    trace = Trace.of((x - lab.ones(2, 4)).sum())
    (constant,) = [place for place in trace.steps[0].inputs if place.constant]
    detail, _ = Details(trace).card(constant)
    assert detail.value is None and not detail.editable
    assert "not known" in detail.no_value.en and "不知道" in detail.no_value.zh  # type: ignore[union-attr]


def test_several_outputs_have_their_names() -> None:
    largest, _ = lab.tensor([1.0, 3.0], requires_grad=True).max(0)
    trace = Trace.of(largest * 2)
    detail, _ = Details(trace).card(trace.steps[0].outputs[1])
    assert (len(detail.outputs), detail.output, detail.gradient) == (2, 1, None)


@pytest.mark.parametrize("index", [[2, 0], [0], [-1, 0], [0, 4], []])
def test_an_element_that_is_not_there(index: list[int]) -> None:
    x = leaf()
    trace = Trace.of(x.sum())
    details = Details(trace)
    with pytest.raises(ArgumentError, match=r"\(2, 4\)"):
        details.element(place_of(trace, x), index)
    with pytest.raises(ArgumentError, match=r"\(2, 4\)"):
        details.what_if(place_of(trace, x), index, 1.0, 1.0)


def test_a_saved_page_keeps_to_its_budget() -> None:
    x = lab.randn(300, 200, requires_grad=True)
    y = x
    for _ in range(30):
        y = (y * 1.01).tanh()
    trace = Trace.of(y.sum())
    places = [step.outputs[0] for step in reversed(trace.steps)]
    saved = Details(trace).saved(places)
    size = len(json.dumps(to_json(saved), allow_nan=False))
    assert size < 1.1 * BUDGET
    assert len(saved.cards) == len(places), "coarser pictures, but all of them"
    card = saved.cards[f"{places[3].order},0"]
    assert card.value is not None and card.value.heat is not None and not card.editable
    cells = base64.b64decode(saved.buffers[card.value.buffer])
    assert len(cells) == 4 * card.value.heat.rows * card.value.heat.columns
    assert saved.sources[saved.code[f"{places[3].order},0"]][0].name == "forward"
    few = Details(trace).saved(places, budget=20_000)
    assert 0 < len(few.cards) < len(places)


def test_a_place_of_a_constant_that_several_steps_use() -> None:
    w, x = lab.tensor([1.0, 2.0], requires_grad=True), lab.tensor([3.0, 4.0])
    trace = Trace.of((w * x).sum() + (w.exp() * x).sum())
    constants = {place for step in trace.steps for place in step.inputs if place.constant}
    assert len(constants) == 1
    later = max(step.order for step in trace.steps if step.op is Mul)
    detail, _ = Details(trace).card(Place(later, -2))
    assert tuple(detail.place) in constants and detail.value is not None


def test_what_ran_outside_the_graph_is_known_where_the_graph_used_it() -> None:
    x = leaf()
    mask = lab.ones(2, 4)
    view = lab.viz.graph(lambda: (x * ((mask * 3) * 2)).sum())
    assert view.details is not None
    cards = {node.title: view.details.card(Place(*node.place))[0] for node in view.snapshot.nodes if node.place}
    first, second = (node for node in view.snapshot.nodes if node.title == "Mul")
    used = view.details.card(Place(*second.place))[0]
    assert used.value is not None and used.value.statistics is not None and used.value.statistics.mean == 6
    unused, _ = view.details.card(Place(*first.place))
    assert unused.value is None and "outside the graph" in unused.no_value.en  # type: ignore[union-attr]
    assert cards["MulBackward0"].value is not None


def test_a_step_and_a_module_bring_their_values() -> None:
    net = lab.nn.Sequential(lab.nn.Linear(4, 3), lab.nn.Dropout(0.5))
    x, target = leaf().detach(), lab.ones(2, 3)

    def step() -> None:
        ((net(x) - target) ** 2).mean().backward()

    for view in (lab.viz.graph(step), lab.viz.graph(net, x)):
        assert view.details is not None
        (weight,) = [node for node in view.snapshot.nodes if str(node.label).endswith("weight")]
        answer = view.details.what_if(Place(*weight.place), [0, 0], 9.0, 1.0)
        assert answer.predicted is not None and answer.affected
    assert net[0].weight.grad is not None and 9.0 not in net[0].weight.flatten().tolist()
