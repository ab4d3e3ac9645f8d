"""A graph inline: interactive in a notebook, a picture where there is no widget, text in a terminal."""

from __future__ import annotations

from typing import Any

from autograd_lab.i18n import get_language
from autograd_lab.record.dot import graph_dot
from autograd_lab.record.graph import latest
from autograd_lab.record.snapshot import GraphSnapshot, to_json
from autograd_lab.record.svg import graph_svg
from autograd_lab.record.words import graph_text
from autograd_lab.ui.bundle import open_widget, view_bundle
from autograd_lab.ui.notebook import in_notebook, synchronous

DRAWN = 150  # boxes in the still picture


class GraphView:
    """What ``lab.viz.graph`` returns. ``print`` it for text, ``to_svg()`` and ``to_dot()`` for files."""

    def __init__(self, snapshot: GraphSnapshot, title: str = "") -> None:
        self.snapshot = snapshot
        self.title = title
        self._widget: Any = None

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

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # A terminal shows the text only, so there it is the graph itself.
        data = {"text/plain": repr(self) if in_notebook() else str(self), "image/svg+xml": self.to_svg()}
        if in_notebook() and not synchronous():
            if self._widget is None:
                self._widget = open_widget(
                    "graph", title=self.title, language=get_language(), graph=to_json(self.snapshot)
                )
            if self._widget is not None:
                data |= view_bundle(self._widget)
        return data
