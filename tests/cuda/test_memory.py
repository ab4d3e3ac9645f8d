"""Figures of a GPU's memory, and what happens when it does not suffice. On the fake and on a real GPU."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import autograd_lab as torch
from autograd_lab import nn
from tests.support.fake_cupy import FakeCupy

MIB = 2**20


@contextmanager
def at_most(more: int) -> Iterator[None]:
    """Room for ``more`` bytes beside what is in use."""
    torch.cuda.empty_cache()
    _, total = torch.cuda.mem_get_info()
    torch.cuda.set_per_process_memory_fraction((torch.cuda.memory_reserved() + more) / total)
    try:
        yield
    finally:
        torch.cuda.set_per_process_memory_fraction(0)


def test_tensors_are_counted(cuda: str) -> None:
    before = torch.cuda.memory_allocated()
    x = torch.zeros(MIB, device=cuda)
    assert torch.cuda.memory_allocated() - before == 4 * MIB
    view = x[1:]
    del x
    assert torch.cuda.memory_allocated() - before == 4 * MIB
    del view
    assert torch.cuda.memory_allocated() == before <= torch.cuda.memory_reserved()
    torch.cuda.empty_cache()
    free, total = torch.cuda.mem_get_info(0)
    assert 0 < free <= total == torch.cuda.get_device_properties("cuda:0").total_memory


def test_the_peak(cuda: str) -> None:
    torch.cuda.reset_peak_memory_stats()
    start = torch.cuda.max_memory_allocated()
    x = torch.zeros(MIB, device=cuda)
    del x
    assert torch.cuda.max_memory_allocated() - start == 4 * MIB
    assert "4.00 MiB" in torch.cuda.memory_summary() or start
    torch.cuda.reset_peak_memory_stats()
    assert torch.cuda.max_memory_allocated() == start == torch.cuda.memory_allocated()


def test_the_error_names_the_sizes(cuda: str) -> None:
    for language, words in (("en", "Tried to allocate 64.00 MiB. GPU 0 has"), ("zh", "需要分配 64.00 MiB。GPU 0 共有")):
        torch.set_language(language)
        with at_most(MIB), pytest.raises(torch.OutOfMemoryError, match=words) as raised:
            torch.empty(16 * MIB, device=cuda)
        assert isinstance(raised.value, RuntimeError) and isinstance(raised.value, MemoryError)
        assert torch.cuda.OutOfMemoryError is torch.OutOfMemoryError


def large(model: Any, optimizer: Any, x: Any) -> None:
    model(x.expand(1 << 14, -1)).sum().backward()


def step(model: Any, optimizer: Any, x: Any) -> None:
    optimizer.step()


def to_device(model: Any, optimizer: Any, x: Any) -> None:
    nn.Linear(2048, 2048).to(x.device)


@pytest.mark.parametrize("work", [large, step, to_device])
def test_a_model_stays_as_it_was(work: Callable[..., None], cuda: str) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(256, 256), nn.Tanh(), nn.Linear(256, 256)).to(cuda)
    optimizer = torch.optim.Adam(model.parameters(), foreach=True)  # fused, a step needs no memory
    x = torch.randn(1, 256, device=cuda)
    for _ in range(2):
        optimizer.zero_grad()
        model(x).sum().backward()
        optimizer.step()
    before = [v.tolist() for v in (*tensors(model, optimizer),)]
    used = torch.cuda.memory_allocated()
    with at_most(MIB // 8), pytest.raises(torch.OutOfMemoryError):
        work(model, optimizer, x)
    assert [v.tolist() for v in tensors(model, optimizer)] == before
    assert torch.cuda.memory_allocated() == used
    optimizer.step()
    assert [v.tolist() for v in tensors(model, optimizer)] != before


def tensors(model: Any, optimizer: Any) -> list[Any]:
    """Everything that training changes."""
    state = [value for p in model.parameters() for value in optimizer.state[p].values()]
    return [*model.parameters(), *(p.grad for p in model.parameters()), *state]


def test_the_pool_has_a_peak_too(cuda: str) -> None:
    torch.cuda.empty_cache()
    torch.cuda.reset_max_memory_allocated()
    start = torch.cuda.memory_stats()
    x = torch.zeros(MIB, device=cuda)
    del x
    torch.cuda.empty_cache()
    now = torch.cuda.memory_stats(0)
    assert now["allocated_bytes.all.peak"] - start["allocated_bytes.all.current"] == 4 * MIB
    assert now["reserved_bytes.all.peak"] - start["reserved_bytes.all.current"] >= 4 * MIB
    assert now["reserved_bytes.all.peak"] == torch.cuda.max_memory_reserved() > torch.cuda.memory_reserved()
    assert now["allocated_bytes.all.current"] == torch.cuda.memory_allocated()


def test_the_same_figures_on_the_host() -> None:
    before = torch.cuda.memory_allocated("cpu")  # tracemalloc hears of what is allocated from here on
    try:
        x = torch.zeros(MIB)
        assert abs(torch.cuda.memory_allocated("cpu") - before - 4 * MIB) < 2**16
        del x
        held = torch.cuda.memory_allocated("cpu")
        assert abs(held - before) < 2**16 and torch.cuda.max_memory_allocated("cpu") - held > 3 * MIB
        assert torch.cuda.max_memory_reserved("cpu") >= torch.cuda.memory_reserved("cpu") > 0
        torch.cuda.reset_peak_memory_stats("cpu")
        assert torch.cuda.max_memory_allocated(torch.device("cpu")) - before < 2**18
        free, total = torch.cuda.mem_get_info("cpu")
        assert 0 <= free <= total
        assert torch.cuda.memory_summary("cpu").startswith("allocated ")
    finally:
        tracemalloc.stop()


def test_memory_of_a_graph_is_counted_and_given_back(cuda: str) -> None:
    model = nn.Linear(256, 256).to(cuda)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    x = torch.ones(16, 256, device=cuda)

    def step(x: torch.Tensor) -> torch.Tensor:
        optimizer.zero_grad()
        loss = model(x).sum()
        loss.backward()
        optimizer.step()
        return loss

    before, values = torch.cuda.memory_allocated(), model.weight.tolist()
    with at_most(MIB // 8), pytest.raises(torch.OutOfMemoryError):
        torch.cuda.graphed_step(step, x)
    gc.collect()
    assert model.weight.tolist() == values and model.weight.grad is None
    assert torch.cuda.memory_allocated() == before
    graphed = torch.cuda.graphed_step(step, x)
    graphed(x)
    assert torch.cuda.memory_allocated() > before
    del graphed
    optimizer.zero_grad()
    gc.collect()
    assert torch.cuda.memory_allocated() == before


def test_a_workspace_of_cublas_goes_with_its_graph(fake_cupy: FakeCupy) -> None:
    x = torch.ones(16, 16, device="cuda")
    x @ x  # makes that of the ordinary stream
    before = torch.cuda.memory_allocated()
    for _ in range(3):
        graphed = torch.cuda.graphed_step(lambda x: x @ x, x)
        assert graphed(x).tolist() == (x @ x).tolist() and torch.cuda.memory_allocated() >= before + 2**25
        del graphed
        gc.collect()
        assert torch.cuda.memory_allocated() == before


def test_a_driver_that_goes_away(fake_cupy: FakeCupy) -> None:
    x, stream = torch.ones(3, device="cuda"), torch.cuda.current_stream()
    fake_cupy.lost = True
    assert not torch.cuda.is_available() and torch.cuda.device_count() == 0
    calls: list[Any] = [
        lambda: x + 1, lambda: torch.ones(2, device="cuda"), x.tolist, torch.cuda.synchronize, stream.synchronize,
    ]  # fmt: skip
    for language, words in (("en", "any more .*the driver is gone.*nvidia-smi"), ("zh", "无法再访问 GPU")):
        torch.set_language(language)
        for call in calls:
            with pytest.raises(RuntimeError, match=words) as raised:
                call()
            assert raised.value.key == "cuda.lost"  # type: ignore[attr-defined]
