"""Make a lesson's notebook in one language: same cells, same ids, same code in both."""

from __future__ import annotations

import hashlib
from typing import Any

from autograd_lab.app import exercises
from autograd_lab.app.build.source import PLACEHOLDER, Cell, Lesson, SourceError
from autograd_lab.app.exercise import Exercise
from autograd_lab.app.localized import localize
from autograd_lab.app.notebook_format import NotebookNode, nbformat, new_code_cell, new_markdown_cell, new_notebook

VARIANTS = ("learner", "solution", "nbgrader")
LEARNER = "learner"

# The same on every machine: what the kernel would report names its exact version.
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


def make(lesson: Lesson, language: str, variant: str = LEARNER) -> NotebookNode:
    """The notebook, not executed yet. `variant="solution"` puts the solutions where the stubs are.

    `variant="nbgrader"` is the instructor's notebook of nbgrader: stub and solution, which `generate_assignment`
    removes, and a point for each check.
    """
    cells = [_cell(lesson, cell, language, variant) for cell in lesson.cells]
    notebook = new_notebook(cells=cells)
    notebook.nbformat_minor = 5
    set_metadata(notebook, lesson, language)
    return notebook


def set_metadata(notebook: NotebookNode, lesson: Lesson, language: str) -> None:
    """Replace whatever the execution has added."""
    own = {"language": language, "lesson": lesson.number, "source_sha256": source_hash(lesson)}
    notebook.metadata = nbformat.from_dict({**_METADATA, "autograd_lab": own})


def source_hash(lesson: Lesson) -> str:
    return hashlib.sha256(lesson.path.read_bytes()).hexdigest()


def text_of(notebook: NotebookNode) -> str:
    """The file's content: sorted keys, characters as they are."""
    return nbformat.writes(notebook) + "\n"


def _cell(lesson: Lesson, cell: Cell, language: str, variant: str) -> NotebookNode:
    own: dict[str, Any] = {"key": cell.key}
    for kind in ("exercise", "check"):
        if name := getattr(cell, kind):
            own[kind] = name
    metadata: dict[str, Any] = {"autograd_lab": own}
    if variant == "nbgrader":
        metadata["nbgrader"] = _nbgrader(cell)
    if cell.tags:
        metadata["tags"] = list(cell.tags)
    arguments = {"id": cell_id(lesson, cell), "metadata": metadata}
    if cell.is_code:
        return new_code_cell(_code(lesson, cell, language, variant), **arguments)
    return new_markdown_cell(cell.texts[language], **arguments)


def _code(lesson: Lesson, cell: Cell, language: str, variant: str) -> str:
    code = cell.code
    if cell.exercise:
        solution = _exercise(lesson, cell.exercise).solution
        code = {
            "solution": solution.strip("\n"),
            "nbgrader": f"{code}\n\n### BEGIN SOLUTION\n{solution.strip()}\n### END SOLUTION",
        }.get(variant, code)
    if cell.check:
        _exercise(lesson, cell.check)
        # check() never raises; where the solutions stand, a wrong verdict has to stop the run.
        code = {
            "solution": f"assert {code}",
            "nbgrader": f"verdict = {code}\nprint(verdict)\nassert verdict",
        }.get(variant, code)
    return localize(code, language).replace(PLACEHOLDER, language)


def _nbgrader(cell: Cell) -> dict[str, Any]:
    """What nbgrader has to know of a cell: https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html"""
    own = {
        "schema_version": 3,
        "grade_id": cell.key,
        "grade": bool(cell.check),
        "solution": bool(cell.exercise),
        "locked": not cell.exercise,
        "task": False,
    }
    return {**own, "points": 1} if cell.check else own


def _exercise(lesson: Lesson, name: str) -> Exercise:
    exercise = exercises.find(name)
    if exercise is None:
        raise SourceError(f"{lesson.path.name}: there is no exercise {name!r} in autograd_lab/app/exercises")
    return exercise


def cell_id(lesson: Lesson, cell: Cell) -> str:
    """The same in both languages and in every build."""
    return hashlib.sha1(f"{lesson.name}/{cell.key}".encode()).hexdigest()[:12]
