"""What an open live panel costs a training loop, against the same loop with nobody watching.

    python -m tests.benchmarks.panel [pairs]

Both take turns of a second and a half, and the median of the ratios of neighbouring turns counts. All clocks, those of
the panel too, show the time of this process: so it is as on a machine that does nothing else, however busy this one
is. A browser made of a few lines acknowledges every frame at once, with a heat map and a histogram on the screen.
"""

from __future__ import annotations

import sys
from statistics import median
from time import process_time

import autograd_lab as lab
from autograd_lab import nn, optim, watch
from autograd_lab.record.graphs import flow
from autograd_lab.record.training import activations, budget, observer, resources, vitals
from autograd_lab.ui import stream, vital
from tests.ui.browser import FakeBrowser

TURN = 1.5  # seconds; the panel's budget is of time, so a turn must be long beside the time between two looks
SHOWN = ["flow/gradient", "hist/weight/0.weight"]
WIDTHS = {"about 1 ms": (128, 128), "about 5 ms": (512, 160), "about 20 ms": (1024, 224)}  # (width, batch)


class Loop:
    """One model, trained in turns with the panel and without. Two models would not do: where their arrays happen to
    lie in memory makes more of a difference than the panel."""

    def __init__(self, width: int, batch: int) -> None:
        lab.manual_seed(0)
        self.model = nn.Sequential(
            nn.Linear(64, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10)
        )
        self.optimizer = optim.SGD(self.model.parameters(), lr=0.01)
        self.x, self.labels = lab.randn(batch, 64), lab.randint(0, 10, (batch,))
        self.panel = lab.viz.live(self.model, self.optimizer)
        browser = FakeBrowser()
        self.panel._link.connect(browser, "live")
        self.panel._link._stream._clock = process_time  # type: ignore[union-attr]
        browser.say(type="ready")
        browser.say(type="show", grids=SHOWN)
        self.watch(False)

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
        start, steps = process_time(), 0
        while process_time() - start < TURN:
            self.optimizer.zero_grad()
            nn.functional.cross_entropy(self.model(self.x), self.labels).backward()
            self.optimizer.step()
            steps += 1
        return (process_time() - start) / steps


def main(pairs: int) -> None:
    for module in (activations, budget, flow, observer, resources, stream, vital, vitals):
        module.perf_counter = process_time  # type: ignore[attr-defined]
    lab.set_num_threads(1)
    print(f"{'step':14} {'alone':>10} {'watched':>10} {'ratio':>8}   ratios of the turns")
    for name, (width, batch) in WIDTHS.items():
        loop = Loop(width, batch)
        turns = [(loop.turn(False), loop.turn(True)) for _ in range(pairs + 1)][1:]  # the first does not count
        ratios = sorted(b / a for a, b in turns)
        best = [min(turn[i] for turn in turns) * 1e3 for i in (0, 1)]
        spread = " ".join(f"{ratio:.3f}" for ratio in ratios)
        print(f"{name:14} {best[0]:7.2f} ms {best[1]:7.2f} ms {median(ratios):8.3f}   {spread}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
