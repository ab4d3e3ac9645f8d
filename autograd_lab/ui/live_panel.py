"""The live panel: it goes along with the learner's own loop, shows it, and lets him hold it.

    panel = lab.viz.live(model, optimizer)
    for epoch in range(20):
        for x, y in panel(loader):
            ...
        panel.log(val_loss=...)

Buttons and sliders speak from another thread. They only leave a wish in ``_inbox``; the loop fetches it
between two steps, so the learner's code never sees a value change in the middle of a step.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4
from weakref import WeakKeyDictionary, ref

from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.i18n import get_language, tr
from autograd_lab.record.chart import run_svg
from autograd_lab.record.names import shorten
from autograd_lab.record.observer import TRAIN_LOSS, Observer
from autograd_lab.record.run import History
from autograd_lab.record.snapshot import Text, both, to_json
from autograd_lab.ui import notebook, settings
from autograd_lab.ui.cards import Shelf
from autograd_lab.ui.gate import Gate, TrainingStopped
from autograd_lab.ui.link import Link, Wish
from autograd_lab.ui.page import page
from autograd_lab.ui.progress import Pace, TextLine
from autograd_lab.ui.protocol import Frame, SeriesSlice, Snapshot, State
from autograd_lab.ui.saved import saved_bundle

EVERY = 25  # steps between looks where the clock must not decide
_INBOX = 1000  # wishes; more can only come from a program gone wild

_steering: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()  # optimizer -> weak reference to its newest panel


class LivePanel:
    """What ``lab.viz.live`` returns.

    ``history`` has the curves: ``panel.history.curve("train_loss")``. ``pause``, ``resume``, ``step``, ``stop``
    and ``set`` do what the buttons and sliders do. The newest panel of an optimizer steers it; an older one
    keeps showing what it has seen.
    """

    def __init__(self, model: Any, optimizer: Any, *, every: int | None = None, title: str | None = None) -> None:
        if not hasattr(optimizer, "register_step_post_hook"):
            raise ArgTypeError("panel.not_an_optimizer", got=type(optimizer).__name__)
        if every is not None and (not isinstance(every, int) or every < 1):
            raise ArgumentError("panel.every", value=every)
        if every is None and notebook.synchronous():
            every = EVERY  # so that a notebook that is built twice comes out the same
        names = {"model": type(model).__name__, "optimizer": type(optimizer).__name__}
        self.title = shorten(title if title is not None else tr("panel.title", **names))
        self.history = History()
        self.state: State = "ready"
        self.epoch = 0
        self.notice: Text = ""
        self._batch = 0
        self._batches: int | None = None
        self._observer = Observer(model, optimizer, self.history, every=every)
        self._cards = Shelf(lambda: self._observer.model)
        self._link = Link(self.history, self._frame, self._wish, self._cards.message)
        self._gate = Gate()
        self._pace = Pace()
        self._line = TextLine()
        self._inbox: deque[Wish] = deque(maxlen=_INBOX)
        self._shown = False  # under a cell
        self._display = f"autograd-lab-{uuid4()}"  # what the notebook knows the output by
        self._unsaved = False  # the output does not show the end yet
        self._loop: object = None  # the panel(loader) that is running
        self._undecided = False  # a loop was left early, by break or by an error
        self._news = False  # something was recorded since the last snapshot
        self._cell = notebook.cell_number()
        self._cells_end = notebook.at_cell_end(self._cell_ended)
        self._hooks: list[Any] = []
        self._take_over(optimizer)

    # -- for the learner ------------------------------------------------------------------------------------------

    def __call__(self, loader: Iterable[Any]) -> Iterator[Any]:
        """Go through ``loader``, one epoch; ends early, and quietly, when stop is pressed."""
        self._begin()
        if self._gate.stopped:
            return
        self.epoch += 1
        self._batches = len(loader) if hasattr(loader, "__len__") else None  # type: ignore[arg-type]
        mine = self._loop = object()
        finished = False
        try:
            for self._batch, item in enumerate(loader, start=1):
                self._look_around()
                if self._gate.stopped:
                    break
                yield item
            finished = True
        finally:
            if self._loop is mine:  # else this one was left long ago and is only now being cleared away
                self._loop = None
                self._loop_ended(finished)

    def log(self, values: dict[str, Any] | None = None, /, **named: Any) -> None:
        """Add a point to each named curve, at the current step: ``panel.log(val_loss=0.3, val_acc=0.95)``.

        Names that contain "loss" share the loss chart. ValueError, with nothing added, for what is not a number.
        """
        points = {shorten(name): _number(name, value) for name, value in {**(values or {}), **named}.items()}
        with self._link.lock:
            if TRAIN_LOSS in points:
                self._observer.logs_loss = False
            for name, value in points.items():
                self.history.log(name, self._observer.step, value)
        self._news = True
        self._show_news()

    def show(self, name: str, thing: Any, *, every: int | None = None) -> None:
        """Put a card into the panel, or renew it: ``panel.show("digits", lab.viz.images(x, y))``.

        A function that returns a card, such as ``lambda: lab.viz.boundary(net, x, y)``, is called again by itself
        while the model trains: as often as costs no more than half a percent of the time, or at every ``every``-th
        step; without gradients, and leaving the model's mode and all random numbers as they are. An error in the first
        call is raised; a later one becomes a sentence in the panel. TypeError for what is no card, ValueError for
        too many cards.
        """
        self._cards.show(name, thing, self._observer.step, every)
        self._news = True
        self._show_news()

    def pause(self) -> None:
        """Hold the loop after this step. Without a browser to resume it from, nothing is held."""
        self._wish({"type": "control", "action": "pause"})

    def resume(self) -> None:
        """Go on; after a stop, let the following loops run again."""
        self._wish({"type": "control", "action": "resume"})

    def step(self) -> None:
        """Do one step, then hold."""
        self._wish({"type": "control", "action": "step"})

    def stop(self) -> None:
        """End the loop after this step."""
        self._wish({"type": "control", "action": "stop"})

    def set(self, **values: float) -> None:
        """Change ``lr``, ``momentum`` or ``weight_decay`` now; ValueError for an impossible value."""
        for name, value in values.items():
            settings.change(self._observer.optimizer, name, value)

    def close(self) -> None:
        """Let go of the optimizer; what was recorded stays."""
        for hook in self._hooks:
            hook.remove()
        self._hooks = []
        self._observer.close()
        self._gate.ask("resume")
        if self.state in ("ready", "running", "paused"):
            self._rest("done")
        self._cards.let_go()

    def to_svg(self) -> str:
        """The run so far as a picture that stands alone."""
        with self._link.lock:
            return run_svg(self.history.snapshot(), self._observer.layers, self.title)

    def to_html(self, path: str | Path | None = None) -> str:
        """The run so far as one file that needs neither kernel nor network; written to ``path`` if there is one."""
        html = page("live", self._traits(), self.to_svg())
        if path is not None:
            Path(path).write_text(html, encoding="utf-8")
        return html

    def _traits(self) -> dict[str, Any]:
        return {"title": self.title, "language": get_language(), "snapshot": to_json(self._snapshot())}

    def __repr__(self) -> str:
        return f"LivePanel({self.title!r})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        self._link.open(self.title)
        data = {"text/plain": repr(self), "image/svg+xml": self.to_svg()}
        widget = self._link.bundle()
        return data | widget | saved_bundle("live", self._traits()) if widget else data

    def _ipython_display_(self) -> None:
        """Shown by us, so that the output can be replaced by the finished picture, under whichever cell it stands."""
        if not notebook.in_notebook():
            print(repr(self))
            return
        self._shown = True
        notebook.show(self._repr_mimebundle_(), self._display)

    # -- around every step ------------------------------------------------------------------------------------------

    def _take_over(self, optimizer: Any) -> None:
        """Hook on to the optimizer in place of an earlier panel, which might be paused and would hold the loop."""
        earlier = _steering.get(optimizer, lambda: None)()
        if earlier is not None:
            earlier.close()
        _steering[optimizer] = ref(self)
        self._hooks = [
            optimizer.register_step_pre_hook(self._before_step),
            optimizer.register_step_post_hook(self._after_step),
        ]

    def _before_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        self._observer.before_step()

    def _after_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        if self.state != "running":
            self._begin()
        with self._link.lock:
            self._observer.after_step()
        if self._link.is_open:
            self.notice = self._cards.look(self._observer.step) or self.notice
        self._news = True
        self._gate.step_done()
        self._look_around()
        if self._gate.stopped and self._loop is None:
            self._rest("stopped")
            raise TrainingStopped

    def _begin(self) -> None:
        """A loop starts, or goes on in another cell: an earlier stop does not count there."""
        cell = notebook.cell_number()
        if cell != self._cell:
            self._cell = cell
            if self._gate.stopped:
                self._gate.reset()
        if not self._shown and notebook.in_notebook():
            self._ipython_display_()
        self._undecided = False
        if not self._gate.stopped:
            self.state = "running"

    def _look_around(self) -> None:
        """Fetch the wishes, show what is new, and wait while the gate is closed."""
        if self._inbox:
            self._fetch_wishes()
        if self._gate.closed:
            self._hold()
        self._observer.watch_closely(self._gate.paused)
        self._show_news()

    def _hold(self) -> None:
        if not self._link.can_resume:
            self._gate.reset()  # nobody is there who could press resume
            return
        self.state = "paused"
        self._link.push()
        self._gate.wait(self._while_held)
        if not self._gate.stopped:
            self.state = "running"

    def _while_held(self) -> None:
        self._fetch_wishes()
        self._link.push_if_due()

    def _wish(self, wish: Wish) -> None:
        """Leave a wish for the loop; when none is running, see to it at once."""
        self._inbox.append(wish)
        self._gate.wake()
        if self.state not in ("running", "paused"):
            self._fetch_wishes()

    def _fetch_wishes(self) -> None:
        with self._link.lock:
            while self._inbox:
                wish = self._inbox.popleft()
                if wish["type"] == "control":
                    self._gate.ask(wish["action"])
                else:
                    self._set(wish.get("name"), wish.get("value"))

    def _set(self, name: Any, value: Any) -> None:
        optimizer = self._observer.optimizer
        if optimizer is None:
            return
        refused = settings.refusal(optimizer, name, value)
        if refused is None:
            settings.change(optimizer, name, value)
            self.notice = ""
        else:
            key, values = refused
            self.notice = both(key, **values)

    def _show_news(self) -> None:
        if self._link.is_open:
            self._link.push_if_due()
        elif self._line.due():
            self._line.write(tr("panel.line", epoch=self.epoch, step=self._observer.step), self.history)

    # -- when it is over ----------------------------------------------------------------------------------------------

    def _loop_ended(self, finished: bool) -> None:
        if self._gate.stopped:
            self._rest("stopped")
        elif not finished:
            # Leaving by break looks the same from here as leaving by an error; the end of the cell will tell.
            self._undecided = self._cells_end
            self._rest("interrupted")
        elif not self._cells_end:
            self._rest("done")  # a script has no cells; another epoch will make it "running" again

    def _cell_ended(self, failed: bool) -> None:
        self._loop = None
        if self.state in ("running", "paused") or self._undecided:
            self._rest("interrupted" if failed else "done")
        elif self._news:
            self._rest(self.state)
        self._undecided = False
        if self._shown and self._unsaved:
            self._unsaved = False
            notebook.show(self._repr_mimebundle_(), self._display, again=True)  # what a saved notebook will show

    def _rest(self, state: State) -> None:
        """Nothing is trained for now: leave everything as a late reader should find it."""
        self.state = state
        self._unsaved = True
        self._fetch_wishes()  # one that came after the last step; from now on ``_wish`` sees to them itself
        self._news = False
        self._observer.rest()
        self._line.end()
        if self._link.is_open:
            self.notice = self._cards.look(self._observer.step, final=True) or self.notice
            self._link.push(whole=True)
            self._link.save(self._snapshot())

    # -- what the browser sees ----------------------------------------------------------------------------------------

    def _frame(self, seq: int, slices: list[SeriesSlice]) -> Frame:
        seen = self._observer
        return Frame(
            seq=seq,
            state=self.state,
            step=seen.step,
            epoch=self.epoch,
            batch=self._batch,
            batches=self._batches,
            rate=self._pace.rate(seen.step),
            controls=settings.read(seen.optimizer),
            layers=seen.layers,
            layers_step=seen.layers_step,
            series=slices,
            graph=seen.graph,
            mode=self._link.mode,
            notice=self.notice,
            cards=self._cards.tabs,
        )

    def _snapshot(self) -> Snapshot:
        seen = self._observer
        with self._link.lock:
            return Snapshot(
                state=self.state,
                step=seen.step,
                epoch=self.epoch,
                controls=settings.read(seen.optimizer),
                layers=seen.layers,
                series=self.history.snapshot(),
                graph=seen.graph,
                cards=self._cards.still(),
            )


def _number(name: str, value: Any) -> float:
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise ArgumentError("panel.not_a_number", name=shorten(name), value=shorten(repr(value))) from None
