"""A module tree as text and as a picture; modules in a row that are built alike stand as one, with their number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograd_lab.i18n import tr
from autograd_lab.record.graphs.svg import FAINT, INK, picture, text
from autograd_lab.record.shapes.modules import ModuleRow, ModuleTree

ALIKE = 3  # so many in a row become one line
LINES = 60  # of the picture, and of the text
LINE, INDENT = 22.0, 18.0
NAME, SHAPE, COUNT, BAR = 16.0, 470.0, 640.0, 655.0
WIDTH = 780.0


@dataclass(frozen=True)
class Line:
    row: ModuleRow
    last: str  # of several that are alike, the name of the last; "" for one
    times: int


def folded(rows: Sequence[ModuleRow]) -> list[Line]:
    """The rows, with runs of alike siblings folded into their first."""
    return list(_fold(rows, 0, len(rows)))


def _fold(rows: Sequence[ModuleRow], start: int, end: int) -> Iterator[Line]:
    place = start
    while place < end:
        after, times, last = _end(rows, place, end), 1, rows[place]
        nearest = after
        while after < end and _alike(rows[after], rows[place]):
            last, after, times = rows[after], _end(rows, after, end), times + 1
        if times < ALIKE:
            after, times, last = nearest, 1, rows[place]
        yield Line(rows[place], last.name if times > 1 else "", times)
        yield from _fold(rows, place + 1, nearest)
        place = after


def _alike(one: ModuleRow, other: ModuleRow) -> bool:
    return one.likeness == other.likeness and one.depth == other.depth and one.outputs == other.outputs


def _end(rows: Sequence[ModuleRow], place: int, end: int) -> int:
    """The first row that is no longer below the one at ``place``."""
    depth = rows[place].depth
    return next((i for i in range(place + 1, end) if rows[i].depth <= depth), end)


def count_text(number: int) -> str:
    return f"{number:,}"


def label(line: Line) -> str:
    """``0 … 11  Block  ×12``."""
    row = line.row
    name = f"{row.name} … {line.last}" if line.times > 1 else row.name
    kind = f"{row.class_name}({row.options})" if row.options else row.class_name
    words = kind if row.depth == 0 else f"{name}  {kind}"
    return f"{words}  ×{line.times}" if line.times > 1 else words


def modules_text(tree: ModuleTree) -> str:
    """An indented table: name and class, shape of the output, number of parameters."""
    lines = folded(tree.rows)
    shown = lines[:LINES]
    names = ["  " * line.row.depth + label(line) for line in shown]
    width = max(map(len, names))
    shapes = [line.row.outputs for line in shown]
    room = max(map(len, shapes))
    counts = [count_text(line.row.parameters) if line.row.parameters else "" for line in shown]
    body = [
        f"{name:<{width}}  {shape:<{room}}  {count:>12}".rstrip()
        for name, shape, count in zip(names, shapes, counts, strict=True)
    ]
    if len(lines) > LINES:
        body.append(tr("graph.more", count=len(lines) - LINES))
    return "\n".join([*body, summary(tree)])


def summary(tree: ModuleTree) -> str:
    whole = tree.rows[0]
    return tr(
        "modules.summary",
        parameters=count_text(whole.parameters),
        frozen=count_text(whole.parameters - whole.trainable),
        buffers=count_text(tree.buffers),
        size=size_text(whole.bytes),
    )


def size_text(size: int) -> str:
    for unit in ("B", "KB", "MB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000  # type: ignore[assignment]
    return f"{size:.3g} GB"


def modules_svg(tree: ModuleTree) -> str:
    """The table as a picture, with a bar for each share of the parameters."""
    lines = folded(tree.rows)
    shown = lines[:LINES]
    whole = tree.rows[0].parameters or 1
    high = 52 + LINE * (len(shown) + 1)
    body = [f'<rect width="{WIDTH:g}" height="{high:g}" rx="8" fill="#fbfbfd" stroke="#d5d8e0"/>']
    for x, key, anchor in (
        (NAME, "modules.part", "start"),
        (SHAPE, "modules.output", "start"),
        (COUNT, "modules.parameters", "end"),
    ):
        body.append(text(x, 24, tr(key), 11, FAINT, anchor))
    for i, line in enumerate(shown):
        y = 48 + LINE * i
        row = line.row
        x = NAME + INDENT * row.depth
        room = int((SHAPE - x - 10) / 6.9)
        words = label(line)
        body.append(text(x, y, words if len(words) <= room else words[: room - 1] + "…", 12, INK, "start"))
        body.append(text(SHAPE, y, row.outputs[:24], 12, FAINT, "start"))
        if row.parameters:
            body.append(text(COUNT, y, count_text(row.parameters), 12, INK, "end"))
            long = max(1.5, (WIDTH - BAR - 16) * min(1.0, row.parameters * line.times / whole))
            body.append(f'<rect x="{BAR:g}" y="{y - 9:.1f}" width="{long:.1f}" height="9" rx="2" fill="#5b6b9a"/>')
    body.append(text(NAME, 48 + LINE * len(shown), summary(tree), 11, FAINT, "start"))
    return picture(WIDTH, high, tr("modules.caption"), summary(tree), body)
