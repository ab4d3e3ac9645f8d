"""Other numbers for an exercise's cases: what was written for the known ones alone does not survive them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd_lab
from autograd_lab.app.exercise import FunctionExercise
from autograd_lab.app.outcome import Outcome, observe
from autograd_lab.tensor import Tensor

ROUNDS = 2


def varied(exercise: FunctionExercise, seed: int) -> FunctionExercise | None:
    """The exercise with numbers up to a quarter larger or smaller, or None where there is nothing to vary.

    Signs, shapes, whole numbers, texts and everything else stay: they are often labels, sizes and places. A case on
    which the reference itself does otherwise than before (raises, gives a nan) is left out.
    """
    kept = [
        (number, place)
        for number in range(ROUNDS)
        for place, case in enumerate(exercise.cases())
        if _differs(case, other := _vary(case, seed + number)) and _as_good(exercise, case, other)
    ]
    if not kept:
        return None

    def cases() -> Sequence[tuple[Any, ...]]:
        rounds = [exercise.cases() for _ in range(ROUNDS)]
        return [_vary(rounds[number][place], seed + number) for number, place in kept]

    return dataclasses.replace(exercise, cases=cases)


def _vary(case: tuple[Any, ...], seed: int) -> tuple[Any, ...]:
    generator = np.random.default_rng(seed)
    return tuple(_other(value, generator) for value in case)


def _other(value: Any, generator: np.random.Generator) -> Any:
    if isinstance(value, Tensor) and value.is_floating_point() and value.grad_fn is None:
        factors = generator.uniform(0.8, 1.25, tuple(value.shape))
        changed = value.detach() * autograd_lab.tensor(factors, dtype=value.dtype)
        return changed.requires_grad_(value.requires_grad)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return (value * generator.uniform(0.8, 1.25, value.shape)).astype(value.dtype)
    if type(value) is float:
        return value * float(generator.uniform(0.8, 1.25))
    if type(value) in (list, tuple):
        changed = [_other(item, generator) for item in value]
        return changed if type(value) is list else tuple(changed)
    return value


def _differs(case: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return any(a is not b for a, b in zip(case, other, strict=True))


def _as_good(exercise: FunctionExercise, case: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    before, after = (_reference(exercise, arguments) for arguments in (case, other))
    return after.error == before.error and _finite(after.value) >= _finite(before.value)


def _reference(exercise: FunctionExercise, arguments: tuple[Any, ...]) -> Outcome:
    probe = getattr(exercise, "probe", None)
    if probe is None:
        return observe(exercise.reference, arguments)
    return observe(probe, (exercise.reference, *arguments))


def _finite(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(_finite, value))
    return not (isinstance(value, np.ndarray) and value.dtype.kind == "f") or bool(np.isfinite(value).all())
