"""A generator for each device: seeds, states, who draws from which. On the fake and on a real GPU."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab import nn
from autograd_lab.backend.random import own_streams, split
from tests.support.fake_cupy import FakeCupy


def test_each_device_has_its_own_stream(cuda: str) -> None:
    torch.manual_seed(5)
    here, there = torch.rand(4), torch.rand(4, device=cuda)
    assert here.tolist() != there.tolist()  # as in PyTorch a GPU draws in a way of its own
    here = torch.rand(4)
    torch.manual_seed(5)
    torch.rand(4, device=cuda)
    assert torch.rand(4).tolist() != here.tolist()  # neither is drawn from the other
    torch.manual_seed(5)
    torch.rand(4)
    assert torch.rand(4).tolist() == here.tolist()


DRAWS: list[Callable[[Any], Any]] = [
    lambda on: torch.rand(3, **on), lambda on: torch.randn(2, 3, **on), lambda on: torch.randint(0, 100, (5,), **on),
    lambda on: torch.randperm(9, **on), lambda on: torch.normal(0.0, 1.0, (3,), **on),
    lambda on: torch.randn_like(torch.ones(3, device=on["device"]), generator=on["generator"]),
    lambda on: torch.empty(3, device=on["device"]).uniform_(1, 2, generator=on["generator"]),
    lambda on: torch.empty(3, device=on["device"]).normal_(generator=on["generator"]),
    lambda on: torch.empty(3, device=on["device"]).exponential_(generator=on["generator"]),
    lambda on: torch.empty(9, device=on["device"]).bernoulli_(generator=on["generator"]),
    lambda on: torch.full((9,), 0.5, device=on["device"]).bernoulli(generator=on["generator"]),
    lambda on: torch.multinomial(torch.ones(9, device=on["device"]), 5, generator=on["generator"]),
    lambda on: torch.poisson(torch.full((5,), 4.0, device=on["device"]), generator=on["generator"]),
]  # fmt: skip


@pytest.mark.parametrize("draw", DRAWS)
def test_a_generator_of_the_right_device(draw: Callable[[Any], Any], cuda: str) -> None:
    before = torch.get_rng_state().tolist(), torch.cuda.get_rng_state().tolist()
    mine, twin, host = (torch.Generator(on).manual_seed(3) for on in (cuda, cuda, "cpu"))
    assert str(mine.device) == "cuda:0"
    first = draw({"device": cuda, "generator": mine})
    assert first.is_cuda and first.tolist() == draw({"device": cuda, "generator": twin}).tolist()
    assert draw({"device": cuda, "generator": mine}).tolist() != first.tolist()
    assert (torch.get_rng_state().tolist(), torch.cuda.get_rng_state().tolist()) == before
    for generator, device, words in ((host, cuda, "'cuda' device type for generator but found 'cpu'"),
                                     (mine, "cpu", "'cpu' device type for generator but found 'cuda'")):  # fmt: skip
        state = generator.get_state().tolist()
        with pytest.raises(RuntimeError, match=words):
            draw({"device": device, "generator": generator})
        assert generator.get_state().tolist() == state


def test_each_gpu_has_its_own(fake_cupy: FakeCupy) -> None:
    torch.manual_seed(1)
    torch.cuda.manual_seed_all(7)
    first, second = torch.rand(3, device="cuda:0"), torch.rand(3, device="cuda:1")
    again = torch.rand(3, device="cuda:0", generator=torch.Generator("cuda:0").manual_seed(7))
    assert first.tolist() == second.tolist() == again.tolist()
    with torch.cuda.device(1):
        torch.cuda.manual_seed(8)
        assert torch.cuda.initial_seed() == 8
    assert torch.cuda.initial_seed() == 7 and torch.initial_seed() == 1
    with pytest.raises(RuntimeError, match="Expected a 'cuda:1' generator device but found 'cuda:0'"):
        torch.rand(2, device="cuda:1", generator=torch.Generator("cuda:0"))
    torch.manual_seed(9)
    assert torch.cuda.initial_seed() == 9
    assert torch.rand(3, device="cuda:1").tolist() == torch.rand(3, device="cuda:0").tolist()
    torch.cuda.seed_all()
    assert torch.cuda.initial_seed() != 9
    assert torch.rand(3, device="cuda:0").tolist() == torch.rand(3, device="cuda:1").tolist()
    torch.cuda.seed()
    assert torch.rand(3, device="cuda:0").tolist() != torch.rand(3, device="cuda:1").tolist()
    assert torch.initial_seed() == 9


def test_states_are_given_out_and_taken_back(cuda: str) -> None:
    torch.cuda.manual_seed(3)
    host, one, every = torch.get_rng_state(), torch.cuda.get_rng_state(), torch.cuda.get_rng_state_all()
    assert len(every) == torch.cuda.device_count() and every[0].tolist() == one.tolist() and not one.is_cuda
    first = torch.rand(5, device=cuda).tolist()
    torch.cuda.set_rng_state(one)
    assert torch.rand(5, device=cuda).tolist() == first
    torch.cuda.set_rng_state_all(every)
    assert torch.rand(5, device=cuda).tolist() == first and torch.get_rng_state().tolist() == host.tolist()
    with torch.random.fork_rng():
        inside = torch.rand(5, device=cuda).tolist()
    assert torch.rand(5, device=cuda).tolist() == inside


def test_a_seed_gives_the_same_model_everywhere(cuda: str) -> None:
    def build(device: str) -> nn.Module:
        torch.manual_seed(4)
        return nn.Sequential(
            nn.Conv2d(1, 2, 3, device=device), nn.Linear(3, 4, device=device), nn.LSTM(3, 4, device=device),
            nn.Embedding(5, 2, device=device), nn.MultiheadAttention(4, 2, device=device),
        )  # fmt: skip

    for there, here in zip(build(cuda).parameters(), build("cpu").parameters(), strict=True):
        assert there.is_cuda and there.tolist() == here.tolist()
    for fill in (nn.init.orthogonal_, nn.init.trunc_normal_, nn.init.xavier_normal_):
        torch.manual_seed(4)
        there = fill(torch.empty(4, 3, device=cuda))
        torch.manual_seed(4)
        np.testing.assert_allclose(there.tolist(), fill(torch.empty(4, 3)).tolist(), rtol=1e-5)
    mine = torch.Generator(cuda).manual_seed(4)
    assert nn.init.uniform_(torch.empty(3, device=cuda), generator=mine).tolist() != nn.init.uniform_(
        torch.empty(3, device=cuda), generator=mine).tolist()  # fmt: skip


def test_a_run_goes_on_with_the_same_numbers(cuda: str, tmp_path: Path) -> None:
    torch.manual_seed(2)
    torch.rand(3, device=cuda)
    torch.save_checkpoint(tmp_path / "run", epoch=1)
    first = torch.rand(5, device=cuda).tolist()
    torch.load_checkpoint(tmp_path / "run")
    assert torch.rand(5, device=cuda).tolist() == first


def test_a_run_of_another_machine(fake_cupy: FakeCupy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(2)
    torch.save_checkpoint(tmp_path / "without a gpu")
    there = torch.rand(3, device="cuda").tolist()
    torch.save_checkpoint(tmp_path / "with one")
    host = torch.rand(3).tolist()
    torch.load_checkpoint(tmp_path / "without a gpu")
    assert torch.rand(3, device="cuda").tolist() == there and torch.rand(3).tolist() == host  # both at their beginning
    monkeypatch.setattr("autograd_lab.serialization.rng.device_count", lambda: 0)
    torch.load_checkpoint(tmp_path / "with one")
    assert torch.rand(3).tolist() == host


@pytest.mark.parametrize("reentrant", [False, True])
def test_what_is_computed_again_drops_the_same(reentrant: bool, cuda: str) -> None:
    x = torch.ones(40, device=cuda, requires_grad=True)
    drop = nn.Dropout(0.5)
    y = torch.utils.checkpoint.checkpoint(lambda x: drop(x) * x, x, use_reentrant=reentrant)
    y.sum().backward()
    assert x.grad.tolist() == (y.detach() * 2).tolist()


def test_a_thread_with_streams_of_its_own(cuda: str) -> None:
    torch.manual_seed(6)
    torch.rand(1, device=cuda)
    states, drawn = split(), list[Any]()

    def work() -> None:
        with own_streams(states):
            drawn.append(torch.rand(3, device=cuda).tolist())

    before = torch.cuda.get_rng_state().tolist()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    torch.manual_seed(6)
    torch.rand(1, device=cuda)
    assert drawn == [torch.rand(3, device=cuda).tolist()] and before != torch.cuda.get_rng_state().tolist()


def test_without_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd_lab.backend.cuda._cupy", None)
    monkeypatch.setitem(sys.modules, "cupy", None)
    torch.manual_seed(1)
    before = torch.get_rng_state().tolist()
    torch.cuda.manual_seed(3)
    torch.cuda.manual_seed_all(3)
    torch.cuda.seed()
    torch.cuda.seed_all()
    assert torch.cuda.get_rng_state_all() == [] and torch.get_rng_state().tolist() == before
    for call in (torch.cuda.initial_seed, torch.cuda.get_rng_state, lambda: torch.Generator("cuda")):
        with pytest.raises(RuntimeError, match="CuPy"):
            call()
