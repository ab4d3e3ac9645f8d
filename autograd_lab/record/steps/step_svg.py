"""A graph with the numbers in it: the value and the gradient in each box, the local derivative on each arrow."""

from __future__ import annotations

from html import escape

from autograd_lab.i18n import tr
from autograd_lab.record.graphs.layout import Point, layout
from autograd_lab.record.graphs.svg import ARROW, FAINT, FILLS, FLOW, INK, MARGIN, curve, picture, text, text_width
from autograd_lab.record.snapshot import GraphNode
from autograd_lab.record.steps.moments import StepNode, StepState
from autograd_lab.record.steps.preview import TensorPreview, factor, number_text

HEAD, ROW = 22.0, 17.0  # heights
LONGEST = 24  # characters


def step_svg(state: StepState) -> str:
    """The whole graph as one SVG text, as it stands after the backward pass."""
    nodes = state.graph.nodes
    rows = [_rows(node, numbers) for node, numbers in zip(nodes, state.nodes, strict=True)]
    labels = [_label(node, numbers) for node, numbers in zip(nodes, state.nodes, strict=True)]
    sizes = [_size(label, row) for label, row in zip(labels, rows, strict=True)]
    placed = layout(sizes, [(e.source, e.target) for e in state.graph.edges], gap=76.0)
    width, height = placed.width + 2 * MARGIN, placed.height + 2 * MARGIN
    seen: dict[tuple[int, int], int] = {}
    arrows, pills = [], []
    for edge, numbers, points in zip(state.graph.edges, state.edges, placed.edges, strict=True):
        nth = seen[edge.source, edge.target] = seen.get((edge.source, edge.target), -1) + 1
        arrows.append(_arrow(points, 12.0 * nth, numbers.downstream is not None))
        if numbers.local is not None and numbers.local.text and not numbers.local.rows:
            pills.append(_pill(points, 12.0 * nth, f"× {factor(numbers.local.text)}"))
    boxes = [
        _box(node, label, row, size, at)
        for node, label, row, size, at in zip(nodes, labels, rows, sizes, placed.nodes, strict=True)
    ]
    body = [f'<g transform="translate({MARGIN:g} {MARGIN:g})">', *arrows, *pills, *boxes, "</g>"]
    forward, backward = state.turn, len(state.moments) - state.turn
    return picture(width, height, tr("step.caption"), tr("step.summary", forward=forward, backward=backward), body)


def _label(node: GraphNode, numbers: StepNode) -> str:
    symbol = str(node.label) if node.kind == "op" else str(numbers.called)
    named = f"{node.name} = {symbol}" if node.kind == "op" and node.name else symbol
    return named if len(named) <= LONGEST else named[: LONGEST - 1] + "…"


def _rows(node: GraphNode, numbers: StepNode) -> list[tuple[str, str, str]]:
    """(word, number, colour) of each line below the label."""
    rows = []
    if numbers.value is not None and numbers.value.text != numbers.called:
        rows.append((tr("step.value"), short(numbers.value), INK))
    if numbers.number or node.kind == "output":
        rows.append((tr("step.grad"), "—" if numbers.grad is None else short(numbers.grad), FLOW))
    return rows


def short(shown: TensorPreview) -> str:
    """The numbers, or the shape and the size of many."""
    if shown.text and (not shown.rows or len(shown.text) <= LONGEST):
        return shown.text
    return f"{'×'.join(map(str, shown.shape))} · {number_text(float(shown.norm))}"


def _size(label: str, rows: list[tuple[str, str, str]]) -> Point:
    wide = max([text_width(label, 13), *(text_width(f"{word} {value}", 11) + 12 for word, value, _ in rows)])
    return max(wide + 22, 52.0), HEAD + ROW * len(rows) + 4


def _box(node: GraphNode, label: str, rows: list[tuple[str, str, str]], size: Point, at: Point) -> str:
    (width, height), fill, outline = size, *FILLS[node.kind]
    left, top = at[0] - width / 2, at[1] - height / 2
    parts = [
        f"<g><title>{escape(str(node.words))}</title>",
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="6" fill="#ffffff" '
        f'stroke="{outline}" stroke-width="1.2"/>',
        f'<path d="M{left + 0.6:.1f} {top + HEAD:.1f}v{6 - HEAD:.1f}q0 -5.4 5.4 -5.4h{width - 12:.1f}q5.4 0 5.4 5.4'
        f'v{HEAD - 6:.1f}z" fill="{fill}"/>',
        text(at[0], top + 15.5, label, 13, INK, more=' font-weight="600"'),
    ]
    for i, (word, value, color) in enumerate(rows):
        y = top + HEAD + ROW * (i + 1) - 4
        parts.append(text(left + 9, y, word, 9.5, FAINT, "start"))
        parts.append(text(left + width - 9, y, value, 11, color, "end"))
    return "".join([*parts, "</g>"])


def _arrow(points: list[Point], bulge: float, carries: bool) -> str:
    path, (x, y) = curve(points, bulge), points[-1]
    head = f"M{x - 6:.1f} {y - 3.5:.1f}L{x:.1f} {y:.1f}L{x - 6:.1f} {y + 3.5:.1f}"
    dash = "" if carries else ' stroke-dasharray="3 4"'
    return f'<g fill="none" stroke="{ARROW}" stroke-width="1.3"><path d="{path}"{dash}/><path d="{head}"/></g>'


def _pill(points: list[Point], bulge: float, words: str) -> str:
    """On the last piece of the arrow, before the op whose derivative it is."""
    (ax, ay), (bx, by) = points[-2], points[-1]
    x, y = (ax + bx) / 2, (ay + by) / 2 + 0.75 * bulge
    width = text_width(words, 9.5) + 8
    return (
        f'<rect x="{x - width / 2:.1f}" y="{y - 7.5:.1f}" width="{width:.1f}" height="15" rx="7.5" fill="#fff1e6" '
        f'stroke="{FLOW}" stroke-width="0.6"/>' + text(x, y + 3.2, words, 9.5, "#9a3412")
    )
