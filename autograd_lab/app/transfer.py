"""Take progress along: `lab.progress().export(path)` on one machine, `lab.import_progress(path)` on another.

A file that somebody hands over is read with suspicion: every field is checked, and one that is wrong refuses the
whole file, so that an import does all or nothing.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from autograd_lab.app.outcome import told
from autograd_lab.app.records import VERSION, Record, record, write_file
from autograd_lab.app.texts import tr
from autograd_lab.app.verdict import Note

FILE = "autograd-lab-progress.json"
_LARGEST = 1_000_000  # bytes; a course of a thousand exercises takes a tenth
_MOST = 1_000_000  # tries of one exercise
_EXERCISE = re.compile(r"[0-9A-Za-z]{1,8}\.[0-9A-Za-z_]{1,80}")
_LESSON = re.compile(r"[0-9A-Za-z]{1,8}")


class _Refused(Exception):
    """Why a file is not taken in, in the learner's language."""


def export(path: str | os.PathLike[str] = FILE) -> Note:
    """Write all progress into a file of the learner's choice; never over something that it does not hold itself."""
    try:
        target = Path(path).expanduser()
        exercises, started = record().all()
        if target.exists():
            _hold(exercises, started, target)
        write_file(target, exercises, started)
    except _Refused as refusal:
        return Note(str(refusal), done=False)
    except (OSError, TypeError, ValueError) as error:
        return Note(tr("export.failed", path=told(path), reason=_reason(error)), done=False)
    return Note(tr("export.done", path=target, number=len(exercises)))


def _hold(exercises: Mapping[str, Record], started: set[str], target: Path) -> None:
    """Refuse to write over a file that knows more than we do, or that is something else."""
    try:
        theirs, begun = read(target)
    except _Refused:
        raise _Refused(tr("export.something_else", path=target)) from None
    known = {name: exercises.get(name, Record()) for name in theirs}
    if any(entry.joined(known[name]) != known[name] for name, entry in theirs.items()) or not begun <= started:
        raise _Refused(tr("export.ahead", path=target))


def import_progress(path: str | os.PathLike[str] = FILE) -> Note:
    """Take in the progress of an exported file. What is known here already stays: of each count the larger one."""
    try:
        exercises, started = read(Path(path).expanduser())
    except _Refused as refusal:
        return Note(tr("import.refused", path=told(path), reason=refusal), done=False)
    except (OSError, TypeError, ValueError) as error:
        return Note(tr("import.refused", path=told(path), reason=_reason(error)), done=False)
    return Note(tr("import.done", number=len(exercises), new=record().join(exercises, started)))


def read(path: Path) -> tuple[dict[str, Record], set[str]]:
    """The records of an exported file; _Refused when anything in it is not as `export` writes it."""
    with open(path, "rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise _Refused(tr("import.too_large", most=_LARGEST))
    try:
        data = json.loads(content, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise _Refused(tr("import.no_json")) from None
    if not isinstance(data, dict) or not isinstance(data.get("version"), int) or isinstance(data["version"], bool):
        raise _Refused(tr("import.no_progress"))
    if data["version"] > VERSION:
        raise _Refused(tr("import.newer"))
    exercises, started = data.get("exercises"), data.get("started")
    if not isinstance(exercises, dict) or not isinstance(started, list):
        raise _Refused(tr("import.no_progress"))
    for lesson in started:
        if not isinstance(lesson, str) or not _LESSON.fullmatch(lesson):
            raise _Refused(tr("import.wrong", name=_harmless(lesson)))
    return {name: _entry(name, entry) for name, entry in exercises.items()}, set(started)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _entry(name: str, entry: Any) -> Record:
    kinds = {field.name: type(field.default) for field in fields(Record)}
    right = _EXERCISE.fullmatch(name) and isinstance(entry, dict) and entry.keys() == kinds.keys()
    # `type(...) is`: True would pass as the number 1.
    if not right or any(type(entry[key]) is not kind for key, kind in kinds.items()):
        raise _Refused(tr("import.wrong", name=_harmless(name)))
    if not all(0 <= entry[key] <= _MOST for key in kinds):
        raise _Refused(tr("import.wrong", name=_harmless(name)))
    return Record(**entry)


def _harmless(name: Any) -> str:
    """A name from a file that is refused: the answer is shown as Markdown, where it must not mean anything."""
    return re.sub(r"[^\w.-]", "?", told(name))[:60]


def _reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else told(error)
