"""``torch.cuda`` on the fake and on a real GPU: which GPU is meant, what it is, streams and events."""

from __future__ import annotations

import threading
from typing import Any

import pytest

import autograd_lab as torch
from tests.support.fake_cupy import NAMES, FakeCupy


def test_what_it_is(cuda: str) -> None:
    assert torch.cuda.is_available() and torch.cuda.device_count() >= 1 and torch.cuda.current_device() == 0
    found = torch.cuda.get_device_properties()
    assert torch.cuda.get_device_name("cuda:0") == found.name != ""
    assert torch.cuda.get_device_capability(0) == (found.major, found.minor) >= (3, 0)
    assert found.multi_processor_count > 0 and found.total_memory > 2**28
    torch.cuda.synchronize()


def test_the_current_gpu(fake_cupy: FakeCupy) -> None:
    with torch.cuda.device(1):
        assert torch.cuda.current_device() == 1 and str(torch.ones(1, device="cuda").device) == "cuda:1"
        with torch.cuda.device("cuda:0"):
            assert str(torch.ones(1).cuda().device) == "cuda:0"
        elsewhere: list[int] = []
        thread = threading.Thread(target=lambda: elsewhere.append(torch.cuda.current_device()))
        thread.start()
        thread.join()
        assert elsewhere == [0]
    assert torch.cuda.current_device() == 0
    torch.cuda.set_device(1)
    assert torch.cuda.current_device() == 1
    torch.cuda.set_device("cuda:0")


@pytest.mark.parametrize("call", [
    lambda: torch.cuda.get_device_name(99), lambda: torch.cuda.device("cuda:99").__enter__(),
    lambda: torch.cuda.synchronize(99), lambda: torch.ones(1).to("cuda:99"), lambda: torch.zeros(2, device="cuda:99"),
    lambda: torch.cuda.memory_allocated("cuda:99"), lambda: torch.nn.Linear(1, 1).to("cuda:99"),
])  # fmt: skip
def test_a_gpu_that_is_not_there(call: Any, cuda: str) -> None:
    with pytest.raises(RuntimeError, match=r"invalid device ordinal: cuda:99 was asked for, but \d"):
        call()
    assert torch.ones(1, device=cuda).tolist() == [1.0]


def test_no_gpu_is_meant(cuda: str) -> None:
    with pytest.raises(RuntimeError, match="Expected a cuda device, but got: cpu"):
        torch.cuda.synchronize("cpu")
    with pytest.raises(ValueError, match=r"between 0 and 1, got 1\.5"):
        torch.cuda.set_per_process_memory_fraction(1.5)


def test_time_between_two_events(cuda: str) -> None:
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    with pytest.raises(RuntimeError, match="both recorded"):
        start.elapsed_time(end)
    start.record()
    torch.ones(100, device=cuda).exp()
    end.record()
    end.synchronize()
    assert end.query() and 0 <= start.elapsed_time(end) < 60_000
    with pytest.raises(RuntimeError, match="enable_timing=True"):
        torch.cuda.Event().elapsed_time(end)


def test_work_in_another_stream(cuda: str) -> None:
    x = torch.ones(1000, device=cuda, requires_grad=True)
    side, before = torch.cuda.Stream(), torch.cuda.current_stream()
    side.wait_stream(before)
    with torch.cuda.stream(side):
        assert torch.cuda.current_stream() == side != before
        y = (x * 2).sum()
        y.backward()
        done = side.record_event()
    assert torch.cuda.current_stream() == before == torch.cuda.default_stream()
    done.wait()
    side.synchronize()
    assert side.query() and y.item() == 2000 and x.grad.tolist() == [2.0] * 1000
    with torch.cuda.stream(None):
        assert torch.cuda.current_stream() == before


def test_the_fake_has_no_name_that_cupy_lacks(fake_cupy: FakeCupy) -> None:
    assert {name for name in vars(fake_cupy.cuda) if not name.startswith("_")} <= NAMES["cuda"].keys()


def test_what_a_program_asks_first(cuda: str) -> None:
    torch.cuda.init()
    assert (
        torch.cuda.is_initialized() and torch.cuda.is_bf16_supported() and not torch.cuda.is_current_stream_capturing()
    )
    assert torch.cuda.is_bf16_supported(False) is (torch.cuda.get_device_capability() >= (8, 0))
    assert isinstance(torch.cuda.current_stream().cuda_stream, int)
    assert not torch.cuda.can_device_access_peer(0, 0)


def test_whether_work_is_captured(cuda: str) -> None:
    seen: list[bool] = []

    def step(x: torch.Tensor) -> torch.Tensor:
        seen.append(torch.cuda.is_current_stream_capturing())
        return x * 2

    graphed = torch.cuda.graphed_step(step, torch.ones(2, device=cuda))
    graphed(torch.ones(2, device=cuda))
    assert seen == [False, False, False, True]


def test_another_stream_from_now_on(cuda: str) -> None:
    before, side = torch.cuda.current_stream(), torch.cuda.Stream()
    torch.cuda.set_stream(side)
    try:
        assert torch.cuda.current_stream() == side != before
    finally:
        torch.cuda.set_stream(before)
    assert torch.cuda.current_stream() == before
