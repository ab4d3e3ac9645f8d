"""The page that lists all lessons, one per language: `lessons/en/README.md` and `lessons/zh/README.md`.

Everything on it comes from the sources and the exercises. Its last line holds a digest of the rest, so that a
learner's copy that nobody has edited can be renewed when lessons are added.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from autograd_lab.app import exercises
from autograd_lab.app.build.source import Lesson
from autograd_lab.app.words import Words
from autograd_lab.i18n import LANGUAGES

NAME = "README.md"
_USUAL = "30–60"  # minutes of a lesson that does not say
_DIGEST = re.compile(r"<!-- autograd-lab ([0-9a-f]{64}) -->\n\Z")

_TITLE = Words("The lessons", "课程目录")
_OTHER = Words("[中文](../zh/README.md) | English", "中文 | [English](../en/README.md)")
_INTRODUCTION = Words(
    "Each lesson is a notebook. Open one, and run its cells in order with Shift+Enter. If you are new to all this, "
    "begin with the first. `lab.progress()`, in any notebook, shows how far you are.",
    "每一课是一个笔记本。打开之后，用 Shift+Enter 依次运行各个单元格。如果是初学，请从第一课开始。"
    "在任意笔记本里运行 `lab.progress()`，就能看到自己的进度。",
)
_HEADINGS = Words(
    "| | Lesson | Minutes | Builds on | Exercises |\n|---|---|---|---|---|",
    "| | 课程 | 分钟 | 先学 | 练习 |\n|---|---|---|---|---|",
)
_SUM = Words("Lessons: {lessons}. Exercises: {exercises}.", "共 {lessons} 课，{exercises} 个练习。")
_NOTHING = Words("some Python", "会一点 Python")
_LISTED = Words("; ", "；")


def make(lessons: Sequence[Lesson], language: str) -> str:
    """The page in Markdown."""
    known = {lesson.number: lesson for lesson in lessons}
    rows = [_row(lesson, _needs(lesson, lessons), known, language) for lesson in lessons]
    number = sum(len(_exercises(lesson)) for lesson in lessons)
    text = "\n\n".join(
        (
            f"# {_in(_TITLE, language)}",
            _in(_OTHER, language),
            _in(_INTRODUCTION, language),
            "\n".join([_in(_HEADINGS, language), *rows]),
            _in(_SUM, language).format(lessons=len(lessons), exercises=number),
        )
    )
    text += "\n\n"
    return f"{text}<!-- autograd-lab {_digest(text)} -->\n"


def is_unedited(page: str) -> bool:
    """Whether the page is as some version of `make` wrote it."""
    found = _DIGEST.search(page)
    return found is not None and found[1] == _digest(page[: found.start()])


def write(root: Path, lessons: Sequence[Lesson]) -> None:
    for language in LANGUAGES:
        (root / language).mkdir(exist_ok=True)
        (root / language / NAME).write_text(make(lessons, language), encoding="utf-8")


def problems(root: Path, lessons: Sequence[Lesson]) -> list[str]:
    """What is wrong with the committed pages: lessons that are needed but not there, pages that are old."""
    numbers = {lesson.number for lesson in lessons}
    found = [
        f"{lesson.path.name}: it needs lesson {need}, which is not there"
        for lesson in lessons
        for need in lesson.needs or ()
        if need not in numbers
    ]
    for language in LANGUAGES:
        path = root / language / NAME
        if not path.exists() or path.read_text(encoding="utf-8") != make(lessons, language):
            found.append(f"{language}/{NAME} is not what the sources give: run `autograd-lab lessons index`")
    return found


def _row(lesson: Lesson, needs: Sequence[str], known: dict[str, Lesson], language: str) -> str:
    title = lesson.cells[0].texts[language].splitlines()[0].lstrip("# ") if lesson.cells else lesson.name
    links = [f"[{int(need)}]({known[need].name}.ipynb)" if need in known else need for need in needs]
    return "| {} | [{}]({}.ipynb) | {} | {} | {} |".format(
        int(lesson.number),
        _plain(title),
        lesson.name,
        lesson.minutes or _USUAL,
        ", ".join(links) or _in(_NOTHING, language),
        _in(_LISTED, language).join(_plain(_in(exercise.task, language)) for exercise in _exercises(lesson)),
    )


def _needs(lesson: Lesson, lessons: Sequence[Lesson]) -> Sequence[str]:
    if lesson.needs is not None:
        return lesson.needs
    return [other.number for other in lessons if other.number < lesson.number][-1:]


def _exercises(lesson: Lesson) -> Sequence[exercises.Exercise]:
    known = exercises.load(lesson.number)
    return known.exercises if known else ()


def _plain(text: str) -> str:
    """Without what would end a cell of the table."""
    return text.replace("|", "\\|")


def _in(words: Words, language: str) -> str:
    return words.zh if language == "zh" else words.en


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
