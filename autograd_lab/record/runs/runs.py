"""The runs of this kernel: what each was trained with, how far it came, and its curves, thinned out.

A panel's run is kept when it comes to rest, and kept anew when it goes on. When a learner rewinds a run and
branches off, the future that is left behind stays as a run of its own. Nothing here keeps a model, an optimizer
or a history alive.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from weakref import WeakKeyDictionary, WeakSet

import numpy as np

from autograd_lab.errors import ArgumentError
from autograd_lab.record.names import shorten
from autograd_lab.record.runs.curve import thin_out
from autograd_lab.record.runs.run import History, series_data
from autograd_lab.record.snapshot import Bilingual, Real, SeriesData, SeriesGroup, Text, both, real

RUNS = 20  # the oldest goes when another comes
CURVES = 12  # of a run
POINTS = 1_000  # of a curve

#: Where less is better, although it is no loss.
_LESS = ("err", "perplexity", "ppl", "mae", "mse", "rmse", "误差", "困惑度")


@dataclass(frozen=True)
class Score:
    """How far one curve came: its best value, the step of it, and its last value."""

    name: str
    group: SeriesGroup
    best: Real
    best_step: float
    last: Real


@dataclass(frozen=True)
class RunSummary:
    """A run without its curves.

    ``settings`` are its hyperparameters as texts. ``parent`` and ``branched_at`` say that it is a future that was
    left behind: up to that step it is the same as the run ``parent``.
    """

    number: int
    title: Text
    started: float
    seconds: float
    steps: int
    epochs: float | None
    settings: dict[str, str]
    scores: list[Score]
    parent: int | None = None
    branched_at: int | None = None


@dataclass(frozen=True)
class Run:
    """A run with its curves, (x, y) as float32."""

    summary: RunSummary
    curves: dict[str, tuple[SeriesGroup, np.ndarray, np.ndarray]] = field(repr=False)

    def series(self, limit: int = POINTS) -> list[SeriesData]:
        return [series_data(name, group, x, y, limit) for name, (group, x, y) in self.curves.items()]


class Source(Protocol):
    """Something that trains, and may have gone on since its run was kept."""

    def keep_run(self) -> None: ...


class RunBook:
    """A bounded book of runs; any thread may read and write it. ``version`` grows with every change."""

    def __init__(self, limit: int = RUNS) -> None:
        self.limit = limit
        self.version = 0
        self._lock = threading.RLock()
        self._runs: dict[int, Run] = {}
        self._next = 1
        self._numbers: WeakKeyDictionary[History, int] = WeakKeyDictionary()
        self._started: WeakKeyDictionary[History, float] = WeakKeyDictionary()
        self._sources: WeakSet[Source] = WeakSet()

    def number(self, history: History) -> int:
        """The number of a run that may not be in the book yet."""
        with self._lock:
            if history not in self._numbers:
                self._numbers[history] = self._new()
                self._started[history] = time.time()
            return self._numbers[history]

    def keep(
        self,
        history: History,
        title: Text,
        parent: int | None = None,
        branched_at: int | None = None,
        *,
        settings: Mapping[str, str] | None = None,
    ) -> int:
        """Put a run down as it is now; its number.

        A history has one place in the book, and keeping it again replaces what was there. With ``branched_at`` it
        gets another place: the points after that step are about to be given up, and stay here as a branch of
        ``parent``, by default of the history's own run.
        """
        with self._lock:
            own = self.number(history)
            number = own if branched_at is None else self._new()
            if branched_at is not None and parent is None:
                parent = own
            old = self._runs.pop(number, None) or self._runs.get(own)
            if settings is None:
                settings = old.summary.settings if old is not None else {}
            self._runs[number] = _run(
                history,
                RunSummary(
                    number=number,
                    title=title if not isinstance(title, str) else shorten(title),
                    started=self._started[history],
                    seconds=round(history.clock.passed, 3),
                    steps=_last(history),
                    epochs=None,
                    settings=dict(settings),
                    scores=[],
                    parent=parent,
                    branched_at=branched_at,
                ),
            )
            while len(self._runs) > self.limit:
                self._runs.pop(next(iter(self._runs)))
            self.version += 1
            return number

    def listen_to(self, source: Source) -> None:
        """Ask ``source``, as long as it lives, for what it has not kept yet."""
        self._sources.add(source)

    def refresh(self) -> None:
        """Let all sources keep what is new. Not to be called under a lock that a source might want."""
        for source in list(self._sources):
            source.keep_run()

    def rename(self, number: Any, title: Any) -> None:
        """KeyError where there is no such run; an empty title changes nothing."""
        text = shorten(title)
        with self._lock:
            run = self.get(number)
            if text:
                self._runs[number] = replace(run, summary=replace(run.summary, title=text))
                self.version += 1

    def remove(self, number: Any) -> None:
        """Forget a run; KeyError where there is none."""
        with self._lock:
            self.get(number)
            del self._runs[number]
            self.version += 1

    def clear(self) -> None:
        with self._lock:
            self._runs.clear()
            self.version += 1

    def get(self, number: Any) -> Run:
        with self._lock:
            if not isinstance(number, int) or number not in self._runs:
                raise ArgumentError("runs.unknown", number=number, known=", ".join(map(str, self._runs)) or "-")
            return self._runs[number]

    def __contains__(self, number: object) -> bool:
        return number in self._runs

    def runs(self) -> list[Run]:
        """All runs, oldest first."""
        with self._lock:
            return sorted(self._runs.values(), key=lambda run: run.summary.number)

    def _new(self) -> int:
        number, self._next = self._next, self._next + 1
        return number


#: The runs of this kernel.
BOOK = RunBook()


def branch_title(title: Text, step: int) -> Text:
    """The name of a future that was left behind at ``step``."""
    en, zh = (title, title) if isinstance(title, str) else (title.en, title.zh)
    return Bilingual(both("runs.branch", title=en, step=step).en, both("runs.branch", title=zh, step=step).zh)


def main_curve(summaries: list[RunSummary]) -> str | None:
    """The curve by which runs are compared: the one that most of them have, a validation loss before others."""
    counts: dict[str, list[float]] = {}
    for summary in summaries:
        for score in summary.scores:
            low = score.name.lower()
            validation = "val" in low or "test" in low or "验证" in low
            counts.setdefault(score.name, [0, score.group == "loss", validation])[0] += 1
    return max(counts, key=lambda name: tuple(counts[name]), default=None)


def in_order(runs: list[Run]) -> list[Run]:
    """Best first, by the main curve; those without it, and those that broke down, at the end."""
    name = main_curve([run.summary for run in runs])

    def rank(run: Run) -> tuple[bool, float]:
        score = next((s for s in run.summary.scores if s.name == name), None)
        if score is None or isinstance(score.best, str):
            return True, run.summary.number
        return False, score.best if less_is_better(score.name) else -score.best

    return sorted(runs, key=rank)


def less_is_better(name: str) -> bool:
    low = name.lower()
    return "loss" in low or "损失" in low or any(word in low for word in _LESS)


def _run(history: History, summary: RunSummary) -> Run:
    curves: dict[str, tuple[SeriesGroup, np.ndarray, np.ndarray]] = {}
    scores: list[Score] = []
    learned = 0
    for name, group, curve in history.series():
        if len(curve) == 0 or (group != "clock" and learned >= CURVES):
            continue
        curves[name] = (group, *thin_out(curve.x, curve.y, POINTS))
        if group != "clock":
            learned += 1
            scores.append(_score(name, group, curve.x, curve.y))
    epochs = history.clock.epochs
    return Run(replace(summary, scores=scores, epochs=float(epochs.y[-1]) if len(epochs) else None), curves)


def _score(name: str, group: SeriesGroup, x: np.ndarray, y: np.ndarray) -> Score:
    finite = np.isfinite(y)
    if not finite.any():
        return Score(name, group, real(math.nan), float(x[-1]), real(y[-1]))
    sign = 1 if less_is_better(name) else -1
    best = int(np.where(finite, sign * y, np.inf).argmin())
    return Score(name, group, real(y[best]), float(x[best]), real(y[-1]))


def _last(history: History) -> int:
    return max((int(curve.x[-1]) for _, _, curve in history.series() if len(curve)), default=0)
