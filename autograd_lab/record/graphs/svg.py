"""A graph as a picture that stands alone: no script, no style sheet, readable on white and on black.

It is what GitHub, nbconvert and a saved notebook show. Every text comes from models and programs of
strangers, so it is escaped; all text lies on a fill of its own, so the page's colour does not matter.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from html import escape

from autograd_lab.i18n import tr
from autograd_lab.record.graphs.layout import Layout, Point, layout
from autograd_lab.record.snapshot import GraphEdge, GraphNode, GraphSnapshot, Real

FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
FILLS = {  # kind -> (fill, outline)
    "op": ("#e8ecf7", "#5b6b9a"),
    "leaf": ("#d9f0e0", "#2f7d4f"),
    "constant": ("#eeeeee", "#8a8a8a"),
    "output": ("#fde7c7", "#b26a00"),
    "more": ("#eeeeee", "#8a8a8a"),
}
CHANGES = {"new": ("+", "#3554d1"), "gone": ("−", "#5a6072"), "changed": ("≠", "#c2570c")}  # sign, outline
INK, FAINT, ARROW, FLOW = "#1c2233", "#5a6072", "#8b91a3", "#c2410c"
MARGIN = 14.0


def graph_svg(snapshot: GraphSnapshot) -> str:
    """The whole graph as one SVG text."""
    placed = layout([_size(node) for node in snapshot.nodes], [(e.source, e.target) for e in snapshot.edges])
    width, height = placed.width + 2 * MARGIN, placed.height + 2 * MARGIN
    said = str(snapshot.changes)
    arrows = list(zip(snapshot.edges, placed.edges, _bulges(snapshot.edges), strict=True))
    parts = [_edge(*arrow) for arrow in arrows]
    parts += [_flow_label(*arrow) for arrow in arrows]
    parts += [_box(node, at) for node, at in zip(snapshot.nodes, placed.nodes, strict=True)]
    if said:
        parts.append(text(0, placed.height + 26, said, color=ARROW, anchor="start"))
        width, height = max(width, text_width(said) + 2 * MARGIN), height + 26
    return picture(width, height, tr("graph.caption"), describe(snapshot), _shift(parts, placed))


def picture(width: float, height: float, title: str, description: str, body: Sequence[str]) -> str:
    """The outer element of every picture."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" style="max-width:100%;height:auto" role="img" '
        f'font-family="{escape(FONT)}">\n<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>\n'
        + "\n".join(body)
        + "\n</svg>"
    )


def text(
    x: float, y: float, words: str, size: float = 12, color: str = INK, anchor: str = "middle", more: str = ""
) -> str:
    """One line of text."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{color}" text-anchor="{anchor}"{more}>'
        f"{escape(words)}</text>"
    )


def text_width(words: str, size: float = 12) -> float:
    """Near enough to make room: a CJK character is as wide as it is high, others little more than half."""
    return sum(size if ord(c) >= 0x2E80 else 0.58 * size for c in words)


def number(value: Real | None) -> str:
    """A gradient's size in a few characters."""
    if value is None:
        return ""
    if isinstance(value, str):
        return {"NaN": "NaN", "Infinity": "∞", "-Infinity": "−∞"}[value]
    return f"{value:.2g}".replace("-", "−")


def describe(snapshot: GraphSnapshot) -> str:
    return tr("graph.summary", nodes=len(snapshot.nodes) + snapshot.hidden, edges=len(snapshot.edges))


def shape_text(node: GraphNode) -> str:
    return "×".join(map(str, node.shape))


def strength(value: Real | None) -> float:
    """How strongly a gradient is drawn, 0 to 1: from 1e-6 to 10 on a logarithmic scale."""
    if value is None or value == 0:
        return 0.0
    if isinstance(value, str):
        return 1.0
    return min(1.0, max(0.0, (math.log10(abs(value)) + 6) / 7))


def _lines(node: GraphNode) -> tuple[str, str]:
    """What stands in the box: the label, and below it name, shape or value."""
    below = shape_text(node)
    if node.kind == "output" and node.value:
        below = node.value
    elif node.kind == "op" and node.name:
        below = f"{node.name} · {below}" if below else node.name
    elif not below and node.value != node.label:
        below = node.value
    return _cut(str(node.label)), _cut(below) if node.kind != "more" else ""


def _cut(words: str) -> str:
    return words if len(words) <= 28 else words[:27] + "…"


def _size(node: GraphNode) -> Point:
    label, below = _lines(node)
    width = max(text_width(label, 14), text_width(below, 10.5)) + 20
    return max(width, 40.0), 40.0 if below else 28.0


def _shift(parts: list[str], placed: Layout) -> list[str]:
    return [f'<g transform="translate({MARGIN:g} {MARGIN:g})">', *parts, "</g>"] if placed.nodes else []


def _box(node: GraphNode, at: Point) -> str:
    (x, y), (width, height) = at, _size(node)
    fill, outline = FILLS[node.kind]
    label, below = _lines(node)
    dash = ' stroke-dasharray="4 3"' if node.kind in ("constant", "more") or node.change == "gone" else ""
    sign, outline = CHANGES.get(node.change, ("", outline))
    radius = height / 2 if node.kind == "op" else 6
    tip = " · ".join(str(t) for t in (node.title, node.name, shape_text(node), node.dtype, node.words) if t)
    parts = [
        f"<g><title>{escape(tip)}</title>",
        f'<rect x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'rx="{radius:g}" fill="{fill}" stroke="{outline}" stroke-width="1.3"{dash}/>',
        text(x, y + (-1 if below else 5), label, 14),
    ]
    if below:
        parts.append(text(x, y + 13, below, 10.5, FAINT))
    if sign:
        corner = f'cx="{x + width / 2:.1f}" cy="{y - height / 2:.1f}"'
        parts.append(f'<circle {corner} r="7" fill="{outline}"/>')
        parts.append(text(x + width / 2, y - height / 2 + 4, sign, 12, "#ffffff"))
    return "".join([*parts, "</g>"])


def _bulges(edges: Sequence[GraphEdge]) -> list[float]:
    """How far each edge bends aside: edges that join the same two boxes, as in ``y * y``, would hide each other."""
    pairs = [(edge.source, edge.target) for edge in edges]
    total, seen = Counter(pairs), Counter[tuple[int, int]]()
    bulges = []
    for pair in pairs:
        seen[pair] += 1
        bulges.append((2 * seen[pair] - 1 - total[pair]) * 10.0)
    return bulges


def curve(points: Sequence[Point], bulge: float) -> str:
    """A path that leaves and arrives level, through all points; two that join the same boxes bulge apart."""
    (x, y), *rest = points
    path = f"M{x:.1f} {y:.1f}"
    for nx, ny in rest:
        bend = (nx - x) / 2
        path += f"C{x + bend:.1f} {y + bulge:.1f} {nx - bend:.1f} {ny + bulge:.1f} {nx:.1f} {ny:.1f}"
        x, y = nx, ny
    return path


def _edge(edge: GraphEdge, points: list[Point], bulge: float) -> str:
    """Forward to the right; the wider and warmer, the more gradient came back along it."""
    path, (x, y) = curve(points, bulge), points[-1]
    force = strength(edge.grad_norm)
    color = FLOW if force > 0 else ARROW
    dash = "" if edge.carries_grad and edge.change != "gone" else ' stroke-dasharray="3 4"'
    head = f"M{x - 6:.1f} {y - 3.5:.1f}L{x:.1f} {y:.1f}L{x - 6:.1f} {y + 3.5:.1f}"
    return (
        f'<g fill="none" stroke="{color}" stroke-opacity="{0.45 + 0.55 * force if force else 0.9:.2f}">'
        f'<path d="{path}" stroke-width="{1.2 + 2.3 * force:.1f}"{dash}/><path d="{head}" stroke-width="1.4"/></g>'
    )


def _flow_label(edge: GraphEdge, points: list[Point], bulge: float) -> str:
    words = number(edge.grad_norm)
    if not words:
        return ""
    x, y = (points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2 + 0.75 * bulge
    width = text_width(words, 9.5) + 6
    return (
        f'<rect x="{x - width / 2:.1f}" y="{y - 7:.1f}" width="{width:.1f}" height="13" rx="6.5" fill="#fff1e6" '
        f'stroke="{FLOW}" stroke-width="0.5"/>' + text(x, y + 2.8, words, 9.5, "#9a3412")
    )
