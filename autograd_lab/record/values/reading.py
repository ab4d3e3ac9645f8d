"""How the values of a graph are found once it is there.

Leaves are there, and so is what rules saved. The rest is computed once more from those, op by op. Whatever is known
twice is compared: a difference means that a leaf has changed since. A constant that no rule kept is looked for among
the learner's variables, and believed only if known values come out exactly with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from time import perf_counter
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import is_array
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.graph.node import AccumulateGrad
from autograd_lab.graph.walk import below
from autograd_lab.record.values.kept import Unknown, given, outputs_kept, written
from autograd_lab.record.values.recorder import Recorder
from autograd_lab.record.values.replay import Place, Step, forward
from autograd_lab.record.values.trace import Trace

TRIES = 64  # guesses at the constants of one step
PATIENCE = 0.5  # seconds for guesses at those of the whole graph
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


MISSING: Any = object()


class _Reading:
    def __init__(self, trace: Trace, recorder: Recorder | None, variables: Sequence[Any]) -> None:
        self.trace, self.values, self.recorder = trace, trace.values, recorder
        self.variables = {id(x.array): x.array for x in variables}
        self.recorded: dict[Place, Any] = {} if recorder is None else dict(recorder.outputs)
        self.constants: dict[int, Place] = {}  # one array may be a constant of many steps
        self.unknown: dict[Place, Unknown] = {}
        self.saved: dict[int, tuple[Any, ...]] = {}
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
        if type(node.saved) is tuple and not written(node):
            self.saved[node.order] = node.saved
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
        self.trace.same[Place(node.order, -1 - index)] = place
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
        self.affordable = size <= WORK * self.values.limit
        self._go_through(steps)
        if self.unknown and self.variables and self.affordable and self._search():
            self._go_through([step for step in steps if any(p not in self.values for p in step.outputs)])
        for step in steps:
            self._keep_saved(step)

    def _go_through(self, steps: Sequence[Step]) -> None:
        last = {place: step.order for step in steps for place in step.inputs}
        for step in steps:
            known = self._known(step)
            computed = None
            if self.affordable and not self._enough(step, known):
                if self.unknown and len(known) == len(step.outputs):
                    self._decide(step, known)
                computed = self._run(step)
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

    def _known(self, step: Step) -> dict[Place, Any]:
        return {place: self.recorded[place] for place in step.outputs if place in self.recorded}

    def _enough(self, step: Step, known: dict[Place, Any]) -> bool:
        """A learner's forward is not called for nothing; what was watched need not be computed."""
        return len(known) == len(step.outputs) and (step.custom or self.recorder is not None)

    def _run(self, step: Step) -> Sequence[Any] | None:
        """The outputs; None where an input is missing, or a learner's forward failed."""
        inputs = []
        for place in step.inputs:
            if place not in self.values and place not in self.fleeting:
                return None
            inputs.append(self.fleeting[place] if place in self.fleeting else self.values[place])
        try:
            return forward(step, inputs)
        except Exception:
            return None

    def _keep_saved(self, step: Step) -> None:
        """A rule may do without an input that is not known, if it has what forward saved."""
        saved = self.saved.get(step.order)
        if saved is None or step.custom or all(place in self.values for place in step.inputs):
            return
        arrays = [value for value in saved if is_array(value)]
        if self.values.room >= sum(value.nbytes for value in arrays):
            self.values.bytes += sum(value.nbytes for value in arrays)
            self.trace.saved[step.order] = tuple(v.copy("K") if is_array(v) else v for v in saved)

    # -- constants that no rule kept ------------------------------------------------------------------------------

    def _decide(self, step: Step, known: dict[Place, Any]) -> None:
        """What can be told from one step alone, whose outputs are known."""
        if not any(place in self.unknown for place in step.inputs):
            return
        choices = []
        for place in step.inputs:
            if place in self.unknown:
                # An output comes first: memory that was written over shows what is left of it.
                choices.append([*self._candidates(place, known.values()), *self._candidates(place)])
            elif place in self.values or place in self.fleeting:
                choices.append([self.fleeting[place] if place in self.fleeting else self.values[place]])
            else:
                return
        for _, inputs in zip(range(TRIES), product(*choices), strict=False):
            if _gives(step, inputs, known):
                found = dict(zip(step.inputs, inputs, strict=True))
                self.trace.partly |= {p for p in self.unknown if any(found.get(p) is y for y in known.values())}
                self._believe(found)
                return

    def _search(self) -> bool:
        """What shows only further on: try variables until every value that is known comes out."""
        places = list(self.unknown)
        until = perf_counter() + PATIENCE
        for guess in product(*(self._candidates(place) for place in places)):
            assumed = dict(zip(places, guess, strict=True))
            if self._fits(assumed):
                self._believe(assumed)
                return True
            if perf_counter() > until:
                break
        return False

    def _fits(self, assumed: dict[Place, Any]) -> bool:
        """Whether everything downstream that is known comes out, the result for certain."""
        computed = dict(assumed)
        for step in self.trace.steps:
            inputs = [computed.get(p, self.values.get(p, self.recorded.get(p, MISSING))) for p in step.inputs]
            known = self._known(step)
            if step.custom and len(known) == len(step.outputs):
                continue
            if any(x is MISSING for x in inputs):
                return False
            try:
                outputs = forward(step, inputs)
            except Exception:
                return False
            for place, y, form in zip(step.outputs, outputs, step.forms, strict=True):
                if y is None or (y.shape, y.dtype) != form or (place in known and not same(known[place], y)):
                    return False
                computed[place] = y
        return True

    def _candidates(self, place: Place, arrays: Iterable[Any] | None = None) -> list[Any]:
        """What may stand there: nothing, where that is allowed, or a variable of the right shape."""
        unknown = self.unknown[place]
        fitting = [
            a for a in (self.variables.values() if arrays is None else arrays) if unknown.shape in (None, a.shape)
        ]
        return [None, *fitting] if unknown.optional and arrays is None else fitting

    def _believe(self, found: dict[Place, Any]) -> None:
        for place, value in found.items():
            if self.unknown.pop(place, None) is not None:
                self._source(place, value)


def _gives(step: Step, inputs: Sequence[Any], known: dict[Place, Any]) -> bool:
    try:
        outputs = forward(step, inputs)
    except Exception:  # a guess that does not fit, or a learner's forward
        return False
    return all(same(known[place], y) for place, y in zip(step.outputs, outputs, strict=True))


def same(a: Any, b: Any) -> bool:
    """The same numbers to the last bit, nan like nan."""
    if b is None or a.shape != b.shape or a.dtype != b.dtype:
        return False
    a, b = (np.asarray(to_device(v, CPU)) for v in (a, b))
    if a.dtype.kind == "V":  # bfloat16
        a, b = a.astype(np.float32), b.astype(np.float32)
    return np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
