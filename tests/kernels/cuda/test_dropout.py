"""What dropout keeps on a GPU is what the host would draw from the GPU's stream, and send."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.backend.random import default_of
from autograd_lab.kernels import reference_ops
from autograd_lab.nn import functional as F
from tests.support import host_kernel
from tests.support.fake_cupy import FakeCupy


@pytest.fixture(autouse=True)
def compiler(request: pytest.FixtureRequest) -> None:
    if "gpu" not in request.fixturenames and not host_kernel.COMPILER:
        pytest.skip(host_kernel.MISSING)


def dropped(dtype: str, sizes: Any, kernels: bool = True) -> tuple[list[Any], bytes]:
    """Several draws, and where they leave the stream."""
    found, device = [], "cuda"
    with lab.random.fork_rng(), nullcontext() if kernels else reference_ops():
        lab.manual_seed(7)
        for k, size in enumerate(sizes):
            x = lab.ones(size, dtype=getattr(lab, dtype), device=device)
            found.append(F.dropout(x, 0.3 + 0.1 * k).tolist())
        found.append(F.dropout2d(lab.ones(3, 5, 2, 2, device=device), 0.4).tolist())
        found.append(lab.rand(3, device=device).tolist())
        return found, default_of(lab.device(device)).state_bytes()


@pytest.mark.parametrize("threaded", [False, True], ids=["one thread", "threads"])
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "complex128"])
@pytest.mark.parametrize("sizes", [(6, 7, 4), (1, 1, 1, 2), (5, 2000, 3), (0, 3)], ids=str)
def test_the_same_numbers(
    sizes: Any, dtype: str, threaded: bool, fake_cupy: FakeCupy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_kernel.RawKernel, "threaded", threaded)
    assert dropped(dtype, sizes) == dropped(dtype, sizes, kernels=False)


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_the_same_numbers_on_a_gpu(dtype: str, gpu: str) -> None:
    sizes = (6, 7, 1, 1_000_001, 4)
    assert dropped(dtype, sizes) == dropped(dtype, sizes, kernels=False)


def test_each_thread_draws_several_times(fake_cupy: FakeCupy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd_lab.kernels.cuda.common.MOST", 2)
    monkeypatch.setattr(host_kernel.RawKernel, "threaded", True)
    assert dropped("float32", (3001, 2)) == dropped("float32", (3001, 2), kernels=False)


def test_nothing_is_drawn_on_the_host_and_sent(fake_cupy: FakeCupy) -> None:
    x = lab.ones(1000, device="cuda", requires_grad=True)
    before = (fake_cupy.counter.to_device, fake_cupy.counter.launches)
    y = F.dropout(x, 0.5)
    assert (fake_cupy.counter.to_device, fake_cupy.counter.launches) == (before[0], before[1] + 2)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.cpu().numpy(), y.detach().cpu().numpy())
