"""Training in a thread: it returns at once, draws what a cell would have drawn, and ends in every way there is."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import ArgTypeError, OptimError
from autograd_lab.ui.live_panel import LivePanel
from tests.ui.bench import Bench

ROOT = Path(__file__).resolve().parents[2]


def train(bench: Bench, steps: int = 20, epochs: int = 1) -> list[float]:
    losses = []
    for _ in range(epochs):
        for _ in bench.panel(range(steps)):
            losses.append(bench.step())
    return losses


def test_it_returns_at_once_and_gives_the_result(bench: Bench) -> None:
    gate = threading.Event()

    def slow() -> str:
        gate.wait(10)
        train(bench, epochs=2)
        return "trained"

    run = bench.panel.background(slow)
    assert not run.done and run.result is None
    with pytest.raises(TimeoutError, match="still running"):
        run.wait(0.05)
    gate.set()
    assert run.wait(20) == "trained" == run.result
    assert run.done and run.error is None and (bench.panel.state, bench.at, bench.panel.epoch) == ("done", 40, 2)
    assert repr(run) == "BackgroundRun('Training Sequential with SGD', done)"


def test_arguments_and_a_second_run(bench: Bench) -> None:
    for _ in range(2):
        bench.panel.background(train, bench, steps=5).wait(20)
    assert bench.at == 10


def test_controls(bench: Bench) -> None:
    browser = bench.open(mode="after-cell")
    run = bench.panel.background(train, bench, 10**6)
    bench.wait(lambda: bench.at > 5)
    run.pause()
    bench.until("paused")
    at = bench.at
    bench.wait(lambda: browser.last["state"] == "paused")
    assert browser.last["mode"] == "background", "also where a cell would have to end first"
    browser.say(type="control", action="step")
    bench.wait(lambda: bench.at == at + 1 and bench.panel.state == "paused")
    browser.say(type="set", name="lr", value=0.001)
    browser.say(type="rewind", step=0)
    bench.wait(lambda: bench.at == 0 and bench.lr == 0.1)
    run.resume()
    bench.wait(lambda: bench.at > 5)
    run.stop()
    run.wait(20)
    assert bench.panel.state == "stopped" and run.error is None
    assert browser.last["state"] == "stopped" and browser.last["mode"] == "after-cell"
    assert browser.snapshot is not None and browser.snapshot["state"] == "stopped"


def test_it_stays_paused_when_the_browser_is_gone(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from autograd_lab.ui import link

    monkeypatch.setattr(link, "ASK", 0.05)
    monkeypatch.setattr(link, "ALONE", 0.2)
    browser = bench.open()
    run = bench.panel.background(train, bench, 10**6)
    run.pause()
    bench.until("paused")
    browser.acknowledges = False
    time.sleep(0.8)
    assert bench.panel.state == "paused", "a page that is opened again finds it"
    run.stop()
    run.wait(20)


def test_errors_come_out_of_wait_and_stand_in_the_panel(bench: Bench) -> None:
    browser = bench.open()

    def broken() -> None:
        for i in bench.panel(range(10)):
            bench.step()
            if i == 3:
                raise ZeroDivisionError("<b>a</b> lesson")

    run = bench.panel.background(broken)
    with pytest.raises(ZeroDivisionError, match="lesson"):
        run.wait(20)
    assert run.done and isinstance(run.error, ZeroDivisionError)
    assert bench.panel.state == "interrupted" == browser.last["state"]
    assert "ZeroDivisionError: <b>a</b> lesson" in browser.last["notice"]["en"]
    assert browser.last["notice"]["zh"] != browser.last["notice"]["en"] and "failed" in repr(run)
    assert bench.panel.background(train, bench, 3).wait(20) is not None, "and the next run works"
    assert browser.last["notice"] == ""


def test_stop_in_a_loop_without_the_panel_is_no_error(bench: Bench) -> None:
    def bare() -> None:
        while True:
            bench.step()

    run = bench.panel.background(bare)
    bench.wait(lambda: bench.at > 3)
    run.stop()
    assert run.wait(20) is None and run.error is None and bench.panel.state == "stopped"


def test_an_interrupt_while_waiting_stops_gracefully(bench: Bench) -> None:
    run = bench.panel.background(train, bench, 10**6)
    bench.wait(lambda: bench.at > 3)

    def interrupted(_timeout: Any = None) -> bool:
        run._ended.wait = real  # type: ignore[method-assign]
        raise KeyboardInterrupt

    real, run._ended.wait = run._ended.wait, interrupted  # type: ignore[method-assign]
    assert len(run.wait(20)) == bench.at
    assert bench.panel.state == "stopped"


def test_it_draws_what_the_same_loop_in_a_cell_would_have_drawn() -> None:
    def dropout() -> Any:
        return nn.Sequential(nn.Linear(4, 16), nn.Dropout(0.5), nn.Linear(16, 1))

    inside = Bench(layers=dropout)
    lab.manual_seed(5)
    expected = train(inside)
    aside = Bench(layers=dropout)
    lab.manual_seed(5)
    run = aside.panel.background(train, aside)
    drawn = lab.rand(4).tolist()
    assert run.wait(20) == expected
    lab.manual_seed(5)
    assert lab.rand(4).tolist() != drawn, "the notebook's own stream has gone on elsewhere"
    for bench in (inside, aside):
        bench.panel.close()


def test_two_runs_at_once_see_their_own_and_are_reproducible() -> None:
    def both() -> list[list[float]]:
        benches = [Bench(layers=lambda: nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.3), nn.Linear(8, 1))) for _ in "ab"]
        lab.manual_seed(9)
        runs = [bench.panel.background(train, bench, 60) for bench in benches]
        losses = [run.wait(60) for run in runs]
        for bench, seen in zip(benches, losses, strict=True):
            assert bench.at == 60
            # the panel keeps float32
            assert bench.panel.history.curve("train_loss")[1].tolist() == pytest.approx(seen, rel=1e-6)
            assert {row.name for row in bench.panel._observer.layers} == {"0.weight", "0.bias", "2.weight", "2.bias"}
            bench.panel.close()
        return losses

    first = both()
    assert first[0] != first[1] and both() == first


def test_modes_of_the_notebook_stay_in_the_notebook(bench: Bench) -> None:
    with lab.no_grad():
        assert len(bench.panel.background(train, bench, 3).wait(20)) == 3
        assert not lab.is_grad_enabled()


def test_one_run_at_a_time(bench: Bench) -> None:
    run = bench.panel.background(train, bench, 10**6)
    with pytest.raises(OptimError, match="in the background"):
        bench.panel.background(train, bench)
    with pytest.raises(OptimError, match="in the background"):
        next(iter(bench.panel(range(3))))
    run.stop()
    run.wait(20)
    with pytest.raises(ArgTypeError, match="function"):
        bench.panel.background(3)  # type: ignore[arg-type]
    assert sum(1 for _ in bench.panel(range(2))) == 2


def test_the_end_of_another_cell_is_not_the_end_of_the_run(bench: Bench) -> None:
    run = bench.panel.background(train, bench, 10**6)
    bench.wait(lambda: bench.at > 3)
    bench.panel._cell_ended(failed=True)
    at = bench.at
    bench.wait(lambda: bench.at > at)
    assert bench.panel.state == "running"
    run.stop()
    run.wait(20)


PROGRAM = """
import autograd_lab as lab
from autograd_lab import nn, optim
model = nn.Linear(200, 200)
optimizer = optim.SGD(model.parameters(), lr=0.1)
panel = lab.viz.live(model, optimizer)
x = lab.randn(500, 200)

def train():
    for _ in panel(range(10**9)):
        optimizer.zero_grad(); model(x).pow(2).mean().backward(); optimizer.step()

run = panel.background(train)
while panel._observer.step < 3: pass
print("leaving", run.done)
"""


def test_a_program_that_ends_takes_its_run_with_it() -> None:
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "leaving False\n", "")
    assert time.monotonic() - start < 30


def test_a_finished_run_goes_back_and_the_next_goes_on(bench: Bench) -> None:
    bench.panel.background(train, bench, 6).wait(20)
    weights = bench.model[0].weight.tolist()
    bench.panel.rewind(0)
    assert bench.at == 0
    bench.panel.background(train, bench, 6).wait(20)
    assert bench.model[0].weight.tolist() == weights and isinstance(bench.panel, LivePanel)
