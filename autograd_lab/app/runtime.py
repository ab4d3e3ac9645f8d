"""The calls a learner makes: `start`, `check`, `hint`, `show_solution`. None of them ever raises or hangs."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from autograd_lab.app import exercises, guard
from autograd_lab.app.exercise import Exercise
from autograd_lab.app.guard import Done, guarded
from autograd_lab.app.localized import localize
from autograd_lab.app.outcome import told
from autograd_lab.app.records import record
from autograd_lab.app.texts import tr
from autograd_lab.app.verdict import Hint, Solution, Verdict
from autograd_lab.backend.random import kept_states
from autograd_lab.backend.threads import set_num_threads
from autograd_lab.i18n import LANGUAGES, get_language, set_language

TRIES = 3  # looked at by lab.check before the solution opens
_MISSING = object()


def start(lesson: str, lang: str | None = None) -> None:
    """Begin a lesson: views, hints and messages follow its language. Shows nothing."""
    if lang in LANGUAGES:
        set_language(lang)
    elif lang is not None:
        print(tr("start.language", lang=lang))
    set_num_threads(1)  # a lesson's matrices are small, and the page beside it wants a core too
    if lesson not in exercises.lessons():
        print(tr("start.unknown", number=lesson, numbers=", ".join(exercises.lessons())))
        return
    record().start(lesson)


def _safe(call: Callable[..., Any]) -> Callable[..., Any]:
    """Whatever goes wrong, the learner reads a verdict and the notebook goes on."""

    @functools.wraps(call)
    def safe(name: str = "", *arguments: Any, **named: Any) -> Any:
        try:
            return call(name, *arguments, **named)
        except KeyboardInterrupt:
            return Verdict(told(name), False, tr("check.interrupted"))
        except Exception as error:
            return Verdict(told(name), False, told(error))

    return safe


@_safe
def check(name: str, answer: Any = _MISSING) -> Verdict:
    """Judge `answer`, the learner's own live object, for the exercise `name`."""
    exercise = exercises.find(name)
    if exercise is None:
        return _unknown(name)
    if answer is _MISSING:
        return Verdict(name, False, tr("check.no_answer", name=name))
    with kept_states():  # a check must not change what the learner's next cell draws
        done = guarded(lambda: _judge(exercise, answer))
    verdict = done.value if isinstance(done.value, Verdict) else _ended_badly(name, done)
    if not verdict.started:
        return verdict
    tries = record().tried(name, verdict.passed)
    return verdict if verdict.passed else _with_advice(verdict, tries)


def _judge(exercise: Exercise, answer: Any) -> Verdict:
    if exercise.untouched(answer):
        return Verdict(exercise.name, False, tr("check.untouched"), started=False)
    finding = exercise.judge(answer)
    if finding is None:
        return Verdict(exercise.name, True, tr("check.right"), notes=(str(exercise.remark),))
    return Verdict(exercise.name, False, tr("check.wrong"), finding)


def _ended_badly(name: str, done: Done) -> Verdict:
    if done.hung:
        notes = (tr("check.still_running"),) if done.still_running else ()
        return Verdict(name, False, tr("check.hung", seconds=int(guard.SECONDS)), notes=notes)
    told_error = guarded(lambda: told(done.error), 1.0).value  # its text, too, is the learner's code
    return Verdict(name, False, tr("check.raised", error=told_error or type(done.error).__name__))


def _with_advice(verdict: Verdict, tries: int) -> Verdict:
    advice = "check.ask_solution" if tries >= TRIES else "check.ask_hint"
    return Verdict(
        verdict.name,
        False,
        verdict.headline,
        verdict.finding,
        (*verdict.notes, tr(advice, name=verdict.name)),
    )


@_safe
def hint(name: str) -> Hint | Verdict:
    """A hint for the exercise; each call gives the next one, the last one again and again."""
    exercise = exercises.find(name)
    if exercise is None:
        return _unknown(name)
    total = len(exercise.hints)
    number = min(record().hinted(name), total)
    title = tr("hint.title", name=name, number=number, total=total)
    last = f" {tr('hint.last')}" if number == total else ""
    return Hint(title, f"{exercise.hints[number - 1]}{last}")


@_safe
def show_solution(name: str) -> Solution | Hint | Verdict:
    """One solution, once the exercise is solved or `lab.check` has seen three tries."""
    exercise = exercises.find(name)
    if exercise is None:
        return _unknown(name)
    so_far = record().of(name)
    if not so_far.passed and so_far.tries < TRIES:
        return Hint(tr("solution.closed", name=name, total=TRIES, left=TRIES - so_far.tries), "")
    record().read_solution(name)
    return Solution(tr("solution.title", name=name), localize(exercise.solution, get_language()))


def _unknown(name: Any) -> Verdict:
    shown = told(name)
    lesson = exercises.load(shown[:2])
    lessons = [lesson] if lesson else [known for number in exercises.lessons() if (known := exercises.load(number))]
    names = [exercise.name for known in lessons for exercise in known.exercises]
    return Verdict(shown or "?", False, tr("check.unknown", name=shown, names=", ".join(names)))
