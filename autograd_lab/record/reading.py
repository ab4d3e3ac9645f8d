"""How the values of a graph are found once it is there.

Leaves are there, and so is what rules saved. The rest is computed once more from those, op by op. Whatever is known
twice is compared: a difference means that a leaf has changed since. A constant that no rule kept is looked for among
the learner's variables, and believed only if known values come out exactly with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import is_array
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.graph.walk import below
from autograd_lab.record.kept import Unknown, given, outputs_kept
from autograd_lab.record.recorder import Recorder
from autograd_lab.record.replay import Place, Step, forward
from autograd_lab.record.trace import Trace

TRIES = 64  # guesses at the constants of one step
WORK = 16  # a graph whose values take more than this many times the limit is not computed again


def read(
    kind: type[Trace], tensor: Any, recorder: Recorder | None, variables: Sequence[Any], limit: int, most: int
) -> Trace:
    """``Trace.of``."""
    node = tensor.grad_fn
    trace = kind(Place(0, 0) if node is None else Place(node.order, tensor.output_nr), limit)
    nodes = [] if node is None else sorted(below([node]), key=lambda node: node.order)
    if not nodes or len(nodes) > most:
        trace.values.put(trace.root, tensor.array)
        return trace
    reading = _Reading(trace, recorder, variables)
    for node in nodes:
        reading.look_at(node)
    reading.recorded[trace.root] = tensor.array
    reading.compute()
    return trace


class _Reading:
    def __init__(self, trace: Trace, recorder: Recorder | None, variables: Sequence[Any]) -> None:
        self.trace, self.values, self.recorder = trace, trace.values, recorder
        self.variables = {id(x.array): x.array for x in variables}
        self.recorded: dict[Place, Any] = {} if recorder is None else dict(recorder.outputs)
        self.constants: dict[int, Place] = {}  # one array may be a constant of many steps
        self.unknown: dict[Place, Unknown] = {}
        self.fleeting: dict[Place, Any] = {}  # what is too large to keep, as long as a later step needs it

    # -- from nodes to steps ------------------------------------------------------------------------------------

    def look_at(self, node: Any) -> None:
        """A node, in forward order."""
        if isinstance(node, AccumulateGrad):
            place = Place(node.order, 0)
            self.trace.leaves[place] = id(node.variable)
            known = None if self.recorder is None else self.recorder.leaves.get(place)
            self._source(place, node.variable.array if known is None else known)
            return
        inputs = []
        for index, edge in enumerate(node.edges):
            if edge is None:
                inputs.append(self._constant(node, index))
                continue
            inputs.append(Place(edge[0].order, edge[1]))
            if not isinstance(edge[0], AccumulateGrad):
                value = given(node, index)
                if is_array(value):
                    self.recorded.setdefault(inputs[-1], value)
        for output, value in outputs_kept(node):
            self.recorded.setdefault(Place(node.order, output), value)
        outputs = tuple(Place(node.order, k) for k in range(len(node.outputs)))
        carries = tuple(edge is not None for edge in node.edges)
        self.trace.steps.append(
            Step(node.order, node.op, node.params, tuple(inputs), outputs, tuple(node.outputs), carries)
        )

    def _constant(self, node: Any, index: int) -> Place:
        place = Place(node.order, -1 - index)
        if self.recorder is not None and place in self.recorder.constants:
            place, value = self.recorder.constants[place]
        else:
            value = given(node, index)
        if isinstance(value, Unknown):
            self.unknown[place] = value
            return place
        if is_array(value):
            place = self.constants.setdefault(id(value), place)
        if place not in self.values:
            self._source(place, value)
        return place

    def _source(self, place: Place, value: Any) -> None:
        if not self.values.put(place, value):
            self.fleeting[place] = value

    # -- from steps to values -----------------------------------------------------------------------------------

    def compute(self) -> None:
        """Every value that can be known."""
        steps = self.trace.steps
        size = sum(prod(shape) * dtype.itemsize for step in steps for shape, dtype in step.forms)
        affordable = size <= WORK * self.values.limit
        last = {place: step.order for step in steps for place in step.inputs}
        for step in steps:
            known = {place: self.recorded.pop(place) for place in step.outputs if place in self.recorded}
            computed = self._run(step, known) if affordable and not self._enough(step, known) else None
            for k, place in enumerate(step.outputs):
                value = known.get(place)
                if computed is not None and computed[k] is not None:
                    if value is not None and not same(value, computed[k]):
                        self.trace.outdated = True
                    else:
                        value = computed[k]
                if value is not None and not self.values.put(place, value, copy=place in known):
                    self.fleeting[place] = value
            for place in step.inputs:
                if last[place] == step.order:
                    self.fleeting.pop(place, None)

    def _enough(self, step: Step, known: dict[Place, Any]) -> bool:
        """A learner's forward is not called for nothing; what was watched need not be computed."""
        complete = len(known) == len(step.outputs)
        return complete and (step.custom or self.recorder is not None)

    def _run(self, step: Step, known: dict[Place, Any]) -> Sequence[Any] | None:
        """The outputs; None where an input is missing."""
        for inputs in self._guesses(step, known):
            if any(isinstance(x, Unknown) for x in inputs):
                return None
            try:
                outputs = forward(step, inputs)
            except Exception:  # a guess that does not fit, or a learner's forward
                continue
            right = all(same(known[p], y) for p, y in zip(step.outputs, outputs, strict=True) if p in known)
            if right or not any(place in self.unknown for place in step.inputs):
                for place, value in zip(step.inputs, inputs, strict=True):
                    if self.unknown.pop(place, None) is not None:
                        self._source(place, value)
                return outputs
        return None

    def _guesses(self, step: Step, known: dict[Place, Any]) -> Iterator[tuple[Any, ...]]:
        """The inputs of a step, with what might stand where one is unknown."""
        choices = []
        for place in step.inputs:
            unknown = self.unknown.get(place)
            if unknown is not None:
                choices.append(self._candidates(step, unknown, known))
            elif place in self.fleeting:
                choices.append([self.fleeting[place]])
            else:
                choices.append([self.values.get(place, Unknown(None, False))])
        for _, inputs in zip(range(TRIES), product(*choices), strict=False):
            yield inputs

    def _candidates(self, step: Step, unknown: Unknown, known: dict[Place, Any]) -> list[Any]:
        """For lack of a known output nothing could tell a right guess from a wrong one."""
        fitting = [None] if unknown.optional else []
        if known:
            # The output itself comes first: memory that was written over shows what is left of it.
            arrays = [*known.values(), *self.variables.values()]
            fitting += [a for a in arrays if is_array(a) and unknown.shape in (None, a.shape)]
        return fitting or [unknown]


def same(a: Any, b: Any) -> bool:
    """The same numbers to the last bit, nan like nan."""
    if a.shape != b.shape or a.dtype != b.dtype:
        return False
    a, b = (np.asarray(to_device(v, CPU)) for v in (a, b))
    return np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
