"""Speed, one epoch, interrupts, browsers that go away, and the odd ways in which loops end."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograd_lab import optim
from autograd_lab.errors import ArgumentError
from autograd_lab.ui import link
from autograd_lab.ui.gate import Gate, TrainingStopped
from autograd_lab.ui.live_panel import LivePanel
from autograd_lab.ui.progress import columns, fitting
from tests.ui.bench import Bench

ROOT = Path(__file__).resolve().parents[2]


# -- speed and epochs --------------------------------------------------------------------------------------------------


def test_the_speed_is_kept_and_every_step_is_looked_at(bench: Bench) -> None:
    browser = bench.open()
    bench.panel.speed(20)
    start = time.monotonic()
    for _ in bench.panel(range(12)):
        bench.step()
        time.sleep(0.01)  # part of the pace, not added to it
    assert time.monotonic() - start > 0.5, "twelve steps at twenty a second"
    assert browser.last["speed"] == 20 and bench.panel._observer.layers_step == 12


def test_a_new_speed_acts_at_once(bench: Bench, aside: Callable[[Any], None]) -> None:
    browser = bench.open()
    bench.panel.speed(0.1)

    def press() -> None:
        bench.wait(lambda: bench.at == 1)
        browser.say(type="speed", speed=None)

    aside(press)
    start = time.monotonic()
    for _ in bench.panel(range(50)):
        bench.step()
    assert time.monotonic() - start < 60, "at the first speed it would be 500 seconds"


def test_pause_and_stop_are_heard_while_it_goes_slowly(bench: Bench, aside: Callable[[Any], None]) -> None:
    browser = bench.open()
    bench.panel.speed(0.1)

    def press() -> None:
        bench.wait(lambda: bench.at == 1)
        browser.say(type="control", action="pause")
        bench.until("paused")
        browser.say(type="control", action="stop")

    aside(press)
    for _ in bench.panel(range(50)):
        bench.step()
    assert bench.panel.state == "stopped" and bench.at == 1


def test_without_a_browser_nothing_is_slow(bench: Bench) -> None:
    bench.panel.speed(0.01)
    for _ in bench.panel(range(5)):
        bench.step()
    assert bench.at == 5
    for wrong in (0, -1, "fast"):
        with pytest.raises(ArgumentError, match="steps per second"):
            bench.panel.speed(wrong)  # type: ignore[arg-type]


def test_one_epoch_ends_before_the_next_one_begins(bench: Bench, aside: Callable[[Any], None]) -> None:
    browser = bench.open()
    bench.panel._cells_end = True  # as in a notebook: an epoch that is over is not the end of the run
    browser.say(type="control", action="epoch")
    held = []

    def press() -> None:
        for _ in range(2):
            bench.until("paused")
            held.append((bench.at, bench.panel.epoch, len(bench.panel.history.curves["val_loss"])))
            bench.panel.one_epoch()
            bench.wait(lambda at=bench.at: bench.at > at)

    aside(press)
    for epoch in range(4):
        if epoch == 3:
            bench.panel.resume()
        for _ in bench.panel(range(5)):
            bench.step()
        bench.panel.log(val_loss=1.0)
    assert held == [(5, 2, 1), (10, 3, 2)], "the learner's own code at the end of an epoch has run"
    assert bench.at == 20


def test_one_epoch_at_the_end_of_a_run_holds_no_other(bench: Bench) -> None:
    bench.open()
    bench.panel.one_epoch()
    for _ in range(2):
        for _ in bench.panel(range(3)):
            bench.step()
    assert (bench.at, bench.panel.state) == (6, "done")


def test_a_loop_inside_of_the_panels_loop_is_held_as_well(bench: Bench, aside: Callable[[Any], None]) -> None:
    browser = bench.open()

    def press() -> None:
        bench.wait(lambda: bench.at > 20)
        browser.say(type="control", action="pause")
        bench.until("paused")
        at = bench.at
        time.sleep(0.3)
        assert bench.at == at
        browser.say(type="control", action="step")
        bench.wait(lambda: bench.at == at + 1)
        browser.say(type="control", action="stop")

    aside(press)
    for _ in bench.panel(range(3)):
        for _ in range(10_000):
            if bench.panel._gate.stopped:
                break
            bench.step()
            time.sleep(0.001)
    assert bench.panel.state == "stopped" and bench.panel.epoch == 1


# -- who is there ------------------------------------------------------------------------------------------------------


def test_a_browser_that_goes_away_lets_the_loop_go_on(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "ASK", 0.1)
    monkeypatch.setattr(link, "ALONE", 0.6)
    browser = bench.open()
    browser.acknowledges = False
    browser.say(type="control", action="pause")
    start = time.monotonic()
    for _ in bench.panel(range(5)):
        bench.step()
    assert bench.at == 5 and time.monotonic() - start > 0.5
    assert browser.pings and "goes on by itself" in browser.last["news"]["en"]


def test_a_hidden_tab_answers_and_is_waited_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, aside: Callable[[Any], None]
) -> None:
    monkeypatch.setattr(link, "ASK", 0.1)
    monkeypatch.setattr(link, "ALONE", 0.4)
    browser = bench.open()
    browser.acknowledges = False  # it draws nothing
    browser.answers_pings = True
    browser.say(type="control", action="pause")

    def press() -> None:
        bench.until("paused")
        time.sleep(1.2)
        assert bench.panel.state == "paused"
        browser.say(type="control", action="resume")

    aside(press)
    for _ in bench.panel(range(5)):
        bench.step()
    assert bench.at == 5


def test_callbacks_only_leave_a_wish_while_the_loop_runs(bench: Bench) -> None:
    browser = bench.open()
    for i in bench.panel(range(3)):
        weights = bench.model[0].weight.tolist()
        if i == 1:
            browser.say(type="set", name="lr", value=0.5)
            browser.say(type="rewind", step=0)
            browser.say(type="speed", speed=50)
            assert bench.lr == 0.1 and bench.at == 1 and bench.model[0].weight.tolist() == weights
            bench.step()
            break
        bench.step()


# -- interrupts --------------------------------------------------------------------------------------------------------


def test_an_interrupt_stops_after_the_step(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    finished = False
    for i in bench.panel(range(100)):
        if i == 3:
            signal.raise_signal(signal.SIGINT)
        bench.step()
        finished = i == 3
    assert finished and (bench.panel.state, bench.at) == ("stopped", 4)
    assert "Interrupt again" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_second_interrupt_stops_at_once(bench: Bench) -> None:
    with pytest.raises(KeyboardInterrupt):
        for _ in bench.panel(range(100)):
            bench.step()
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert bench.panel.state in ("stopped", "interrupted")


def test_a_program_with_its_own_handler_keeps_it(bench: Bench) -> None:
    heard = []
    before = signal.signal(signal.SIGINT, lambda *about: heard.append(about))
    try:
        for i in bench.panel(range(3)):
            if i == 1:
                signal.raise_signal(signal.SIGINT)
            bench.step()
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(heard) == 1 and bench.at == 3


def test_nested_loops_both_stop(bench: Bench) -> None:
    other = optim.SGD([bench.x.clone().requires_grad_()], lr=0.1)
    inner = LivePanel(None, other)
    for _ in bench.panel(range(5)):
        for j in inner(range(5)):
            other.step()
            if j == 2:
                signal.raise_signal(signal.SIGINT)
        bench.step()
    assert inner.state == "stopped" and bench.panel.state == "stopped"
    assert (inner._observer.step, bench.at) == (3, 1)
    inner.close()


# -- odd loops ---------------------------------------------------------------------------------------------------------


def test_a_generator_and_nothing_at_all(bench: Bench) -> None:
    for _ in bench.panel(i for i in range(4)):
        bench.step()
    assert bench.at == 4 and bench.panel._standing.batches is None
    assert list(bench.panel([])) == [] and bench.panel.state == "done" and bench.panel.epoch == 2


def test_a_loader_that_raises(bench: Bench) -> None:
    def broken() -> Any:
        yield 1
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        for _ in bench.panel(broken()):
            bench.step()
    assert bench.panel.state == "interrupted"
    assert sum(1 for _ in bench.panel(range(2))) == 2


def test_two_panels_do_not_disturb_each_other(bench: Bench) -> None:
    other = Bench(title="other")
    first, second = bench.open(), other.open()
    for _ in bench.panel(range(3)):
        bench.step()
        for _ in other.panel(range(2)):
            other.step()
    assert (bench.at, other.at) == (3, 6)
    assert first.last["step"] == 3 and second.last["step"] == 6
    assert len(first.values("train_loss")) == 3 and len(second.values("train_loss")) == 6
    other.panel.close()


def test_async_for(bench: Bench) -> None:
    browser = bench.open()
    seen = []

    async def press() -> None:
        while bench.at < 3:
            await asyncio.sleep(0)
        browser.say(type="control", action="pause")
        while bench.panel.state != "paused":
            await asyncio.sleep(0.01)
        at = bench.at
        await asyncio.sleep(0.3)
        assert bench.at == at, "it waits, and others work"
        browser.say(type="control", action="resume")

    async def train() -> None:
        helper = asyncio.create_task(press())
        async for item in bench.panel(range(20)):
            bench.step()
            seen.append(item)
        await helper

    # In a thread of its own: the browser tests leave an event loop running in this one.
    trained = threading.Thread(target=asyncio.run, args=(train(),))
    trained.start()
    trained.join()
    assert seen == list(range(20)) and bench.panel.state == "done"


def test_the_length_is_that_of_the_data(bench: Bench) -> None:
    assert len(bench.panel(range(7))) == 7
    with pytest.raises(TypeError):
        len(bench.panel(iter(range(7))))


def test_one_epoch_that_is_asked_for_at_the_end_of_one_is_the_next() -> None:
    gate = Gate()
    gate.step_done()
    gate.ask("epoch")
    gate.epoch_done()
    assert not gate.closed
    gate.step_done()
    gate.epoch_done()
    assert gate.closed


def test_the_gate_counts_steps() -> None:
    gate = Gate()
    gate.ask("step")
    gate.ask("step")
    assert not gate.closed
    gate.step_done()
    gate.step_done()
    assert gate.closed and gate.followed
    gate.ask("resume")
    gate.ask("pause")
    assert gate.closed, "a step that was not done does not count later"
    assert issubclass(TrainingStopped, KeyboardInterrupt)


# -- no notebook -------------------------------------------------------------------------------------------------------

SCRIPT = """
import time
import autograd_lab as lab
from autograd_lab import nn, optim
lab.set_language({language!r})
model = nn.Linear(2, 1)
optimizer = optim.SGD(model.parameters(), lr=0.1)
panel = lab.viz.live(model, optimizer)
for _ in range(2):
    for _ in panel(range(3)):
        loss = model(lab.ones(4, 2)).pow(2).mean()
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        time.sleep(0.26)
    panel.log(validation_loss_of_the_whole_set=0.5, validation_accuracy_of_the_whole_set=0.9)
print("end")
"""


def script(language: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(SCRIPT.format(language=language))]


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this system has no pseudo-terminals")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_narrow_terminal_it_stays_one_line(language: str) -> None:
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES")}
    program = subprocess.Popen(script(language), stdout=theirs, stderr=theirs, cwd=ROOT, env=environment)
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
    os.close(ours)
    assert program.wait() == 0
    lines = said.decode().replace("\r\n", "\n").split("\n")
    states = [state for line in lines for state in line.split("\r") if state]
    assert max(columns(state) for state in states) <= 39 and len(states) >= 4
    assert states[-1].strip() == "end" and ("step" in states[0] or "步" in states[0])


def test_piped_output_is_quiet() -> None:
    done = subprocess.run(script("en"), capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


def test_columns_of_a_terminal() -> None:
    assert columns("第 1 步") == 7 and fitting("第 12 步", 4) == "第 1"
