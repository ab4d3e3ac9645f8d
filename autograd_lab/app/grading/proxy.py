"""Stand-ins in the parent for a learner's answer: they look like it to `Exercise.judge`, and ask the child."""

from __future__ import annotations

import dataclasses
import functools
from typing import Any

from autograd_lab.app.exercise import Exercise
from autograd_lab.app.grading.sandbox import Sandbox
from autograd_lab.app.grading.wire import decode
from autograd_lab.i18n import get_language
from autograd_lab.tensor import Tensor


class AnswerError(Exception):
    """What the learner's function raised, as text: the object itself stays where it is."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class RemoteFunction:
    """A learner's function or class. Called, it runs in the child, and gives back plain values."""

    def __init__(self, sandbox: Sandbox, number: int) -> None:
        self._sandbox, self._number = sandbox, number

    def __call__(self, *arguments: Any) -> Any:
        return self.used(None, arguments)

    def used(self, probe: Any, arguments: tuple[Any, ...]) -> Any:
        """The answer called, or given to the exercise's `probe`, which runs in the child too."""
        call = {"number": self._number, "arguments": arguments, "probe": probe, "language": get_language()}
        reply = self._sandbox.ask(self._sandbox.limits.call_seconds, do="call", **call)
        if "error" in reply:
            raise _error(str(reply["error"])[:400])
        after = reply.get("arguments")
        for mine, theirs in zip(arguments, after if isinstance(after, list) else [], strict=False):
            if isinstance(mine, Tensor) and theirs is not None:
                _take_over(mine, decode(theirs))
        return decode(reply.get("value"))


def _error(told: str) -> AnswerError:
    """The learner's error under its own name, for an exercise may ask for one; "ValueError: text" is how it came."""
    name, _, text = told.partition(": ")
    return type(name if name.isidentifier() else "Error", (AnswerError,), {})(text)


def _take_over(mine: Tensor, theirs: Any) -> None:
    """An answer that changes its arguments in place has to be seen doing so."""
    if isinstance(theirs, Tensor) and theirs.shape == mine.shape and theirs.dtype == mine.dtype:
        mine.detach().copy_(theirs)


def for_remote(exercise: Exercise) -> Exercise:
    """The exercise with its `probe`, if it has one, run where the answer is."""
    probe = getattr(exercise, "probe", None)
    if probe is None:
        return exercise

    @functools.wraps(probe)  # whose parameters name the arguments of a case
    def remote(answer: Any, *arguments: Any) -> Any:
        return answer.used(probe, arguments) if isinstance(answer, RemoteFunction) else probe(answer, *arguments)

    return dataclasses.replace(exercise, probe=remote)  # pyright: ignore[reportCallIssue]
