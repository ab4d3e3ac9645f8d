"""A graph inline: interactive in a notebook, a picture where there is no widget, text in a terminal."""

from __future__ import annotations

from typing import Any

from autograd_lab.record.dot import graph_dot
from autograd_lab.record.graph import latest
from autograd_lab.record.snapshot import GraphSnapshot
from autograd_lab.record.svg import graph_svg
from autograd_lab.record.words import graph_text
from autograd_lab.ui.inline import InlineView

DRAWN = 150  # boxes in the still picture


class GraphView(InlineView):
    """What ``lab.viz.graph`` returns. ``print`` it for text; ``to_svg()``, ``to_html()``, ``to_dot()`` for files."""

    entry = "graph"

    def __init__(self, snapshot: GraphSnapshot, title: str = "") -> None:
        super().__init__(title)
        self.snapshot = snapshot

    def state(self) -> GraphSnapshot:
        return self.snapshot

    def to_svg(self) -> str:
        """A picture that stands alone, as text; of a large graph the newest part."""
        return graph_svg(latest(self.snapshot, DRAWN))

    def to_dot(self) -> Any:
        """The graph as a ``graphviz.Digraph``."""
        return graph_dot(self.snapshot)

    def __str__(self) -> str:
        return graph_text(self.snapshot)

    def __repr__(self) -> str:
        return f"GraphView({len(self.snapshot.nodes)} nodes, {len(self.snapshot.edges)} edges)"
