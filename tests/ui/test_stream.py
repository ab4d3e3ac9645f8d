"""Frames: few, small, and nothing is missing at the end."""

from __future__ import annotations

from typing import Any

import pytest

from autograd_lab.record.runs.run import History
from autograd_lab.ui.protocol import Controls, Frame, GridSlice, SeriesSlice
from autograd_lab.ui.stream import PATIENCE, FrameStream
from tests.ui.browser import FakeBrowser


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def frame(seq: int, slices: list[SeriesSlice], columns: list[GridSlice]) -> Frame:
    nothing = Controls(None, None, None, None)
    return Frame(
        seq,
        "running",
        0,
        0,
        0,
        None,
        0.0,
        nothing,
        None,
        None,
        slices,
        None,
        "live",
        "",
        "",
        None,
        [],
        [],
        grids=columns,
    )


def rig(**options: Any) -> tuple[FakeBrowser, FrameStream, History, Clock]:
    browser, clock = FakeBrowser(**options), Clock()
    stream = FrameStream(browser.send, clock=clock)

    def hear(_widget: Any, message: dict[str, Any], _buffers: Any) -> None:
        if message["type"] == "ack":
            stream.acknowledge(message["seq"])
        elif message["type"] == "need":
            stream.need(message["series"], message["have"])

    browser.on_msg(hear)
    return browser, stream, History(), clock


def train(stream: FrameStream, history: History, clock: Clock, steps: int, seconds: float) -> None:
    begin = len(history.curves.get("loss", ()))
    for step in range(begin, begin + steps):
        history.log("loss", step, step)
        clock.now += seconds / steps
        if stream.due():
            stream.push(frame, history)


def test_ten_thousand_points_a_second_become_sixteen_messages() -> None:
    browser, stream, history, clock = rig()
    train(stream, history, clock, 10_000, seconds=1.0)
    assert 14 <= len(browser.frames) <= 17
    stream.push(frame, history)
    assert browser.values("loss") == list(range(10_000))
    assert browser.bytes < 10_000 * 8 + 20 * 600, "every point travels once"


def test_a_silent_browser_gets_two_frames_and_then_fewer_and_fewer() -> None:
    browser, stream, history, clock = rig(acknowledges=False)
    train(stream, history, clock, 36_000, seconds=3600.0)
    assert 340 < len(browser.frames) < 370, "one in ten seconds in the end"
    browser.acknowledges = True
    clock.now += PATIENCE[1]
    stream.push(frame, history)
    train(stream, history, clock, 100, seconds=1.0)
    stream.push(frame, history)
    assert len(browser.values("loss")) == len(history.curves["loss"])


def test_nothing_new_is_not_sent() -> None:
    browser, stream, history, clock = rig()
    train(stream, history, clock, 100, seconds=1.0)
    stream.push(frame, history)
    sent = len(browser.frames)
    for _ in range(600):
        clock.now += 0.1
        if stream.due():
            stream.push(frame, history, repeat=stream.silent())
    assert len(browser.frames) == sent
    history.log("loss", 100, 1.0)
    stream.push(frame, history, repeat=False)
    assert len(browser.frames) == sent + 1


def test_a_lost_acknowledgement_does_not_stop_the_frames() -> None:
    browser, stream, history, clock = rig(acknowledges=False)
    train(stream, history, clock, 1000, seconds=60.0)  # as with a page that was closed without a word
    browser.acknowledges = True
    train(stream, history, clock, 1000, seconds=PATIENCE[1] + 1)
    assert len(browser.values("loss")) > 1800
    assert clock.now - stream._last < 0.2, "they flow again"


def test_a_pressed_button_is_a_sign_of_life() -> None:
    _, stream, history, clock = rig(acknowledges=False)
    train(stream, history, clock, 1000, seconds=60.0)
    assert not stream.due()
    stream.alive()
    clock.now += 0.1
    assert stream.due()


def test_the_last_frame_is_sent_again_until_somebody_has_it() -> None:
    browser, stream, history, clock = rig()
    browser.lose = 2
    history.log("loss", 1, 1.0)
    stream.push(frame, history)
    for _ in range(100):
        clock.now += 0.1
        if stream.due():
            stream.push(frame, history, repeat=stream.silent())
    assert len(browser.frames) == 1


def test_without_acknowledgements_to_be_had_frames_still_come() -> None:
    browser = FakeBrowser(acknowledges=False)
    clock, history = Clock(), History()
    stream = FrameStream(browser.send, blind=True, clock=clock)
    train(stream, history, clock, 1000, seconds=10.0)
    assert 35 <= len(browser.frames) <= 41


def test_a_lost_frame_is_asked_for_again() -> None:
    browser, stream, history, clock = rig()
    train(stream, history, clock, 100, seconds=0.2)
    browser.lose = 1
    train(stream, history, clock, 1000, seconds=5.0)
    stream.push(frame, history)
    stream.push(frame, history)
    assert browser.values("loss") == list(range(1100))


def test_a_view_that_opens_late_gets_everything() -> None:
    _, stream, history, clock = rig(acknowledges=False)
    train(stream, history, clock, 5000, seconds=10.0)
    late = FakeBrowser()
    stream._send = late.send
    late.on_msg(lambda *a: None)
    stream.ready()
    assert stream.due()
    stream.push(frame, history)
    assert late.values("loss") == list(range(5000))


def test_a_thinned_out_curve_starts_again() -> None:
    browser, stream, history, clock = rig()
    train(stream, history, clock, 100_000, seconds=100.0)
    stream.push(frame, history)
    generation, points = browser.curves["loss"]
    curve = history.curves["loss"]
    assert generation == curve.generation > 0
    assert [x for x, _ in points] == curve.x.tolist()


@pytest.mark.parametrize("have", [-5, 10**9])
def test_nonsense_is_survived(have: int) -> None:
    browser, stream, history, clock = rig()
    train(stream, history, clock, 100, seconds=1.0)
    stream.need("loss", have)
    stream.need("no such curve", 3)
    stream.acknowledge(10**9)
    stream.push(frame, history)
    assert stream.due() is False and browser.values("loss") == list(range(100))
