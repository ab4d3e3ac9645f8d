"""A graph in the language of Graphviz, for those who have it."""

from __future__ import annotations

from typing import Any

from autograd_lab.record.graphs.svg import FILLS, number, shape_text
from autograd_lab.record.snapshot import GraphSnapshot

SHAPES = {"op": "ellipse", "leaf": "box", "constant": "box", "output": "box", "more": "plaintext"}


def graph_dot(snapshot: GraphSnapshot) -> Any:
    """A ``graphviz.Digraph``. Writing its source needs no ``dot`` program; drawing it does."""
    import graphviz  # here, because it is only needed by those who ask for it

    dot = graphviz.Digraph(graph_attr={"rankdir": "LR"}, node_attr={"style": "filled", "fontname": "sans-serif"})
    for node in snapshot.nodes:
        fill, outline = FILLS[node.kind]
        label = graphviz.escape("\n".join(line for line in (str(node.label), shape_text(node)) if line))
        dot.node(str(node.id), label, shape=SHAPES[node.kind], fillcolor=fill, color=outline)
    for edge in snapshot.edges:
        style = {} if edge.carries_grad else {"style": "dashed"}
        dot.edge(str(edge.source), str(edge.target), number(edge.grad_norm) or None, **style)
    return dot
