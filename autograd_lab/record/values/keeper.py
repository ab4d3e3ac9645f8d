"""Values of what runs for a picture, or has run: on the way to a trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_lab.record.names import learner_variables
from autograd_lab.record.values.recorder import Recorder
from autograd_lab.record.values.trace import Trace


class Keeper(Recorder):
    """Put it on the list of watchers while something runs; ``take`` its results before their graph is freed."""

    trace: Trace | None = None

    def take(self, roots: Sequence[Any]) -> None:
        """Keep the values of the graph below the first of ``roots`` that has one; of several calls the last counts."""
        root = next((root for root in roots if root.grad_fn is not None), roots[0])
        recorder = self if self.outputs else None
        self.trace = Trace.of(root, recorder=recorder, variables=learner_variables().values())
