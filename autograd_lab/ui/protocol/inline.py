"""What every view shares, and the messages of those that stand still until somebody asks.

The kernel sends such a view one ``state``, as a trait. A question from the browser is a custom message with a
number; the answer bears the same number, so that a late one is not taken for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autograd_lab.record.snapshot import Text

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class InlineTraits:
    """The traits of a view that stands still; its entry knows what ``state`` is. ``asks``: a kernel answers."""

    title: str
    language: Language
    asks: bool


@dataclass(frozen=True)
class Question:
    """From the browser: ``about`` names what is asked, the other fields are the question's own."""

    ask: int
    about: str
    type: Literal["question"] = "question"


@dataclass(frozen=True)
class Answer:
    """From the kernel: the ``reply`` to a question, or ``refused``, a sentence for the learner."""

    ask: int
    refused: Text
    type: Literal["answer"] = "answer"
