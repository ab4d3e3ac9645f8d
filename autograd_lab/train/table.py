"""Small tables, as text and for notebooks."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Sequence
from typing import Any


def shown(value: Any) -> str:
    """A cell: numbers with four digits."""
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def as_text(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Columns aligned to the right, a line under the head."""
    cells = [list(head), *([shown(value) for value in row] for row in rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(" " * (w - width(c)) + c for w, c in zip(widths, line, strict=True)) for line in cells]
    return "\n".join(line.rstrip() for line in [lines[0], "  ".join("─" * w for w in widths), *lines[1:]])


def as_html(head: Sequence[str], rows: Sequence[Sequence[Any]], strong: int | None = None) -> str:
    """The same as a table of HTML, row number ``strong`` in bold."""

    def line(values: Sequence[Any], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(shown(value))}</{tag}>" for value in values) + "</tr>"

    body = [line(row, "td") for row in rows]
    if strong is not None:
        body[strong] = body[strong].replace("<tr>", '<tr style="font-weight: bold">', 1)
    return f"<table><thead>{line(head, 'th')}</thead><tbody>{''.join(body)}</tbody></table>"


def width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
