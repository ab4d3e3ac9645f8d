"""How many kernels a training step starts on a GPU, and how often it waits: what a step of a small network costs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

import pytest

import autograd_lab as lab
from autograd_lab.kernels import reference_ops
from tests.benchmarks.gpu import NETWORKS
from tests.support import host_kernel
from tests.support.fake_cupy import FakeCupy

COUNTS = {  # kernels, those of the rules alone, waits: each look at labels or at rows of a table is one, for a GPU
    # would go on with wrong ones. Every call that fills memory counts as one kernel, a product of matrices too.
    "MLP": (25, 67, 1),
    "LeNet": (124, 247, 1),
    "LSTM": (236, 949, 1),
    "GPT": (268, 729, 3),
}


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize("rules", [False, True], ids=["kernels", "rules alone"])
def test_no_more_than_before(name: str, rules: bool, fake_cupy: FakeCupy) -> None:
    if not rules and not host_kernel.COMPILER:
        pytest.skip(host_kernel.MISSING)
    step = NETWORKS[name].train(lab, NETWORKS[name].problem(), "cuda")
    with reference_ops() if rules else nullcontext():
        step()
        count = fake_cupy.counter
        before = (count.launches, count.waits, count.to_host)
        step()
    launches, waits, to_host = count.launches - before[0], count.waits - before[1], count.to_host - before[2]
    assert launches <= COUNTS[name][rules] and waits == to_host == COUNTS[name][2]


@pytest.mark.parametrize("make", [
    lambda **on: lab.zeros(3, **on), lambda **on: lab.ones(2, 3, **on), lambda **on: lab.empty(3, **on),
    lambda **on: lab.full((3,), 2.5, **on), lambda **on: lab.arange(5, **on), lambda **on: lab.eye(3, **on),
    lambda **on: lab.empty_strided((2, 3), (1, 2), **on), lambda **on: lab.empty_permuted((2, 3), (1, 0), **on),
    lambda **on: lab.ones(2, **on).new_zeros(3), lambda **on: lab.zeros_like(lab.ones(2, **on)),
])  # fmt: skip
def test_new_tensors_are_made_where_they_go(make: Callable[..., lab.Tensor], fake_cupy: FakeCupy) -> None:
    there, here = make(device="cuda"), make()
    assert fake_cupy.counter.to_device == 0
    assert there.stride() == here.stride() and there.dtype is here.dtype and there.tolist() == here.tolist()
