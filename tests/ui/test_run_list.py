"""Runs beside a panel: kept when it rests, sent when asked for, saved with the page."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.record.runs.runs import BOOK
from autograd_lab.record.snapshot import to_json
from autograd_lab.ui import notebook
from autograd_lab.ui.live_panel import LivePanel
from tests.ui.browser import FakeBrowser

opened: list[LivePanel] = []


@pytest.fixture(autouse=True)
def book() -> Iterator[None]:
    BOOK.clear()
    yield
    while opened:
        opened.pop().close()
    BOOK.clear()


def train(steps: int = 4, lr: float = 0.1, browser: FakeBrowser | None = None, **options: Any) -> LivePanel:
    lab.manual_seed(0)
    model = nn.Linear(3, 1)
    optimizer = optim.SGD(model.parameters(), lr=lr)
    panel = LivePanel(model, optimizer, **options)
    opened.append(panel)
    if browser is not None:
        panel._link.connect(browser, "live")
        browser.say(type="ready")
    x = lab.randn(8, 3)
    for _ in panel(range(steps)):
        optimizer.zero_grad()
        (model(x) ** 2).mean().backward()
        optimizer.step()
    panel.log(val_loss=0.5, val_acc=0.9)
    return panel


def test_a_run_is_kept_when_it_rests() -> None:
    panel = train(lr=0.1)
    train(lr=0.2, title="faster")
    first, second = (run.summary for run in BOOK.runs())
    assert (first.title, second.title) == ("SGD lr=0.1", "faster")
    assert panel.run_name == "SGD lr=0.1"
    assert (first.steps, first.epochs, first.settings["parameters"]) == (4, 1.0, "4")
    panel.run_name = "slow"
    assert BOOK.runs()[0].summary.title == "slow"


def test_a_changed_slider_shows_in_the_hyperparameters() -> None:
    model = nn.Linear(3, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    panel = LivePanel(model, optimizer)
    opened.append(panel)
    for step in panel(range(2)):
        model(lab.randn(8, 3)).sum().backward()
        optimizer.step()
        if step == 0:
            panel.set(lr=0.05)
    assert BOOK.runs()[0].summary.settings["lr"] == "0.1 → 0.05"


def test_what_was_logged_after_the_loop_is_fetched_and_a_removed_run_stays_away() -> None:
    panel = train()
    (first,) = BOOK.runs()
    assert [score.name for score in first.summary.scores] == ["train_loss"]
    BOOK.refresh()
    (second,) = BOOK.runs()
    assert [score.name for score in second.summary.scores] == ["train_loss", "val_loss", "val_acc"]
    BOOK.remove(first.summary.number)
    BOOK.refresh()
    assert BOOK.runs() == [] and panel.state == "done"


def test_a_panel_without_a_step_is_no_run() -> None:
    model = nn.Linear(1, 1)
    LivePanel(model, optim.SGD(model.parameters(), lr=0.1)).close()
    assert BOOK.runs() == []


def test_the_browser_gets_the_list_once_and_curves_when_it_asks() -> None:
    train(lr=0.3)
    (earlier,) = (run.summary.number for run in BOOK.runs())
    BOOK.refresh()  # what was logged after the loop
    browser = FakeBrowser()
    panel = train(browser=browser)
    lists = [frame["runs"] for frame in browser.frames if frame["type"] == "frame" and frame["runs"]]
    assert len(lists) <= 2, "with the first frame, and with the last, which is whole"
    assert [run["title"] for run in lists[0]["others"]] == ["SGD lr=0.3"]
    assert lists[0]["title"] == "SGD lr=0.1" and lists[0]["number"] not in (earlier,)

    before = len(browser.messages)
    browser.say(type="overlay", runs=[earlier, 999, "x"], have=[])
    (answer,) = [m for m in browser.messages[before:] if m["type"] == "run"]
    assert answer["run"] == earlier
    names = [piece["name"] for piece in answer["series"]]
    assert names == ["train_loss", "val_loss", "val_acc", "\tseconds", "\tepochs"]
    loss = np.frombuffer(browser.buffers[browser.messages.index(answer)][0], "<f4").reshape(2, -1)
    assert loss[0].tolist() == [1, 2, 3, 4]
    before = len(browser.messages)
    browser.say(type="overlay", runs=[earlier], have=[earlier])
    assert [m for m in browser.messages[before:] if m["type"] == "run"] == []
    assert browser.snapshot is not None
    assert [data["run"] for data in browser.snapshot["overlays"]] == [earlier], "a resting panel saves what is drawn"
    assert panel.state == "done"


def test_a_schedule_does_not_send_the_list_with_every_frame() -> None:
    browser = FakeBrowser()
    model = nn.Linear(3, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    panel = LivePanel(model, optimizer)
    opened.append(panel)
    panel._link.connect(browser, "live")
    browser.say(type="ready")
    for step in panel(range(30)):
        optimizer.param_groups[0]["lr"] = 0.1 / (step + 1)
        model(lab.randn(8, 3)).sum().backward()
        optimizer.step()
        panel._link.push()
    frames = [frame for frame in browser.frames if frame["runs"]]
    assert len(browser.frames) >= 30 and len(frames) <= 3
    assert BOOK.runs()[0].summary.title == "SGD lr=0.1"
    assert BOOK.runs()[0].summary.settings["lr"].startswith("0.1 → 0.0033")


def test_names_and_removal_from_the_browser() -> None:
    train(lr=0.3)
    browser = FakeBrowser()
    panel = train(browser=browser)
    (earlier, own) = (run.summary.number for run in BOOK.runs())
    browser.say(type="name", run=own, title="mine")
    assert panel.run_name == "mine" and BOOK.get(own).summary.title == "mine"
    browser.say(type="name", run=earlier, title="<img onerror=x> " + "y" * 500)
    assert browser.last["runs"]["others"][0]["title"].startswith("<img") and len(str(browser.last["runs"])) < 2000
    browser.say(type="remove", run=earlier)
    assert browser.last["runs"]["others"] == []
    for message in (
        {"type": "remove", "run": own},
        {"type": "remove", "run": 12345},
        {"type": "name", "run": None, "title": "x"},
        {"type": "overlay", "runs": "all", "have": 3},
        {"type": "overlay"},
    ):
        browser.say(**message)
    assert [run.summary.number for run in BOOK.runs()] == [own]


def test_a_rewound_run_leaves_its_future_in_the_book() -> None:
    browser = FakeBrowser()
    model = nn.Linear(3, 1)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    panel = LivePanel(model, optimizer, every=1)
    opened.append(panel)
    panel._link.connect(browser, "live")
    browser.say(type="ready")
    for step in panel(range(6)):
        optimizer.zero_grad()
        model(lab.randn(8, 3)).sum().backward()
        optimizer.step()
        if step == 4 and not BOOK.runs():  # it comes here again
            panel.rewind(2)
    panel._link.push(whole=True)
    (listed,) = browser.last["runs"]["others"]
    assert (listed["parent"], listed["branched_at"]) == (browser.last["runs"]["number"], 2)
    assert "left at step 2" in listed["title"]["en"] and listed["steps"] == 5
    left = BOOK.get(listed["number"]).curves["train_loss"][1]
    assert left.tolist() == [1, 2, 3, 4, 5], "the branch has the whole future that was given up"
    times = panel.history.clock.seconds.x
    assert (times[1:] > times[:-1]).all()


def test_the_book_holds_no_panel_alive() -> None:
    panel = train()
    gone = weakref.ref(panel)
    opened.clear()
    panel.close()
    del panel
    gc.collect()
    assert gone() is None and len(BOOK.runs()) == 1


def test_a_panel_that_a_function_made_lives_to_the_end_of_the_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    ends: list[Any] = []
    events = SimpleNamespace(register=lambda _, call: ends.append(call), unregister=lambda _, call: ends.remove(call))
    monkeypatch.setattr(notebook, "shell", lambda: SimpleNamespace(events=events, execution_count=1))
    train(title="first")
    panel = opened.pop()
    gone = weakref.ref(panel)
    del panel
    gc.collect()
    assert BOOK.runs() == [] and gone() is not None, "the cell has not ended"
    for end in tuple(ends):
        end(SimpleNamespace(success=True))
    assert [run.summary.title for run in BOOK.runs()] == ["first"]
    gc.collect()
    assert gone() is None, "the cell has ended"


def test_as_csv(tmp_path: Path) -> None:
    panel = train()
    assert panel.to_csv(tmp_path / "run.csv") == (tmp_path / "run.csv").read_text(encoding="utf-8")
    assert panel.to_csv().splitlines()[0] == "step,train_loss,val_loss,val_acc"


def test_the_view_of_all_runs(tmp_path: Path) -> None:
    assert "No runs" in str(lab.viz.runs())
    for lr in (0.1, 0.2):
        train(lr=lr)
    view = lab.viz.runs(title="mine")
    assert repr(view) == "RunsView(2 runs)" and "SGD lr=0.2" in str(view)
    assert view._repr_mimebundle_().keys() == {"text/plain", "image/svg+xml"}
    state = to_json(view.state())
    json.dumps(state, allow_nan=False)
    assert [data["run"] for data in state["curves"]] == [run["number"] for run in state["runs"]]
    assert "SGD lr=0.1" in view.to_html(tmp_path / "runs.html")
