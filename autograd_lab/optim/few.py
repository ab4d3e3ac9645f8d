"""Groups of few numbers in one update, on the host.

The step of a small network is Python's work, and the same for each parameter. Here a group's parameters are laid end to
end as in ``together.py``, and so is their state, in memory that stays for the next step. The numbers are the same.

0.85 of the time of SGD for a network of six parameters, 0.4 of Adam's. Can be deleted together with what names it in
``optimizer.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from operator import is_
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from autograd_lab import watch
from autograd_lab.kernels.registry import only_reference
from autograd_lab.optim.numbers import SCALARS
from autograd_lab.tensor.commit import Write, noticed
from autograd_lab.tensor.tensor import Tensor, make

FEW = 2**14  # numbers in a group: with more, the arithmetic takes longer than Python
State = dict[str, Any]

_lines: WeakKeyDictionary[Any, dict[int, Line | None]] = WeakKeyDictionary()  # by optimizer and place of the group


def changes(optimizer: Any, place: int, params: Sequence[Tensor], options: State) -> list[Write] | None:
    """The writes that are the step of a whole group. None if it is to be left to others, as its first step is, which
    shows what state there is."""
    if not optimizer.elementwise or options.get("foreach") is not None or watch.watchers or only_reference():
        return None
    lines = _lines.get(optimizer)
    if lines is None:
        lines = _lines[optimizer] = {}
    elif place in lines and not options.get("differentiable"):
        line = lines[place]
        states: Sequence[Any] = [optimizer.state.get(p) for p in params] if optimizer.state else ()
        states = states if any(states) else ()
        if line is not None and line.fits(params, states):
            return line.step(optimizer.update, options)
        if _alike(params, states) and (states or not optimizer.start(np, params[0].array, options)):
            line = lines[place] = Line(params, states)
            writes = line.step(optimizer.update, options)
            moved = zip(params, line.states, strict=True) if states else ()
            return None if writes is None else [*((optimizer.state, p, state) for p, state in moved), *writes]
    lines[place] = None
    return None


def _alike(params: Sequence[Tensor], states: Sequence[State | None]) -> bool:
    """Whether all are arrays in one piece, of one dtype, with state of the same names."""
    if not 0 < sum([p.array.size for p in params]) < FEW or len({*map(id, params)}) < len(params):
        return False
    dtype = params[0].array.dtype
    if dtype.char not in "fd" or not all(_plain(p.array, dtype, p.array.shape) for p in params):
        return False
    names = [*(states[0] or ())] if states else []
    return all(
        state and [*state] == names and all(
            type(value) is Tensor
            and _plain(value.array, *((value.array.dtype, ()) if name in SCALARS else (dtype, p.array.shape)))
            for name, value in state.items()
        )
        for p, state in zip(params, states, strict=bool(states))
    )  # fmt: skip


def _plain(array: Any, dtype: Any, shape: Any) -> bool:
    return type(array) is np.ndarray and array.dtype == dtype and array.shape == shape and array.flags.carray


class Line:
    """The parameters of a group end to end, and their state: ``states`` are made of views of it."""

    def __init__(self, params: Sequence[Tensor], states: Sequence[Any]) -> None:
        arrays = [p.array for p in params]
        self.params, self.shapes, self.dtype = list(params), [a.shape for a in arrays], arrays[0].dtype
        self.states: list[State] = [{} for _ in params]
        self.lines: State = {}  # name: the state of all
        for name in states[0] if states else ():
            old = [state[name].array for state in states]
            self.lines[name] = np.concatenate(old, axis=None)
            for state, part in zip(self.states, _parts(self.lines[name], old), strict=True):
                state[name] = make(part)
        self.counts = [line for name, line in self.lines.items() if name in SCALARS]  # one number for each parameter
        self.kept = [tensor for state in self.states for tensor in state.values()]
        self.tensors = [*params, *self.kept]
        self.arrays = [tensor.array for tensor in self.tensors]
        self.x, self.g, self.new = (np.empty(sum(a.size for a in arrays), self.dtype) for _ in range(3))
        self.writes: list[Write] = [(a, ..., b) for a, b in zip(arrays, _parts(self.new, arrays), strict=True)]

    def fits(self, params: Sequence[Tensor], states: Sequence[Any]) -> bool:
        """Whether parameters and state are the ones that were laid out, in the memory that they had."""
        if len(params) != len(self.params) or len(states) != (len(params) if self.kept else 0) or None in states:
            return False
        now = [*params, *[tensor for state in states for tensor in state.values()]]
        same = len(now) == len(self.tensors) and all(map(is_, now, self.tensors))
        return same and all(map(is_, [tensor.array for tensor in now], self.arrays))

    def step(self, update: Callable[..., Any], options: State) -> list[Write] | None:
        """The writes of a step; None if one has no gradient like itself, or did not take as many steps as others."""
        grads: list[Any] = [p._grad.array if p._grad is not None else None for p in self.params]
        for g, shape in zip(grads, self.shapes, strict=True):
            if type(g) is not np.ndarray or g.shape != shape or g.dtype != self.dtype:
                return None
        if any(len({*count.tolist()}) > 1 for count in self.counts):
            return None
        np.concatenate(self.arrays[: len(grads)], axis=None, out=self.x)
        np.concatenate(grads, axis=None, out=self.g)
        state = {name: line[0] if name in SCALARS else line for name, line in self.lines.items()}
        new, after = update(np, self.x, -self.g if options.get("maximize") else self.g, state, options)
        if after.keys() != self.lines.keys():
            return None
        self.new[...] = new
        return [
            *self.writes,
            *[(line, ..., after[name]) for name, line in self.lines.items()],
            *map(noticed, self.tensors),
        ]


def _parts(line: Any, arrays: Sequence[Any]) -> list[Any]:
    """``line`` cut into pieces like these arrays."""
    ends = pairwise(accumulate([a.size for a in arrays], initial=0))
    return [line[start:end].reshape(a.shape) for (start, end), a in zip(ends, arrays, strict=True)]
