"""The runs beside a panel: its own is kept in the book when it rests, earlier ones are sent when asked for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import perf_counter
from typing import Any
from weakref import ref

import numpy as np

from autograd_lab.errors import LabError
from autograd_lab.record.names import shorten
from autograd_lab.record.runs.hyper import changed, hyperparameters, run_title
from autograd_lab.record.runs.run import History
from autograd_lab.record.runs.runs import BOOK, RunBook, branch_title
from autograd_lab.record.snapshot import Text, to_json
from autograd_lab.ui.protocol import RunCurves, RunData, RunList, SeriesSlice

MESSAGES = ("overlay", "name", "remove")
LOOK = 2.0  # seconds between looks at the hyperparameters while training
SAVED = 6  # overlaid runs in a saved page
SAVED_POINTS = 300  # of a curve of these

Send = Callable[[dict[str, Any], list[bytes]], None]


class PanelRuns:
    """The part of a panel that knows runs. It holds the optimizer weakly, and no model."""

    def __init__(
        self, history: History, model: Any, optimizer: Any, changed: Callable[[], None], book: RunBook = BOOK
    ) -> None:
        """``changed`` is called when a view draws other runs than before, or under other names."""
        self.number = book.number(history)
        self._book = book
        self._history = history
        self._optimizer = ref(optimizer)
        self._changed = changed
        self._before = self._settings = hyperparameters(optimizer, model)
        self._name: Text = ""
        self._overlays: list[int] = []
        self._list: RunList | None = None
        self._version = -1
        self._looked = -LOOK
        self._kept: tuple[tuple[int, int], ...] = ()

    @property
    def name(self) -> Text:
        """What the learner called this run, or what its hyperparameters say."""
        return self._name or run_title(self._before)

    @name.setter
    def name(self, text: Any) -> None:
        self._name = shorten(text)
        self._list = None
        if self.number in self._book:
            self._book.rename(self.number, self.name)

    def trains_on(self, loader: Any) -> None:
        """The loop's loader may tell the size of a batch."""
        size = getattr(loader, "batch_size", None)
        if isinstance(size, int) and not self._history.curves:
            self._before = {**self._before, "batch_size": str(size)}

    def keep(self, *, again: bool = True) -> None:
        """Put this run down as it is now, or only if it has grown; a run without a step is none."""
        size = tuple((curve.generation, len(curve)) for curve in self._history.curves.values())
        if size and (again or size != self._kept):
            self._look()
            self._book.keep(self._history, self.name, settings=self._settings)
            self._kept = size

    def leave(self, step: int) -> int:
        """The learner goes back to ``step``: what came after it stays in the book as a branch; its number."""
        self._look()
        return self._book.keep(self._history, branch_title(self.name, step), self.number, step, settings=self._settings)

    def news(self) -> RunList:
        """The same object as long as nothing has changed; a schedule may change a hyperparameter at every step."""
        if perf_counter() - self._looked >= LOOK:
            self._look()
        if self._list is None or self._version != self._book.version:
            self._version = self._book.version
            others = [run.summary for run in self._book.runs() if run.summary.number != self.number]
            self._list = RunList(self.number, self.name, self._settings, others)
        return self._list

    def saved(self) -> list[RunData]:
        """The curves that a page without a kernel needs to look the same."""
        runs = [run for run in self._book.runs() if run.summary.number in self._overlays]
        return [RunData(run.summary.number, run.series(SAVED_POINTS)) for run in runs[:SAVED]]

    def receive(self, message: dict[str, Any], send: Send) -> None:
        """One of ``MESSAGES`` from the browser. What names no run of the book is dropped."""
        kind = message.get("type")
        if kind == "overlay":
            wanted, have = _numbers(message.get("runs")), _numbers(message.get("have"))
            self._overlays = [number for number in wanted if number in self._book]
            for number in self._overlays:
                if number not in have:
                    with suppress(LabError):  # forgotten by another panel just now
                        self._send_curves(number, send)
        else:
            with suppress(LabError):
                self._edit(kind, message.get("run"), message.get("title", ""))
        self._changed()

    def _edit(self, kind: Any, number: Any, title: Any) -> None:
        if kind == "name" and number == self.number:
            self.name = title
        elif kind == "name":
            self._book.rename(number, title)
        elif number != self.number:
            self._book.remove(number)

    def _send_curves(self, number: int, send: Send) -> None:
        slices, buffers = [], []
        for name, (group, x, y) in self._book.get(number).curves.items():
            slices.append(SeriesSlice(name, group, 0, 0, len(x)))
            buffers.append(np.concatenate((x, y)).astype("<f4").tobytes())
        send(to_json(RunCurves(number, slices)), buffers)

    def _look(self) -> None:
        """Sliders and schedules change hyperparameters on the way."""
        self._looked = perf_counter()
        optimizer = self._optimizer()
        if optimizer is None:
            return
        now = changed(self._before, hyperparameters(optimizer))
        if now != self._settings:
            self._settings, self._list = now, None


def _numbers(value: Any) -> list[int]:
    return [number for number in value if isinstance(number, int)][:100] if isinstance(value, list) else []
