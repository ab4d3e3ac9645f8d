"""What a browser may ask about one node of a graph: its card, one element of it, and what if it were another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from autograd_lab.errors import ArgumentError
from autograd_lab.record.snapshot import to_json
from autograd_lab.record.values.detail import Details
from autograd_lab.record.values.refusal import Refusal
from autograd_lab.record.values.replay import Place

Json = Any  # what came from a browser, so of any type


class DetailQuestions:
    """Mixed into a view that has ``details``."""

    details: Details | None
    questions: ClassVar[Mapping[str, str]] = {"card": "_card", "element": "_element", "what_if": "_what_if"}

    def _card(self, place: Json) -> tuple[dict[str, Any], list[bytes]]:
        detail, buffers = self._known().card(_place(place))
        return to_json(detail), buffers

    def _element(self, place: Json, index: Json) -> dict[str, Any]:
        return to_json(self._known().element(_place(place), _index(index)))

    def _what_if(self, place: Json, index: Json = None, value: Json = None, scale: Json = 1.0) -> dict[str, Any]:
        at = None if index is None else _index(index)
        changed = None if value is None else _number(value)
        return to_json(self._known().what_if(_place(place), at, changed, _number(scale)))

    def _saved_details(self, places: Iterable[list[int]]) -> dict[str, Any] | None:
        """The cards of a page without a kernel, the newest ones first."""
        if self.details is None:
            return None
        return to_json(self.details.saved(Place(*place) for place in reversed(list(places)) if place))

    def _known(self) -> Details:
        if self.details is None:
            raise Refusal("detail.no_trace")
        return self.details


def _place(value: Json) -> Place:
    return Place(*_integers(value, 2))


def _index(value: Json) -> list[int]:
    return _integers(value, None)


def _integers(value: Json, count: int | None) -> list[int]:
    if not isinstance(value, list) or not all(type(i) is int for i in value) or count not in (None, len(value)):
        raise ArgumentError("detail.malformed", got=str(value)[:40])
    return value


def _number(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ArgumentError("detail.malformed", got=str(value)[:40])
    return float(value)
