"""Exercises about gradients: judged by trying, answered with the first wrong element and the graph."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab import Tensor
from autograd_lab.app import exercises, runtime
from autograd_lab.app.exercise import Mistake
from autograd_lab.app.gradient import GradientExercise
from autograd_lab.app.words import Words

REAL = [
    exercise
    for number in exercises.lessons()
    for exercise in getattr(exercises.load(number), "exercises", ())
    if isinstance(exercise, GradientExercise)
]


def forward(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return x @ weight.t() + bias


def backward(gy: Tensor, x: Tensor, weight: Tensor, bias: Tensor) -> Any:
    return gy @ weight, gy.t() @ x, gy.sum(dim=0)


def _cases() -> list[tuple[Any, ...]]:
    x, weight = torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.5, 4.0]]), torch.tensor([[1.0, 0.5], [-2.0, 3.0]])
    return [(torch.tensor([[1.0, 2.0], [3.0, 4.0], [-1.0, 0.5]]), x, weight, torch.tensor([0.1, 0.2]))]


def words(text: str) -> Words:
    return Words(text, f"中文：{text}")


LINEAR = GradientExercise(
    name="00.backward",
    task=words("backward of a layer"),
    forward=forward,
    reference=backward,
    cases=_cases,
    hints=(words("shapes"), words("sum")),
    solution="",
    remark=words("done"),
    mistakes=(
        Mistake(lambda gy, x, weight, bias: (gy @ weight, gy.t() @ x, gy), words("sum over the batch")),
        Mistake(lambda gy, x, weight, bias: (gy @ weight.t(), gy.t() @ x, gy.sum(dim=0)), words("transposed")),
        Mistake(lambda gy, x, weight, bias: (gy @ weight, 2 * (gy.t() @ x), gy.sum(dim=0)), words("factor")),
    ),
)

ANSWERS = [*REAL, LINEAR]


@pytest.mark.parametrize("exercise", ANSWERS, ids=lambda exercise: exercise.name)
def test_reference_is_the_slope_found_by_trying(exercise: GradientExercise) -> None:
    assert exercise.judge(exercise.reference) is None
    for case in exercise.cases():
        assert exercise.first_wrong(exercise.reference, case) is None
        for tried, computed in zip(exercise.numerical(case), exercise.engine(case), strict=True):
            if tried is not None:  # h = 1e-6 in float64: 1e-10 or so of the values' size
                np.testing.assert_allclose(tried, computed, rtol=1e-6, atol=1e-7)


def test_mistakes_keep_their_hints() -> None:
    for answer, hint in LINEAR.wrong_answers():
        finding = LINEAR.judge(answer)
        assert finding is not None and finding.hint == str(hint)


def test_the_first_wrong_element_is_named_with_three_numbers() -> None:
    def nearly(gy, x, weight, bias):
        gradient = gy.t() @ x
        gradient[1, 0] += 0.5
        return gy @ weight, gradient, gy.sum(dim=0)

    finding = LINEAR.judge(nearly)
    assert finding is not None
    # gy.t() @ x at [1, 0]: 2*1 + 4*3 + 0.5*0.5 = 14.25
    assert finding.element == "gradient of weight[1, 0]: yours 14.75, by trying 14.25, by the engine 14.25"
    torch.set_language("zh")
    assert "weight[1, 0] 的梯度：你的 14.75" in getattr(LINEAR.judge(nearly), "element", "")


def test_the_graph_marks_that_input(monkeypatch: pytest.MonkeyPatch) -> None:
    answer, _ = list(LINEAR.wrong_answers())[2]
    finding = LINEAR.judge(answer)
    assert finding is not None
    picture = ET.fromstring(finding.picture)
    texts = [element.text for element in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert finding.element in texts and texts.count("≠") == 1 and "weight" in texts

    monkeypatch.setattr(runtime.exercises, "find", lambda name: LINEAR)
    verdict = torch.check("00.backward", answer)
    assert "First wrong number" in repr(verdict) and "svg" not in repr(verdict)
    markdown = verdict._repr_mimebundle_()["text/markdown"]
    assert re.search(r"!\[[^]]+\]\(data:image/svg\+xml;base64,[A-Za-z0-9+/=]+\)", markdown) and "<svg" not in markdown
    assert "sum over the batch" not in markdown and "factor" in markdown


class Right(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        return x @ weight.t() + bias

    @staticmethod
    def backward(ctx, gy):
        x, weight = ctx.saved_tensors
        return gy @ weight, gy.t() @ x, gy.sum(dim=0)


class Doubled(Right):
    @staticmethod
    def backward(ctx, gy):
        x, weight = ctx.saved_tensors
        return gy @ weight, 2 * gy.t() @ x, gy.sum(dim=0)


class OtherForward(Right):
    @staticmethod
    def forward(ctx, x, weight, bias):
        return Right.forward(ctx, x, weight, bias) + 1


class Raises(Right):
    @staticmethod
    def forward(ctx, x, weight, bias):
        raise RuntimeError("not today")


def test_a_function_of_the_learners_own_is_an_answer_too() -> None:
    assert LINEAR.judge(Right) is None
    doubled, other, raising = LINEAR.judge(Doubled), LINEAR.judge(OtherForward), LINEAR.judge(Raises)
    assert doubled and doubled.hint == str(LINEAR.mistakes[2].hint) and doubled.element.startswith("gradient of weight")
    assert other and "forward" in other.hint
    assert raising and "not today" in raising.came


@pytest.mark.parametrize("answer", [lambda *a: None, lambda *a: "x", lambda *a: (1, 2), lambda *a: 1 / 0, 3, Tensor])
def test_answers_of_another_kind(answer: Any) -> None:
    finding = LINEAR.judge(answer)
    assert finding is not None and finding.element == ""


class Begun(Right):
    @staticmethod
    def backward(ctx, gy): ...


def test_a_function_whose_backward_is_still_empty_is_untouched() -> None:
    assert LINEAR.untouched(Begun)
    assert not LINEAR.untouched(Right) and not LINEAR.untouched(Doubled)


def test_a_function_may_be_the_reference() -> None:
    exercise = replace(LINEAR, reference=Right)
    assert exercise.judge(Right) is None and exercise.judge(backward) is None
    finding = exercise.judge(Doubled)
    assert finding is not None and finding.hint == str(words("factor")) and "gy =" in finding.case
