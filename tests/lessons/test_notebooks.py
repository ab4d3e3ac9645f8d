"""The committed notebooks: fresh, executed, the same lesson in both languages, in the words of the glossary."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
import pytest

from autograd_lab.app import command, exercises
from autograd_lab.app.build.notebook import make
from autograd_lab.app.build.parity import problems
from autograd_lab.app.build.source import Lesson
from autograd_lab.i18n import LANGUAGES
from tests.lessons.test_grading import SOCKETS

LESSONS = command.find(command.ROOT)


def names(value: object) -> str:
    return value.name if isinstance(value, Lesson) else str(value)


@pytest.fixture(params=LESSONS, ids=names)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return request.param


def committed(lesson: Lesson) -> list[nbformat.NotebookNode]:
    return [nbformat.read(command.target(lesson, language), as_version=4) for language in LANGUAGES]


def test_no_problem_is_found(lesson: Lesson) -> None:
    assert command.lesson_problems(lesson) == []


def test_the_folders_hold_these_notebooks_and_no_others() -> None:
    for language in LANGUAGES:
        found = {path.stem for path in (command.ROOT / language).glob("*.ipynb")}
        assert found == {lesson.name for lesson in LESSONS}


def test_the_files_are_valid_and_hold_no_machine(lesson: Lesson) -> None:
    for language, notebook in zip(LANGUAGES, committed(lesson), strict=True):
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        text = command.target(lesson, language).read_text(encoding="utf-8")
        for trace in (str(Path.home()), "/tmp/", "/home/", "iopub", "widget-view", "\\u"):
            assert trace not in text.replace("\\u001b", "")


def test_every_exercise_stands_in_the_lesson_with_its_check(lesson: Lesson) -> None:
    known = [exercise.name for exercise in exercises.load(lesson.number).exercises]
    assert [cell.exercise for cell in lesson.cells if cell.exercise] == known
    assert [cell.check for cell in lesson.cells if cell.check] == known
    assert len(known) >= 3


def test_titles_agree(lesson: Lesson) -> None:
    title = exercises.load(lesson.number).title
    for language in LANGUAGES:
        assert lesson.cells[0].texts[language].splitlines()[0] == f"# {getattr(title, language)}"


@pytest.mark.parametrize("number", ["05", *SOCKETS])
def test_solutions_pass_inside_the_lesson(number: str) -> None:
    """All cells run with the solutions in place; each check is asserted, so a wrong one ends the run. Where no cell
    needs a socket, the grader does the same (test_grading.py)."""
    lesson = LESSONS[int(number) - 1]
    notebook = command.built(lesson, "zh", "solution")
    checks = [cell for cell in notebook.cells if cell.metadata.autograd_lab.get("check")]
    assert checks and all(cell.source.startswith("assert lab.check(") for cell in checks)
    overview = str(notebook.cells[-2].outputs)
    assert f"{len(checks)}/{len(checks)}" in overview


# --- planted faults: the proofs above must be able to fail ---------------------------------------


def plant(notebook: nbformat.NotebookNode, old: str, new: str) -> nbformat.NotebookNode:
    planted = copy.deepcopy(notebook)
    cell = next(cell for cell in planted.cells if old in cell.source)
    cell.source = cell.source.replace(old, new, 1)
    return planted


FAULTS = [
    ("lr=0.001", "lr=0.002", "the code differs"),
    ("`argmax`", "`max`", "inline code differ"),
    ("$n = 64$", "$n = 32$", "formulas differ"),
    ("## 3.", "### 3.", "headings differ"),
    ("https://", "http://", "links differ"),
]


@pytest.mark.parametrize(("old", "new", "complaint"), FAULTS, ids=names)
def test_a_change_in_one_language_is_found(old: str, new: str, complaint: str) -> None:
    en, zh = committed(LESSONS[0])
    assert problems(en, zh) == []
    assert any(complaint in problem for problem in problems(en, plant(zh, old, new)))
    assert any(complaint in problem for problem in problems(plant(en, old, new), zh))


def test_a_changed_output_is_found() -> None:
    en, zh = committed(LESSONS[0])
    cell = next(cell for cell in zh.cells if "1197 300 300" in str(cell.get("outputs")))
    cell.outputs[0].text = "1197 300 301\n"
    assert any("outputs differ" in problem for problem in problems(en, zh))


def test_a_missing_cell_and_a_wrong_script_are_found() -> None:
    en, zh = committed(LESSONS[0])
    assert any("cells differ" in problem for problem in problems(en, _cut(zh)))
    swapped = copy.deepcopy(zh)
    swapped.cells[0].source = en.cells[0].source
    assert any("no Chinese" in problem for problem in problems(en, swapped))


IN_CHINESE = [("import autograd_lab as lab", "notebook's code"), ("## 3.", "English text")]


@pytest.mark.parametrize(("old", "complaint"), IN_CHINESE, ids=names)
def test_chinese_in_english_cells_is_found_unless_they_say_so(old: str, complaint: str) -> None:
    en, zh = (plant(notebook, old, f"{old}  # 梯度") for notebook in committed(LESSONS[0]))
    assert any(complaint in problem for problem in problems(en, zh))
    for notebook in (en, zh):
        (cell,) = (cell for cell in notebook.cells if "梯度" in cell.source and old in cell.source)
        cell.metadata.tags = [*cell.metadata.get("tags", []), "both-languages"]
    assert not any(complaint in problem for problem in problems(en, zh))


def _cut(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    shorter = copy.deepcopy(notebook)
    del shorter.cells[-1]
    return shorter


def test_an_edited_notebook_is_not_fresh() -> None:
    lesson = LESSONS[0]
    for language, notebook in zip(LANGUAGES, committed(lesson), strict=True):
        assert command.is_fresh(lesson, language, notebook)
        assert not command.is_fresh(lesson, language, plant(notebook, "lr=0.001", "lr=0.002"))


def test_ids_are_stable_and_shared() -> None:
    en, zh = (make(LESSONS[0], language) for language in LANGUAGES)
    assert [cell.id for cell in en.cells] == [cell.id for cell in zh.cells]
    assert len({cell.id for cell in en.cells}) == len(en.cells)
