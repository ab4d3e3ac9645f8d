"""All that the card of one node tells beside its words: numbers, gradient, chain rule, code."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autograd_lab.backend.arrays import is_array
from autograd_lab.errors import ArgumentError, GraphError
from autograd_lab.record.snapshot import Text, both, to_json
from autograd_lab.record.values.chain import Element, default_index, element
from autograd_lab.record.values.gradients import Gradients
from autograd_lab.record.values.heat import SIDE, Picture, picture, unseen
from autograd_lab.record.values.refusal import said
from autograd_lab.record.values.replay import Place, Step
from autograd_lab.record.values.source import Source, sources
from autograd_lab.record.values.trace import Trace
from autograd_lab.record.values.what_if import WhatIf, what_if

BUDGET = 300_000  # bytes of JSON that a saved page spends on details
CARDS = 100  # of a saved page
STEPS = 2000  # of a larger graph nothing is saved: it takes seconds to find all gradients
SIDES = (SIDE, 32, 16, 8)  # pictures of a saved page get coarser before they are left out


@dataclass(frozen=True)
class Detail:
    """The card of the value at ``place``: output ``output`` of those named in ``outputs``, of whatever op made it.

    ``no_value`` and ``no_gradient`` say why a picture is missing. ``start``: the backward pass starts here. ``element``
    is the one with the largest gradient; another one can be asked for. ``editable``: "what if" can be asked.
    """

    place: list[int]
    outputs: list[str]
    output: int
    value: Picture | None
    gradient: Picture | None
    no_value: Text
    no_gradient: Text
    start: bool
    element: Element | None
    editable: bool
    sources: list[Source]


@dataclass(frozen=True)
class SavedDetails:
    """Cards for a page without a kernel, by place ("12,0"); ``buffers`` in base64. ``sources`` stand once per op, and
    ``code`` says which of them belongs to a card."""

    cards: dict[str, Detail]
    buffers: list[str]
    sources: list[list[Source]]
    code: dict[str, int]


class Details:
    """Answers questions about the values of one trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._first: dict[Place, Element | None] = {}

    @cached_property
    def gradients(self) -> Gradients:
        return Gradients(self.trace)

    def card(self, place: Place, side: int = SIDE) -> tuple[Detail, list[bytes]]:
        """What there is to tell, and the cells of its pictures."""
        place = self.trace.find(place)
        step = self.trace.makers.get(place)
        buffers: list[bytes] = []
        value, no_value = self._value(place, buffers, side)
        gradient, no_gradient = self._gradient(place, buffers, side)
        first, code = self._first_element(place), sources(step.op) if step else []
        detail = Detail(
            list(place), list(self._outputs(step)), max(place.output, 0), value, gradient, no_value, no_gradient,
            place == self.trace.root, first, self._editable(place), code,
        )  # fmt: skip
        return detail, buffers

    def _first_element(self, place: Place) -> Element | None:
        """The element that a card opens with; None where its gradient is not known."""
        if place not in self._first:
            self._first[place] = None
            value = self.trace.values.get(place)
            empty = value is None or (is_array(value) and not value.size)
            if not empty and place not in self.trace.partly:
                with suppress(GraphError):
                    self._first[place] = element(self.gradients, place, default_index(self.gradients, place))
        return self._first[place]

    def element(self, place: Place, index: list[int]) -> Element:
        """RuntimeError if its gradient is not known, ValueError for an element that is not there."""
        place = self.trace.find(place)
        self._check(place, index)
        return element(self.gradients, place, index)

    def what_if(self, place: Place, index: list[int] | None, value: float | None, scale: float) -> WhatIf:
        """RuntimeError if the result cannot be computed again, ValueError for an element that is not there."""
        place = self.trace.find(place)
        if index is not None:
            self._check(place, index)
        return what_if(self.gradients, place, index=index, value=value, scale=scale)

    def saved(self, places: Iterable[Place], budget: int = BUDGET) -> SavedDetails:
        """The cards of ``places`` for a page without a kernel: as fine as ``budget`` bytes allow, the first ones if not
        even coarse ones fit all."""
        places = list(dict.fromkeys(places))[:CARDS] if len(self.trace.steps) <= STEPS else []
        for side in SIDES:
            saved, complete = self._pack(places, side, budget)
            if complete or side == SIDES[-1]:
                return saved
        raise AssertionError

    def _pack(self, places: list[Place], side: int, budget: int) -> tuple[SavedDetails, bool]:
        saved = SavedDetails({}, [], [], {})
        known: dict[Any, int] = {}
        for place in places:
            detail, buffers = self.card(place, side)
            code = detail.sources
            texts = [base64.b64encode(buffer).decode("ascii") for buffer in buffers]
            plain = {**vars(detail), "sources": [], "editable": False}
            plain |= {name: _moved(plain[name], len(saved.buffers)) for name in ("value", "gradient")}
            packed = Detail(**plain)
            cost = len(json.dumps(to_json(packed))) + sum(map(len, texts))
            op = self.trace.makers[self.trace.find(place)].op if code else None
            if code and op not in known:
                cost += len(json.dumps(to_json(code)))
            budget -= cost
            if budget < 0:
                return saved, False
            if code:
                if op not in known:
                    known[op] = len(saved.sources)
                    saved.sources.append(code)
                saved.code[key(place)] = known[op]
            saved.cards[key(place)] = packed
            saved.buffers.extend(texts)
        return saved, True

    def _value(self, place: Place, buffers: list[bytes], side: int) -> tuple[Picture | None, Text]:
        values = self.trace.values
        if not self.trace.knows(place):
            return None, both("detail.unseen")
        if place in self.trace.partly:
            return None, both("detail.partly")
        value = values.get(place)
        if value is not None:
            return picture(value, buffers, side), ""
        if values.too_large(place):
            shape, dtype = self._form(place)
            return unseen(shape, dtype, values.statistics(place)), both("detail.large")
        return None, "" if place in values else both("detail.unknown")

    def _gradient(self, place: Place, buffers: list[bytes], side: int) -> tuple[Picture | None, Text]:
        if not self.trace.knows(place):
            return None, ""
        try:
            gradient = self.gradients.at(place)
        except GraphError as error:
            return None, said(error)
        if gradient is None:
            return None, both("detail.none_flows" if self.trace.steps else "detail.no_graph")
        return picture(gradient, buffers, side), ""

    def _form(self, place: Place) -> tuple[Any, Any]:
        step = self.trace.makers.get(place)
        return step.forms[place.output] if step else ((), "")

    def _outputs(self, step: Step | None) -> tuple[str, ...]:
        if step is None or len(step.outputs) < 2:
            return ()
        names = getattr(step.op, "outputs", ())
        return names if len(names) == len(step.outputs) else tuple(f"y{k}" for k in range(len(step.outputs)))

    def _editable(self, place: Place) -> bool:
        value = self.trace.values.get(place)
        if place in self.trace.partly or place == self.trace.root or not self.trace.steps:
            return False
        if value is None or not is_array(value):
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        return value.dtype.kind in "fV" and value.size > 0

    def _check(self, place: Place, index: list[int]) -> None:
        value = self.trace.values.get(place)
        if value is None:
            return  # of a value that is not known the answer says why
        shape = getattr(value, "shape", ())
        whole = all(type(i) is int for i in index) and len(index) == len(shape)
        if not whole or not all(0 <= i < n for i, n in zip(index, shape, strict=True)):
            raise ArgumentError("detail.index", index=index, shape=tuple(shape))


def key(place: Place) -> str:
    return f"{place.order},{place.output}"


def _moved(picture: Picture | None, by: int) -> Picture | None:
    if picture is None or picture.buffer < 0:
        return picture
    return Picture(**{**vars(picture), "buffer": picture.buffer + by})
