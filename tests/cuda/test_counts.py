"""How many kernels a training step starts on a GPU, and how often it waits: what a step of a small network costs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace

import pytest

import autograd_lab as lab
from autograd_lab.kernels import reference_ops
from tests.benchmarks.gpu import NETWORKS
from tests.support import host_kernel
from tests.support.fake_cupy import FakeCupy

COUNTS = {  # kernels, those of the rules alone, waits: each look at labels or at rows of a table is one, for a GPU
    # would go on with wrong ones; and kernels of the step as a graph, which the GPU starts by itself. Every call that
    # fills memory counts as one kernel, a product of matrices too.
    "MLP": (21, 67, 1, 23),
    "LeNet": (51, 247, 1, 53),
    "LSTM": (232, 950, 1, 234),
    "GPT": (280, 777, 3, 286),
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
        before = replace(count)
        step()
    assert count.launches - before.launches <= COUNTS[name][rules]
    assert count.waits - before.waits == count.to_host - before.to_host == COUNTS[name][2]
    assert count.to_device - before.to_device <= (not rules)  # where gradients lie, for a step that no graph captures


@pytest.mark.parametrize("name", COUNTS)
def test_no_more_in_a_graph(name: str, fake_cupy: FakeCupy) -> None:
    if not host_kernel.COMPILER:
        pytest.skip(host_kernel.MISSING)
    step = lab.cuda.graphed_step(NETWORKS[name].train(lab, NETWORKS[name].problem(), "cuda"))
    assert step._captured.graph.kernels <= COUNTS[name][3]
    for _ in range(2):  # the first step makes the optimizer's state, and the second brings it to the graph
        step()
    before = replace(fake_cupy.counter)
    step()
    now = fake_cupy.counter
    assert now.waits == before.waits and now.launches - before.launches <= 2  # what changes is sent; the graph


LAYERS = {  # kernels of forward, and those of the rules alone
    "group norm": (lambda x: lab.nn.functional.group_norm(x, 2), 1, 9),
    "masked attention": (lambda x: lab.nn.functional.scaled_dot_product_attention(x, x, x, x[:, :1] > 0), 4, 14),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_that_no_network_has(name: str, fake_cupy: FakeCupy) -> None:
    if not host_kernel.COMPILER:
        pytest.skip(host_kernel.MISSING)
    layer, *most = LAYERS[name]
    x = lab.ones(2, 4, 8, 8, device="cuda")
    for way, count in zip((nullcontext, reference_ops), most, strict=True):
        before = fake_cupy.counter.launches
        with way():
            layer(x)
        assert fake_cupy.counter.launches - before <= count


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
