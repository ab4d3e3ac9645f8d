"""The ring ends with the gradient of the whole batch, and each worker sends as little as is said."""

from __future__ import annotations

import contextlib
import io
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.errors import ArgumentError
from autograd_lab.record.play.all_reduce import RingRun, all_reduce
from autograd_lab.record.play.ring_svg import ring_svg


def parts(run: RingRun, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, steps = run.world, len(run.steps)
    gradients, counts, whole = np.split(values, [steps * n * run.size, steps * n * run.size + steps * n * n])
    return gradients.reshape(steps, n, run.size), counts.reshape(steps, n, n), whole


@pytest.mark.parametrize("world", range(2, 9))
def test_every_worker_ends_with_the_gradient_of_the_whole_batch(world: int) -> None:
    run, values = all_reduce(world, seed=world)
    gradients, counts, whole = parts(run, values)
    assert gradients[-1] == pytest.approx(np.broadcast_to(whole, (world, run.size)), abs=1e-5)
    assert gradients[0].mean(axis=0) == pytest.approx(whole, abs=1e-5), "the shares are equal"
    assert np.abs(gradients[0] - whole).max() > 0.1, "and differ: there is something to do"
    assert float(run.difference) < 1e-5
    scattered = counts[world - 1]
    assert sorted(np.argwhere(scattered == world)[:, 0].tolist()) == list(range(world)), "one finished chunk each"
    assert (counts[-1] == world).all()


@pytest.mark.parametrize("world", [2, 5, 8])
def test_each_sends_one_chunk_a_step(world: int) -> None:
    run, _ = all_reduce(world)
    assert [step.phase for step in run.steps] == ["start"] + ["reduce"] * (world - 1) + ["gather"] * (world - 1) + [
        "mean"
    ]
    assert all(sorted(step.sends) == list(range(world)) for step in run.steps[1:-1])
    assert run.steps[-1].sent == 2 * (world - 1) * run.size * 4 // world
    assert run.naive == (world - 1) * run.size * 4


@pytest.mark.parametrize("world", [2, 4, 7])
def test_the_code_comes_to_the_same(world: int) -> None:
    run, values = all_reduce(world, seed=3)
    said, space = io.StringIO(), {}
    with contextlib.redirect_stdout(said):
        exec(run.code, space)
    assert said.getvalue() == "True\n"
    gradients, _, whole = parts(run, values)
    assert space["means"][0].numpy() == pytest.approx(gradients[-1][0], abs=1e-6)
    assert space["gradient"](space["x"], space["y"]).numpy() == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("world", [1, 9, True, 2.0, "4", None])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_ring_of_two_to_eight(world: Any, language: str) -> None:
    lab.set_language(language)
    with pytest.raises(ArgumentError):
        all_reduce(world)


def test_random_numbers_of_the_learner_are_left_alone() -> None:
    lab.manual_seed(5)
    expected = lab.rand(1).item()
    lab.manual_seed(5)
    all_reduce(4)
    assert lab.rand(1).item() == expected


def test_the_picture_stands_alone() -> None:
    ET.fromstring(ring_svg(*all_reduce(8)))
