"""Steps in seconds and in epochs."""

from __future__ import annotations

import pytest

from autograd_lab.record.runs.clock import Clock
from autograd_lab.record.training.budget import BEAT


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


def run(clock: Clock, time: Time, first: int, last: int, seconds: float, epoch: int = 10) -> None:
    for step in range(first, last + 1):
        time.now += seconds
        clock.tick(step, step / epoch)


def test_a_run_between_two_ticks_has_a_length(time: Time) -> None:
    clock = Clock(time)
    clock.tick(1, 0.1)
    time.now += 0.04
    clock.rest(120, 3.0)
    assert clock.passed == pytest.approx(0.04)
    clock.tick(121, 3.1)
    time.now += 60  # the learner looks at the result before the cell ends
    clock.rest(121, 3.1)
    assert clock.passed == pytest.approx(0.04 + BEAT)


def test_pauses_do_not_count(time: Time) -> None:
    clock = Clock(time)
    run(clock, time, 1, 11, 1.0)
    clock.rest(11, 1.1)
    time.now += 3600
    run(clock, time, 12, 22, 1.0)
    clock.rest(22, 2.2)
    clock.rest(22, 2.2)
    assert clock.passed == pytest.approx(20.0), "the first step after a rest has no beginning that is known"
    assert clock.seconds.y[-1] == pytest.approx(20.0) and clock.seconds.x[-1] == 22
    assert clock.epochs.y[-1] == pytest.approx(2.2)


def test_a_long_run_takes_few_notes(time: Time) -> None:
    clock = Clock(time)
    run(clock, time, 1, 200_000, 0.02)
    assert len(clock.seconds) <= 4096 and clock.seconds.generation > 0
    assert clock.seconds.y[-1] == pytest.approx(clock.passed, rel=2e-3)


def test_a_loop_without_epochs_has_none(time: Time) -> None:
    clock = Clock(time)
    clock.tick(1)
    clock.rest(1)
    assert len(clock.epochs) == 0 and len(clock.seconds) == 1


def test_going_back_takes_no_time(time: Time) -> None:
    clock = Clock(time)
    run(clock, time, 1, 30, 1.0)
    clock.cut(10)
    assert clock.seconds.x[-1] == 10 and clock.passed == pytest.approx(9.0)
    time.now += 100
    run(clock, time, 11, 21, 1.0)
    clock.hold()
    assert clock.seconds.x[-1] == 21 and clock.passed == pytest.approx(19.0)
