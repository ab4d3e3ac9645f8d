"""The race is run by the real optimizers, and its code is the race."""

from __future__ import annotations

import contextlib
import io
import math
import re
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import optim
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.record.play.race import KNOWN, Race, Racer, RaceRun
from autograd_lab.record.play.race_svg import race_svg
from autograd_lab.record.play.surfaces import SURFACES


def trails(run: RaceRun, numbers: np.ndarray) -> dict[str, np.ndarray]:
    ends = np.cumsum([3 * trail.points for trail in run.trails])[:-1]
    parts = np.split(numbers, ends)
    return {trail.name: part.reshape(3, -1) for trail, part in zip(run.trails, parts, strict=True)}


@pytest.mark.parametrize("key", SURFACES)
def test_minima_are_minima(key: str) -> None:
    for x, y in SURFACES[key].minima:
        point = [lab.tensor(float(v), dtype=lab.float64, requires_grad=True) for v in (x, y)]
        gx, gy = lab.autograd.grad(SURFACES[key].function(*point), point)
        assert abs(gx.item()) < 2e-3 and abs(gy.item()) < 2e-3


@pytest.mark.parametrize("key", SURFACES)
def test_the_code_is_the_race(key: str) -> None:
    race = Race(key)
    surface = race.surfaces[key]
    racers = [Racer(name, surface.rates[name]) for name in surface.rates]
    run, _, numbers = race.run(key, (1, 0.5), racers, 30)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(run.code, {})
    ends = {line.split()[0]: re.findall(r"= ([-\d.e+]+)", line) for line in said.getvalue().splitlines()}
    for name, (x, y, _) in trails(run, numbers).items():
        assert [float(value) for value in ends[name][:2]] == pytest.approx([x[-1], y[-1]], rel=2e-3, abs=1e-6)


def test_sgd_goes_down_the_gradient() -> None:
    run, heights, numbers = Race("bowl").run("bowl", (2.0, -1.0), [Racer("SGD", 0.1)], 3)
    x, y, loss = trails(run, numbers)["SGD"]
    assert x == pytest.approx([2, 1.8, 1.62, 1.458]) and y == pytest.approx([-1, -0.9, -0.81, -0.729])
    assert loss == pytest.approx((x**2 + y**2) / 2)
    assert heights[0, 0] == pytest.approx((4**2 + 3**2) / 2) and heights.shape == tuple(run.grid)


def test_every_known_optimizer_can_run() -> None:
    run, _, numbers = Race("bowl", list(KNOWN)[:7]).run("bowl", (2.0, 1.0), [Racer(n, 0.05) for n in KNOWN][:8], 10)
    assert all(path[2, -1] < path[2, 0] for path in trails(run, numbers).values())
    race = Race("bowl")
    for name in KNOWN:
        assert race.run("bowl", (2.0, 1.0), [Racer(name, 0.05)], 5)[0].trails[0].points == 6


def test_a_racer_that_is_lost_ends_and_says_so() -> None:
    run, _, numbers = Race("rosenbrock").run("rosenbrock", (-1.4, 2.4), [Racer("SGD", 1.0), Racer("Adam", 0.1)], 100)
    lost, kept = run.trails
    assert lost.lost and lost.points < 20 and not kept.lost and kept.points == 101
    assert numbers.size == 3 * (lost.points + kept.points)


def test_an_own_function_that_decides_by_value() -> None:
    def steps(x: Any, y: Any) -> Any:
        return x * x if x > 0 else y * y - x

    race = Race(steps, extent=(-1, 1, -2, 2))
    run, heights, _ = race.run(race.first, race.surfaces[race.first].start, race.racers, 5)
    assert heights.shape == tuple(run.grid) and heights[0, -1] == pytest.approx(1.0) and heights[0, 0] == 5.0
    assert "def steps" in run.code and race.infos()[0].extent == [-1, 1, -2, 2]


def test_own_optimizers() -> None:
    race = Race("bowl", {"<b>mine</b>": lambda p: optim.SGD(p, lr=0.25)})
    assert race.racers == [Racer("<b>mine</b>", 0.25)]
    run, _, numbers = race.run("bowl", (1.0, 1.0), [Racer("<b>mine</b>", 0.5)], 1)
    assert trails(run, numbers)["<b>mine</b>"][0].tolist() == [1.0, 0.5], "the slider's rate counts"


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Race("nowhere"), ArgumentError),
        (lambda: Race(3), ArgTypeError),
        (lambda: Race(lambda x, y: 3.0), ArgTypeError),
        (lambda: Race(lambda x, y: lab.stack([x, y])), ArgTypeError),
        (lambda: Race(optimizers=["Adamant"]), ArgumentError),
        (lambda: Race(optimizers={"mine": lambda p: 3}), ArgTypeError),
        (lambda: Race(start=3), ArgumentError),
        (lambda: Race(start=(math.nan, 0)), ArgumentError),
        (lambda: Race(lambda x, y: x * y, extent=(1, 0, 0, 1)), ArgumentError),
        (lambda: Race().run("nowhere", (0, 0), [], 3), ArgumentError),
        (lambda: Race().run("bowl", (0, 0), [Racer("Adamant", 0.1)], 3), ArgumentError),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_race_is_refused(make: Any, error: type[Exception], language: str) -> None:
    lab.set_language(language)
    with pytest.raises(error):
        make()


def test_the_picture_stands_alone() -> None:
    race = Race("himmelblau", {"<script>": lambda p: optim.SGD(p, lr=9.0)})
    run, heights, numbers = race.run("himmelblau", (0, 0), race.racers, 50)
    svg = race_svg(run, race.surfaces["himmelblau"], heights, numbers)
    ET.fromstring(svg)
    assert "<script" not in svg and len(svg) < 80_000


def test_the_axes_and_the_program_bear_the_functions_own_names() -> None:
    def loss(w, b, scale=1.0):
        return scale * ((w - 1) ** 2 + b**2)

    race = Race(loss)
    assert race.infos()[0].axes == ["w", "b"] and race.infos()[1].axes == ["x", "y"]
    run, heights, numbers = race.run("loss", (0.5, 0.5), [Racer("SGD", 0.1)], 3)
    assert "optimizer = make([w, b])" in run.code and "w = {w.item():.4g}" in run.code
    texts = list(ET.fromstring(race_svg(run, race.surfaces["loss"], heights, numbers)).itertext())
    assert "w" in texts and "b" in texts
    assert Race(lambda *both: both[0] ** 2 + both[1] ** 2).infos()[0].axes == ["x", "y"]
    taken = Race(lambda step, loss: step**2 + loss**2)
    assert taken.infos()[0].axes == ["step", "loss"]
    assert "make([x, y])" in taken.run("f", (0.5, 0.5), [Racer("SGD", 0.1)], 3)[0].code
