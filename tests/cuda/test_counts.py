"""How many kernels a training step starts on a GPU, and how often it waits: what a step of a small network costs."""

from __future__ import annotations

import pytest

import autograd_lab as lab
from tests.benchmarks.networks import NETWORKS
from tests.support.fake_cupy import FakeCupy

COUNTS = {  # kernels, waits: each look at labels or at rows of a table is one, for a GPU would go on with wrong ones
    "MLP": (77, 1),
    "LeNet": (257, 1),
    "LSTM": (955, 1),
    "small GPT": (782, 3),
}


@pytest.mark.parametrize("name", COUNTS)
def test_no_more_than_before(name: str, fake_cupy: FakeCupy) -> None:
    step = NETWORKS[name](lab, "cuda")
    step()
    count = fake_cupy.counter
    before = (count.launches, count.waits, count.to_host)
    step()
    launches, waits, to_host = count.launches - before[0], count.waits - before[1], count.to_host - before[2]
    assert launches <= COUNTS[name][0] and waits == to_host == COUNTS[name][1]
