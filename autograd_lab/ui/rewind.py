"""Earlier steps to go back to: copies of everything that the next step follows from, few and bounded.

A copy is taken now and then, as often as that costs next to nothing, and at every step where the loop is held. When
there is no more room, copies are given up so that those that stay lie the closer together the newer they are: one can
go back a step or two, or to about half of the run, or to its beginning.
"""

from __future__ import annotations

import copy
from bisect import bisect_right
from collections.abc import Iterable
from math import ceil
from time import perf_counter
from typing import Any, NamedTuple
from weakref import ref

from autograd_lab.record.training.budget import Budget
from autograd_lab.serialization import rng
from autograd_lab.tensor.commit import commit, into
from autograd_lab.tensor.tensor import Tensor, make

MEGABYTES = 64.0  # that all copies together may take
MOST = 40  # copies, of a model however small
FEWEST = 3  # copies worth having: the beginning, the newest, and one between

Marks = dict[str, tuple[int, int]]  # how long each curve was; History.marks


class Kept(NamedTuple):
    """One step of the run. ``place`` is where the data was, ``marks`` where the curves were."""

    step: int
    epoch: int
    batch: int
    marks: Marks
    layers: Any
    place: Any
    tensors: list[tuple[Any, Any]]  # a weak reference to each tensor that training changes, and its array
    grads: list[Any]
    states: list[Any]  # of the optimizer, then of what else is remembered
    random: dict[str, Any]
    size: int  # in bytes


class Rewinder:
    """Keeps copies of ``model`` and ``optimizer``, which it holds weakly, and puts them back."""

    def __init__(self, model: Any, optimizer: Any, *, every: int | None = None) -> None:
        self.megabytes = MEGABYTES
        self.largest = 0  # bytes of one copy
        self.kept: list[Kept] = []
        self._model = ref(model) if model is not None else lambda: None
        self._optimizer = ref(optimizer)
        self._others: list[Any] = []
        self._budget = Budget(interval=0.2, share=0.0008, every=every)

    @property
    def steps(self) -> list[int]:
        return [kept.step for kept in self.kept]

    @property
    def refused(self) -> dict[str, str] | None:
        """The sizes to be told where a copy is too large to keep a few of them."""
        if FEWEST * self.largest <= self._room:
            return None
        megabytes = self.largest / 1e6
        return {
            "size": f"{megabytes:.0f}",
            "budget": f"{self.megabytes:.0f}",
            "wanted": f"{ceil(FEWEST * megabytes / 10) * 10}",
        }

    def remember(self, part: Any) -> None:
        """Keep the state of something else along with it. Older copies lack it, and are given up."""
        self._others.append(part)
        self.kept.clear()

    def due(self, step: int, *, again: bool = False) -> bool:
        """Whether this step should be kept; ``again`` if it is, as a copy that was taken before the epoch's end is."""
        if self.refused:
            return False
        if not self.kept or (again and self.kept[-1].step == step):
            return True
        return step > self.kept[-1].step and self._budget.allows(step)

    def keep(
        self, step: int, epoch: int, batch: int, *, marks: Marks, layers: Any, place: Any, again: bool = False
    ) -> None:
        """Copy everything; for a step that is kept already only ``again``, for a model that is too large never."""
        optimizer = self._optimizer()
        if optimizer is None or (self.kept and self.kept[-1].step >= step + again):
            return
        start = perf_counter()
        count = _Count()
        tensors = list(_changing(self._model(), optimizer))
        # Asked before anything is copied: the copy of a model that is too large could be the one too many.
        self.largest = max(self.largest, sum(t.array.nbytes for t in tensors))
        if self.refused:
            return
        arrays = [(ref(t), count.copied(t.array)) for t in tensors]
        grads = [None if t.grad is None else count.copied(t.grad.array) for t in tensors]
        states = [count.state(part.state_dict()) for part in (optimizer, *self._others)]
        kept = Kept(step, epoch, batch, marks, layers, place, arrays, grads, states, rng.get_states(), count.bytes)
        self.largest = max(self.largest, kept.size)
        if not self.refused:
            if self.kept and self.kept[-1].step == step:
                self.kept.pop()
            self.kept.append(kept)
            self._thin_out()
        self._budget.spent(perf_counter() - start)

    def nearest(self, step: int) -> Kept | None:
        """The newest copy that is not newer than ``step``; else the oldest."""
        if not self.kept:
            return None
        return self.kept[max(0, bisect_right(self.steps, step) - 1)]

    def restore(self, kept: Kept) -> None:
        """Put everything back as it was, and forget what came after. All tensors change together."""
        optimizer = self._optimizer()
        if optimizer is None:
            return
        writes = []
        for (weak, array), grad in zip(kept.tensors, kept.grads, strict=True):
            tensor = weak()
            if tensor is None:
                continue
            writes += into(tensor, array)
            writes.append((tensor.__dict__, "_grad", None if grad is None else make(grad.copy())))
        for part, state in zip((optimizer, *self._others), kept.states, strict=True):
            part.load_state_dict(_Count().state(state))
        commit(writes)
        rng.set_states(kept.random)
        self.kept = [one for one in self.kept if one.step <= kept.step]

    @property
    def _room(self) -> float:
        return self.megabytes * 1e6

    def _thin_out(self) -> None:
        """Give up those that are missed least: whose neighbours are close, measured by how long ago they were."""
        while len(self.kept) > MOST or sum(one.size for one in self.kept) > self._room:
            steps = self.steps
            now = steps[-1]
            gaps = {i: (steps[i + 1] - steps[i - 1]) / (now - steps[i] + 1) for i in range(1, len(steps) - 1)}
            if not gaps:
                return
            del self.kept[min(gaps, key=gaps.__getitem__)]


def _changing(model: Any, optimizer: Any) -> Iterable[Tensor]:
    """What training changes: the optimizer's parameters, and what else of the model is not frozen."""
    found = {id(p): p for group in optimizer.param_groups for p in group["params"]}
    if hasattr(model, "parameters"):
        found |= {id(p): p for p in model.parameters() if p.requires_grad}
    if hasattr(model, "buffers"):
        found |= {id(b): b for b in model.buffers()}
    return found.values()


class _Count:
    """Copies, and counts what they take."""

    def __init__(self) -> None:
        self.bytes = 0

    def copied(self, array: Any) -> Any:
        self.bytes += array.nbytes
        return array.copy()

    def state(self, value: Any) -> Any:
        """A state_dict of its own, all the way down."""
        if isinstance(value, Tensor):
            return make(self.copied(value.array))
        if isinstance(value, dict):
            return {key: self.state(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
            return type(value)(map(self.state, value))
        if hasattr(value, "nbytes") and hasattr(value, "copy"):
            return self.copied(value)
        return copy.deepcopy(value)
