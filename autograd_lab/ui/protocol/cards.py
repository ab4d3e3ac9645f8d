"""How cards travel.

Every frame of the live panel names all cards and their versions. The browser asks with ``Want`` for the one whose
tab is open, when its version has grown and the last has been drawn; ``CardMessage`` is the answer. So nothing is
sent that nobody looks at, and however often a lesson shows something, the newest wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autograd_lab.record.cards.card import CardData


@dataclass(frozen=True)
class CardTab:
    """A card there is. ``name`` is the learner's: untrusted text."""

    name: str
    version: int


@dataclass(frozen=True)
class Want:
    """From the browser: send card ``name``."""

    name: str
    type: Literal["want"] = "want"


@dataclass(frozen=True)
class CardMessage:
    """From the kernel: the card as it is now; its numbers are the message's binary buffer, float32."""

    name: str
    version: int
    step: int
    card: CardData
    type: Literal["card"] = "card"


@dataclass(frozen=True)
class StillCard:
    """A card for a view without a kernel; ``values`` is float32 in base64, "" where it was too large to keep."""

    name: str
    card: CardData
    values: str
    step: int = 0
