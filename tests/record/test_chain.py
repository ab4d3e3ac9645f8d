"""The chain rule in numbers, and what would be if a number were another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.backend.random import default_generator
from autograd_lab.errors import GraphError, LabError
from autograd_lab.nn import functional as F
from autograd_lab.record.values import chain
from autograd_lab.record.values.chain import default_index, element, share
from autograd_lab.record.values.detail import Details
from autograd_lab.record.values.gradients import Gradients
from autograd_lab.record.values.recorder import Recorder
from autograd_lab.record.values.trace import Trace
from autograd_lab.record.values.what_if import what_if
from autograd_lab.tensor.apply import apply
from autograd_lab.watch import Watcher, watching
from tests.op_cases.case import OpCase
from tests.ops.checks import Run
from tests.record.test_trace import PROGRAMS, ROWS, VARIABLES, Cube, leaf, place_of

REAL = [case for case in ROWS if not case.complex and case.smooth]


@pytest.mark.parametrize("case", REAL, ids=lambda case: f"{case.op.__name__}-{case.seed:x}")
def test_the_terms_of_every_op_add_up_to_what_its_rule_passes_on(case: OpCase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "TERMS", 10**6)
    run = Run(case, dtype=np.float64)
    inputs = run.tensors(run.arrays)
    with watching(Recorder()) as recorder:
        outputs = apply(case.op, *inputs, **run.params)
        flowing = run.flowing(outputs if case.op.several else (outputs,))
        if any(y.is_complex() for y in flowing) or not flowing:
            return
        loss = sum((y * lab.from_numpy(seed)).sum() for y, seed in zip(flowing, run.seeds, strict=True))
    trace = Trace.of(loss, recorder=recorder)
    gradients = Gradients(trace)
    (step,) = [step for step in trace.steps if step.order == flowing[0].grad_fn.order]
    for i in case.differentiable:
        if run.arrays[i].size:
            found = share(gradients, step, i, tuple(n - 1 for n in run.arrays[i].shape))
            total = sum(float(term.product) for term in found.terms)
            assert total == pytest.approx(float(found.total), rel=1e-6, abs=1e-9)
            assert len(found.terms) == found.count


@pytest.mark.parametrize("name", sorted({*PROGRAMS} - {"complex", "half"}))
def test_what_comes_from_all_uses_adds_up_to_the_gradient(name: str) -> None:
    x = leaf()
    trace = Trace.of(PROGRAMS[name](x), variables=VARIABLES)
    gradients, place = Gradients(trace), place_of(trace, x)
    for index in ((0, 0), (1, 3)):
        found = element(gradients, place, index)
        if found.all_uses == len(found.uses):
            total = sum(float(use.total) for use in found.uses)
            assert total == pytest.approx(float(found.gradient or 0), rel=1e-4, abs=1e-6)


def test_a_product_by_hand() -> None:
    a, b = lab.tensor([2.0, 3.0], requires_grad=True), lab.tensor([5.0, 7.0], requires_grad=True)
    y = a * b
    trace = Trace.of((y * y).sum())
    gradients = Gradients(trace)
    place = trace.makers[trace.root].inputs[0]
    product = trace.makers[place].inputs[0]
    found = element(gradients, product, [1])
    assert (found.value, found.gradient, found.all_uses) == (21, 42, 2)
    assert [use.total for use in found.uses] == [21, 21]
    ((term,),) = [p.terms for p in found.passes if p.input == "a"]
    assert (term.upstream, term.local, term.product, term.index) == (42, 7, 294, [1])


def test_the_largest_terms_of_a_sum_and_what_is_left() -> None:
    w = lab.tensor([[1.0], [2.0]], requires_grad=True)
    x = lab.tensor([[1.0, 0.0], [10.0, 1.0], [0.0, 1.0], [-20.0, 1.0], [3.0, 1.0], [0.5, 1.0]])
    trace = Trace.of((x @ w).sum(), variables=[x])
    (use,) = element(Gradients(trace), place_of(trace, w), [0, 0]).uses
    assert [term.product for term in use.terms] == [-20, 10, 3]
    assert (use.count, use.rest, use.total) == (5, 1.5, -5.5), "the element that is not there has no part in it"


def test_nan_stays_where_it_is() -> None:
    w = lab.tensor([0.5, -1.0, float("nan")], requires_grad=True)
    trace = Trace.of(Cube.apply(w.sin(), 2.0, None).sum())
    gradients = Gradients(trace)
    (use,) = element(gradients, place_of(trace, w), [1]).uses
    assert [term.index for term in use.terms] == [[1]]
    (use,) = element(gradients, place_of(trace, w), [2]).uses
    assert [(term.index, term.product) for term in use.terms] == [([2], "NaN")]
    assert element(gradients, trace.steps[-2].outputs[0], [0]).passes[0].index == [0]


def test_the_first_element_shown_is_the_one_that_matters_most() -> None:
    x = lab.tensor([[1.0, 2.0], [-3.0, 0.0]], requires_grad=True)
    trace = Trace.of((x * x).sum())
    assert default_index(Gradients(trace), place_of(trace, x)) == [1, 0]


def test_no_watcher_hears_of_a_question() -> None:
    class Ears(Watcher):
        heard = 0

        def ran(self, *about: Any) -> None:
            self.heard += 1

        recorded = reached = flowed = backward_started = backward_finished = ran

    x = leaf()
    trace = Trace.of(Cube.apply(x.softmax(0), 2.0, None).sum())
    gradients = Gradients(trace)
    with watching(Ears()) as ears:
        element(gradients, place_of(trace, x), [0, 0])
        what_if(gradients, place_of(trace, x), index=[0, 0], value=1.0)
    assert ears.heard == 0 and x.grad is None  # type: ignore[attr-defined]


# -- what if -----------------------------------------------------------------------------------------------------


def test_the_result_is_the_one_of_the_changed_program() -> None:
    x = leaf()
    loss = (x.sin() * x).sum()
    trace = Trace.of(loss)
    version, state = x._version, default_generator.state_bytes()
    answer = what_if(Gradients(trace), place_of(trace, x), index=[1, 3], value=3.5)
    changed = x.detach().clone()
    changed[1, 3] = 3.5
    assert answer.before == loss.item()
    assert answer.after == pytest.approx((changed.sin() * changed).sum().item(), rel=1e-6)
    slope = (x.array.astype(float)[1, 3]) * np.cos(3.0) + np.sin(3.0)
    assert answer.predicted == pytest.approx(0.5 * slope, rel=1e-5)
    assert answer.change == pytest.approx(float(answer.after) - float(answer.before))
    assert len(answer.affected) == 3, "sin, product, sum"
    assert x.array[1, 3] == 3 and x._version == version and default_generator.state_bytes() == state


def test_the_whole_tensor_a_number_and_a_value_in_the_middle() -> None:
    w = lab.tensor([1.0, -2.0], requires_grad=True)
    y = w * 3
    trace = Trace.of((y + 1).sum())
    gradients = Gradients(trace)
    answer = what_if(gradients, place_of(trace, w), scale=2.0)
    assert (answer.after, answer.predicted, answer.value) == (-4, -3, 2)
    (factor,) = [place for place, value in trace.values.items() if place.constant and value == 3]
    answer = what_if(gradients, factor, index=[], value=4.0)
    assert (answer.after, answer.predicted) == (-2, -1), "a constant has a slope, although no backward computes it"
    answer = what_if(gradients, trace.steps[0].outputs[0], index=[0], value=0.0)
    assert (answer.after, answer.predicted, len(answer.affected)) == (-4, -3, 2)


def test_what_does_not_change_is_not_marked() -> None:
    x = lab.tensor([-1.0, 2.0], requires_grad=True)
    trace = Trace.of((x.relu() * 2).sum())
    answer = what_if(Gradients(trace), place_of(trace, x), index=[0], value=-3.0)
    assert (answer.change, answer.affected) == (0, [])


def unknown(x: Any) -> Any:
    return (x - lab.ones(2, 4) * 3).sum()


def integers(x: Any) -> Any:
    return lab.where(lab.tensor([[True], [False]]), x, 0.0).sum()


@pytest.mark.parametrize(
    ("program", "change", "en", "zh"),
    [
        (unknown, "leaf", "not known", "不知道"),
        (unknown, "constant", "not known", "不知道"),
        (integers, "constant", "bool", "bool"),
    ],
    ids=["on the way", "itself", "dtype"],
)
def test_a_question_that_cannot_be_answered(program: Callable[[Any], Any], change: str, en: str, zh: str) -> None:
    x = leaf()
    trace = Trace.of(program(x))
    (first,) = [place for step in trace.steps[:1] for place in step.inputs if place.constant][:1]
    place = place_of(trace, x) if change == "leaf" else first
    with pytest.raises(GraphError) as raised:
        what_if(Gradients(trace), place, index=[0, 0], value=1.0)
    assert isinstance(raised.value, LabError)
    text = raised.value.text  # type: ignore[attr-defined]
    assert en in text.en and zh in text.zh
    with pytest.raises(GraphError) as asked_by_a_view:
        Details(trace).what_if(place, [0, 0], 1.0, 1.0)
    assert asked_by_a_view.value.text == text  # type: ignore[attr-defined]


def test_gradients_need_no_constant_that_no_rule_needs() -> None:
    x = leaf()
    trace = Trace.of(unknown(x.exp()))
    np.testing.assert_array_equal(Gradients(trace).at(place_of(trace, x)), x.exp().detach().array)


def test_a_gradient_behind_a_rule_that_cannot_run() -> None:
    x = leaf()
    y = F.cross_entropy(x.exp(), lab.tensor([3, 1]))
    y.backward()
    trace = Trace.of(y)
    with pytest.raises(GraphError, match="NllLossBackward0"):
        Gradients(trace).at(place_of(trace, x))
