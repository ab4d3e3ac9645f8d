"""DistributedDataParallel: several processes train as one would."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
import autograd_lab.multiprocessing as mp
from autograd_lab import distributed as dist, nn
from autograd_lab.distributed.run import free_port
from autograd_lab.errors import DistributedError
from autograd_lab.nn.parallel import DistributedDataParallel
from tests.support.refusal import assert_refused

SIZE, STEPS, ROWS = 2, 8, 12


def net() -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(5, 16), nn.ReLU(), nn.Linear(16, 3)).double()


def train(model: nn.Module, rank: int, size: int) -> list[list[float]]:
    generator = torch.Generator().manual_seed(0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)  # Adam would not notice a factor
    for _ in range(STEPS):
        x = torch.randn(ROWS, 5, generator=generator, dtype=torch.float64)
        y = torch.randint(3, (ROWS,), generator=generator)
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[rank::size]), y[rank::size]).backward()
        optimizer.step()
    return [p.detach().flatten().tolist() for p in model.parameters()]


def worker(rank: int, port: int, queue: Any) -> None:
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
    dist.init_process_group("gloo", rank=rank, world_size=SIZE)
    model = DistributedDataParallel(net())
    queue.put((rank, train(model, rank, SIZE)))
    dist.destroy_process_group()


def test_two_processes_train_as_one() -> None:
    queue = mp.get_context("spawn").SimpleQueue()
    mp.spawn(worker, (free_port(), queue), nprocs=SIZE)
    results = dict(queue.get() for _ in range(SIZE))
    assert results[0] == results[1]  # to the bit
    for theirs, alone in zip(results[0], train(net(), 0, 1), strict=True):
        np.testing.assert_allclose(theirs, alone, rtol=0, atol=1e-6)


@pytest.fixture
def alone() -> Any:
    dist.init_process_group("gloo", f"tcp://127.0.0.1:{free_port()}", rank=0, world_size=1)
    yield
    dist.destroy_process_group()


@pytest.mark.usefixtures("alone")
def test_missing_gradients_are_named_once() -> None:
    model = DistributedDataParallel(nn.ModuleDict({"a": nn.Linear(2, 2), "b": nn.Linear(2, 2)}), bucket_cap_mb=1e-6)
    model.module.forward = lambda x: model.module["a"](x)  # type: ignore[method-assign]
    model(torch.ones(1, 2)).sum().backward()

    with pytest.raises(DistributedError, match=r"b\.weight, b\.bias.*find_unused_parameters=True"):
        model(torch.ones(1, 2))
    model(torch.ones(1, 2))


@pytest.mark.usefixtures("alone")
def test_a_forward_pass_without_backward_does_no_harm() -> None:
    model = DistributedDataParallel(nn.Linear(2, 2))
    for _ in range(3):
        model(torch.ones(1, 2))
    model(torch.ones(1, 2)).sum().backward()
    with torch.no_grad():
        model(torch.ones(1, 2))
    assert model.module.weight.grad.tolist() == [[1.0, 1.0]] * 2


@pytest.mark.usefixtures("alone")
def test_nothing_to_learn_is_refused() -> None:
    frozen = nn.Linear(2, 2).requires_grad_(False)
    assert_refused(lambda: DistributedDataParallel(frozen), DistributedError, "ddp.nothing", "DistributedDataParallel")


def different(rank: int, port: int, queue: Any) -> None:
    dist.init_process_group("gloo", f"tcp://127.0.0.1:{port}", rank=rank, world_size=2)
    try:
        DistributedDataParallel(nn.Sequential(nn.Linear(2, 2 + rank)))
    except DistributedError as error:
        queue.put(str(error))


def test_different_models_are_refused_everywhere() -> None:
    queue = mp.get_context("spawn").SimpleQueue()
    mp.spawn(different, (free_port(), queue), nprocs=2)
    for _ in range(2):
        assert "0.weight torch.float32[3, 2] / 0.weight torch.float32[2, 2]" in queue.get()
