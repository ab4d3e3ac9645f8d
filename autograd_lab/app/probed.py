"""Exercises whose answer is a class, or a function that changes something: a probe says what there is to compare."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograd_lab.app.exercise import FunctionExercise
from autograd_lab.app.outcome import Outcome, observe
from autograd_lab.app.words import Words


def facts(*found: Words | str) -> str:
    """What a probe has found out, in the reader's language."""
    return "; ".join(map(str, found))


@dataclass(frozen=True, kw_only=True)
class ProbedExercise(FunctionExercise):
    """`probe(answer, *case)` uses the answer and returns numbers, texts or Tensors: those are compared.

    So a class is judged by what its objects do, and an in-place step by what it leaves behind.
    """

    probe: Callable[..., Any]

    def _outcomes(self, function: Callable[..., Any]) -> list[Outcome]:
        return [observe(self.probe, (function, *arguments), blame=function) for arguments in self.cases()]

    def _names(self) -> list[str]:
        return list(inspect.signature(self.probe).parameters)[1:]
