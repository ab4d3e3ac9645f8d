"""Figures of a GPU's memory, and what happens when it does not suffice. On the fake and on a real GPU."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

import autograd_lab as torch
from autograd_lab import nn

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
