"""What playgrounds answer to a browser, how they are written down, and what a malformed question does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.record.snapshot import to_json

STRANGER = [{"name": "__class__", "lr": 1, "on": True}]
RACERS = [{"name": "SGD", "lr": 0.1, "on": True}]
SETTINGS = to_json(lab.viz.classify().classifier.settings)
KERNEL = [[0, 0, 0], [0, 1, 0], [0, 0, 0]]

MAKERS: dict[str, Callable[[], Any]] = {
    "race": lab.viz.race,
    "classify": lab.viz.classify,
    "kernels": lab.viz.kernels,
    "ring": lab.viz.all_reduce,
}

GOOD = [
    ("race", "run", {"surface": "bowl", "start": [1, 1], "racers": RACERS, "steps": 5}),
    ("classify", "train", {"steps": 3}),
    ("classify", "change", {"settings": {**SETTINGS, "hidden": [2, 2]}}),
    ("classify", "change", {"settings": {**SETTINGS, "data": "own"}, "points": [[0, 0, 1]]}),
    ("kernels", "convolve", {"image": "waves", "kernel": KERNEL, "stride": 2, "padding": 1, "dilation": 1}),
    ("ring", "run", {"world": 3, "seed": 1}),
]

BAD = [
    (
        "race",
        "run",
        {"surface": "bowl", "start": [1, 1], "racers": STRANGER, "steps": 5},
    ),
    ("race", "run", {"surface": "bowl", "start": "here", "racers": RACERS, "steps": 5}),
    ("race", "run", {"surface": "bowl"}),
    ("classify", "train", {"steps": "many"}),
    ("classify", "change", {"settings": {**SETTINGS, "activation": "<img>"}}),
    ("classify", "change", {"settings": {"nothing": 1}}),
    ("kernels", "convolve", {"image": "waves", "kernel": "no", "stride": 1, "padding": 0, "dilation": 1}),
    ("ring", "run", {"world": 100, "seed": 0}),
]


def ask(view: Any, about: str, fields: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    heard: list[tuple[dict[str, Any], list[bytes]]] = []
    view.receive({"ask": 7, "about": about, "type": "question", **fields}, lambda m, b: heard.append((m, b)))
    ((message, buffers),) = heard
    return json.loads(json.dumps(message, allow_nan=False)), buffers


@pytest.mark.parametrize(("name", "about", "fields"), GOOD)
def test_a_question_is_answered(name: str, about: str, fields: dict[str, Any]) -> None:
    message, buffers = ask(MAKERS[name](), about, fields)
    assert message["ask"] == 7 and message["refused"] == ""
    assert message["reply"]["code"].startswith("import") and all(len(b) % 4 == 0 for b in buffers) and buffers


@pytest.mark.parametrize(("name", "about", "fields"), BAD)
def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(
    name: str, about: str, fields: dict[str, Any]
) -> None:
    view = MAKERS[name]()
    before = json.dumps(to_json(view.state()))
    message, buffers = ask(view, about, fields)
    assert message["refused"] and buffers == []
    assert json.dumps(to_json(view.state())) == before


@pytest.mark.parametrize("name", MAKERS)
def test_written_down_it_is_stable_and_whole(name: str) -> None:
    view, other = MAKERS[name](), MAKERS[name]()
    assert repr(view) == repr(other) and " at 0x" not in repr(view)
    assert view.to_svg() == other.to_svg()
    html = view.to_html()
    assert html.count("<script") == 2 and "https://" not in html.split("</style>")[0]
    assert set(view._repr_mimebundle_()) == {"text/plain", "image/svg+xml"}


def test_the_saved_page_has_the_last_state() -> None:
    view = MAKERS["race"]()
    ask(view, *GOOD[0][1:])
    assert view.state().run.surface == "bowl" and len(view.state().run.trails) == 1
    network = MAKERS["classify"]()
    ask(network, "train", {"steps": 2})
    assert network.state().run.step > 0 and network.net is network.classifier.net
