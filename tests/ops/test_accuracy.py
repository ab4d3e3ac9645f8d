"""Sums over ten million numbers in single precision stay within 2e-6 of those in double, along any axis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab

BAR = 2e-6
N = 10_000_000


def error(got: Any, wanted: Any) -> float:
    return float(np.max(np.abs(np.asarray(got, np.float64) - wanted) / np.abs(wanted)))


def tenths(shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    """The worst case of adding one by one: all rounding errors have the same sign."""
    return np.full(shape, 0.1, np.float32)


def random(shape: tuple[int, ...]) -> np.ndarray[Any, Any]:
    return np.random.default_rng(0).random(shape, np.float32)


@pytest.mark.parametrize("shape", [(N,), (N // 10, 10), (10, N // 10), (1000, 10, N // 10_000)], ids=str)
@pytest.mark.parametrize("make", [tenths, random])
def test_sums_and_means_along_any_axis_in_any_memory_order(make: Callable[..., Any], shape: tuple[int, ...]) -> None:
    c_order = make(shape)
    for array in (c_order, np.asfortranarray(c_order)):
        x = lab.from_numpy(array)
        for axis in (None, *range(len(shape)), tuple(range(len(shape)))):
            wanted = array.sum(axis=axis, dtype=np.float64)
            assert error(x.sum(axis).numpy(), wanted) < BAR
            assert error(x.mean(axis).numpy(), wanted / (array.size / wanted.size)) < BAR


def test_every_second_column() -> None:
    array = random((10, N // 10))[:, ::2]
    assert error(lab.Tensor(array.copy())[:, ::2].sum().numpy(), array[:, ::2].sum(dtype=np.float64)) < BAR


@pytest.mark.parametrize("axis", [None, 0, 1])
def test_variance_far_from_zero(axis: int | None) -> None:
    array = (np.random.default_rng(1).standard_normal((N // 10, 10)) + 1e4).astype(np.float32)
    x, wanted = lab.from_numpy(array), array.astype(np.float64).var(axis=axis, ddof=1)
    assert error(x.var(axis).numpy(), wanted) < BAR
    assert error(x.std(axis).numpy(), np.sqrt(wanted)) < BAR
    assert error(lab.var_mean(x, axis)[1].numpy(), array.mean(axis=axis, dtype=np.float64)) < BAR


def test_counting_by_ones_does_not_stop() -> None:
    n = 2**24 + 2**20  # a float32 cannot count beyond 2**24 by adding 1
    assert lab.ones(n).cumsum(0)[-1].item() == n
    assert lab.ones(n, 1).sum(0).item() == n


def test_running_sums_and_products() -> None:
    array = random((N // 10, 4))
    for axis in (0, 1):
        assert error(lab.from_numpy(array).cumsum(axis).numpy(), array.cumsum(axis, dtype=np.float64)) < BAR
    near_one = 1 + (array - 0.5) * np.float32(1e-3)
    x = lab.from_numpy(near_one)
    assert error(x.cumprod(0).numpy(), near_one.cumprod(0, dtype=np.float64)) < BAR
    assert error(x.prod(0).numpy(), near_one.prod(0, dtype=np.float64)) < BAR


@pytest.mark.parametrize("axis", [0, 1])
def test_exponential_sums(axis: int) -> None:
    array = random((N // 10, 10)) * 5
    x, wide = lab.from_numpy(array), np.exp(array.astype(np.float64))
    total = wide.sum(axis=axis, keepdims=True)
    assert error(x.logsumexp(axis, keepdim=True).numpy(), np.log(total)) < BAR
    assert error(x.softmax(axis).numpy(), wide / total) < BAR
    assert error(x.log_softmax(axis).numpy(), np.log(wide / total)) < BAR


def test_running_exponential_sum() -> None:
    array = random((N // 10,)) * 5
    wanted = np.log(np.exp(array.astype(np.float64)).cumsum())
    assert error(lab.from_numpy(array).logcumsumexp(0).numpy()[1:], wanted[1:]) < BAR


@pytest.mark.parametrize("make", [tenths, random])
def test_gradients_of_what_was_broadcast(make: Callable[..., Any]) -> None:
    seed = make((N // 10, 10))
    wanted = seed.sum(axis=0, dtype=np.float64)
    gy = lab.from_numpy(seed)
    bias = lab.zeros(10, requires_grad=True)
    ones, weight = lab.ones(N // 10, 1), lab.zeros(10, 1)
    calls = [
        lambda: bias + gy,
        lambda: bias.expand(gy.shape),
        lambda: bias.repeat(N // 10, 1),
        lambda: lab.nn.functional.linear(ones, weight, bias),
    ]
    for call in calls:
        assert error(lab.autograd.grad(call(), bias, gy)[0].numpy(), wanted) < BAR


def test_halves_are_added_in_single_precision() -> None:
    for dtype in (lab.float16, lab.bfloat16):
        assert lab.full((70_000, 1), 100.0, dtype=dtype).mean(0).item() == 100.0
        assert lab.ones(4096, dtype=dtype).sum().item() == 4096.0
        assert lab.full((4096, 2), 0.25, dtype=dtype).cumsum(0)[-1].tolist() == [1024.0, 1024.0]
