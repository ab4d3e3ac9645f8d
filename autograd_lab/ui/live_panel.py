"""The live panel: it goes along with the learner's own loop, shows it, and lets him hold it.

    panel = lab.viz.live(model, optimizer)
    for epoch in range(20):
        for x, y in panel(loader):
            ...
        panel.log(val_loss=...)

Buttons and sliders speak from another thread. They only leave a wish; the loop fulfils it between two steps
(``steering.py``), so the learner's code never sees a value change in the middle of a step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from weakref import WeakKeyDictionary, ref

from autograd_lab.errors import ArgTypeError, ArgumentError, OptimError
from autograd_lab.i18n import tr
from autograd_lab.record.names import shorten
from autograd_lab.record.runs.run import History
from autograd_lab.record.runs.runs import BOOK
from autograd_lab.record.snapshot import Text
from autograd_lab.record.training.observer import TRAIN_LOSS, Observer
from autograd_lab.ui import notebook, settings
from autograd_lab.ui.background import BackgroundRun
from autograd_lab.ui.batches import Batches
from autograd_lab.ui.cards import Shelf
from autograd_lab.ui.gate import TrainingStopped
from autograd_lab.ui.interrupts import interrupt_stops
from autograd_lab.ui.link import Link, Wish
from autograd_lab.ui.loop import Loop, Walk
from autograd_lab.ui.output import Output
from autograd_lab.ui.progress import Pace, Standing, TextLine
from autograd_lab.ui.protocol import Controls, Frame, GridSlice, SeriesSlice, Snapshot, State
from autograd_lab.ui.remote import Remote
from autograd_lab.ui.rewind import Rewinder
from autograd_lab.ui.run_list import PanelRuns
from autograd_lab.ui.steering import Steering
from autograd_lab.ui.vital import VitalFeed

EVERY = 25  # steps between looks where the clock must not decide

_newest: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()  # optimizer -> weak reference to its newest panel


class LivePanel(Output, Remote):
    """What ``lab.viz.live`` returns.

    ``history`` has the curves: ``panel.history.curve("train_loss")`` gives steps and values as two arrays, and
    ``to_csv`` writes all of them. ``pause``, ``resume``, ``step``, ``one_epoch``, ``stop``, ``speed``, ``set`` and
    ``rewind`` do what the buttons and sliders do. The newest panel of an optimizer steers it; an older one keeps
    showing what it has seen.
    """

    def __init__(self, model: Any, optimizer: Any, *, every: int | None = None, title: str | None = None) -> None:
        if not hasattr(optimizer, "register_step_post_hook"):
            raise ArgTypeError("panel.not_an_optimizer", got=type(optimizer).__name__)
        if every is not None and (not isinstance(every, int) or every < 1):
            raise ArgumentError("panel.every", value=every)
        if every is None and notebook.synchronous():
            every = EVERY  # so that a notebook that is built twice comes out the same
        super().__init__()
        names = {"model": type(model).__name__, "optimizer": type(optimizer).__name__}
        self.title = shorten(title if title is not None else tr("panel.title", **names))
        history = History()
        self._clock = history.clock
        self._standing = Standing()
        self._observer = Observer(model, optimizer, history, every=every)
        self._cards = Shelf(lambda: self._observer.model)
        self._runs = PanelRuns(history, model, optimizer, self._runs_changed)
        if title is not None:
            self._runs.name = title
        self._vital = VitalFeed(self._observer.vitals)
        grids = self._observer.vitals.grids
        self._link = Link(history, grids, self._frame, self._wish, self._cards.message, self._runs)
        self._last_controls = settings.read(optimizer)
        self._rewinder = Rewinder(model, optimizer, every=every)
        self._steering = Steering(self._observer, self._rewinder, self._link, self._standing, self._runs.leave)
        self._gate = self._steering.gate
        self._pace = Pace()
        self._line = TextLine()
        self._run: BackgroundRun | None = None  # the one that goes on, or has ended last
        self._unsaved = False  # the output does not show the end yet
        self._steps_of_batch = 0  # optimizer steps since panel(loader) gave its newest batch
        self._looks = True  # around, before the loop goes on
        self._undecided = False  # a loop was left early, by break or by an error
        self._news = False  # something was recorded since the last snapshot
        self._cell = notebook.cell_number()
        self._cells_end = notebook.at_cell_end(self._cell_ended)
        self._hooks: list[Any] = []
        self._take_over(optimizer)
        BOOK.listen_to(self)

    # -- for the learner ------------------------------------------------------------------------------------------

    def __call__(self, loader: Iterable[Any]) -> Loop:
        """Go through ``loader``, one epoch; ends early, and quietly, when stop is pressed.

        ``async for`` works as well. A DataLoader, list, tuple or range is put back to its place by ``rewind``.
        """
        if not hasattr(loader, "__iter__") and not hasattr(loader, "__getitem__"):
            raise ArgTypeError("panel.not_iterable", got=type(loader).__name__)
        return Loop(loader, self._walk, self._gate)

    def background(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> BackgroundRun:
        """Call ``function(*args, **kwargs)``, which trains, in a thread of its own, and return at once.

            run = panel.background(train)
            run.wait()          # its result; errors are raised here

        The notebook stays usable, every control works with every kernel and front end, and the panel is found again
        when the page is reloaded. RuntimeError while the panel's last run still goes on.
        """
        if not callable(function):
            raise ArgTypeError("panel.not_callable", got=type(function).__name__)
        if self._busy:
            raise OptimError("panel.busy")
        self._show()
        self._run = BackgroundRun(self, function, args, kwargs)
        self._run.start()
        return self._run

    def log(self, values: dict[str, Any] | None = None, /, **named: Any) -> None:
        """Add a point to each named curve, at the current step: ``panel.log(val_loss=0.3, val_acc=0.95)``.

        Names that contain "loss" share the loss chart. ValueError, with nothing added, for what is not a number.
        """
        points = {shorten(name): _number(name, value) for name, value in {**(values or {}), **named}.items()}
        with self._link.lock:
            history = self._observer.history
            if TRAIN_LOSS in points:
                self._observer.logs_loss = False
            for name, value in points.items():
                history.log(name, self._observer.step, value)
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

    def close(self) -> None:
        """Let go of the optimizer; what was recorded stays."""
        for hook in self._hooks:
            hook.remove()
        self._hooks = []
        self._observer.close()
        self._gate.ask("resume")
        self._gate.set_speed(None)
        if self.state in ("ready", "running", "paused"):
            self._rest("done")
        self._cards.let_go()
        self.keep_run()

    @property
    def run_name(self) -> str:
        """What this run is called beside others; by default what its hyperparameters say."""
        return str(self._runs.name)

    @run_name.setter
    def run_name(self, text: str) -> None:
        self._runs.name = text

    def keep_run(self) -> None:
        """Bring the book of runs up to date; it happens by itself when a run comes to rest."""
        with self._link.lock:
            self._runs.keep(again=False)

    # -- around every step ------------------------------------------------------------------------------------------

    def _take_over(self, optimizer: Any) -> None:
        """Hook on to the optimizer in place of an earlier panel, which might be paused and would hold the loop."""
        earlier = _newest.get(optimizer, lambda: None)()
        if earlier is not None:
            earlier.close()
        _newest[optimizer] = ref(self)
        self._hooks = [
            optimizer.register_step_pre_hook(self._before_step),
            optimizer.register_step_post_hook(self._after_step),
        ]

    def _walk(self, loader: Iterable[Any]) -> Walk:
        """The batches of one epoch, each in a tuple; and between them, for how many seconds to wait."""
        self._begin()
        if self._gate.stopped:
            return
        self._runs.trains_on(loader)
        batches, finished, self._looks = Batches(loader), False, True
        self._steering.enter(batches)
        try:
            with interrupt_stops(self._stop_once):
                while True:
                    if self._looks or not self._steps_of_batch or not self._steering.quiet:
                        yield from self._steering.between_steps()
                        self._show_news()
                        if self._gate.stopped:
                            break
                    self._observer.lap("panel")
                    try:
                        item = next(batches)
                    except StopIteration:
                        break
                    self._observer.lap("data")
                    self._standing.batch, self._steps_of_batch = batches.count, 0
                    yield (item,)
                    self._observer.lap("forward")
            finished = True
        finally:
            if self._steering.batches is batches:  # else this was left long ago and is only now being cleared away
                self._steering.batches = None
                self._loop_ended(finished)

    def _before_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        if self._observer.step == 0 and self._rewinder.due(0):
            self._steering.keep()  # a loop without the panel: at least the weights it began with
        self._observer.before_step()

    def _after_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        if self._standing.state != "running":
            self._begin()
        with self._link.lock:
            self._looks = self._observer.after_step()
            if self._looks:
                self._clock.tick(self._observer.step, self._epochs_done())
        if self._cards and self._link.is_open:
            self._standing.notice = self._cards.look(self._observer.step) or self._standing.notice
        self._observer.lap("panel")
        self._news = True
        self._steps_of_batch += 1
        self._gate.step_done()
        if self._steering.batches is not None and self._steps_of_batch == 1:
            return  # the loop looks around when it comes for the next batch, and the whole step is done
        if not self._looks and self._steering.quiet:
            return
        for seconds in self._steering.between_steps():
            self._gate.wait(seconds)
        self._show_news()
        self._observer.lap("panel")
        if self._gate.stopped and self._steering.batches is None:
            self._rest("stopped")
            raise TrainingStopped

    def _begin(self) -> None:
        """A loop starts, or goes on in another cell: an earlier stop does not count there."""
        if self._busy and not self._run.inside:  # type: ignore[union-attr]
            raise OptimError("panel.busy")
        cell = notebook.cell_number() if not self._busy else self._cell
        if cell != self._cell:
            self._cell = cell
            if self._gate.stopped:
                self._gate.open()
        self._observer.trains_here()
        self._show()
        self._undecided = False
        if not self._gate.stopped:
            self.state = "running"

    def _show(self) -> None:
        if not self._shown and notebook.in_notebook() and not self._busy:
            self._ipython_display_()

    def _stop_once(self) -> bool:
        """What an interrupt does; False when the loop was already about to stop."""
        news, self._gate.stopped = not self._gate.stopped, True
        return news

    def _wish(self, wish: Wish) -> None:
        """Leave a wish for the loop; when none is running, see to it at once."""
        self._steering.wish(wish)
        if self.state not in ("running", "paused"):
            self._steering.fulfil()
            self._link.push()
            if wish["type"] == "rewind":
                self._unsaved = True
                self._link.save(self._snapshot())

    def _epochs_done(self) -> float | None:
        """Epochs so far, with the part of the present one where the loader tells its length."""
        here = self._standing
        if here.epoch == 0 or (here.batches is None and self._steering.batches is not None):
            return None
        return here.epoch - 1 + (here.batch / here.batches if here.batches else 1.0)

    @property
    def _busy(self) -> bool:
        return self._run is not None and not self._run.done

    @property
    def state(self) -> State:
        """What the run is doing."""
        return self._standing.state

    @state.setter
    def state(self, state: State) -> None:
        self._standing.state = state

    @property
    def epoch(self) -> int:
        """How many times ``panel(loader)`` has begun."""
        return self._standing.epoch

    @property
    def notice(self) -> Text:
        """Why a value was refused; "" when none was."""
        return self._standing.notice

    def _show_news(self) -> None:
        if self._link.is_open:
            self._link.push_if_due()
        elif self._line.due():
            self._line.write(tr("panel.line", epoch=self.epoch, step=self._observer.step), self.history)

    # -- when it is over ----------------------------------------------------------------------------------------------

    def _loop_ended(self, finished: bool) -> None:
        self._gate.epoch_done()
        if self._gate.stopped:
            self._rest("stopped")
        elif self._busy:
            return  # the function may begin another epoch; its end will tell
        elif not finished:
            # Leaving by break looks the same from here as leaving by an error; the end of the cell will tell.
            self._undecided = self._cells_end
            self._rest("interrupted")
        elif not self._cells_end:
            self._rest("done")  # a script has no cells; another epoch will make it "running" again

    def _cell_ended(self, failed: bool) -> None:
        if self._busy:
            return  # it was another cell
        self._steering.batches = None
        if self.state in ("running", "paused") or self._undecided:
            self._rest("interrupted" if failed else "done")
        elif self._news:
            self._rest(self.state)
        self._undecided = False
        if self._shown and self._unsaved:
            self._unsaved = False
            self._show_again()

    def _run_ended(self, state: State, crashed: Text) -> None:
        """The background run is over."""
        self._steering.batches = None
        self._standing.notice = crashed
        self._gate.open()  # a stop has stopped this run, and not the next
        self._rest(state)

    def _rest(self, state: State) -> None:
        """Nothing is trained for now: leave everything as a late reader should find it."""
        self.state = state
        self._unsaved = True
        self._gate.open_after_epoch()
        self._steering.fulfil()  # what was wished after the last step; from now on ``_wish`` sees to it itself
        self._news = False
        with self._link.lock:
            self._observer.rest()
            self._clock.rest(self._observer.step, self._epochs_done())
            self._runs.keep()
        self._line.end()
        if self._link.is_open:
            self._standing.notice = self._cards.look(self._observer.step, final=True) or self._standing.notice
            self._link.push(whole=True)
            self._link.save(self._snapshot())

    # -- what the browser sees ----------------------------------------------------------------------------------------

    def _frame(self, seq: int, slices: list[SeriesSlice], columns: list[GridSlice]) -> Frame:
        seen, here, unsent = self._observer, self._standing, self._link.unsent
        return Frame(
            seq=seq,
            state=here.state,
            step=seen.step,
            epoch=here.epoch,
            batch=here.batch,
            batches=here.batches,
            rate=self._pace.rate(seen.step),
            controls=self._controls(),
            layers=unsent("layers", seen.layers),
            layers_step=seen.layers_step,
            series=slices,
            graph=unsent("graph", seen.graph),
            mode=self._link.mode,
            notice=here.notice,
            news=here.news,
            speed=self._gate.speed,
            kept=self._rewinder.steps,
            branches=here.branches,
            cards=self._cards.tabs,
            grids=columns,
            vital=unsent("vital", self._vital.due()),
            runs=unsent("runs", self._runs.news()),
        )

    def _controls(self) -> Controls:
        """The optimizer's values; where it is gone, as when its variable holds that of the next run, the last ones."""
        optimizer = self._observer.optimizer
        if optimizer is not None:
            self._last_controls = settings.read(optimizer)
        return self._last_controls

    def _runs_changed(self) -> None:
        if self.state not in ("ready", "running", "paused"):
            self._link.save(self._snapshot())  # else it is written when the run comes to rest

    def _snapshot(self) -> Snapshot:
        seen = self._observer
        with self._link.lock:
            return Snapshot(
                state=self.state,
                step=seen.step,
                epoch=self.epoch,
                controls=self._controls(),
                layers=seen.layers,
                series=self.history.snapshot(),
                graph=seen.graph,
                branches=self._standing.branches,
                cards=self._cards.still(),
                grids=seen.vitals.grids.snapshot(),
                vital=self._vital.now(),
                runs=self._runs.news(),
                overlays=self._runs.saved(),
            )


def _number(name: str, value: Any) -> float:
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise ArgumentError("panel.not_a_number", name=shorten(name), value=shorten(repr(value))) from None
