"""`lab.part`: the learner's own part where it is right, else the solution's, in the learner's notebook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.app import exercises
from autograd_lab.app.records import record
from autograd_lab.i18n import set_language

# A notebook: its own global names, in which every cell is executed.
CELLS = """
import itertools
import numpy as np
import autograd_lab as lab
counter = itertools.count()
"""
MINE = exercises.find("25.apply").solution.replace("return Tensor(", "used.append(1); return Tensor(", 1)


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("AUTOGRAD_LAB_HOME", str(tmp_path))
    scope: dict[str, Any] = {"used": []}
    exec(CELLS, scope)
    return scope


def test_an_answer_that_is_right_comes_back(notebook: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    exec(exercises.find("25.tensor").solution, notebook)
    mine = notebook["Tensor"]
    exec("Tensor = lab.part('25.tensor', Tensor)", notebook)
    assert notebook["Tensor"] is mine
    assert "goes on with yours" in capsys.readouterr().out
    assert record().of("25.tensor").tries == 0, "it is no try"


@pytest.mark.parametrize("answer", ["...", "None", "int", "object()", "lambda *a: 1 / 0"])
def test_the_solution_takes_the_place_of_what_is_not_right(
    notebook: dict[str, Any], capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    set_language("zh")
    exec(f"Tensor = lab.part('25.tensor', {answer})", notebook)
    assert notebook["Tensor"]([1, 2]).data.tolist() == [1.0, 2.0]
    said = capsys.readouterr().out
    assert "参考答案" in said and "np.asarray" not in said, "the solution itself stays unseen"
    assert not record().of("25.tensor").solution_read


def test_a_solution_uses_the_learners_other_parts(notebook: dict[str, Any]) -> None:
    exec("Tensor = lab.part('25.tensor', None)", notebook)
    exec(MINE, notebook)
    exec("apply = lab.part('25.apply', apply)", notebook)
    exec("mul = lambda a, b: apply(np.multiply, None, a, b)", notebook)
    notebook["used"].clear()
    exec("y = Tensor(2.0) * 3.0", notebook)
    assert notebook["y"].data == 6.0 and notebook["used"] == [1]


def test_an_unknown_part_comes_back_as_it_is() -> None:
    answer = object()
    assert lab.part("25.nothing", answer) is answer
    assert lab.part("01.small", answer) is answer, "its solution is no single function or class"
