"""The ring all-reduce in the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from autograd_lab.record.play.all_reduce import all_reduce
from autograd_lab.record.play.ring_svg import ring_svg
from autograd_lab.ui.inline import InlineView, Reply
from autograd_lab.ui.play.numbers import buffer, text
from autograd_lab.ui.protocol import RingState


class RingView(InlineView):
    """What ``lab.viz.all_reduce`` returns."""

    entry = "ring"
    questions: ClassVar[Mapping[str, str]] = {"run": "run"}

    def __init__(self, world: int, seed: int) -> None:
        super().__init__("")
        self._last = all_reduce(world, seed)

    def run(self, world: Any, seed: Any) -> Reply:
        """Another ring, or another batch."""
        self._last = run, values = all_reduce(world, int(seed))
        return run, [buffer(values)]

    def state(self) -> RingState:
        run, values = self._last
        return RingState(run, text(values))

    def to_svg(self) -> str:
        """Before and after, as a picture that stands alone."""
        return ring_svg(*self._last)

    def __repr__(self) -> str:
        return f"AllReduce({self._last[0].world} workers)"
