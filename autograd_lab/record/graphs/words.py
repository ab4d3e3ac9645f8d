"""A graph as lines of text: for a terminal, a log, a screen reader."""

from __future__ import annotations

from autograd_lab.record.graphs.svg import CHANGES, describe, number, shape_text
from autograd_lab.record.snapshot import GraphNode, GraphSnapshot

LINES = 40


def graph_text(snapshot: GraphSnapshot) -> str:
    """One line per op, in the order of the forward pass: ``#4  × (#2, w) -> 32×10   |grad| 0.31``."""
    inputs: dict[int, list[int]] = {}
    for edge in snapshot.edges:
        inputs.setdefault(edge.target, []).append(edge.source)
    lines = [": ".join(filter(None, (describe(snapshot), str(snapshot.changes))))]
    for node in snapshot.nodes:
        if node.kind in ("op", "output"):
            given = ", ".join(_called(snapshot.nodes[source]) for source in inputs.get(node.id, []))
            lines.append(_line(node, f"{_called(node)} = {node.title}({given})"))
        elif node.kind == "leaf":
            lines.append(_line(node, f"{_called(node)}: {node.title}"))
    if len(lines) > LINES:  # the newest part is what was asked for
        lines = [lines[0], "...", *lines[2 - LINES :]]
    return "\n".join(lines)


def _called(node: GraphNode) -> str:
    if node.kind == "op":
        return f"#{node.id}"
    return node.name or (str(node.label) if node.kind in ("constant", "more") else f"#{node.id}")


def _line(node: GraphNode, text: str) -> str:
    shape = shape_text(node)
    text = f"{text}  [{shape}]" if shape else text
    text = f"{CHANGES[node.change][0]} {text}" if node.change else text
    size = number(node.grad_norm)
    return f"{text}  |grad| {size}" if size else text
