"""What the learner has done, kept in one JSON file in a folder of their own.

The file is a convenience: when it cannot be read or written, the lesson goes on and progress lasts as long as
the kernel. It is written to a new file that then takes the old one's place, so a crash cannot leave half a file.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
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

    def joined(self, other: Record) -> Record:
        """What two records of one learner say together. Taking the larger count means that the same file, imported
        twice, counts once, and that the order of imports does not matter."""
        return Record(
            tries=max(self.tries, other.tries),
            hints=max(self.hints, other.hints),
            passed=self.passed or other.passed,
            solution_read=self.solution_read or other.solution_read,
        )


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

    def begun(self) -> bool:
        """Whether the learner has opened any lesson yet."""
        self._read()
        return bool(self.started)

    def start(self, lesson: str) -> None:
        self.current = lesson
        with self._locked():
            self._read()
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

    def all(self) -> tuple[dict[str, Record], set[str]]:
        """A copy of everything: records by exercise, and the lessons begun."""
        self._read()
        return dict(self.exercises), set(self.started)

    def join(self, exercises: Mapping[str, Record], started: Iterable[str]) -> int:
        """Take in another store's records; returns how many exercises are new or further than they were."""
        with self._locked():
            mine, _ = self.all()
            for name, entry in exercises.items():
                self.exercises[name] = mine.get(name, Record()).joined(entry)
            self.started |= set(started)
            self._write()
        return sum(self.exercises[name] != mine.get(name) for name in exercises)

    def _change(self, name: str, change: Callable[[Record], Record]) -> Record:
        with self._locked():
            self.exercises[name] = changed = change(self.of(name))
            self._write()
        return changed

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Between reading and writing, no other notebook may write. Where files cannot be locked, go on without."""
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError, ImportError):
                import fcntl  # not on Windows; there two notebooks must not solve something in the same millisecond

                self.path.parent.mkdir(parents=True, exist_ok=True)
                file = stack.enter_context(open(self.path.with_suffix(".lock"), "w", encoding="utf-8"))
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _read(self) -> None:
        try:
            content = self.path.read_bytes()
        except OSError:
            return  # no file yet, or no access: keep what this kernel knows
        try:
            data = json.loads(content)
            self.exercises = {name: _record(entry) for name, entry in data["exercises"].items()}
            self.started = {str(lesson) for lesson in data["started"]}
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            # Damaged by something else. It is put aside rather than lost.
            with contextlib.suppress(OSError):
                os.replace(self.path, _unused(self.path.with_suffix(".damaged.json")))

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_file(self.path, self.exercises, self.started)


def write_file(path: Path, exercises: Mapping[str, Record], started: Iterable[str]) -> None:
    """Write records as a new file that then takes its place; OSError where that cannot be done."""
    data = {
        "version": VERSION,
        "started": sorted(started),
        "exercises": {name: asdict(entry) for name, entry in sorted(exercises.items())},
    }
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, indent=1)
        os.replace(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise


def _unused(path: Path) -> Path:
    """The path, or with a number where it is taken."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


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
