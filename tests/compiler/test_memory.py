"""What compiling takes in memory: hardly more than the call itself, while it is recorded and when it is replayed."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import numpy as np

import autograd_lab as lab
from autograd_lab import nn
from tests.compiler.test_same_as_eager import trainer
from tests.compiler.twins import plans

F = nn.functional
RECORDED = 1.25  # beside arrays there are the records themselves, and what one op needs while it is looked into
REPLAYED = 1.05


def peaks(step: Any, arguments: Any, calls: int = 5) -> list[int]:
    """The most memory that each call took beyond what was there before the first, with nobody to collect garbage."""
    found = []
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        for _ in range(calls):
            tracemalloc.reset_peak()
            step(*arguments)
            found.append(tracemalloc.get_traced_memory()[1])
    finally:
        tracemalloc.stop()
        gc.enable()
    return found


def network() -> Any:
    model = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8),
        nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 14 * 14, 10),
    )  # fmt: skip
    return trainer(model, lab.optim.Adam(model.parameters()), F.cross_entropy)[0]


def test_recording_and_replaying_take_about_as_much_as_running() -> None:
    arguments = lab.randn(64, 1, 28, 28), lab.randint(0, 10, (64,))
    for once in (network(), lab.compile(network())):  # what is made once, such as imports and loops, is made now
        for _ in range(3):
            once(*arguments)
    eager = max(peaks(network(), arguments))
    compiled = lab.compile(network())
    first, second, *later = peaks(compiled, arguments)
    assert max(first, second) < RECORDED * eager
    assert max(later) < REPLAYED * eager
    assert plans(compiled) == 1


def test_gradients_that_are_handed_over_have_memory_of_their_own() -> None:
    a, b = lab.ones(300, requires_grad=True), lab.ones(300, requires_grad=True)
    w = lab.ones(300, 300, requires_grad=True)

    def step(x: Any) -> Any:
        loss = (((a + b) @ w) * x).sum()
        loss.backward()
        return loss

    compiled, kept = lab.compile(step), []
    for k in range(5):
        a.grad = b.grad = w.grad = None
        compiled(lab.full((300,), k + 1.0))
        kept.append(w.grad)
        assert not any(
            np.may_share_memory(p.grad.array, q.grad.array) for p, q in ((a, b), (a, w), (b, w))
        )  # fmt: skip
        with lab.no_grad():
            a.grad.zero_()
        assert b.grad.tolist() == [300.0 * (k + 1)] * 300
    assert [g[0, 0].item() for g in kept] == [2.0 * (k + 1) for k in range(5)]  # later calls do not write into them
    assert plans(compiled) == 1
