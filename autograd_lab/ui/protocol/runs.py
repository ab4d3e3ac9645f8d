"""What ``lab.viz.runs()`` shows: a view that stands still."""

from __future__ import annotations

from dataclasses import dataclass

from autograd_lab.record.runs.runs import RunSummary
from autograd_lab.ui.protocol.live import RunData


@dataclass(frozen=True)
class RunsState:
    """The runs, best first. ``by`` names the curve by which they are ordered; None where there is none."""

    by: str | None
    runs: list[RunSummary]
    curves: list[RunData]
