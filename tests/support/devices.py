"""Fixtures that run a test on every kind of device: the CPU, the fake CuPy, and a real GPU where there is one."""

from __future__ import annotations

import sys
import types
from contextlib import nullcontext
from typing import Any

import pytest

from autograd_lab.backend import cublas, cuda as engine_cuda, cudnn, random
from autograd_lab.backend.device import CPU
from tests.support.fake_cublas import FakeCublas
from tests.support.fake_cudnn import FakeCudnn
from tests.support.fake_cupy import FakeCupy, make_cupy
from tests.support.host_kernel import RawKernel


def real_gpu() -> bool:
    try:
        import cupy
    except ImportError:
        return False
    return bool(cupy.cuda.is_available())


@pytest.fixture
def fake_cupy(monkeypatch: pytest.MonkeyPatch) -> FakeCupy:
    """The fake in the place of CuPy, as if the engine had never looked for one; it has two GPUs."""
    fake = make_cupy(devices=2)
    extras = types.SimpleNamespace(errstate=lambda **kinds: nullcontext(), empty_pinned=fake.empty_pinned)
    monkeypatch.setitem(sys.modules, "cupy", fake)
    monkeypatch.setitem(sys.modules, "cupyx", extras)
    for name, module in fake.scipy.items():
        monkeypatch.setitem(sys.modules, f"cupyx.scipy.{name}", module)
    monkeypatch.setattr(RawKernel, "loaded", set())
    fake.cublas = FakeCublas(fake)
    monkeypatch.setattr(cublas, "library", lambda: fake.cublas)
    monkeypatch.setitem(sys.modules, "cudnn", FakeCudnn(fake))
    monkeypatch.setattr(cudnn.switches, "allow_tf32", False)  # as exact as the host
    monkeypatch.setattr(engine_cuda, "_cupy", None)
    monkeypatch.setattr(engine_cuda, "peaks", {})
    monkeypatch.setattr(random, "defaults", {CPU: random.default_generator})
    return fake


NO_GPU = pytest.mark.skipif(not real_gpu(), reason="no NVIDIA GPU that CuPy can use")
GPU = pytest.param("cuda", marks=[pytest.mark.gpu, NO_GPU])


def place(request: pytest.FixtureRequest) -> str:
    """The device of the fixture's parameter; the fake stands in where it is asked for."""
    name: Any = request.param
    if name == "fake-cuda":
        request.getfixturevalue("fake_cupy")
    elif name == "cuda":
        request.getfixturevalue("monkeypatch").setattr(cudnn.switches, "allow_tf32", False)
    return "cpu" if name == "cpu" else "cuda"


@pytest.fixture(params=[GPU])
def gpu(request: pytest.FixtureRequest) -> str:
    """``"cuda"`` on a real GPU; the test is skipped without one."""
    return place(request)


@pytest.fixture(params=["fake-cuda", GPU])
def cuda(request: pytest.FixtureRequest) -> str:
    """``"cuda"``: on the fake, and on a real GPU."""
    return place(request)


@pytest.fixture(params=["cpu", "fake-cuda", GPU])
def device(request: pytest.FixtureRequest) -> str:
    """``"cpu"`` or ``"cuda"``, the latter on the fake and on a real GPU."""
    return place(request)
