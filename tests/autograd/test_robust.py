"""Small versions of what tests/benchmarks/robustness.py measures: deep graphs, long runs, threads, interrupts."""

from __future__ import annotations

import sys

import pytest

import autograd_lab as lab
from tests.benchmarks import robustness


@pytest.mark.parametrize(("build", "length"), [(robustness.chain, 200_000), (robustness.ladder, 60_000)])
def test_a_deep_graph_takes_linear_time_and_little_memory(build, length: int) -> None:
    assert sys.getrecursionlimit() < 10_000
    for _ in range(3):  # other programs on the machine may take the time of one of the two
        found = robustness.grown(lab, build, length)
        if found["time of 10x"] < 40:
            break
    assert found["time of 10x"] < 40  # 10 if it is linear, and what Python's collector adds; 100 if it is quadratic
    assert found["bytes per node"] <= 1500
    assert found["free s"] <= 2


def test_training_keeps_memory_flat_without_the_collector() -> None:
    found = robustness.flat_memory(lab, 0.03)
    assert found["garbage"] == 0
    assert found["growth KB"] <= 1024


def test_grad_modes_of_eight_threads_do_not_mix() -> None:
    assert robustness.grad_mode_switches(lab, 0.02)["wrong"] == 0


def test_gradients_of_eight_threads_add_up_exactly() -> None:
    assert robustness.sums_of_threads(lab, 0.2)["lost"] == 0
    assert robustness.first_sums_of_threads(lab, 0.1)["lost"] == 0


def test_ctrl_c_at_any_line_leaves_gradients_old_or_new() -> None:
    found = robustness.interrupted_at_each_line(lab)
    assert found["lines"] > 100
    assert found["half done"] == found["next step wrong"] == 0


def test_backward_inside_backward() -> None:
    assert robustness.backward_inside_backward(lab, 0.3)["lost"] == 0
