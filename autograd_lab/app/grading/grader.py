"""Grade one submitted notebook: run its cells in a sandbox, and judge each exercise where its check stands."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from autograd_lab.app import exercises
from autograd_lab.app.exercise import Exercise, FunctionExercise, ValueExercise
from autograd_lab.app.grading.messages import tr
from autograd_lab.app.grading.proxy import AnswerError, RemoteFunction, for_remote
from autograd_lab.app.grading.sandbox import Ended, Limits, Sandbox
from autograd_lab.app.grading.varied import varied
from autograd_lab.app.grading.wire import Unknown, WireError, decode
from autograd_lab.app.guard import guarded
from autograd_lab.app.notebook_format import NotebookNode, nbformat
from autograd_lab.app.places import lessons_root

_JUDGING = 60.0  # seconds for the parent's own part


class State(Enum):
    """How an exercise came out. Only PASSED brings a point."""

    PASSED = "passed"
    WRONG = "wrong"
    UNTOUCHED = "untouched"
    KNOWN_CASES_ONLY = "known_cases_only"
    NEEDS_A_READER = "needs_a_reader"


@dataclass(frozen=True)
class Mark:
    """One exercise of one submission."""

    exercise: str
    state: State
    reason: str = ""


@dataclass
class Grade:
    """One submission. `raised` is what its cells raised, `fault` what kept it from being graded."""

    path: Path
    lesson: str = ""
    marks: list[Mark] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def points(self) -> int:
        return sum(mark.state is State.PASSED for mark in self.marks)


@dataclass(frozen=True)
class Check:
    """One check cell of the lesson as it was handed out: where, which exercise, which expression is the answer, and
    the exercise's cell with its stub."""

    cell: str
    exercise: str
    answer: str
    stub: tuple[str, str] = ("", "")


class Refused(Exception):
    """A notebook that cannot be graded, in words."""


def grade(path: Path, package: Path, limits: Limits, assignment: Path | None = None, vary: bool = True) -> Grade:
    """Grade a submission of one of our lessons. `package` is what `stripped_package` gives."""
    import cloudpickle

    result = Grade(path)
    try:
        submission = _read(path)
        result.lesson = str(submission.metadata.get("autograd_lab", {}).get("lesson", ""))
        handed_out = _read(assignment) if assignment else _handed_out(result.lesson, submission)
    except Refused as error:
        result.fault = str(error)
        return result
    checks = list(_checks(handed_out))
    if assignment is None and _sources(submission) == _sources(handed_out):
        result.marks = [Mark(check.exercise, State.UNTOUCHED) for check in checks]
        return result  # our lessons come with no exercise solved: there is nothing to run
    for number in {check.exercise.split(".")[0] for check in checks} & set(exercises.lessons()):
        # Probes and arguments that are functions: the child has no exercises to import them from.
        cloudpickle.register_pickle_by_value(exercises.module(number))
    sandbox = Sandbox(package, limits)
    try:
        result.marks = list(_marks(submission, checks, sandbox, vary, result.raised))
    finally:
        sandbox.close()
    return result


def _read(path: Path) -> NotebookNode:
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat raises what its parsers raise
        raise Refused(tr("grade.unreadable", path=path, reason=type(error).__name__)) from None
    return notebook


def _handed_out(lesson: str, submission: NotebookNode) -> NotebookNode:
    """The lesson that came with the package; the submission says only which."""
    language = "zh" if submission.metadata.get("autograd_lab", {}).get("language") == "zh" else "en"
    root = lessons_root()
    if root is not None and lesson in exercises.lessons():
        for path in (root / language).glob(f"{lesson}_*.ipynb"):
            return _read(path)
    raise Refused(tr("grade.no_lesson", lesson=lesson))


def _sources(notebook: NotebookNode) -> list[tuple[str, str]]:
    return [(cell.get("id", ""), cell.source) for cell in notebook.cells if cell.cell_type == "code"]


def _checks(notebook: NotebookNode) -> Iterator[Check]:
    stubs: dict[str, tuple[str, str]] = {}
    for cell in notebook.cells:
        own = cell.metadata.get("autograd_lab", {})
        if cell.cell_type != "code":
            continue
        if name := own.get("exercise"):
            stubs[name] = cell.id, cell.source
        if name := own.get("check"):
            calls = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
            answers = [ast.unparse(call.args[1]) for call in calls if len(call.args) == 2]
            if answers:
                yield Check(cell.id, name, answers[0], stubs.get(name, ("", "")))


def _marks(
    submission: NotebookNode, checks: list[Check], sandbox: Sandbox, vary: bool, raised: list[str]
) -> Iterator[Mark]:
    """Run the cells in order; where the lesson has a check, judge instead. A check that was deleted is made up for."""
    waiting = {check.cell: check for check in checks}
    cells = set(_sources(submission))

    def mark(check: Check) -> Mark:
        found = _mark(check, sandbox, vary)
        untouched = found.state is State.WRONG and check.stub in cells
        return Mark(check.exercise, State.UNTOUCHED) if untouched else found

    ended = ""
    for cell in submission.cells:
        if ended or not waiting:
            break
        if cell.cell_type != "code":
            continue
        if check := waiting.pop(cell.get("id", ""), None):
            yield mark(check)
        elif not cell.metadata.get("autograd_lab", {}).get("check"):
            try:  # a cell that raises is no end: the others may be right
                reply = sandbox.ask(sandbox.limits.cell_seconds, do="run", code=cell.source)
                if "error" in reply and "raises-exception" not in cell.metadata.get("tags", []):
                    raised.append(str(reply["error"])[:400])
            except Ended as error:
                ended = str(error)
    for check in waiting.values():
        yield Mark(check.exercise, State.WRONG, tr("grade.ended")) if ended else mark(check)


def _mark(check: Check, sandbox: Sandbox, vary: bool) -> Mark:
    exercise = exercises.find(check.exercise)
    if exercise is None:
        return Mark(check.exercise, State.NEEDS_A_READER, tr("grade.no_exercise"))
    try:
        reply = sandbox.ask(sandbox.limits.cell_seconds, do="take", code=check.answer)
        if "error" in reply:
            return Mark(check.exercise, State.WRONG, str(reply["error"])[:400])
        answer = _answer(exercise, reply, sandbox)
    except (Ended, WireError):
        return Mark(check.exercise, State.WRONG, tr("grade.ended"))
    if isinstance(answer, Unknown):
        return Mark(check.exercise, State.NEEDS_A_READER, tr("grade.not_sent", kind=answer.kind))
    if exercise.untouched(answer):
        return Mark(check.exercise, State.UNTOUCHED)
    return _judged(check.exercise, for_remote(exercise), answer, vary)


def _answer(exercise: Exercise, reply: dict[str, Any], sandbox: Sandbox) -> Any:
    """What stands for the answer here: a value of its own, or a function that asks the child."""
    if isinstance(exercise, FunctionExercise) and reply.get("callable") is True:
        number = reply.get("number")
        return RemoteFunction(sandbox, number if isinstance(number, int) else 0)
    value = decode(reply.get("value"))
    if isinstance(value, Unknown) and isinstance(exercise, FunctionExercise | ValueExercise):
        return repr(value)  # it has to be a function, a number or a text: another object is simply wrong
    return value


def _judged(name: str, exercise: Exercise, answer: Any, vary: bool) -> Mark:
    def judge() -> Mark:
        if finding := exercise.judge(answer):
            return Mark(name, State.WRONG, finding.hint or finding.came)
        if vary and isinstance(exercise, FunctionExercise):
            others = varied(exercise, int.from_bytes(os.urandom(4), "big"))
            if others and others.judge(answer):
                return Mark(name, State.KNOWN_CASES_ONLY)
        return Mark(name, State.PASSED)

    done = guarded(judge, _JUDGING)
    if isinstance(done.value, Mark):
        return done.value
    known = isinstance(done.error, Ended | WireError | AnswerError)
    return Mark(name, State.WRONG, tr("grade.ended") if known or done.hung else type(done.error).__name__)
