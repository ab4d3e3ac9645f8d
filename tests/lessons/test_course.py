"""The course as a whole: the page that lists its lessons, and how a new lesson begins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograd_lab.app import command
from autograd_lab.app.build import index
from autograd_lab.app.build.new import begin
from autograd_lab.app.build.source import Lesson, SourceError

LESSONS = command.find(command.ROOT)
PATH = Path("lessons/src/02_more.py")


def test_committed_pages_are_what_the_sources_give() -> None:
    assert index.problems(command.ROOT, LESSONS) == []
    for language in ("en", "zh"):
        page = (command.ROOT / language / index.NAME).read_text(encoding="utf-8")
        assert index.is_unedited(page) and not index.is_unedited(page.replace("01_", "02_", 1))
        for lesson in LESSONS:
            assert f"]({lesson.name}.ipynb)" in page


def test_needs_and_minutes_on_the_page() -> None:
    first = LESSONS[0]
    silent = index.make([first, Lesson(PATH, first.cells)], "en").splitlines()
    assert "| 60 | some Python |" in silent[-6] and f"| 30–60 | [1]({first.name}.ipynb) |" in silent[-5]
    said = index.make([first, Lesson(PATH, first.cells, 45, ())], "zh").splitlines()
    assert "| 45 | 会一点 Python |" in said[-5]


def test_problems_of_the_pages_are_found(tmp_path: Path) -> None:
    index.write(tmp_path, LESSONS)
    assert index.problems(tmp_path, LESSONS) == []
    (tmp_path / "zh" / index.NAME).write_text("# mine", encoding="utf-8")
    assert len(index.problems(tmp_path, LESSONS)) == 1
    orphan = Lesson(PATH, LESSONS[0].cells, None, ("00",))
    assert "needs lesson 00" in index.problems(tmp_path, [orphan])[0]


# --- for nbgrader ----------------------------------------------------------------------------------


def test_a_course_for_nbgrader(tmp_path: Path) -> None:
    """Cells that are graded are locked and worth a point; solutions stand between nbgrader's own marks."""
    out = tmp_path / "course"
    first = LESSONS[0]
    assert command.main(["build", first.number, "--variant", "nbgrader"]) == 2, "it needs a folder of its own"
    assert command.main(["build", first.number, "--variant", "nbgrader", "--out", str(out)]) == 0
    assert "code_stub" in (out / "nbgrader_config.py").read_text(encoding="utf-8")
    known = [cell.exercise for cell in first.cells if cell.exercise]
    for language in ("en", "zh"):
        notebook = nbformat.read(out / "source" / f"{first.name}_{language}" / f"{first.name}.ipynb", as_version=4)
        marks = [cell.metadata.nbgrader for cell in notebook.cells]
        assert len({mark.grade_id for mark in marks}) == len(marks)
        assert sum(mark.get("points", 0) for mark in marks) == len(known) == sum(mark.grade for mark in marks)
        for cell in notebook.cells:
            mark = cell.metadata.nbgrader
            assert mark.locked == (not mark.solution) and not (mark.grade and mark.solution)
            assert ("### BEGIN SOLUTION" in cell.source) == mark.solution
            if mark.grade:
                assert cell.source.endswith("assert verdict")
    (out / "nbgrader_config.py").write_text("# mine", encoding="utf-8")
    assert command.main(["build", first.number, "--variant", "nbgrader", "--out", str(out)]) == 0
    assert (out / "nbgrader_config.py").read_text(encoding="utf-8") == "# mine"


# --- a new lesson ----------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The folders of a checkout, without what is in them."""
    (tmp_path / "lessons" / "src").mkdir(parents=True)
    (tmp_path / "autograd_lab" / "app" / "exercises").mkdir(parents=True)
    return tmp_path / "lessons"


@pytest.mark.parametrize(
    "name",
    ["", "../x", "/etc/x", "A", "a b", "a__b", "_a", "a_", "1_a", "100_a", "声音", "a" * 41, "a\n", "a/b", ".", "01_"],
)
def test_hostile_names_are_refused(checkout: Path, name: str) -> None:
    with pytest.raises(SourceError, match="cannot name a lesson"):
        begin(checkout, name)
    assert [path for path in checkout.parent.rglob("*") if path.is_file()] == []


def test_numbers_are_given_and_nothing_is_overwritten(checkout: Path) -> None:
    source, module = begin(checkout, "sound")
    assert (source.name, module.name) == ("01_sound.py", "lesson_01.py")
    assert begin(checkout, "20_vision")[0].name == "20_vision.py"
    assert begin(checkout, "text")[0].name == "21_text.py"
    before = source.read_bytes()
    for name, complaint in (("sound", "called 'sound' already"), ("01_other", "the next free is 22")):
        with pytest.raises(SourceError, match=complaint):
            begin(checkout, name)
    (module.parent / "lesson_22.py").write_text("mine", encoding="utf-8")
    with pytest.raises(SourceError, match="exists already"):
        begin(checkout, "other")
    assert source.read_bytes() == before and (module.parent / "lesson_22.py").read_text(encoding="utf-8") == "mine"
    assert not (checkout / "src" / "22_other.py").exists()


@pytest.mark.slow
def test_a_new_lesson_passes_every_check_at_once(tmp_path: Path) -> None:
    """In a copy of the checkout: `lessons new`, then what is asked of every lesson."""
    root = command.ROOT.parent
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "autograd_lab", "lessons", "tests", "pyproject.toml"],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if tracked.returncode:
        pytest.skip("not a git checkout")
    for name in tracked.stdout.splitlines():
        if (root / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes((root / name).read_bytes())
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    wanted = "tests/lessons/test_exercises.py", "tests/lessons/test_notebooks.py", "tests/lessons/test_course.py"
    for command_line in (
        ["autograd_lab.cli", "lessons", "new", "90_of_my_own"],
        ["autograd_lab.cli", "lessons", "check"],
        ["pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", "-k", "90 or course", *wanted],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command_line], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
