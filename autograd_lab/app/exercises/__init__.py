"""The exercises, one module per lesson: `lesson_01.py` holds those named "01....".

A lesson's module gives `TITLE` and `EXERCISES`, and where its solutions stand on what cells before them have defined,
those names as `SCOPE`. It is loaded when the lesson asks for it.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from autograd_lab.app.exercise import Exercise
from autograd_lab.app.words import Words

_PREFIX = "lesson_"


@dataclass(frozen=True)
class LessonExercises:
    """What the runtime knows of one lesson."""

    number: str
    title: Words
    exercises: tuple[Exercise, ...]


@functools.cache
def lessons() -> tuple[str, ...]:
    """The numbers of all lessons: ("01", ...)."""
    names = (found.name for found in pkgutil.iter_modules(__path__))
    return tuple(sorted(name.removeprefix(_PREFIX) for name in names if name.startswith(_PREFIX)))


def module(number: str) -> ModuleType:
    """The module of a lesson's exercises."""
    return importlib.import_module(f"{__name__}.{_PREFIX}{number}")


@functools.cache
def _load(number: str) -> LessonExercises:
    home = module(number)
    return LessonExercises(number, home.TITLE, home.EXERCISES)


def forget() -> None:
    """Look for modules again at the next question: a lesson has just been begun."""
    importlib.invalidate_caches()
    lessons.cache_clear()
    _load.cache_clear()


def load(number: Any) -> LessonExercises | None:
    """A lesson's exercises, or None when there is no such lesson."""
    return _load(number) if number in lessons() else None


def find(name: Any) -> Exercise | None:
    """The exercise called `name`, or None."""
    lesson = load(name.split(".")[0]) if isinstance(name, str) else None
    return next((e for e in lesson.exercises if e.name == name), None) if lesson else None
