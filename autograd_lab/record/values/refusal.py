"""A question about a graph that cannot be answered, with the reason in both languages: a view may switch its own."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import GraphError
from autograd_lab.record import texts as _texts  # noqa: F401  (adds the words)
from autograd_lab.record.snapshot import Text, both


class Refusal(GraphError):
    """``text`` is the message as a view shows it."""

    def __init__(self, key: str, /, **values: Any) -> None:
        super().__init__(key, **values)
        self.text = both(key, **values)


def said(error: Exception) -> Text:
    """The words of an error."""
    return error.text if isinstance(error, Refusal) else str(error)
