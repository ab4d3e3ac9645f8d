"""What an exercise is, and the two common kinds: write a function, find a value.

An exercise lists its common wrong answers as code. A learner whose answer does the same as one of them gets the
hint written for it; a test proves that each is recognised.
"""

from __future__ import annotations

import dis
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_lab.app import guard
from autograd_lab.app.outcome import Outcome, alike, observe, plain, show
from autograd_lab.app.texts import tr
from autograd_lab.app.words import Words


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that learners really give, and what helps them."""

    answer: Any
    hint: Words


@dataclass(frozen=True)
class Finding:
    """The first thing that is not right yet; all texts are in the learner's language already."""

    case: str = ""
    expected: str = ""
    came: str = ""
    hint: str = ""
    element: str = ""  # of a gradient, the first number that is wrong
    picture: str = ""  # SVG


@dataclass(frozen=True, kw_only=True)
class Exercise(ABC):
    """One exercise: its name, task, escalating hints, solution and what to say when it is solved."""

    name: str
    task: Words
    hints: tuple[Words, ...]
    solution: str  # code as a learner would type it, comments in both languages (localized.py)
    remark: Words

    @abstractmethod
    def judge(self, answer: Any) -> Finding | None:
        """The first thing that is wrong, or None when the answer is right."""

    @abstractmethod
    def wrong_answers(self) -> Iterator[tuple[Any, Words]]:
        """Each listed mistake as an object for `judge`, with the hint it must get."""

    def untouched(self, answer: Any) -> bool:
        """Whether the learner has not begun: the three dots are still there."""
        return answer is None or answer is Ellipsis


@dataclass(frozen=True, kw_only=True)
class FunctionExercise(Exercise):
    """Write a function. It is called on every case and compared with the reference."""

    reference: Callable[..., Any]
    cases: Callable[[], Sequence[tuple[Any, ...]]]  # new objects at every call: an answer may change them
    mistakes: tuple[Mistake, ...] = ()

    def untouched(self, answer: Any) -> bool:
        if isinstance(answer, type):
            # A method may be given; as long as another still has its three dots, that is what is to be said.
            return any(is_empty(code) for code in _methods(answer))
        code = getattr(answer, "__code__", None)
        return super().untouched(answer) or (code is not None and is_empty(code))

    def judge(self, answer: Any) -> Finding | None:
        if not callable(answer):
            return Finding(expected=tr("check.a_function"), came=show(plain(answer)))
        mine, right = self._outcomes(answer), self._outcomes(self.reference)
        for got, wanted, arguments in zip(mine, right, self.cases(), strict=True):
            if not got.like(wanted):
                return Finding(self._case(arguments), str(wanted), str(got), self._hint(mine, right))
        return None

    def wrong_answers(self) -> Iterator[tuple[Any, Words]]:
        return ((mistake.answer, mistake.hint) for mistake in self.mistakes)

    def _outcomes(self, function: Callable[..., Any]) -> list[Outcome]:
        return [observe(function, arguments) for arguments in self.cases()]

    def _case(self, arguments: tuple[Any, ...]) -> str:
        return "\n".join(show(plain(value), name) for name, value in zip(self._names(), arguments, strict=True))

    def _names(self) -> list[str]:
        return list(inspect.signature(self.reference).parameters)

    def _hint(self, mine: list[Outcome], right: list[Outcome]) -> str:
        for mistake in self.mistakes:
            if all(map(Outcome.like, mine, self._outcomes(mistake.answer))):
                return str(mistake.hint)
        if all(got.error is None and got.value is None for got in mine):
            return tr("check.printed" if guard.printed() else "check.no_return")
        if any(got.changed for got in mine) and not any(wanted.changed for wanted in right):
            return tr("check.changed_arguments")
        return next((_about_shapes(*pair) for pair in zip(mine, right, strict=True) if not pair[0].like(pair[1])), "")


@dataclass(frozen=True, kw_only=True)
class ValueExercise(Exercise):
    """Find a number, a Tensor or a text."""

    expected: Any
    mistakes: tuple[Mistake, ...] = ()

    def judge(self, answer: Any) -> Finding | None:
        got = plain(answer)
        if alike(got, plain(self.expected)):
            return None
        fitting = (str(m.hint) for m in self.mistakes if alike(got, plain(m.answer)))
        # The expected value stays unsaid: it is the answer.
        return Finding(came=show(got), hint=next(fitting, ""))

    def wrong_answers(self) -> Iterator[tuple[Any, Words]]:
        return ((mistake.answer, mistake.hint) for mistake in self.mistakes)


def _about_shapes(got: Outcome, wanted: Outcome) -> str:
    came, expected = getattr(got.value, "shape", None), getattr(wanted.value, "shape", None)
    if came is None or expected is None or came == expected:
        return ""
    return tr("check.wrong_shape", came=came, expected=expected)


def _methods(cls: type) -> Iterator[Any]:
    """The code of a class's own methods, static ones included."""
    for value in vars(cls).values():
        function = inspect.unwrap(value) if inspect.isroutine(value) else None
        if inspect.isfunction(function):
            yield function.__code__


def is_empty(code: Any) -> bool:
    """Whether a function's body does nothing: `...`, `pass`, a docstring."""
    return all(step.argval is None for step in dis.get_instructions(code) if step.opname not in ("RESUME", "NOP"))
