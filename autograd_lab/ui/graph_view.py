"""A graph inline: interactive in a notebook, a picture where there is no widget, text in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from autograd_lab.record.graphs.changes import compare
from autograd_lab.record.graphs.dot import graph_dot
from autograd_lab.record.graphs.folding import folded
from autograd_lab.record.graphs.pack import PackedGraph, pack
from autograd_lab.record.graphs.running import graph_of
from autograd_lab.record.graphs.svg import graph_svg
from autograd_lab.record.graphs.words import graph_text
from autograd_lab.record.snapshot import GraphSnapshot
from autograd_lab.record.values.detail import Details
from autograd_lab.record.values.keeper import Keeper
from autograd_lab.record.values.trace import Trace
from autograd_lab.ui.detail_questions import DetailQuestions
from autograd_lab.ui.inline import InlineView
from autograd_lab.ui.page import written


class GraphView(DetailQuestions, InlineView):
    """What ``lab.viz.graph`` returns. ``print`` it for text; ``to_svg()``, ``to_html()``, ``to_dot()`` for files."""

    entry = "graph"
    questions: ClassVar[Mapping[str, str]] = {"html": "_page", **DetailQuestions.questions}

    def __init__(self, snapshot: GraphSnapshot, title: str = "", trace: Trace | None = None) -> None:
        super().__init__(title)
        self.snapshot = snapshot
        self._unmarked = snapshot  # what a later view is compared with
        self.details = None if trace is None else Details(trace)

    def state(self) -> PackedGraph:
        return pack(self.snapshot)

    def since(self, before: GraphView) -> GraphView:
        """This graph with what is different from ``before`` marked, and with what is gone once more in its place."""
        view = type(self)(compare(before._unmarked, self._unmarked), self.title)
        view._unmarked, view.details = self._unmarked, self.details
        return view

    def compare(self, other: Any, *inputs: Any, **options: Any) -> GraphView:
        """The graph of ``other`` (a Tensor, a module with its inputs, a step), with what is different from this one
        marked: new nodes, changed ones, and those that are gone."""
        keeper = Keeper()
        return type(self)(graph_of(other, inputs, options, keeper=keeper), self.title, keeper.trace).since(self)

    def to_svg(self, path: str | Path | None = None) -> str:
        """A picture that stands alone, as text, and written to ``path`` if there is one; of a large graph with its
        modules closed. The view's own menu saves what is on the screen, as SVG or PNG."""
        return written(graph_svg(folded(self.snapshot)), path)

    def _alone(self, state: Any) -> dict[str, Any]:
        return super()._alone(state | {"details": self._saved_details(node.place for node in self.snapshot.nodes)})

    def to_dot(self) -> Any:
        """The graph as a ``graphviz.Digraph``; its ``source`` is text that needs no ``dot`` program."""
        return graph_dot(self.snapshot)

    def _page(self) -> dict[str, str]:
        return {"html": self.to_html()}

    def __str__(self) -> str:
        return graph_text(self.snapshot)

    def __repr__(self) -> str:
        return f"GraphView({len(self.snapshot.nodes)} nodes, {len(self.snapshot.edges)} edges)"
