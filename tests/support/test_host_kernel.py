"""The stand-in for a GPU's own kernels: it notices what a GPU would take for numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.support import host_kernel
from tests.support.fake_cupy import make_cupy
from tests.support.host_kernel import RawKernel, Refused

pytestmark = pytest.mark.skipif(not host_kernel.COMPILER, reason=host_kernel.MISSING)

TEXT = r"""
extern "C" __global__ void twice(const float* x, float* y, long long n, double by) {
    for (long long i = threadIdx.x; i < n; i += blockDim.x) y[i] = by * x[i];
}
extern "C" __global__ void turned(float* x) {
    __shared__ float line[64];
    line[threadIdx.x] = x[threadIdx.x];
    BARRIER
    x[threadIdx.x] = line[blockDim.x - 1 - threadIdx.x];
}
extern "C" __global__ void some(float* x) {
    if (threadIdx.x < 40) __syncthreads();
}
extern "C" __global__ void neighbours(float* x) { x[threadIdx.x] = __shfl_xor_sync(~0u, x[threadIdx.x], 1); }
"""


def kernel(name: str, barrier: str = "__syncthreads();") -> RawKernel:
    return RawKernel(TEXT, name, options=("--std=c++17", f"-DBARRIER={barrier}"))


@pytest.fixture(autouse=True)
def threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RawKernel, "threaded", True)


def test_a_launch() -> None:
    cupy = make_cupy()
    x, y = cupy.asarray(np.arange(70, dtype="f")), cupy.zeros(70, "f")
    before = cupy.counter.launches
    kernel("twice")((1,), (64,), (x, y, 70, 2.0))
    np.testing.assert_array_equal(y.get(), 2 * np.arange(70))
    assert cupy.counter.launches == before + 1


@pytest.mark.parametrize("change", [
    {2: 70.0}, {3: 2}, {2: np.int32(70)}, {0: "x"}, {0: np.zeros(70, "f")},
    {1: make_cupy().zeros(70)}, {3: True},
])  # fmt: skip
def test_an_argument_of_another_type(change: dict[int, Any]) -> None:
    cupy = make_cupy()
    args = [cupy.zeros(70, "f"), cupy.zeros(70, "f"), 70, 2.0]
    for k, value in change.items():
        args[k] = value
    with pytest.raises(Refused):
        kernel("twice")((1,), (64,), tuple(args))


def test_too_few_arguments() -> None:
    cupy = make_cupy()
    with pytest.raises(Refused, match="takes FFqd"):
        kernel("twice")((1,), (64,), (cupy.zeros(70, "f"), cupy.zeros(70, "f"), 70))


def test_threads_wait_for_each_other() -> None:
    x = make_cupy().asarray(np.arange(64, dtype="f"))
    kernel("turned")((1,), (64,), (x,))
    np.testing.assert_array_equal(x.get(), np.arange(64)[::-1])


def test_a_missing_barrier_is_felt() -> None:
    x = make_cupy().asarray(np.arange(64, dtype="f"))
    kernel("turned", "")((1,), (64,), (x,))
    assert (x.get() != np.arange(64)[::-1]).any()


def test_a_barrier_that_some_never_reach() -> None:
    with pytest.raises(Refused, match="never reach"):
        kernel("some")((1,), (64,), (make_cupy().zeros(64, "f"),))


def test_what_a_warp_exchanges() -> None:
    x = make_cupy().asarray(np.arange(64, dtype="f"))
    kernel("neighbours")((1,), (64,), (x,))
    np.testing.assert_array_equal(x.get(), np.arange(64) ^ 1)


def test_text_that_is_no_cuda() -> None:
    with pytest.raises(Refused, match="error"):
        RawKernel("__global__ void f(float* x) { x = 1 }", "f").compile()
