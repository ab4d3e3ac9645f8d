"""The moments of a forward and a backward pass as numbered lines: for a terminal, a log, a screen reader."""

from __future__ import annotations

from autograd_lab.i18n import tr
from autograd_lab.record.steps.moments import StepState

LINES = 80  # a longer trace is cut in the middle


def step_text(state: StepState) -> str:
    """``1. × computes 2.0 × (−3.0) = −6.0.``, one line per moment, in the current language."""
    digits = len(str(len(state.moments)))
    lines = [str(note) for note in state.notes]
    lines.append(tr("step.forward"))
    for i, moment in enumerate(state.moments):
        if i == state.turn:
            lines.append(tr("step.backward"))
        lines.append(f"{i + 1:>{digits + 2}}. {moment.words}")
    if len(lines) > LINES:
        half = LINES // 2
        lines = [*lines[:half], "  …", *lines[-half:]]
    return "\n".join(lines)
