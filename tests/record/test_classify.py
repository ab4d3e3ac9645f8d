"""The classifier playground trains what its code says, and touches nothing of the learner's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.record.play.classify import Classifier, ClassifySettings
from autograd_lab.record.play.points import EXTENT, PRESETS

SETTINGS = ClassifySettings("circles", 0.1, [4, 3], "Tanh", "Adam", 0.03, 16, 0)


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS,
        replace(SETTINGS, data="moons", activation="ReLU", optimizer="momentum", batch=0, seed=3),
        replace(SETTINGS, data="xor", hidden=[], optimizer="SGD", batch=1),
    ],
)
def test_the_code_is_what_was_trained(settings: ClassifySettings) -> None:
    classifier = Classifier(settings)
    classifier.train(20)
    run, _ = classifier.look()
    assert 0 < run.step <= 20
    space: dict[str, Any] = {}
    exec(run.code, space)
    for mine, theirs in zip(classifier.net.parameters(), space["net"].parameters(), strict=True):
        assert lab.equal(mine, theirs)


def test_code_of_drawn_points_runs() -> None:
    classifier = Classifier(SETTINGS)
    classifier.change(replace(SETTINGS, data="own", batch=0), [[0.5, 0.5, 1], [-0.5, 0.25, 0], [1, 1, 1]])
    classifier.train(3)
    space: dict[str, Any] = {}
    exec(classifier.look()[0].code, space)
    assert space["x"].tolist() == [[0.5, 0.5], [-0.5, 0.25], [1.0, 1.0]] and space["y"].tolist() == [1, 0, 1]


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_fill_the_plane_with_two_classes(preset: str) -> None:
    x, y = PRESETS[preset](400, 0.0, np.random.default_rng(1))
    assert x.shape == (400, 2) and 120 < y.sum() < 280
    assert (np.abs(x) <= EXTENT[1]).mean() > 0.97 and np.abs(x).max() > 1.4


@pytest.mark.parametrize("preset", ["circles", "moons", "xor", "groups"])
def test_it_learns(preset: str) -> None:
    classifier = Classifier(replace(SETTINGS, data=preset, hidden=[8, 4]))
    while classifier.step < 600:
        classifier.train(100)
    run, _ = classifier.look()
    assert float(run.accuracy) > 0.9 and run.history == 1, "the curve has a point for each look"


def test_random_numbers_of_the_learner_are_left_alone() -> None:
    lab.manual_seed(5)
    expected = lab.rand(2).tolist()
    lab.manual_seed(5)
    classifier = Classifier(SETTINGS)
    classifier.train(5)
    classifier.look()
    assert lab.rand(2).tolist() == expected


def test_numbers_have_their_places() -> None:
    classifier = Classifier(replace(SETTINGS, hidden=[3]))
    run, values = classifier.look()
    n = run.field**2 + 3 * run.unit**2 + (6 + 3) + (3 + 1) + 4 * run.points + 3 * run.history
    assert values.shape == (n,)
    start = run.field**2 + 3 * run.unit**2
    assert values[start : start + 6].tolist() == classifier.net[0].weight.detach().numpy().reshape(-1).tolist()
    corner = lab.tensor([[EXTENT[0] + 3 / run.field, EXTENT[3] - 3 / run.field]])
    assert values[0] == pytest.approx(lab.sigmoid(classifier.net(corner)).item(), abs=1e-5)
    unit = classifier.net[:2](lab.tensor([[EXTENT[0] + 3 / run.unit, EXTENT[3] - 3 / run.unit]]))
    assert values[run.field**2] == pytest.approx(unit[0, 0].item(), abs=1e-5)


def test_a_change_keeps_what_it_can() -> None:
    classifier = Classifier(SETTINGS)
    classifier.train(5)
    net, step = classifier.net, classifier.step
    classifier.change(replace(SETTINGS, lr=0.5))
    assert classifier.net is net and classifier.optimizer.param_groups[0]["lr"] == 0.5
    classifier.change(replace(SETTINGS, lr=0.5, data="own"), [[0, 0, 1]])
    assert classifier.net is net and classifier.step == step, "points may be drawn while it trains"
    classifier.change(replace(SETTINGS, data="own", hidden=[2]))
    assert classifier.net is not net and classifier.step == 0
    assert classifier.look()[0].points == 1


def test_no_points_at_all() -> None:
    classifier = Classifier(SETTINGS)
    classifier.change(replace(SETTINGS, data="own"), [])
    classifier.train(3)
    run, _ = classifier.look()
    assert (run.points, run.train, run.test, run.step) == (0, "NaN", None, 0)


def test_own_data_sets_the_plane() -> None:
    classifier = Classifier(replace(SETTINGS, data="own"), (lab.tensor([[0.0, 10.0], [1.0, 30.0]]), [-1, 1]))
    run, values = classifier.look()
    left, right, bottom, top = run.extent
    assert left < 0 < 1 < right and bottom < 10 < 30 < top
    assert values[-4 * 2 - 3 : -2 * 2 - 3 + 2].tolist() == [0, 1, 10, 30, 0, 1]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"data": "stars"}, ArgumentError),
        ({"hidden": [9]}, ArgumentError),
        ({"hidden": [1] * 5}, ArgumentError),
        ({"activation": "__init__"}, ArgumentError),
        ({"optimizer": "LBFGS"}, ArgumentError),
        ({"lr": float("nan")}, ArgumentError),
        ({"noise": -1.0}, ArgumentError),
    ],
)
def test_what_cannot_be_built_is_refused_and_nothing_changes(change: dict[str, Any], error: type[Exception]) -> None:
    classifier = Classifier(SETTINGS)
    with pytest.raises(error):
        classifier.change(replace(SETTINGS, **change))
    assert classifier.settings == SETTINGS


@pytest.mark.parametrize(
    ("own", "error"),
    [
        ((np.zeros((3, 3)), np.zeros(3)), ShapeError),
        ((np.zeros((3, 2)), np.zeros(4)), ShapeError),
        ((np.zeros((3, 2)), np.array([0, 1, 2])), ArgumentError),
        ((np.full((3, 2), np.nan), np.zeros(3)), ArgumentError),
    ],
)
def test_own_data_that_cannot_be_shown(own: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        Classifier(replace(SETTINGS, data="own"), own)
