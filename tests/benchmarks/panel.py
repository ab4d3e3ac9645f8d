"""What an open live panel costs a training loop, against the same loop with nobody watching.

    python -m tests.benchmarks.panel [pairs]

All clocks, those of the panel too, show the processor time of the thread that trains: so it is as on a machine that
does nothing else, however busy this one is. The panel's stands still while the panel is not watching, for what it
spends is a share of the time that passes. There are two measures.

"panel" is the share of that time spent inside the panel: every call by which optimizer, backward pass and ops reach it
is timed. It is steady from run to run, and a little too high, for reading this clock costs more than reading the usual
one. "ratio" compares whole steps, with what watched ops and caches cost beside: both loops take turns of a second and a
half, and the median of the ratios of neighbouring turns counts. It needs a quiet machine: others push the arrays of a
step out of the caches.

With a browser: one made of a few lines acknowledges every frame at once, with a heat map and a histogram on the screen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import thread_time
from typing import Any

import autograd_lab as lab
from autograd_lab import nn, optim, watch
from autograd_lab.record.graphs import flow
from autograd_lab.record.training import activations, budget, observer, resources, vitals
from autograd_lab.ui import stream, vital
from autograd_lab.ui.live_panel import LivePanel
from tests.ui.browser import FakeBrowser

TURN = 1.5  # seconds; the panel's budget is of time, so a turn must be long beside the time between two looks
SHOWN = ["flow/gradient", "hist/weight/0.weight"]
WIDTHS = {"about 1 ms": (128, 128), "about 5 ms": (512, 320), "about 20 ms": (1024, 224)}  # (width, batch)
# By these the panel is reached; none of them calls another.
DOORS: list[tuple[type, str]] = [
    (LivePanel, "_before_step"),
    (LivePanel, "_after_step"),
    *((observer._Ear, name) for name in ("backward_started", "backward_finished")),
    *((flow.FlowWatcher, name) for name in ("recorded", "flowed")),
    *((activations.ActivationWatcher, name) for name in ("backward_started", "recorded", "left")),
]


class Clock:
    """The panel's."""

    def __init__(self) -> None:
        self.away = 0.0  # seconds in which the panel was not watching

    def __call__(self) -> float:
        return thread_time() - self.away


class Inside:
    """How long this thread has been inside the panel."""

    def __init__(self) -> None:
        self.seconds = 0.0
        for owner, name in DOORS:
            setattr(owner, name, self._timed(getattr(owner, name)))

    def _timed(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any) -> Any:
            start = thread_time()
            try:
                return method(*args)
            finally:
                self.seconds += thread_time() - start

        return timed


class Loop:
    """One model, trained in turns with the panel and without. Two models would not do: where their arrays happen to
    lie in memory makes more of a difference than the panel."""

    def __init__(self, width: int, batch: int, clock: Clock, *, browser: bool) -> None:
        self.clock = clock
        lab.manual_seed(0)
        self.model = nn.Sequential(
            nn.Linear(64, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10)
        )
        self.optimizer = optim.SGD(self.model.parameters(), lr=0.01)
        self.x, self.labels = lab.randn(batch, 64), lab.randint(0, 10, (batch,))
        self.panel = lab.viz.live(self.model, self.optimizer)
        if browser:
            self._connect(FakeBrowser())
        self.watch(False)

    def _connect(self, browser: FakeBrowser) -> None:
        self.panel._link.connect(browser, "live")
        self.panel._link._stream._clock = self.clock  # type: ignore[union-attr]
        browser.say(type="ready")
        browser.say(type="show", grids=SHOWN)

    def watch(self, on: bool) -> None:
        """Hang the panel on the loop, or take it off, with all that it has seen."""
        panel, ear = self.panel, self.panel._observer._ear
        for hook in panel._hooks:
            hook.remove()
        panel._hooks = []
        panel._observer.rest()
        watch.remove(ear)
        if on:
            panel._hooks = [
                self.optimizer.register_step_pre_hook(panel._before_step),
                self.optimizer.register_step_post_hook(panel._after_step),
            ]
            watch.add(ear, ops=False)

    def turn(self, on: bool) -> float:
        """Seconds per step."""
        self.watch(on)
        start, steps = thread_time(), 0
        while thread_time() - start < TURN:
            self.optimizer.zero_grad()
            nn.functional.cross_entropy(self.model(self.x), self.labels).backward()
            self.optimizer.step()
            steps += 1
        seconds = thread_time() - start
        self.clock.away += 0 if on else seconds
        return seconds / steps


def main(pairs: int) -> None:
    clock = Clock()
    for module in (activations, budget, flow, observer, resources, stream, vital, vitals):
        module.perf_counter = clock  # type: ignore[attr-defined]
    lab.set_num_threads(1)
    inside = Inside()
    print(f"{'step':12} {'browser':>8} {'alone':>10} {'watched':>10} {'panel':>7} {'ratio':>7}   ratios of the turns")
    for name, (width, batch) in WIDTHS.items():
        for browser in (True, False):
            loop = Loop(width, batch, clock, browser=browser)
            loop.turn(False), loop.turn(True)  # the first turns do not count
            inside.seconds = 0.0
            turns = [(loop.turn(False), loop.turn(True)) for _ in range(pairs)]
            ratios = sorted(b / a for a, b in turns)
            best = [min(turn[i] for turn in turns) * 1e3 for i in (0, 1)]
            spread = " ".join(f"{ratio:.3f}" for ratio in ratios)
            print(
                f"{name:12} {'yes' if browser else 'no':>8} {best[0]:7.2f} ms {best[1]:7.2f} ms "
                f"{inside.seconds / (pairs * TURN):7.2%} {median(ratios):7.3f}   {spread}",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
