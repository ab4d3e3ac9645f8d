"""Grids on their way to the browser: only those on the screen, whole to whoever comes late."""

from __future__ import annotations

import json

import numpy as np

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.record.training.grids import BUDGET
from tests.ui.browser import FakeBrowser


def trained(steps: int = 40, **options):
    lab.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
    optimizer = optim.SGD(model.parameters(), lr=0.01)
    panel = lab.viz.live(model, optimizer, every=1, **options)
    browser = FakeBrowser()
    panel._link.connect(browser, "live")
    browser.say(type="ready")

    def train(count: int) -> None:
        for _ in panel(range(count)):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(lab.randn(16, 4)), lab.randint(0, 2, (16,))).backward()
            optimizer.step()
        panel._cell_ended(False)

    train(steps)
    return panel, browser, train


def test_nothing_is_sent_that_nobody_looks_at() -> None:
    panel, browser, _ = trained()
    assert browser.grids == {} and all(frame["grids"] == [] for frame in browser.frames)
    assert len(panel._observer.vitals.grids) > 10
    panel.close()


def test_a_run_at_rest_answers_at_once_and_whole() -> None:
    panel, browser, train = trained()
    browser.say(type="show", grids=["hist/weight/0.weight", "flow/ratio", "no such grid", 3])
    kept = panel._observer.vitals.grids
    assert set(browser.grids) == {"hist/weight/0.weight", "flow/ratio"}
    steps, values = zip(*browser.grids["flow/ratio"][1], strict=True)
    assert list(steps) == kept["flow/ratio"].steps.tolist()
    np.testing.assert_array_equal(np.stack(values), kept["flow/ratio"].values)
    labels = [piece["labels"] for frame in browser.frames for piece in frame["grids"] if piece["name"] == "flow/ratio"]
    assert labels == [["0.weight", "0.bias", "2.weight", "2.bias"]]
    before = len(browser.frames)
    train(5)
    pieces = [piece for frame in browser.frames[before:] for piece in frame["grids"]]
    assert pieces and all(piece["start"] >= 40 and piece["labels"] == [] for piece in pieces), "only what is new"
    panel.close()


def test_a_view_that_opens_again_gets_the_whole_history() -> None:
    panel, browser, train = trained()
    browser.say(type="show", grids=["flow/gradient"])
    browser.grids.clear()
    train(3)
    assert len(browser.grids["flow/gradient"][1]) == 43, "the gap was asked for"
    again = FakeBrowser()
    panel._link._stream._send = again.send  # the page was loaded anew
    again.on_msg(browser._handler)  # type: ignore[arg-type]
    browser.say(type="ready")
    assert len(again.grids["flow/gradient"][1]) == 43
    panel.close()


def test_thinning_starts_a_grid_again_in_the_browser() -> None:
    panel, browser, train = trained(200)
    browser.say(type="show", grids=["flow/gradient"])
    train(150)
    kept = panel._observer.vitals.grids["flow/gradient"]
    assert kept.generation == 1 and len(browser.grids["flow/gradient"][1]) == len(kept)
    panel.close()


def test_after_a_rewind_the_browser_has_what_the_kernel_has() -> None:
    panel, browser, train = trained(60)
    browser.say(type="show", grids=["flow/gradient"])
    kept = [step for step in panel._rewinder.steps if step < 60]
    panel.rewind(kept[-1])
    panel._link.push()
    steps = [step for step, _ in browser.grids["flow/gradient"][1]]
    assert steps == panel._observer.vitals.grids["flow/gradient"].steps.tolist()
    assert all(step <= kept[-1] for step in steps)
    train(3)
    assert len(browser.grids["flow/gradient"][1]) == len(panel._observer.vitals.grids["flow/gradient"])
    panel.close()


def test_vitals_travel_and_a_finding_does_not_wait() -> None:
    panel, browser, train = trained()
    vital = next(frame["vital"] for frame in reversed(browser.frames) if frame["vital"])
    assert vital["memory"]["parameters"] == 4 * (4 * 8 + 8 + 8 * 2 + 2)
    assert [flow["name"] for flow in vital["activations"]] == ["0", "1", "2"] and vital["findings"] == []
    panel.set(lr=0.0)
    train(15)
    vital = next(frame["vital"] for frame in reversed(browser.frames) if frame["vital"])
    (finding,) = vital["findings"]
    assert finding["kind"] == "rate" and finding["title"] == {"en": "learning rate is 0", "zh": "学习率为 0"}
    panel.close()


def test_a_saved_page_has_grids_and_findings_within_its_budget() -> None:
    panel, browser, _ = trained(300)
    saved = browser.snapshot
    assert saved is not None
    names = {grid["name"] for grid in saved["grids"]}
    assert {"flow/gradient", "flow/ratio", "flow/inactive", "hist/output/1"} <= names
    assert saved["vital"]["activations"] and len(json.dumps(saved["grids"])) < 1.15 * BUDGET
    panel.close()


def test_malformed_wishes_are_dropped() -> None:
    panel, browser, _ = trained(3)
    for grids in (None, "flow/ratio", 7, [["flow/ratio"]], ["x"] * 10_000):
        browser.say(type="show", grids=grids)
    assert browser.grids == {}
    panel.close()
