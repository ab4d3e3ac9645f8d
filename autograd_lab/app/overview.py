"""What `lab.progress()` shows: lessons with their exercises, and how far the learner is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.app import exercises
from autograd_lab.app.exercise import Exercise
from autograd_lab.app.records import Record, record
from autograd_lab.app.texts import tr
from autograd_lab.app.transfer import FILE, export
from autograd_lab.app.verdict import Note, Section, Shown
from autograd_lab.app.words import Words

_MOST_TRIES = 9999  # beyond that a file was edited by hand, and how long the number is nobody knows


@dataclass(frozen=True)
class Standing:
    """One lesson, and how far the learner is in it."""

    number: str
    title: Words
    entries: tuple[tuple[Exercise, Record], ...]

    @property
    def solved(self) -> int:
        return sum(entry.passed for _, entry in self.entries)

    @property
    def total(self) -> int:
        return len(self.entries)

    @property
    def is_near(self) -> bool:
        """Whether it is this lesson, or one that was begun: all the course is no help in the middle of a lesson."""
        return record().current in ("", self.number) or any(entry.tries for _, entry in self.entries)

    @property
    def open(self) -> Exercise | None:
        """The first exercise that is not solved."""
        return next((exercise for exercise, entry in self.entries if not entry.passed), None)


def standings() -> list[Standing]:
    """All lessons in their order."""
    lessons = [lesson for number in exercises.lessons() if (lesson := exercises.load(number))]
    known, _ = record().all()
    return [
        Standing(each.number, each.title, tuple((e, known.get(e.name, Record())) for e in each.exercises))
        for each in lessons
    ]


def upcoming(lessons: Sequence[Standing]) -> Standing | None:
    """The lesson to go on with: this one if something is open in it, else the next one, else the first."""
    waiting = [lesson for lesson in lessons if lesson.open]
    later = (lesson for lesson in waiting if lesson.number >= record().current)
    return next(later, waiting[0] if waiting else None)


def state(entry: Record) -> str:
    if not entry.tries and not entry.passed:
        return tr("progress.state", state=tr("progress.open"))
    words = [tr("progress.done")] if entry.passed else []
    words.append(tr("progress.tries", tries=min(entry.tries, _MOST_TRIES)))
    if entry.solution_read:
        words.append(tr("progress.solution"))
    return tr("progress.state", state=tr("progress.comma").join(words))


class Progress(Shown):
    """The overview that `lab.progress()` shows: a card where HTML is understood, else text."""

    def __init__(self, all: bool = False) -> None:
        self._all = all

    def title(self) -> str:
        return tr("progress.title")

    def export(self, path: str | os.PathLike[str] = FILE) -> Note:
        """Write it into a file, for `lab.import_progress` on another machine."""
        return export(path)

    def sections(self) -> list[Section]:
        shown = []
        for lesson in self._shown(standings()):
            bar = "■" * lesson.solved + "□" * (lesson.total - lesson.solved)
            number = tr("progress.lesson", number=int(lesson.number))
            heading = f"{number} {lesson.title}  {bar}  {lesson.solved}/{lesson.total}"
            lines = [f"{'✓' if r.passed else '○'} {e.name}  {e.task}  {state(r)}" for e, r in lesson.entries]
            shown.append(Section(heading, "\n".join(lines), ""))
        return shown

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from autograd_lab.app.progress_card import card

        lessons = standings()
        return {"text/plain": repr(self), "text/html": card(lessons, self._shown(lessons))}

    def _shown(self, lessons: Sequence[Standing]) -> list[Standing]:
        return [lesson for lesson in lessons if self._all or lesson.is_near]


def progress(all: bool = False) -> Progress:
    """Your lesson with its exercises, and how far you are; also every other lesson of which you have tried something.

    Outside a lesson, or with ``all=True``, all of them.
    """
    return Progress(all)
