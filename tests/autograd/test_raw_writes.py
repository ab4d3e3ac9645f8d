"""Writes past the version counters: each is found, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.autograd.raw_writes import detect_raw_writes

Program = Callable[[], None]


def leaf() -> Any:
    return lab.tensor([1.0, 2.0, 3.0], requires_grad=True)


def through_numpy() -> None:
    x = leaf()
    y = x.exp()
    y.detach().numpy()[0] = 5
    y.sum().backward()


def through_data() -> None:
    x = leaf()
    y = x * x
    x.data[1] = 7
    y.sum().backward()


def through_shared_array() -> None:
    array = np.ones(3, np.float32)
    y = leaf() * lab.from_numpy(array)
    array[2] = 0
    y.sum().backward()


def elements_change_places() -> None:
    y = leaf().exp()
    y.detach().numpy()[:] = y.detach().numpy()[::-1].copy()
    y.sum().backward()


def not_contiguous() -> None:
    x = lab.ones(3, 2, requires_grad=True)
    t = x.t()
    y = t * t
    x.data[2, 1] = 4
    y.sum().backward()


def in_a_hook_just_before_the_rule() -> None:
    y = leaf().exp()
    y.register_hook(lambda grad: y.detach().numpy().fill(0))
    y.sum().backward()


def in_another_thread() -> None:
    y = leaf().exp()
    thread = Thread(target=lambda: y.detach().numpy().fill(0))
    thread.start()
    thread.join()
    y.sum().backward()


def for_a_second_derivative() -> None:
    x = leaf()
    (g,) = lab.autograd.grad((x * x * x).sum(), x, create_graph=True)
    x.data[0] = 9
    g.sum().backward()


RAW = [
    through_numpy, through_data, through_shared_array, elements_change_places, not_contiguous,
    in_a_hook_just_before_the_rule, in_another_thread, for_a_second_derivative,
]  # fmt: skip


@pytest.mark.parametrize("program", RAW)
def test_a_raw_write_is_found(program: Program) -> None:
    program()  # nobody notices
    with detect_raw_writes(), pytest.raises(RuntimeError, match="was changed past autograd") as raised:
        program()
    assert raised.value.key == "raw_write.found" and "test_raw_writes.py:" in str(raised.value)


def training() -> None:
    model = lab.nn.Sequential(lab.nn.Linear(2, 3), lab.nn.ReLU(inplace=True), lab.nn.Dropout(), lab.nn.Linear(3, 1))
    optimizer = lab.optim.Adam(model.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        model(lab.ones(4, 2)).pow(2).mean().backward()
        optimizer.step()


def in_place_and_views() -> None:
    y = leaf() * 1
    y.add_(1).mul_(2).tanh_()
    z = (y * 1).sigmoid_()
    z.sum().backward()


def writes_after_backward() -> None:
    x = leaf()
    (x * x).sum().backward()
    x.data[0] = 5
    (x * x).sum().backward()


def writes_to_what_nobody_reads() -> None:
    x = leaf()
    y = x + 1
    y.data[0] = 5
    y.sum().backward()


def kept_graph() -> None:
    y = leaf().exp().sum()
    y.backward(retain_graph=True)
    y.backward()


def empty_and_number() -> None:
    (lab.zeros(0, requires_grad=True).exp().sum() + lab.tensor(2.0, requires_grad=True).exp()).backward()


@pytest.mark.parametrize(
    "program",
    [training, in_place_and_views, writes_after_backward, writes_to_what_nobody_reads, kept_graph, empty_and_number],
)
def test_what_is_no_raw_write_is_none(program: Program) -> None:
    with detect_raw_writes():
        program()


def test_a_counted_write_keeps_its_own_error() -> None:
    with detect_raw_writes(), pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y = leaf().exp()
        y += 1
        y.sum().backward()


def test_a_freed_graph_keeps_its_own_error() -> None:
    with detect_raw_writes(), pytest.raises(RuntimeError, match="second time"):
        y = leaf().exp().sum()
        y.backward()
        y.backward()


def test_the_leaves_stay_as_they_were() -> None:
    x = leaf()
    with detect_raw_writes(), pytest.raises(RuntimeError):
        y = x * x
        x.data[1] = 7
        y.sum().backward()
    assert x.grad is None


def test_what_was_written_is_named() -> None:
    with detect_raw_writes(), pytest.raises(RuntimeError, match=r"`y`, shape \(3,\), which ExpBackward0") as raised:
        y = leaf().exp()
        y.data[0] = 1
        y.sum().backward()
    assert "-> exp, test_raw_writes.py:" in str(raised.value)


def test_it_is_found_in_the_package_of_autograd() -> None:
    assert lab.autograd.detect_raw_writes is lab.autograd.raw_writes.detect_raw_writes is detect_raw_writes
