"""What `lab.progress()` shows: lessons with their exercises, and how far the learner is."""

from __future__ import annotations

import os

from autograd_lab.app import exercises
from autograd_lab.app.records import Record, record
from autograd_lab.app.texts import tr
from autograd_lab.app.transfer import FILE, export
from autograd_lab.app.verdict import Note, Section, Shown


class Progress(Shown):
    """The overview that `lab.progress()` shows."""

    def title(self) -> str:
        return tr("progress.title")

    def export(self, path: str | os.PathLike[str] = FILE) -> Note:
        """Write it into a file, for `lab.import_progress` on another machine."""
        return export(path)

    def sections(self) -> list[Section]:
        shown = []
        for number in exercises.lessons():
            lesson = exercises.load(number)
            if lesson is None:
                continue
            records = [(exercise, record().of(exercise.name)) for exercise in lesson.exercises]
            # A page that lists all the course is no help in the middle of a lesson.
            if record().current not in ("", number) and not any(entry.tries for _, entry in records):
                continue
            solved = sum(entry.passed for _, entry in records)
            bar = "■" * solved + "□" * (len(records) - solved)
            heading = f"{tr('progress.lesson', number=int(number))} {lesson.title}  {bar}  {solved}/{len(records)}"
            lines = [f"{'✓' if r.passed else '○'} {e.name}  {e.task}  {_state(r)}" for e, r in records]
            shown.append(Section(heading, "\n".join(lines), ""))
        return shown


def _state(entry: Record) -> str:
    if not entry.tries and not entry.passed:
        return tr("progress.state", state=tr("progress.open"))
    words = [tr("progress.done")] if entry.passed else []
    words.append(tr("progress.tries", tries=entry.tries))
    if entry.solution_read:
        words.append(tr("progress.solution"))
    return tr("progress.state", state=tr("progress.comma").join(words))


def progress() -> Progress:
    """Your lesson with its exercises, and how far you are; also every other lesson of which you have tried something.

    Outside a lesson, all of them.
    """
    return Progress()
