"""``torch.accelerator``, with and without a GPU."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_lab as torch
from autograd_lab.errors import ArgumentError, DeviceError
from tests.support.refusal import assert_refused

accelerator = torch.accelerator
NEEDS_A_GPU: list[Any] = [
    accelerator.get_memory_info, accelerator.current_device_index, accelerator.synchronize,
    accelerator.current_stream, lambda: accelerator.set_device_index(0), lambda: accelerator.device_index(0),
]  # fmt: skip


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without a GPU")
def test_without_one() -> None:
    assert accelerator.memory_allocated() == accelerator.max_memory_allocated() == 0
    assert accelerator.memory_reserved() == accelerator.max_memory_reserved() == 0 and not accelerator.memory_stats()
    assert accelerator.device_count() == 0 and accelerator.current_accelerator() is None
    accelerator.empty_cache()
    accelerator.empty_host_cache()
    accelerator.reset_peak_memory_stats()
    accelerator.set_device_index(-1)
    with accelerator.device_index(None):
        pass
    for call in NEEDS_A_GPU:
        with pytest.raises(DeviceError):
            call()
    assert_refused(lambda: accelerator.set_device_index(None), ArgumentError, "accelerator.index", "None")


def test_with_one(cuda: str) -> None:
    before = accelerator.memory_allocated()
    x = torch.zeros(1000, device=cuda)
    assert accelerator.memory_allocated() > before
    assert accelerator.max_memory_allocated() >= accelerator.memory_allocated()
    assert accelerator.max_memory_reserved() >= accelerator.memory_reserved() >= accelerator.memory_allocated()
    assert accelerator.current_accelerator() == torch.device("cuda") and accelerator.current_device_index() == 0
    accelerator.set_device_index(0)
    with accelerator.device_index(0):
        assert accelerator.current_device_index() == x.get_device()
    accelerator.set_stream(accelerator.current_stream())
    accelerator.synchronize()
    accelerator.reset_peak_memory_stats()
    free, total = accelerator.get_memory_info()
    assert 0 < free <= total
    accelerator.empty_cache()
    accelerator.empty_host_cache()
