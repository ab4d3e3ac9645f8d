"""Where memory and time go."""

from __future__ import annotations

import time

import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.record.runs.run import History
from autograd_lab.record.training.observer import Observer
from autograd_lab.record.training.resources import Stopwatch, kept_by, memory


def test_bytes_of_parameters_gradients_and_state(device: str) -> None:
    model = nn.Linear(10, 5).to(device)
    optimizer = optim.Adam(model.parameters(), lr=0.1)
    seen = memory(model.parameters(), optimizer, 0)
    assert (seen.parameters, seen.gradients, seen.optimizer) == (220, 0, 0)
    model(lab.ones(2, 10, device=device)).sum().backward()
    optimizer.step()
    seen = memory(model.parameters(), optimizer, 7)
    assert seen.gradients == 220 and 440 <= seen.optimizer < 500, "two moments, and a count of steps"
    assert seen.activations == 7 and seen.device.startswith(device)
    assert seen.peak is None or seen.peak > 2**20
    if device == "cpu":
        assert seen.allocated is None


def test_what_a_graph_keeps_counts_each_memory_once_and_no_parameters() -> None:
    weight = lab.ones(100, 100, requires_grad=True)
    x = lab.ones(8, 100)
    hidden = (x @ weight).tanh()  # keeps x (of the product) and its own output
    assert kept_by(hidden.grad_fn) == x.array.nbytes + hidden.array.nbytes
    assert kept_by((hidden * hidden).grad_fn) == x.array.nbytes + hidden.array.nbytes
    assert kept_by((weight * 2).grad_fn) <= 16


def test_the_time_of_a_step_is_divided() -> None:
    watch = Stopwatch()
    for _ in range(20):
        time.sleep(0.002)
        watch.lap("data")
        watch.lap("forward")
        time.sleep(0.001)
        watch.lap("backward")
        watch.ended(counts=True)
    times = watch.times
    assert times is not None and 0.0019 < times.data and 0.0009 < times.backward and times.forward < 0.001
    time.sleep(0.05)
    watch.lap("forward")
    watch.ended(counts=False)  # a step that was looked at
    time.sleep(0.05)
    watch.skip()  # the loop was held
    watch.lap("forward")
    watch.ended(counts=True)
    assert watch.times is not None and watch.times.forward < 0.002


def test_nothing_piles_up_while_nobody_asks() -> None:
    watch = Stopwatch()
    for _ in range(20_000):
        watch.lap("forward")
        watch.lap("backward")
        watch.ended(counts=True)
    assert len(watch._laps) < 5000


def test_a_run_tells_all_of_it() -> None:
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    observer = Observer(model, optimizer, History(), every=5)
    optimizer.register_step_pre_hook(lambda *_: observer.before_step())
    optimizer.register_step_post_hook(lambda *_: observer.after_step())
    for _ in range(12):
        optimizer.zero_grad()
        model(lab.randn(16, 4)).sum().backward()
        optimizer.step()
    observer.close()
    vitals = observer.vitals
    assert vitals.memory is not None and vitals.memory.activations > 16 * 8 * 4
    times = vitals.stopwatch.times
    assert times is not None and min(times.forward, times.backward, times.optimizer) > 0
    names = set(vitals.grids)
    assert {"flow/gradient", "flow/ratio", "flow/inactive", "hist/weight/0.weight", "hist/gradient/2.bias"} <= names
    assert {"hist/output/0", "hist/output/1", "hist/output/2"} <= names
    assert vitals.grids["hist/weight/0.weight"].steps.tolist() == [1, 6, 11]


@pytest.mark.parametrize("every", [1, 7])
def test_between_looks_nothing_is_watched(every: int) -> None:
    from autograd_lab import watch

    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    observer = Observer(model, optimizer, History(), every=every)
    optimizer.register_step_pre_hook(lambda *_: observer.before_step())
    optimizer.register_step_post_hook(lambda *_: observer.after_step())
    for step in range(1, 22):
        model(lab.randn(2, 4)).sum().backward()
        assert not watch.watchers
        optimizer.step()
        assert bool(watch.watchers) is (step % every == 0)
    observer.close()
    assert not watch.watchers and not watch.backward_watchers
