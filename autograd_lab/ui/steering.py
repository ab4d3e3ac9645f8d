"""What the learner wishes of a running loop, and how it is fulfilled: in the loop's own thread, between two steps."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from autograd_lab.record.snapshot import both
from autograd_lab.record.training.observer import Observer
from autograd_lab.ui import settings
from autograd_lab.ui.batches import Batches, Place
from autograd_lab.ui.gate import TICK, Gate
from autograd_lab.ui.link import ALONE, Link, Wish
from autograd_lab.ui.progress import Standing
from autograd_lab.ui.rewind import Kept, Rewinder

TOLD = 15.0  # seconds that news stays, unless the loop is held
_INBOX = 1000  # wishes; more can only come from a program gone wild


class Steering:
    """``wish`` may be called from any thread; everything else belongs to the loop, or to whoever finds it at rest."""

    def __init__(
        self,
        observer: Observer,
        rewinder: Rewinder,
        link: Link,
        standing: Standing,
        leave_behind: Callable[[int], object],
    ) -> None:
        self.gate = Gate()
        self.rewinder = rewinder
        self.batches: Batches | None = None  # of the panel(loader) that is running
        self._resume: Place | None = None  # where the next panel(loader) begins, when the last has ended
        self._observer = observer
        self._link = link
        self._standing = standing
        self._leave_behind = leave_behind  # called before the run goes back to a step
        self._said_too_large = False
        self._old_news = 0.0  # when what was told of late is to vanish
        self._inbox: deque[Wish] = deque(maxlen=_INBOX)

    def wish(self, wish: Wish) -> None:
        self._inbox.append(wish)
        self.gate.wake()

    @property
    def quiet(self) -> bool:
        """Whether nothing was wished and nothing holds the loop."""
        return not self._inbox and self.gate.free and self._standing.state == "running"

    def between_steps(self) -> Iterator[float]:
        """Fulfil what was wished, and wait as long as the gate says. It yields for how many seconds to sleep."""
        self.fulfil()
        if self._standing.news and monotonic() > self._old_news:
            self._standing.news = ""
        begins = self.batches is not None and self.batches.count == 0
        if self.rewinder.due(self._observer.step, again=begins):
            self.keep(again=begins)
        while wait := self.gate.holds:
            if not self._link.can_resume or self._abandoned():
                self.gate.let_go()
                break
            self._be("paused" if self.gate.closed else "running")
            if self.gate.closed:
                self.keep()
            yield min(wait, TICK)
            self._observer.pass_over()
            self.fulfil()
            self._link.push_if_due()
        if not self.gate.stopped:
            self._be("running")
        self._observer.watch_closely(self.gate.followed)

    def enter(self, batches: Batches) -> None:
        """A ``panel(loader)`` begins: a new epoch, or the rest of the one to which the run went back."""
        place, self._resume = self._resume, None
        here, self.batches = self._standing, batches
        resumed = place is not None and place.taken != batches.length and batches.go_to(place)
        here.epoch += not resumed
        here.batch, here.batches = batches.count, batches.length

    def keep(self, *, again: bool = False) -> None:
        """Make it possible to come back to this step; ``again`` at the beginning of the next epoch."""
        place = self.batches.place() if self.batches is not None else None
        here, seen = self._standing, self._observer
        marks = seen.history.marks()
        self.rewinder.keep(seen.step, here.epoch, here.batch, marks=marks, layers=seen.layers, place=place, again=again)
        if self.rewinder.refused and not self._said_too_large:
            self._said_too_large = True
            self._tell("panel.rewind.too_large", **self.rewinder.refused)

    def fulfil(self) -> None:
        """All wishes that have come, in their order."""
        with self._link.lock:
            while self._inbox:
                wish = self._inbox.popleft()
                kind = wish["type"]
                if kind == "control":
                    self.gate.ask(wish["action"])
                elif kind == "speed":
                    self._set_speed(wish.get("speed"))
                elif kind == "rewind":
                    kept = self.rewinder.nearest(wish["step"])
                    if kept is not None:
                        self._go_back(kept)
                else:
                    self._set(wish.get("name"), wish.get("value"))

    def _tell(self, key: str, **values: Any) -> None:
        self._standing.news = both(key, **values)
        self._old_news = monotonic() + TOLD

    def _set(self, name: Any, value: Any) -> None:
        optimizer = self._observer.optimizer
        refused = settings.refusal(optimizer, name, value)
        if refused is None:
            settings.change(optimizer, name, value)
            self._standing.notice = ""
        else:
            key, values = refused
            self._standing.notice = both(key, **values)

    def _set_speed(self, speed: Any) -> None:
        if speed is None or (isinstance(speed, (int, float)) and 0 < speed < 1e9):
            self.gate.set_speed(speed)

    def _go_back(self, kept: Kept) -> None:
        """Everything as it was after step ``kept.step``; what has come since goes into the book of runs."""
        here, seen = self._standing, self._observer
        if kept.step == seen.step:
            return
        self._leave_behind(kept.step)
        moved = self.batches is not None and self.batches.go_to(kept.place)
        self._resume = kept.place if self.batches is None else None
        self.rewinder.restore(kept)
        seen.rewind(kept.step, kept.layers, kept.marks)
        here.epoch, here.batch = kept.epoch, kept.batch
        here.branches = [*here.branches, kept.step]
        here.notice = ""
        key = "" if moved else ".data"
        if here.state not in ("running", "paused"):
            key = ".rest"
        self._tell(f"panel.rewound{key}", step=kept.step)

    def _abandoned(self) -> bool:
        """Whether nobody is left who could let the loop go on. A background run can be found again, and waits."""
        if self._link.mode != "live" or not self._link.deserted():
            return False
        self._tell("panel.alone", seconds=round(ALONE))
        return True

    def _be(self, state: Any) -> None:
        if self._standing.state != state:
            self._standing.state = state
            if state == "paused":
                self._observer.history.clock.hold()
                self._link.push()
