"""What the learner has done, kept in one JSON file in a folder of their own.

The file is a convenience: when it cannot be read or written, the lesson goes on and progress lasts as long as
the kernel. It is written to a new file that then takes the old one's place, so a crash cannot leave half a file.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

VERSION = 1


@dataclass(frozen=True)
class Record:
    """One exercise: how often it was tried, how many hints were read, whether it is solved."""

    tries: int = 0
    hints: int = 0
    passed: bool = False
    solution_read: bool = False


def folder() -> Path:
    """AUTOGRAD_LAB_HOME, else `.autograd_lab` in the user's home."""
    chosen = os.environ.get("AUTOGRAD_LAB_HOME")
    return Path(chosen) if chosen else Path.home() / ".autograd_lab"


class Store:
    """All records of one learner, read before and written after each change: several notebooks may be open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.exercises: dict[str, Record] = {}
        self.started: set[str] = set()
        self.current = ""  # the lesson of this kernel; other kernels have theirs

    def of(self, name: str) -> Record:
        self._read()
        return self.exercises.get(name, Record())

    def start(self, lesson: str) -> None:
        self._read()
        self.current = lesson
        if lesson not in self.started:
            self.started.add(lesson)
            self._write()

    def tried(self, name: str, passed: bool) -> int:
        """Count a try; returns how many there were."""
        return self._change(name, lambda r: replace(r, tries=r.tries + 1, passed=r.passed or passed)).tries

    def hinted(self, name: str) -> int:
        return self._change(name, lambda r: replace(r, hints=r.hints + 1)).hints

    def read_solution(self, name: str) -> None:
        self._change(name, lambda r: replace(r, solution_read=True))

    def _change(self, name: str, change: Callable[[Record], Record]) -> Record:
        self.exercises[name] = changed = change(self.of(name))
        self._write()
        return changed

    def _read(self) -> None:
        try:
            text = self.path.read_text(encoding="utf-8")
        except OSError:
            return  # no file yet, or no access: keep what this kernel knows
        try:
            data = json.loads(text)
            self.exercises = {name: _record(entry) for name, entry in data["exercises"].items()}
            self.started = {str(lesson) for lesson in data["started"]}
        except (ValueError, TypeError, KeyError, AttributeError):
            # Damaged by something else. It is put aside rather than lost.
            with contextlib.suppress(OSError):
                os.replace(self.path, self.path.with_suffix(".damaged.json"))

    def _write(self) -> None:
        data = {
            "version": VERSION,
            "started": sorted(self.started),
            "exercises": {name: asdict(entry) for name, entry in sorted(self.exercises.items())},
        }
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.path.parent, suffix=".tmp")
            try:
                with open(handle, "w", encoding="utf-8") as file:
                    json.dump(data, file, ensure_ascii=False, indent=1)
                os.replace(temporary, self.path)
            except OSError:
                os.unlink(temporary)


def _record(entry: dict[str, Any]) -> Record:
    """A record from the file; what a later version may have added is left aside."""
    return Record(
        tries=int(entry.get("tries", 0)),
        hints=int(entry.get("hints", 0)),
        passed=bool(entry.get("passed", False)),
        solution_read=bool(entry.get("solution_read", False)),
    )


_stores: dict[Path, Store] = {}


def record() -> Store:
    """The learner's records. One object per file, so that they last where no file can be written."""
    path = folder() / "progress.json"
    return _stores.setdefault(path, Store(path))
