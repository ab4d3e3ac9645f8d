"""A small model, its optimizer and its panel, with a browser made of a few lines."""

from __future__ import annotations

import time
from typing import Any

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.ui.live_panel import LivePanel
from tests.ui.browser import FakeBrowser


class Bench:
    def __init__(self, make: Any = None, layers: Any = None, **options: Any) -> None:
        lab.manual_seed(0)
        self.model = layers() if layers is not None else nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
        self.optimizer = (make or (lambda p: optim.SGD(p, lr=0.1)))(self.model.parameters())
        self.x, self.y = lab.randn(16, 4), lab.randn(16, 1)
        self.panel = LivePanel(self.model, self.optimizer, **options)
        self.browser = FakeBrowser()

    def open(self, mode: Any = "live") -> FakeBrowser:
        self.panel._link.connect(self.browser, mode)
        self.browser.say(type="ready")
        return self.browser

    def step(self, x: Any = None, y: Any = None) -> float:
        self.optimizer.zero_grad()
        loss = ((self.model(self.x if x is None else x) - (self.y if y is None else y)) ** 2).mean()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def until(self, state: str) -> None:
        self.wait(lambda: self.panel.state == state, f"never {state}, but {self.panel.state}")

    def wait(self, true: Any, otherwise: str = "never") -> None:
        end = time.monotonic() + 20
        while not true():
            assert time.monotonic() < end, otherwise
            time.sleep(0.005)

    @property
    def at(self) -> int:
        return self.panel._observer.step

    @property
    def lr(self) -> float:
        return self.optimizer.param_groups[0]["lr"]
