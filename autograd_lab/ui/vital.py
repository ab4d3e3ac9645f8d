"""The part of a frame that says how the run is doing. It changes with every look, and is sent less often."""

from __future__ import annotations

from time import perf_counter

from autograd_lab.record.training.vitals import Vitals
from autograd_lab.ui.protocol import Vital

INTERVAL = 0.5  # seconds; a finding does not wait for them


class VitalFeed:
    """Gives the same object as long as there is nothing new to send."""

    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals
        self._last: Vital | None = None
        self._next = 0.0

    def now(self) -> Vital:
        """As it is."""
        seen = self._vitals
        return Vital(seen.findings, seen.activations, seen.memory, seen.stopwatch.times)

    def due(self) -> Vital | None:
        """As it was when it was last worth a message."""
        known = self._last is not None and self._vitals.findings == self._last.findings
        if self._vitals.memory is not None and not (known and perf_counter() < self._next):
            self._last, self._next = self.now(), perf_counter() + INTERVAL
        return self._last
