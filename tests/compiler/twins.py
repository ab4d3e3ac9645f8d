"""Two copies of one program: the first is called as it is, the second compiled; both must go the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_lab as lab

CALLS = 6  # two are recorded, four replayed


def numbers(tree: Any) -> list[Any]:
    """All arrays and plain values in a result, in order."""
    if isinstance(tree, lab.Tensor):
        return [tree.array.copy()]
    if isinstance(tree, dict):
        return [tree.keys(), *numbers(list(tree.values()))]
    if isinstance(tree, (list, tuple)):
        return [part for t in tree for part in numbers(t)]
    return [tree]


def same(a: Any, b: Any) -> None:
    """Bit for bit; nan is nan."""
    if isinstance(a, np.ndarray):
        assert a.dtype == b.dtype and a.shape == b.shape
        np.testing.assert_array_equal(a, b)
    else:
        assert a == b


def assert_twins(
    build: Callable[[], tuple[Callable[..., Any], list[Any]]],
    arguments: Callable[[int], tuple[Any, ...]] = lambda k: (),
    *,
    planned: bool = True,
    calls: int = CALLS,
    **how: Any,
) -> Any:
    """``build`` makes a step and the list of tensors (or modules) that it changes. Results, those tensors and their
    gradients are the same after each call. Returns the compiled step."""
    lab.manual_seed(0)
    step, state = build()
    lab.manual_seed(0)
    other, mirror = build()
    compiled = lab.compile(other, **how)
    for k in range(calls):
        lab.manual_seed(100 + k)
        expected, drawn = step(*arguments(k)), lab.rand(1)
        lab.manual_seed(100 + k)
        got, next_drawn = compiled(*arguments(k)), lab.rand(1)
        assert drawn.item() == next_drawn.item()  # the generator stands where it would stand
        for a, b in zip(numbers(expected), numbers(got), strict=True):
            same(a, b)
        for a, b in zip(_watched(state), _watched(mirror), strict=True):
            same(a, b)
    assert plans(compiled) == (1 if planned else 0)
    return compiled


def _watched(state: list[Any]) -> list[Any]:
    found: list[Any] = []
    for thing in state:
        for t in [*thing.parameters(), *thing.buffers()] if isinstance(thing, lab.nn.Module) else [thing]:
            found += [t.array.copy(), None if t._grad is None else t._grad.array.copy(), t._version]
    return found


def inner(compiled: Any) -> Any:
    """The Compiled behind what ``compile`` returned."""
    return compiled if hasattr(compiled, "entries") else compiled._compiled


def plans(compiled: Any) -> int:
    """How many plans there are."""
    return sum(entry.replay is not None for entry in inner(compiled).entries.values())


def why(compiled: Any) -> list[str]:
    """The reasons for which there is none."""
    return [entry.why.key for entry in inner(compiled).entries.values() if entry.why is not None]
