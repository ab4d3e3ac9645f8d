"""The table of mistakes: each wrong program raises its error in both libraries, each right one runs in both."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.autograd.explain import explain, run
from autograd_lab.autograd.mistakes import MISTAKES, Mistake
from autograd_lab.errors import LabError

ordinary = pytest.mark.parametrize(
    "mistake", [mistake for mistake in MISTAKES if not mistake.needs], ids=lambda mistake: mistake.name
)
ours = pytest.mark.parametrize(
    "mistake", [mistake for mistake in MISTAKES if mistake.needs == "autograd_lab"], ids=lambda mistake: mistake.name
)
pytestmark = pytest.mark.filterwarnings("ignore")  # anomaly mode warns


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = lab.get_language()
    lab.set_language("en")
    yield
    lab.set_language(before)


def check_wrong(mistake: Mistake, torch: Any) -> None:
    with pytest.raises(mistake.kind) as raised:
        run(mistake.wrong, torch, mistake.name)
    if torch is lab:
        assert isinstance(raised.value, LabError) and raised.value.key == mistake.key
        text = str(explain(raised.value))
        assert mistake.en in text and mistake.wrong.splitlines()[-1].strip() in text
        assert f"<{mistake.name}>:" in text, "the line is not named"


@ordinary
def test_the_wrong_program_raises(mistake: Mistake, torch: Any) -> None:
    check_wrong(mistake, torch)


@ordinary
def test_the_right_program_runs(mistake: Mistake, torch: Any) -> None:
    run(mistake.right, torch, mistake.name)


@ours
def test_what_only_this_library_notices(mistake: Mistake) -> None:
    check_wrong(mistake, lab)
    run(mistake.right, lab, mistake.name)


def test_devices(cuda: str) -> None:
    for mistake in MISTAKES:
        if mistake.needs == "cuda":
            check_wrong(mistake, lab)
            run(mistake.right, lab, mistake.name)


def test_the_table_is_complete_in_both_languages() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES)
    for mistake in MISTAKES:
        assert re.search(r"[\u4e00-\u9fff]", mistake.zh) and not re.search(r"[\u4e00-\u9fff]", mistake.en)
        assert mistake.wrong != mistake.right


def test_explain_speaks_chinese() -> None:
    lab.set_language("zh")
    with pytest.raises(RuntimeError) as raised:
        lab.ones(2, requires_grad=True).backward()
    text = repr(lab.explain(raised.value))
    assert "错误的写法" in text and "test_mistakes.py" in text


def test_explain_takes_the_last_error_and_any_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "last_value", None, raising=False)
    monkeypatch.setattr(sys, "last_exc", None, raising=False)
    assert "no error" in lab.explain()
    monkeypatch.setattr(sys, "last_value", ValueError("mine"), raising=False)
    assert lab.explain() == "ValueError: mine"


# -- what messages say ------------------------------------------------------------------------------------------------


def message(program: str, torch: Any = lab) -> str:
    with pytest.raises(RuntimeError) as raised:
        run(program, torch, "lesson")
    return str(raised.value)


def test_names_and_chains_are_known_without_watching() -> None:
    text = message(
        "x = torch.ones(2, requires_grad=True)\ny = x.exp()\nz = y * y\ny.add_(1)\nz.sum().backward()",
    )
    assert "`y`" in text and "x -> exp -> mul" in text and "detect_anomaly" in text


def test_a_parameter_is_called_by_its_place_in_the_model() -> None:
    text = message(
        "model = torch.nn.Sequential(torch.nn.Linear(2, 1))\n"
        "loss = model(torch.ones(3, 2)).exp().sum()\nloss.backward()\nloss.backward()"
    )
    assert "model.0.weight -> addmm -> exp" in text


def test_a_long_chain_is_cut() -> None:
    text = message(
        "x = torch.ones(2, requires_grad=True)\ny = x\nfor i in range(9): y = y.exp()\n"
        "y.sum().backward()\ny.sum().backward()"
    )
    assert "... -> exp -> exp" in text


def test_a_line_of_a_notebook_is_that_of_its_cell() -> None:
    from autograd_lab.watch.origin import place

    assert place(("somewhere/ipykernel_12/345.py", 3)) == "cell:3"


IN_ANOMALY_MODE = {
    "no_grad": (
        "with torch.no_grad():\n    y = x * 2\n(y + 1).sum().backward()",
        "<lesson>:3 `y = x * 2`, because of no_grad()",
    ),
    "detach": ("y = x.detach() * 2\ny.sum().backward()", "<lesson>:2 `y = x.detach() * 2`, because of detach()"),
    "data": ("y = x.data * 2\ny.sum().backward()", "<lesson>:2 `y = x.data * 2`, because of .data"),
    "argmax": (
        "y = x.argmax()\n(y * 1.0).backward()",
        "<lesson>:2 `y = x.argmax()`: no gradient flows through arg_max",
    ),
    "comparison": ("y = x > 0\ny.float().mean().backward()", "<lesson>:2 `y = x > 0`: no gradient flows through gt"),
    "nothing": ("y = torch.ones(2)\ny.sum().backward()", "Either nothing that it was computed from"),
    "write": ("y = x.exp()\ny[0] = 5\ny.sum().backward()", "It was written to at <lesson>:3 `y[0] = 5`"),
    "index write": (
        "i = torch.tensor([0])\ny = x.exp()\nwith torch.no_grad():\n    y[i] = 5\ny.sum().backward()",
        "It was written to at <lesson>:5 `y[i] = 5`",
    ),
    "freed": ("y = x.exp()\ny.sum().backward()\ny.sum().backward()", "<lesson>:2 `y = x.exp()`"),
}  # fmt: skip


@pytest.mark.parametrize("case", IN_ANOMALY_MODE)
def test_anomaly_mode_tells_the_line(case: str) -> None:
    program, expected = IN_ANOMALY_MODE[case]
    with lab.autograd.detect_anomaly():
        assert expected in message("x = torch.ones(2, requires_grad=True)\n" + program)
