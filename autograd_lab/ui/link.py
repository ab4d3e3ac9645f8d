"""The panel's line to the browser: one widget, frames out, wishes in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, TypeVar, get_args

from autograd_lab.i18n import get_language
from autograd_lab.record.runs.run import History
from autograd_lab.record.snapshot import to_json
from autograd_lab.record.training.grids import Grids
from autograd_lab.ui import notebook
from autograd_lab.ui.bundle import open_widget, view_bundle
from autograd_lab.ui.protocol import Action, CardMessage, Mode, Ping, Snapshot
from autograd_lab.ui.responsive import keep_responsive, prepare
from autograd_lab.ui.run_list import MESSAGES, PanelRuns
from autograd_lab.ui.stream import FrameStream, Make

T = TypeVar("T")
Wish = dict[str, Any]  # a Control, SetValue, Speed or Rewind message

ASK = 10.0  # seconds between two pings
ALONE = 60.0  # seconds without an answer after which nobody is there any more


class Link:
    """``frame`` makes a frame of the present state; ``wish`` is told of buttons and sliders, in any thread;
    ``card`` answers a browser that wants to see one.

    ``lock`` guards what both threads touch: the history, which the loop writes and the stream reads.
    """

    def __init__(
        self,
        history: History,
        grids: Grids,
        frame: Make,
        wish: Callable[[Wish], None],
        card: Callable[[Any], tuple[CardMessage, bytes] | None],
        runs: PanelRuns,
    ) -> None:
        self.lock = threading.RLock()
        self.mode: Mode = "after-cell"
        self._cell_mode: Mode = "after-cell"  # while a cell is what trains
        self._history = history
        self._grids = grids
        self._make = frame
        self._wish = wish
        self._card = card
        self._panel_runs = runs
        self._widget: Any = None
        self._stream: FrameStream | None = None
        self._asked = self._answered = -1e9  # when: the last ping, and the last message of any kind
        self._sent: dict[str, Any] = {}  # the large parts of frames, as they were sent last

    def open(self, title: str) -> None:
        """Make the widget, if this is a notebook with somebody to look at it."""
        if self._widget is None and notebook.in_notebook() and not notebook.synchronous():
            prepare()  # before the browser can know of the widget, and answer
            widget = open_widget("live", title=title, language=get_language())
            if widget is not None:
                how = keep_responsive(widget)
                self.connect(widget, "after-cell" if how == "after-cell" else "live")

    def in_background(self, on: bool) -> None:
        """While no cell is busy, messages are handled at once by whatever kernel."""
        self.mode = "background" if on else self._cell_mode
        if self._stream is not None:
            self._stream.blind = self.mode == "after-cell"

    def connect(self, widget: Any, mode: Mode) -> None:
        self._widget, self.mode, self._cell_mode = widget, mode, mode
        self._stream = FrameStream(widget.send, self._grids, blind=mode == "after-cell")
        widget.on_msg(lambda _widget, content, _buffers: self.receive(content))

    @property
    def is_open(self) -> bool:
        return self._stream is not None

    @property
    def heard(self) -> bool:
        """Whether a browser has ever answered."""
        return self._stream is not None and self._stream.heard

    @property
    def can_resume(self) -> bool:
        """Whether somebody could end a pause while the training is running."""
        return self.heard and self.mode != "after-cell"

    def deserted(self) -> bool:
        """Whether no browser has answered for long, although it was asked; call it often while the loop is held.

        Frames do not tell: a hidden tab draws none, and so acknowledges none.
        """
        now = monotonic()
        if now - self._asked > 3 * ASK:  # nobody was asked lately, so silence means nothing yet
            self._asked = self._answered = now
        elif now - self._asked >= ASK and self._widget is not None:
            self._asked = now
            with suppress(OSError):
                self._widget.send(to_json(Ping()), [])
        return now - self._answered >= ALONE

    def bundle(self) -> dict[str, Any]:
        """The widget's part of the mime bundle."""
        return {} if self._widget is None else view_bundle(self._widget)

    def push_if_due(self) -> None:
        """Send what is new, as fast as the browser draws; and the last frame again, when it seems to be lost."""
        if self._stream is not None and self._stream.due():
            self.push(whole=self._stream.silent())

    def push(self, *, whole: bool = False) -> None:
        """Send now what is new; ``whole`` sends a frame in any case and repeats graph and layers in it."""
        if self._stream is None:
            return
        with self.lock, suppress(OSError):  # a front end that has gone away is no reason to end the training
            if whole:
                self._sent.clear()
            self._stream.push(self._make, self._history, repeat=whole)

    def save(self, snapshot: Snapshot) -> None:
        """Leave in the widget's state what a page without a kernel draws."""
        if self._widget is not None:
            self._widget.snapshot = to_json(snapshot)

    def unsent(self, part: str, value: T) -> T | None:
        """For a frame that is being made: ``value`` where it is not what was sent last, else None."""
        if value is self._sent.get(part):
            return None
        self._sent[part] = value
        return value

    def receive(self, message: Any) -> None:
        """A message from the browser, in whatever thread it comes. Malformed ones are dropped."""
        stream = self._stream
        if stream is None or not isinstance(message, dict):
            return
        kind = message.get("type")
        self._answered = monotonic()
        with self.lock:
            if kind == "ack" and isinstance(message.get("seq"), int):
                stream.acknowledge(message["seq"])
            elif kind == "need" and isinstance(message.get("have"), int):
                stream.need(str(message.get("series")), message["have"])
                self.push()  # a run at rest has no other reason to send it
            elif kind == "show" and isinstance(message.get("grids"), list):
                stream.show([str(name) for name in message["grids"]])
                self.push()
            elif kind == "ready":
                stream.ready()
                self.push(whole=True)
            elif kind == "want" and (answer := self._card(message.get("name"))) is not None:
                self._widget.send(to_json(answer[0]), [answer[1]])
            elif kind in MESSAGES:
                self._panel_runs.receive(message, self._widget.send)
                self.push()
        if _is_wish(message):
            with self.lock:
                stream.alive()
            self._wish(message)
        self.push_if_due()


def _is_wish(message: Wish) -> bool:
    """Whether it asks something of the loop, in a form that can be understood."""
    kind = message.get("type")
    return (
        kind in ("set", "speed")
        or (kind == "control" and message.get("action") in get_args(Action))
        or (kind == "rewind" and isinstance(message.get("step"), int))
    )
