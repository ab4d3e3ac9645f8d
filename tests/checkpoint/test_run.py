"""A run that is broken off, stored and gone on with ends in the very bits of one that was not."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.utils.data import DataLoader, TensorDataset
from tests.checkpoint.samples import bytes_of, same, trained
from tests.data import sets

ROOT = Path(__file__).parents[2]
BATCHES = 4  # in each epoch
EPOCHS = 3


class Noisy(TensorDataset):
    """Samples to which every source of random numbers adds something: as an augmentation in a worker would."""

    def __getitem__(self, i: Any) -> Any:
        x, y = super().__getitem__(i)
        noise = np.random.rand() + random.random()  # noqa: NPY002
        return x + 0.1 * lab.randn(x.shape) + 0.01 * noise, y


def bits(model: Any, optimizer: Any) -> bytes:
    """The states of both; the order of a group's options does not matter."""
    state = optimizer.state_dict()
    groups = [sorted(group.items()) for group in state["param_groups"]]
    return bytes_of([model.state_dict(), state["state"], groups])


class Run:
    """Everything a training run consists of."""

    def __init__(self, seed: int, optimizer: str, workers: int) -> None:
        lab.manual_seed(seed)
        random.seed(seed)
        np.random.seed(seed)  # noqa: NPY002
        self.model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Dropout(0.3), nn.Linear(5, 2))
        options: dict[str, Any] = {"SGD": {"lr": 0.1, "momentum": 0.9}, "Adam": {"lr": 0.01}}[optimizer]
        self.optimizer = getattr(optim, optimizer)(self.model.parameters(), **options)
        data = lab.arange(44.0).reshape(11, 4) / 44, lab.arange(11) % 2
        context = "fork" if workers else None
        self.loader = DataLoader(Noisy(*data), 3, shuffle=True, num_workers=workers, multiprocessing_context=context)
        self.epoch = 0

    def parts(self) -> dict[str, Any]:
        return {"model": self.model, "optimizer": self.optimizer, "loader": self.loader}

    def train(self, stop: int = 10**9) -> int:
        """Go on to the end of the last epoch, or for ``stop`` steps."""
        steps = 0
        while self.epoch < EPOCHS:
            for x, y in self.loader:
                self.optimizer.zero_grad()
                nn.functional.cross_entropy(self.model(x), y).backward()
                self.optimizer.step()
                steps += 1
                if steps == stop:
                    return steps
            self.epoch += 1
        return steps

    def end(self) -> bytes:
        """All that a run comes to, and the random numbers that would come next."""
        drawn = lab.rand(3), random.random(), np.random.rand()  # noqa: NPY002
        return bytes_of([bits(self.model, self.optimizer), drawn])


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning", "ignore:.*worker processes")
@pytest.mark.parametrize(
    "workers", [0, pytest.param(2, marks=pytest.mark.skipif(not hasattr(os, "fork"), reason="fork"))]
)
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_it_ends_in_the_same_bits_wherever_it_was_broken(optimizer: str, workers: int, tmp_path: Path) -> None:
    whole = Run(1, optimizer, workers)
    assert whole.train() == EPOCHS * BATCHES
    expected = whole.end()
    for stop in range(1, EPOCHS * BATCHES + 1):
        first = Run(1, optimizer, workers)
        first.train(stop)
        lab.save_checkpoint(tmp_path / "run.ckpt", epoch=first.epoch, **first.parts())
        del first
        second = Run(99, optimizer, workers)
        second.epoch = lab.load_checkpoint(tmp_path / "run.ckpt", **second.parts())["epoch"]
        assert second.train() == EPOCHS * BATCHES - stop
        assert second.end() == expected, stop


def test_in_another_process(tmp_path: Path) -> None:
    program = """
import sys
from tests.checkpoint.test_run import Run, lab
run = Run(99, "Adam", 0)
run.epoch = lab.load_checkpoint(sys.argv[1], **run.parts())["epoch"]
run.train()
sys.stdout.buffer.write(run.end())
"""
    whole, first = Run(1, "Adam", 0), Run(1, "Adam", 0)
    first.train(6)
    lab.save_checkpoint(tmp_path / "run.ckpt", epoch=first.epoch, **first.parts())
    command = [sys.executable, "-c", program, str(tmp_path / "run.ckpt")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, env={**os.environ, "PYTHONPATH": "."})
    assert done.returncode == 0, done.stderr.decode()
    whole = Run(1, "Adam", 0)
    whole.train()
    assert done.stdout == whole.end()


def test_values_and_states_come_back_by_name() -> None:
    model, optimizer = trained()
    file = io.BytesIO()
    history = [0.5, float("nan")]
    lab.save_checkpoint(file, model=model, optimizer=optimizer, epoch=3, history=history, best=lab.ones(2))
    other, _ = trained(optim.SGD, lr=0.5)
    values = lab.load_checkpoint(io.BytesIO(file.getvalue()), model=other)
    assert set(values) == {"epoch", "history", "best", "optimizer"} and values["epoch"] == 3
    assert same(values["history"], history) and values["best"].tolist() == [1, 1]
    assert same(other.state_dict(), model.state_dict()) and same(values["optimizer"], optimizer.state_dict())


def test_all_parts_take_their_states_or_none_does() -> None:
    model, optimizer = trained()
    file = io.BytesIO()
    lab.save_checkpoint(file, model=model, optimizer=optimizer, other=optimizer)
    mine, my_optimizer = trained(optim.Adam, lr=0.7)
    wrong = optim.Adam([lab.nn.Parameter(lab.ones(1))])
    lab.rand(1)
    before, stream = bits(mine, my_optimizer), lab.get_rng_state().tolist()
    with pytest.raises(ValueError, match="group"):
        lab.load_checkpoint(io.BytesIO(file.getvalue()), model=mine, optimizer=my_optimizer, other=wrong)
    assert bits(mine, my_optimizer) == before and lab.get_rng_state().tolist() == stream
    lab.load_checkpoint(io.BytesIO(file.getvalue()), model=mine, optimizer=my_optimizer)
    assert same(mine.state_dict(), model.state_dict())


def test_random_numbers_may_stay_where_they_are() -> None:
    file = io.BytesIO()
    lab.save_checkpoint(file)
    wanted = lab.rand(2).tolist(), random.random(), np.random.rand()  # noqa: NPY002
    state = lab.get_rng_state()
    lab.load_checkpoint(io.BytesIO(file.getvalue()), restore_rng=False)
    assert lab.get_rng_state().tolist() == state.tolist()
    lab.load_checkpoint(io.BytesIO(file.getvalue()))
    assert (lab.rand(2).tolist(), random.random(), np.random.rand()) == wanted  # noqa: NPY002


def test_the_recipe_without_a_helper(tmp_path: Path) -> None:
    """What ``save_checkpoint`` does can be done by hand."""
    model, optimizer = trained()
    loader = DataLoader(sets.Squares(9), 2, shuffle=True)
    batches = iter(loader)
    next(batches)
    lab.save(
        {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "loader": loader.state_dict(),
         "rng": lab.get_rng_state(), "epoch": 1}, tmp_path / "run.ckpt",
    )  # fmt: skip
    expected = repr(list(batches))
    again = DataLoader(sets.Squares(9), 2, shuffle=True)
    run = lab.load(tmp_path / "run.ckpt")
    again.load_state_dict(run["loader"])
    lab.set_rng_state(run["rng"])
    assert repr(list(again)) == expected
