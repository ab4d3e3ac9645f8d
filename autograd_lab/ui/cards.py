"""The cards of a live panel: what the learner last showed under each name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.graph.modes import no_grad
from autograd_lab.record.cards import Card
from autograd_lab.record.cards.quiet import quietly
from autograd_lab.record.names import shorten
from autograd_lab.record.snapshot import Text, both
from autograd_lab.record.training.budget import Budget
from autograd_lab.ui.card_view import CardView
from autograd_lab.ui.protocol import CardMessage, CardTab, StillCard

MOST = 24  # tabs
SAVED = 500_000  # characters of numbers that a saved page carries for all cards together


@dataclass
class _Entry:
    """``make`` computes the card anew; ``again`` says to do so by itself, at sampled steps."""

    budget: Budget
    make: Callable[[], Card] | None = None
    again: bool = False
    stale: bool = False  # shown since it was last computed
    card: Card | None = None
    version: int = 0
    step: int = 0

    def put(self, card: Card, step: int) -> None:
        self.card, self.step, self.stale = card, step, False
        self.version += 1  # last: who reads in another thread must not take the old card for the new version


class Shelf:
    """``model`` tells which model's mode has to be left as it is. The loop's thread writes, any thread reads."""

    def __init__(self, model: Callable[[], Any]) -> None:
        self._model = model
        self._entries: dict[str, _Entry] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def show(self, name: str, thing: Any, step: int, every: int | None = None) -> None:
        """Keep ``thing`` under ``name``; see ``LivePanel.show``."""
        name = shorten(name)
        entry = self._entries.get(name)
        if entry is None and len(self._entries) >= MOST:
            raise ArgumentError("card.too_many", name=name, limit=MOST)
        if isinstance(thing, CardView) and not thing.is_live:
            entry = entry or _Entry(_budget(None))
            entry.make, entry.again = None, False
            entry.put(thing.card(), step)
        elif callable(thing) or isinstance(thing, CardView):
            make = thing.card if isinstance(thing, CardView) else lambda: _call(name, thing)
            entry = entry or _Entry(_budget(every))
            if entry.budget.every != every:
                entry.budget = _budget(every)
            entry.make, entry.again, entry.stale = make, not isinstance(thing, CardView), True
            if entry.card is None or entry.budget.allows(step):
                self._compute(entry, step)  # the first time an error is the learner's to see, in his own line
        else:
            raise ArgTypeError("card.not_a_card", name=name, got=type(thing).__name__)
        self._entries[name] = entry

    def look(self, step: int, *, final: bool = False) -> Text:
        """Compute what is due; ``final``: all that is not up to date. Returns a sentence where a card failed."""
        refused: Text = ""
        for name, entry in self._entries.items():
            if entry.make is None or not (entry.stale or (entry.again and entry.step != step)):
                continue
            if final or entry.budget.allows(step):
                try:
                    self._compute(entry, step)
                except Exception as error:  # a picture that fails must not end the training
                    entry.again = entry.stale = False
                    refused = both("card.failed", name=repr(name), error=shorten(f"{type(error).__name__}: {error}"))
        return refused

    def _compute(self, entry: _Entry, step: int) -> None:
        assert entry.make is not None
        with quietly(self._model()), no_grad(), entry.budget.spending():
            entry.put(entry.make(), step)

    def let_go(self) -> None:
        """Keep the pictures, and no longer the functions and models they came from."""
        for entry in self._entries.values():
            entry.make = None

    @property
    def tabs(self) -> list[CardTab]:
        return [CardTab(name, entry.version) for name, entry in tuple(self._entries.items())]

    def message(self, name: Any) -> tuple[CardMessage, bytes] | None:
        """The answer to a browser that wants to see ``name``."""
        entry = self._entries.get(name) if isinstance(name, str) else None
        if entry is None or entry.card is None:
            return None
        version, card = entry.version, entry.card  # in this order: rather an old number than a card never sent again
        return CardMessage(name, version, entry.step, card.data), card.buffer()

    def still(self) -> list[StillCard]:
        """For a saved page: those shown last first, as many as there is room for."""
        left, kept = SAVED, []
        for name, entry in sorted(self._entries.items(), key=lambda item: -item[1].step):
            if entry.card is not None:
                fits = entry.card.values.size * 4 * 4 / 3 <= left
                values = entry.card.text() if fits else ""
                left -= len(values)
                kept.append((name, StillCard(name, entry.card.data, values, entry.step)))
        order = list(self._entries)
        return [card for _, card in sorted(kept, key=lambda pair: order.index(pair[0]))]


def _budget(every: int | None) -> Budget:
    if every is not None and (not isinstance(every, int) or every < 1):
        raise ArgumentError("panel.every", value=every)
    return Budget(interval=0.2, share=0.005, every=every)


def _call(name: str, function: Callable[[], Any]) -> Card:
    thing = function()
    if not isinstance(thing, CardView):
        raise ArgTypeError("card.not_a_card", name=name, got=type(thing).__name__)
    return thing.card()
