"""The optimizer race in the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from autograd_lab.i18n import tr
from autograd_lab.record.play.race import STEPS, Race, Racer
from autograd_lab.record.play.race_svg import race_svg
from autograd_lab.ui.inline import InlineView, Reply
from autograd_lab.ui.play.numbers import buffer, text
from autograd_lab.ui.protocol import RaceState


class RaceView(InlineView):
    """What ``lab.viz.race`` returns."""

    entry = "race"
    questions: ClassVar[Mapping[str, str]] = {"run": "run"}

    def __init__(self, race: Race) -> None:
        super().__init__("")
        self.race = race
        first = race.surfaces[race.first]
        self._last = race.run(race.first, first.start, race.racers, STEPS)

    def run(self, surface: Any, start: Any, racers: Any, steps: Any) -> Reply:
        """A race as the browser asks for it."""
        line = [Racer(str(r["name"]), float(r["lr"]), bool(r["on"])) for r in racers]
        self._last = run, heights, paths = self.race.run(str(surface), start, line, steps)
        return run, [buffer(heights), buffer(paths)]

    def state(self) -> RaceState:
        run, heights, paths = self._last
        return RaceState(self.race.infos(), run, text(heights), text(paths))

    def to_svg(self) -> str:
        """The last race as a picture that stands alone."""
        run, heights, paths = self._last
        return race_svg(run, self.race.surfaces[run.surface], heights, paths)

    def __repr__(self) -> str:
        return f"Race({self.race.first!r}, {len(self.race.racers)} optimizers)"

    def __str__(self) -> str:
        run = self._last[0]
        lines = [f"{trail.name:10} loss {float(trail.loss):.4g}" for trail in run.trails]
        return "\n".join([f"{tr('race.caption')}: {self.race.surfaces[run.surface].name}", *lines])
