"""The stand-in for CuPy refuses what it promises to refuse, and has no name that the real one lacks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.errors import DeviceError
from tests.support import cupy_loops, cupy_names
from tests.support.fake_cupy import NAMES, FakeCupy, Undefined

HOST = np.arange(3.0)

MIXED = {  # each computes with host and device memory at once, or leaves the device unseen
    "device + host": lambda cp, dev: dev + HOST,
    "host + device": lambda cp, dev: HOST + dev,
    "device += host": lambda cp, dev: dev.__iadd__(HOST),
    "device @ host": lambda cp, dev: dev @ HOST,
    "np.asarray(device)": lambda cp, dev: np.asarray(dev),
    "np.array([device])": lambda cp, dev: np.array([dev]),
    "np.exp(device)": lambda cp, dev: np.exp(dev),
    "np.sum(device)": lambda cp, dev: np.sum(dev),
    "np.concatenate": lambda cp, dev: np.concatenate([dev, HOST]),
    "cp.exp(host)": lambda cp, dev: cp.exp(HOST),
    "cp.where": lambda cp, dev: cp.where(dev > 0, dev, HOST),
    "cp.concatenate": lambda cp, dev: cp.concatenate([dev, HOST]),
    "cp.add.at": lambda cp, dev: cp.add.at(dev, np.array([0]), 1.0),
    "device[host index]": lambda cp, dev: dev[np.array([0])],
    "device[list]": lambda cp, dev: dev[[0, 1]],
    "device[:] = host": lambda cp, dev: dev.__setitem__(slice(None), HOST),
    "host[device index]": lambda cp, dev: HOST[cp.asarray([0])],
    "range(device)": lambda cp, dev: range(dev.sum()),
}


@pytest.mark.parametrize("mix", MIXED.values(), ids=MIXED.keys())
def test_host_and_device_do_not_mix(fake_cupy: FakeCupy, mix: Any) -> None:
    with pytest.raises((TypeError, IndexError)):
        mix(fake_cupy, fake_cupy.asarray(HOST))


UNDEFINED = {
    "equal indices": lambda cp, dev: dev.__setitem__(cp.asarray([0, 0]), dev[:2]),
    "equal indices +=": lambda cp, dev: dev.__setitem__(cp.asarray([1, 1]), dev[cp.asarray([1, 1])] + 1),
    "index past the end": lambda cp, dev: dev[cp.asarray([3])],
    "index before the start": lambda cp, dev: dev[cp.asarray([-4])],
    "write past the end": lambda cp, dev: dev.__setitem__(cp.asarray([5]), 1.0),
    "another device": lambda cp, dev: _on_second(cp) + 1,
    "two devices": lambda cp, dev: dev + _on_second(cp),
}


def _on_second(cp: FakeCupy) -> Any:
    with cp.cuda.Device(1):
        return cp.zeros(3)


@pytest.mark.parametrize("act", UNDEFINED.values(), ids=UNDEFINED.keys())
def test_what_cupy_leaves_undefined_is_an_error(fake_cupy: FakeCupy, act: Any) -> None:
    with pytest.raises(Undefined):
        act(fake_cupy, fake_cupy.asarray(HOST))


@pytest.mark.parametrize("name", ["errstate", "insert", "nditer", "sliding_window_view", "block", "no_such_name"])
def test_names_that_cupy_lacks_are_refused(fake_cupy: FakeCupy, name: str) -> None:
    with pytest.raises(AttributeError):
        getattr(fake_cupy, name)


def test_arguments_that_cupy_lacks_are_refused(fake_cupy: FakeCupy) -> None:
    dev = fake_cupy.zeros(3)
    for call in (lambda: dev.sum(where=dev > 0), lambda: dev.max(initial=0), lambda: fake_cupy.exp(dev, where=dev > 0)):
        with pytest.raises(TypeError):
            call()
    for kind in (np.complex64, np.int16):  # these have no atomic addition
        with pytest.raises(TypeError):
            fake_cupy.add.at(fake_cupy.zeros(3, dtype=kind), fake_cupy.asarray([0]), 1)
    with pytest.raises(AttributeError):  # a condition is an array
        fake_cupy.where(True, dev, 0)


def test_it_counts(fake_cupy: FakeCupy) -> None:
    count = fake_cupy.counter
    dev = fake_cupy.asarray(HOST)
    assert (count.to_device, count.launches) == (1, 0)
    view = dev.reshape(3, 1)[1:].T
    assert view.base is dev and count.launches == 0
    total = (dev * 2).sum()
    assert total.shape == () and type(total) is type(dev) and count.launches == 2
    assert float(total) == 6.0 and (count.to_host, count.waits) == (1, 1)
    dev[dev > 0]
    assert count.waits == 2
    dev += 1
    assert dev.get().tolist() == [1.0, 2.0, 3.0]


def test_a_training_step_stays_on_the_device(fake_cupy: FakeCupy) -> None:
    x, w = torch.rand(4, 3, device="cuda"), torch.rand(3, 2, device="cuda", requires_grad=True)
    count = fake_cupy.counter
    before = (count.to_device, count.to_host, count.waits)
    loss = (x @ w).tanh().square().mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    assert (count.to_device, count.to_host, count.waits) == before
    assert loss.device == w.grad.device == torch.device("cuda:0")


def test_a_second_gpu(fake_cupy: FakeCupy) -> None:
    x = torch.tensor([1.0, 2.0], device="cuda:1")
    assert str(x.device) == "cuda:1" and str(x.to("cuda:0").device) == "cuda:0" and x.cpu().tolist() == [1.0, 2.0]
    with pytest.raises(DeviceError, match="cuda:0, cuda:1"):
        x + torch.ones(2, device="cuda:0")


def test_recorded_names_are_those_of_the_installed_cupy() -> None:
    pytest.importorskip(  # without CUDA's libraries a part of it cannot be imported
        "cupyx.scipy.linalg", reason="CuPy is not installed whole, so its names stand as recorded", exc_type=ImportError
    )
    assert cupy_names.installed() == NAMES
    assert cupy_loops.installed() == cupy_loops.recorded()


def test_dtypes_are_those_of_cupy(fake_cupy: FakeCupy) -> None:
    whole, halves = fake_cupy.asarray(np.arange(3)), fake_cupy.asarray(np.ones(3, np.float16))
    assert [y.dtype for y in (whole + 1, whole * 0.5, fake_cupy.exp(halves))] == [np.int64, np.float64, np.float16]
    special = fake_cupy.scipy["special"]
    assert special.erf(halves).dtype == np.float64  # SciPy's is float32
    with pytest.raises(TypeError, match="cbrt"):
        fake_cupy.cbrt(fake_cupy.asarray(np.ones(3, complex)))
    with pytest.raises(TypeError, match="left_shift"):
        fake_cupy.left_shift(halves, 1)
