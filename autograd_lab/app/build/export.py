"""Lessons for somebody else's tools: with the solutions in place, or as a course of nbgrader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograd_lab.app.build.notebook import make, text_of
from autograd_lab.app.build.source import Lesson
from autograd_lab.i18n import LANGUAGES

_CONFIGURATION = """\
# The stub stands in each exercise already, so nothing has to be put in the place of a solution but a line of comment.
c = get_config()
c.CourseDirectory.course_id = "autograd_lab"
c.ClearSolutions.code_stub = {"python": "# Your code goes above this line. / 在这一行之前写你的代码。"}
"""


def export(lessons: Sequence[Lesson], variant: str, folder: Path) -> None:
    """Write the notebooks, not executed, as nbgrader wants them: source/ASSIGNMENT/NOTEBOOK.ipynb."""
    for lesson in lessons:
        for language in LANGUAGES:
            name = f"{lesson.name}_{language}"
            path = folder / "source" / name / f"{lesson.name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text_of(make(lesson, language, variant)), encoding="utf-8")
            print(f"wrote {path}")
    settings = folder / "nbgrader_config.py"
    if variant == "nbgrader" and not settings.exists():  # a teacher's own settings stay
        settings.write_text(_CONFIGURATION, encoding="utf-8")
