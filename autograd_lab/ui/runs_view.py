"""The runs of the kernel inline: a table and a chart, as they were when it was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_lab.i18n import tr
from autograd_lab.record.runs.runs import Run, in_order, main_curve
from autograd_lab.record.runs.runs_text import runs_svg, runs_text
from autograd_lab.ui.inline import InlineView
from autograd_lab.ui.protocol import RunData, RunsState

POINTS = 400  # of a curve: twenty runs still travel in a page


class RunsView(InlineView):
    """What ``lab.viz.runs`` returns. ``print`` it for a table; ``to_svg()``, ``to_html()`` for files."""

    entry = "runs"

    def __init__(self, runs: Sequence[Run], title: str = "") -> None:
        super().__init__(title or tr("runs.title"))
        self.runs = in_order(list(runs))

    def state(self) -> RunsState:
        summaries = [run.summary for run in self.runs]
        curves = [RunData(run.summary.number, run.series(POINTS)) for run in self.runs]
        return RunsState(main_curve(summaries), summaries, curves)

    def to_svg(self) -> str:
        """The best runs in one plot, as text."""
        return runs_svg(self.runs, self.title)

    def __str__(self) -> str:
        return runs_text(self.runs)

    def __repr__(self) -> str:
        return f"RunsView({len(self.runs)} runs)"
