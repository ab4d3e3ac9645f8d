"""A forward and a backward pass to walk through: in a notebook, as a page, as a picture, as numbered lines."""

from __future__ import annotations

from autograd_lab.record.graphs.graph import latest
from autograd_lab.record.graphs.svg import graph_svg
from autograd_lab.record.steps.moments import StepState
from autograd_lab.record.steps.step_svg import step_svg
from autograd_lab.record.steps.step_words import step_text
from autograd_lab.ui.inline import InlineView

NUMBERED = 80  # boxes that are drawn with their numbers; of a larger graph the sizes on the arrows are enough
DRAWN = 150


class StepView(InlineView):
    """What ``lab.viz.step`` returns. ``print`` it for the moments as text; ``to_svg()``, ``to_html()`` for files."""

    entry = "step"

    def __init__(self, steps: StepState, title: str = "") -> None:
        super().__init__(title)
        self.steps = steps

    def state(self) -> StepState:
        return self.steps

    def to_svg(self) -> str:
        """The graph after the backward pass, with values, gradients and local derivatives."""
        if len(self.steps.graph.nodes) <= NUMBERED:
            return step_svg(self.steps)
        return graph_svg(latest(self.steps.graph, DRAWN))

    def __str__(self) -> str:
        return step_text(self.steps)

    def __repr__(self) -> str:
        forward, backward = self.steps.turn, len(self.steps.moments) - self.steps.turn
        return f"StepView({forward} moments forward, {backward} backward)"
