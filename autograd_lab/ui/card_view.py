"""A card by itself: a picture of a tensor, a confusion matrix, a decision boundary, below its cell."""

from __future__ import annotations

from typing import Any

from autograd_lab.record.cards import Boundary, Card, Curves
from autograd_lab.record.cards.svg import card_svg
from autograd_lab.ui.inline import InlineView
from autograd_lab.ui.protocol import StillCard


class CardView(InlineView):
    """What ``lab.viz.images`` and its relatives return. Display it, or give it to ``panel.show``."""

    def __init__(self, source: Card | Boundary, title: str = "") -> None:
        super().__init__(title)
        self._source = source
        # Charts are a module of their own: each output carries its module to the browser.
        curves = isinstance(source, Card) and isinstance(source.data, Curves)
        self.entry = "curve" if curves else "card"

    @property
    def is_live(self) -> bool:
        """Whether it may look different each time it is shown."""
        return isinstance(self._source, Boundary)

    def card(self) -> Card:
        """The card as it is now: a decision boundary is computed anew."""
        return self._source.card() if isinstance(self._source, Boundary) else self._source

    def state(self) -> StillCard:
        card = self.card()
        return StillCard(name="", card=card.data, values=card.text())

    def to_svg(self) -> str:
        """A picture that stands alone, as text."""
        return card_svg(self.card())

    def __repr__(self) -> str:
        return self._source.summary if isinstance(self._source, Card) else repr(self._source)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if self.is_live:
            self._widget = None  # shown again, it shows the model as it is now; the earlier picture stays as it was
        return super()._repr_mimebundle_(include, exclude)
