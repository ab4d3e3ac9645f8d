"""Exercises whose answer is more than its numbers: the dtype of a result, whether it shares memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.app.exercise import Finding, FunctionExercise
from autograd_lab.app.outcome import plain, show
from autograd_lab.app.words import Words
from autograd_lab.tensor import Tensor


@dataclass(frozen=True, kw_only=True)
class TensorExercise(FunctionExercise):
    """A function whose result has to be a Tensor of the reference's dtype and, if asked for, in memory of its own.

    A result that is right but for one of these gets `dtype_hint` or `memory_hint`; such answers are listed beside.
    """

    dtype_hint: Words
    wrong_dtype: tuple[Any, ...]
    memory_hint: Words | None = None
    shared_memory: tuple[Any, ...] = ()

    def judge(self, answer: Any) -> Finding | None:
        finding = super().judge(answer)
        if finding is not None:
            return finding
        for check in (self._dtype, self._memory):
            for arguments in self.cases():
                if finding := check(arguments, self.reference(*arguments), answer(*arguments)):
                    return finding
        return None

    def _dtype(self, arguments: tuple[Any, ...], wanted: Any, got: Any) -> Finding | None:
        if kind(wanted) == kind(got):
            return None
        return Finding(self._case(arguments), kind(wanted), kind(got), str(self.dtype_hint))

    def _memory(self, arguments: tuple[Any, ...], wanted: Any, got: Any) -> Finding | None:
        if self.memory_hint is None or not shares(got, arguments[0]):
            return None
        return Finding(self._case(arguments), show(plain(wanted)), show(plain(got)), str(self.memory_hint))

    def wrong_answers(self) -> Iterator[tuple[Any, Words]]:
        yield from super().wrong_answers()
        yield from ((answer, self.dtype_hint) for answer in self.wrong_dtype)
        if self.memory_hint:
            yield from ((answer, self.memory_hint) for answer in self.shared_memory)


def kind(value: Any) -> str:
    """ "Tensor, torch.float32" for a Tensor, else the type's name."""
    return f"Tensor, {value.dtype}" if isinstance(value, Tensor) else type(value).__name__


def shares(a: Any, b: Any) -> bool:
    """Whether two Tensors or arrays on the CPU lie in the same memory."""
    arrays = [each.detach().numpy() if isinstance(each, Tensor) else each for each in (a, b)]
    return all(isinstance(each, np.ndarray) for each in arrays) and np.shares_memory(*arrays)
