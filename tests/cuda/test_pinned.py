"""Pinned memory: which tensors lie there, copies that nobody waits for, and batches on their way to a GPU."""

from __future__ import annotations

import sys
import warnings
from typing import Any, NamedTuple

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.utils.data import DataLoader, TensorDataset, prefetched
from autograd_lab.utils.data.pinning import pin_memory
from tests.support.fake_cupy import FakeCupy


def test_a_pinned_copy(cuda: str) -> None:
    x = torch.arange(6.0).reshape(2, 3)
    pinned = x.pin_memory()
    assert not x.is_pinned() and pinned.is_pinned() and pinned.pin_memory() is pinned
    assert pinned.tolist() == x.tolist() and not pinned.is_cuda and pinned.stride() == x.stride()
    assert pinned[1:].is_pinned() and pinned.t().is_pinned() and not (pinned + 1).is_pinned()
    assert x.t().pin_memory().stride() == x.t().stride()
    assert x.to(torch.bfloat16).pin_memory().dtype is torch.bfloat16
    with pytest.raises(RuntimeError, match="only dense CPU tensors can be pinned"):
        x.to(cuda).pin_memory()


def test_gradients_pass(cuda: str) -> None:
    x = torch.ones(3, requires_grad=True)
    (x.pin_memory().to(cuda, non_blocking=True) * 2).sum().backward()
    assert x.grad.tolist() == [2.0] * 3


@pytest.mark.parametrize("make", [
    lambda **on: torch.zeros(2, **on), lambda **on: torch.tensor([1.0, 2.0], **on), lambda **on: torch.rand(2, **on),
    lambda **on: torch.randint(0, 3, (2,), **on), lambda **on: torch.full((2,), 3, **on),
    lambda **on: torch.ones_like(torch.ones(2), **on), lambda **on: torch.ones(1).new_tensor([1, 2], **on),
    lambda **on: torch.hann_window(2, **on), lambda **on: torch.normal(0.0, 1.0, (2,), **on),
])  # fmt: skip
def test_made_in_pinned_memory(make: Any, cuda: str) -> None:
    torch.manual_seed(0)
    pinned = make(pin_memory=True)
    torch.manual_seed(0)
    assert pinned.is_pinned() and pinned.tolist() == make().tolist() and not make().is_pinned()
    with pytest.raises(RuntimeError, match="can be pinned"):
        make(device=cuda, pin_memory=True)


def test_who_waits_for_a_copy(fake_cupy: FakeCupy) -> None:
    x = torch.ones(4)
    pinned, count = x.pin_memory(), fake_cupy.counter
    there = torch.zeros(4, device="cuda")

    def waits(call: Any) -> int:
        before = count.waits
        call()
        return count.waits - before

    assert waits(lambda: pinned.to("cuda", non_blocking=True)) == waits(lambda: pinned.cuda(non_blocking=True)) == 0
    assert waits(lambda: pinned.to("cuda")) == waits(lambda: pinned.cuda()) == waits(lambda: there.copy_(pinned)) == 1
    assert waits(lambda: there.copy_(pinned, non_blocking=True)) == 0
    assert waits(lambda: x.to("cuda")) == 0  # CuPy has read ordinary memory when it returns
    assert waits(lambda: pinned.copy_(there * 3, non_blocking=True)) == 0
    assert waits(lambda: pinned.copy_(there)) == waits(lambda: x.copy_(there, non_blocking=True)) == 1
    assert pinned.tolist() == x.tolist() == there.tolist()


def test_a_copy_into_pinned_memory_is_noticed(cuda: str) -> None:
    here, leaf = torch.zeros(3).pin_memory(), torch.ones(3, requires_grad=True)
    y = (leaf * here).sum()
    here.copy_(torch.full((3,), 2.0, device=cuda), non_blocking=True)
    torch.cuda.synchronize()
    assert here.tolist() == [2.0] * 3
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


class Pair(NamedTuple):
    x: Any
    y: Any


class Own:
    def __init__(self) -> None:
        self.asked = False

    def pin_memory(self) -> Own:
        self.asked = True
        return self


def test_all_tensors_of_a_batch(cuda: str) -> None:
    x = torch.ones(2)
    batch = pin_memory({"a": [x, "word"], "b": Pair(x, 3), "c": (x, Own()), "d": np.ones(2)})
    assert batch["a"][0].is_pinned() and batch["a"][1] == "word" and batch["b"].x.is_pinned() and batch["b"].y == 3
    assert isinstance(batch["b"], Pair) and batch["c"][0].is_pinned() and batch["c"][1].asked


def test_a_packed_sequence_goes_as_a_whole(cuda: str) -> None:
    packed = torch.nn.utils.rnn.pack_sequence([torch.ones(2), torch.ones(3)], enforce_sorted=False)
    pinned = pin_memory([packed])[0]
    assert pinned.is_pinned() and pinned.sorted_indices.is_pinned() and not packed.is_pinned()
    (there,) = prefetched([pinned])
    assert there.is_cuda and there.sorted_indices.is_cuda and not there.batch_sizes.is_cuda
    assert there.data.tolist() == packed.data.tolist()


@pytest.mark.parametrize("workers", [0, 1])
def test_a_loader_gives_pinned_batches(workers: int, cuda: str) -> None:
    data = TensorDataset(torch.arange(10.0), torch.arange(10))
    plain, pinned = (DataLoader(data, 4, num_workers=workers, pin_memory=flag) for flag in (False, True))
    for (x, y), (a, b) in zip(plain, pinned, strict=True):
        assert a.is_pinned() and b.is_pinned() and not x.is_pinned()
        assert (a.tolist(), b.tolist()) == (x.tolist(), y.tolist())


def test_batches_that_are_there_already(fake_cupy: FakeCupy) -> None:
    seen: list[str] = []

    class Told(torch.utils.data.Dataset):
        def __len__(self) -> int:
            return 3

        def __getitem__(self, index: int) -> Any:
            seen.append(f"read {index}")
            return torch.full((2,), float(index))

    loader = DataLoader(Told(), 1, pin_memory=True)
    waits = fake_cupy.counter.waits
    for k, batch in enumerate(prefetched(loader)):
        seen.append(f"use {k}")
        assert batch.is_cuda and fake_cupy.counter.waits == waits
    assert seen == ["read 0", "read 1", "use 0", "read 2", "use 1", "use 2"]
    assert [b.tolist() for b in prefetched(loader)] == [b.tolist() for b in loader]
    assert list(prefetched([])) == []


def test_prefetching_on_the_cpu() -> None:
    data = TensorDataset(torch.arange(4.0))
    assert [x.tolist() for (x,) in prefetched(DataLoader(data, 3), "cpu")] == [[0.0, 1.0, 2.0], [3.0]]


def test_the_computation_waits_for_the_copy(fake_cupy: FakeCupy, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the copy for what may still read the memory it goes to."""
    order: list[str] = []
    wait = torch.cuda.Stream.wait_event
    monkeypatch.setattr(
        torch.cuda.Stream, "wait_event",
        lambda self, event: (order.append("side" if self.cupy_stream.non_blocking else "main"), wait(self, event))[1],
    )  # fmt: skip
    assert len(list(prefetched([torch.ones(1), torch.ones(1)]))) == 2
    assert order == ["side", "side", "main", "main"]


def test_without_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd_lab.backend.cuda._cupy", None)
    monkeypatch.setitem(sys.modules, "cupy", None)
    x = torch.ones(2)
    assert not x.is_pinned()
    for language, words in (
        ("en", "Cannot access accelerator device when none is available"),
        ("zh", "没有可用的加速设备"),
    ):
        torch.set_language(language)
        for call in (x.pin_memory, lambda: torch.zeros(2, pin_memory=True)):
            with pytest.raises(RuntimeError, match=words):
                call()
    torch.set_language("en")
    loader = DataLoader(TensorDataset(torch.arange(4)), 2, pin_memory=True)
    with pytest.warns(UserWarning, match="no accelerator is found") as told:
        assert [batch[0].tolist() for batch in loader] == [[0, 1], [2, 3]]
    assert len(told) == 1 and told[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(list(DataLoader(TensorDataset(torch.arange(4)), 2))) == 2
    with pytest.raises(RuntimeError, match="CuPy"):
        prefetched(loader)
