"""The values of a graph, in forward order, and what they would be if one of them were another.

A graph keeps the arrays that its rules need and nothing else. So ``reading.py`` finds the others again, or a
``Recorder`` has watched while the graph was made and knows them all. Either way a Trace copies what it keeps, up to
``values.BYTES``, and holds neither nodes nor Tensors: the learner's code may go on, free and overwrite.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from autograd_lab.record.values.refusal import Refusal
from autograd_lab.record.values.replay import Place, Step, forward
from autograd_lab.record.values.values import BYTES, Values

MOST = 20_000  # steps


class Trace:
    """``steps`` in forward order, ``values`` by place, ``root`` the place of the result.

    A value that is not known is missing from ``values``: a constant that no rule kept, or what was computed from it.
    ``leaves`` tells the leaf that stands at a place, by its id. ``saved`` is what a step's rules need, where its inputs
    are not all known.
    """

    outdated = False  # True: a leaf was changed after the graph was made, so the values do not fit together

    def __init__(self, root: Place, limit: int = BYTES) -> None:
        self.root = root
        self.steps: list[Step] = []
        self.leaves: dict[Place, int] = {}
        self.values = Values(limit)
        self.saved: dict[int, tuple[Any, ...]] = {}
        self.partly: set[Place] = set()  # constants of which only the part is known that the result depends on
        self.same: dict[Place, Place] = {}  # a constant that several steps use is kept for the first

    @classmethod
    def of(
        cls, tensor: Any, *, recorder: Any = None, variables: Iterable[Any] = (), limit: int = BYTES, most: int = MOST
    ) -> Trace:
        """The values of the graph below ``tensor``; ``limit`` in bytes.

        ``variables`` are Tensors among which constants are looked for that no rule kept; one is taken only if the
        values that are known come out exactly with it. Of a graph of more than ``most`` nodes there are no steps and
        no value but the result's.
        """
        from autograd_lab.record.values.reading import read

        return read(cls, tensor, recorder, tuple(variables), limit, most)

    def replay(self, changes: Mapping[Place, Any]) -> dict[Place, Any]:
        """All values downstream of ``changes``, with these arrays in their places; the changed ones included.

        Only the trace's own copies are used: nothing of the learner's changes. RuntimeError if a value on the way is
        not known or was too large to keep, or if a step cannot be run again. What carries no gradient, such as a mask
        or an index, stays as it was.
        """
        if self.outdated:
            raise Refusal("trace.outdated")
        new = dict(changes)
        for step in self.steps:
            if any(place in new for place in step.inputs) and not all(place in changes for place in step.outputs):
                outputs = forward(step, [self._input(step, i, new) for i in range(len(step.inputs))])
                new |= {p: y for p, y in zip(step.outputs, outputs, strict=True) if p not in changes}
        return new

    def find(self, place: Place) -> Place:
        """Where the value of ``place`` is kept."""
        return self.same.get(place, place)

    def knows(self, place: Place) -> bool:
        """Whether there is such a value in the graph, known or not."""
        return place == self.root or place in self.makers or place in self.users

    def inputs_of(self, step: Step) -> list[Any]:
        """What ``step`` computed from. RuntimeError if some of it is not known, unless its rules can do without."""
        if step.order in self.saved:
            return [self.values.get(place) for place in step.inputs]
        return [self._input(step, i, {}) for i in range(len(step.inputs))]

    def _input(self, step: Step, index: int, new: Mapping[Place, Any]) -> Any:
        place = step.inputs[index]
        if place in new:
            return new[place]
        if place not in self.values:
            reason = "trace.large" if self.values.too_large(place) else "trace.unknown"
            raise Refusal(reason, op=step.name, input=step.called(index))
        return self.values[place]

    @cached_property
    def makers(self) -> dict[Place, Step]:
        """The step that made each value; leaves and constants have none."""
        return {place: step for step in self.steps for place in step.outputs}

    @cached_property
    def users(self) -> dict[Place, list[tuple[Step, int]]]:
        """Each use of a value: which step, as which of its inputs."""
        users: dict[Place, list[tuple[Step, int]]] = {}
        for step in self.steps:
            for index, place in enumerate(step.inputs):
                users.setdefault(place, []).append((step, index))
        return users
