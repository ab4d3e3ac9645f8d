"""The gradients of a traced graph, computed for a picture: by the ops' own rules, on the trace's own copies.

No ``.grad`` changes, no hook runs, no graph is needed or freed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module, is_array
from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.record.values.refusal import Refusal
from autograd_lab.record.values.replay import Place, Step, pull
from autograd_lab.record.values.trace import Trace
from autograd_lab.record.values.values import Values

NO_GRADIENT = "detail.no_gradient"


class Gradients:
    """``at(place)``: what a backward pass from the result would bring to a value.

    A result of several elements starts from ones. Of what lies behind a step whose rule cannot be run, nothing is
    known.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._known = Values(trace.values.limit)
        self._why: dict[Place, Refusal] = {}  # where something is missing
        self._reached: set[Place] = {trace.root}
        if not trace.outdated and trace.root in trace.values:
            self._walk()

    def at(self, place: Place) -> Any:
        """The gradient of a value; of a constant, too, although no backward pass would compute it. None if the result
        does not depend on it. RuntimeError if it is not known."""
        if self.trace.outdated:
            raise Refusal("trace.outdated")
        if place in self._why:
            raise self._why[place]
        if self._known.too_large(place):
            raise Refusal("detail.large_gradient")
        if place.constant:
            return self._of_constant(place)
        return self._known.get(place)

    def of_outputs(self, step: Step) -> list[Any]:
        """What arrives at each output of a step; None where nothing does."""
        return [self.at(place) for place in step.outputs]

    def passed(self, step: Step, index: int) -> Any:
        """What a step passes to one of its inputs, a constant or not; None if nothing."""
        gys = self.of_outputs(step)
        if all(gy is None for gy in gys):
            return None
        return _rule(self.trace, step, gys, [i == index for i in range(len(step.inputs))])[index]

    def _walk(self) -> None:
        values = self.trace.values
        start = values[self.trace.root]
        arrived: dict[Place, Any] = {self.trace.root: array_module(start).ones_like(start)}
        self._known.put(self.trace.root, arrived[self.trace.root])
        for step in reversed(self.trace.steps):
            lost = next((self._why[place] for place in step.outputs if place in self._why), None)
            gys = [arrived.pop(place, None) for place in step.outputs]
            for place, gy in zip(step.outputs, gys, strict=True):
                if gy is not None:
                    self._known.put(place, gy, copy=False)
            if lost is None and all(gy is None for gy in gys):
                continue
            passed: Sequence[Any] = [None] * len(step.inputs)
            if lost is None:
                try:
                    passed = _rule(self.trace, step, gys, step.carries)
                except Refusal as error:
                    lost = error
            for place, carries, gx in zip(step.inputs, step.carries, passed, strict=True):
                if lost is not None and carries:
                    self._why[place] = lost
                elif gx is not None:
                    arrived[place] = _sum(arrived[place], gx) if place in arrived else gx
        for place, gradient in arrived.items():  # leaves
            self._known.put(place, gradient, copy=False)

    def _of_constant(self, place: Place) -> Any:
        value, total = self.trace.values.get(place), None
        if value is None or isinstance(value, bool) or (is_array(value) and value.dtype.kind not in INEXACT):
            return None
        for step, index in self.trace.users.get(place, ()):
            gx = self.passed(step, index)
            if gx is not None:
                total = gx if total is None else _sum(total, gx)
        return total


def _sum(one: Any, other: Any) -> Any:
    """Still an array: NumPy makes a number of the sum of two arrays that have no dims."""
    return array_module(one).asarray(one + other)


def _rule(trace: Trace, step: Step, gys: Sequence[Any], wanted: Sequence[bool]) -> list[Any]:
    """RuntimeError if the rule cannot be run."""
    inputs = trace.inputs_of(step)
    for i, want in enumerate(wanted):
        if want:
            inputs[i] = as_array(inputs[i], step)
    try:
        return pull(step, inputs, gys, wanted, saved=trace.saved.get(step.order))
    except Refusal:
        raise
    except Exception as error:  # a learner's backward; a constant whose gradient was never meant to be computed
        raise Refusal("detail.rule_failed", op=step.name) from error


def as_array(value: Any, step: Step) -> Any:
    """A number that ``step`` was given, as an array that can have a gradient."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return np.asarray(value, step.forms[0][1]) if number and step.forms[0][1].kind == "f" else value
