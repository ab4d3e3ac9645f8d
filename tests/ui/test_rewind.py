"""Going back: the same batches give the same numbers, bit for bit, and nothing of the abandoned future is left."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.record.runs.run import History
from autograd_lab.ui.batches import Batches
from autograd_lab.ui.rewind import MOST, Rewinder
from autograd_lab.utils.data import DataLoader, TensorDataset
from tests.ui.bench import Bench


def noisy() -> Any:
    """Everything that has a state beside its parameters: dropout draws, batch norm counts."""
    return nn.Sequential(nn.Linear(4, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.3), nn.Linear(16, 1))


OPTIMIZERS: dict[str, Callable[[Any], Any]] = {
    "SGD": lambda p: optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=1e-3),
    "Adam": lambda p: optim.Adam(p, lr=0.01),
    "AdamW": lambda p: optim.AdamW(p, lr=0.01, amsgrad=True),
    "ASGD": lambda p: optim.ASGD(p, lr=0.01),
}


def everything(bench: Bench) -> list[bytes]:
    """All numbers of the model and of the optimizer, as bytes."""
    arrays = [tensor.numpy() for tensor in bench.model.state_dict().values()]
    for state in bench.optimizer.state_dict()["state"].values():
        arrays += [np.asarray(value.numpy() if isinstance(value, lab.Tensor) else value) for value in state.values()]
    return [np.asarray(array).tobytes() for array in arrays]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_replayed_batches_give_equal_bits(name: str) -> None:
    bench = Bench(OPTIMIZERS[name], noisy, every=1)
    data = TensorDataset(lab.randn(40, 4), lab.randn(40, 1))
    loader = DataLoader(data, batch_size=8, shuffle=True)  # 5 batches, in a new order each epoch
    losses: list[tuple[int, float]] = []

    def train(epochs: int, back_at: int | None) -> None:
        for _ in range(epochs):
            for x, y in bench.panel(loader):
                losses.append((bench.at + 1, bench.step(x, y)))
                if back_at is not None and bench.at == back_at:
                    assert bench.panel.rewind(7) == 7
                    back_at = None
            bench.panel.log(val_loss=float(bench.at))

    train(3, back_at=13)
    first, again = losses[:13], losses[13:]
    assert [step for step, _ in first] == list(range(1, 14))
    # Back in the second epoch, in the middle: its last three batches, and the loop's own third epoch is already used.
    assert again == first[7:10]
    reference = everything(bench)
    assert bench.panel.rewind(7) == 7, "a finished run goes back at once"
    assert bench.at == 7 and bench.panel.epoch == 2
    losses.clear()
    train(1, back_at=None)  # the next cell's loop has the rest of that epoch
    assert losses == first[7:10] and everything(bench) == reference and bench.panel.epoch == 2
    bench.panel.rewind(5)  # the beginning of the second epoch, after what was logged at the end of the first
    assert bench.panel.history.curve("val_loss")[0].tolist() == [5.0]
    train(1, back_at=None)
    assert losses[3:] == first[5:10] and bench.panel.epoch == 2
    bench.panel.close()


def test_without_the_rewind_it_would_have_come_to_the_same(name: str = "Adam") -> None:
    """The whole run, and the same run with a detour, end with the same bits."""

    def run(detour: bool) -> tuple[list[bytes], list[float]]:
        bench = Bench(OPTIMIZERS[name], noisy, every=1)
        loader = DataLoader(
            TensorDataset(lab.arange(24.0).reshape(6, 4), lab.randn(6, 1)), batch_size=2, shuffle=True, num_workers=0
        )
        for epoch in range(4):
            for x, y in bench.panel(loader):
                bench.step(x, y)
                if detour and epoch == 2 and bench.at == 8:
                    bench.panel.set(lr=0.5)
                    bench.panel.rewind(6)  # the beginning of this epoch: before the first batch of it was drawn
                    detour = False
        bench.panel.close()
        return everything(bench), bench.panel.history.curve("train_loss")[1].tolist()

    straight, winding = run(False), run(True)
    assert straight == winding


def test_python_and_numpy_go_back_too(bench: Bench) -> None:
    drawn: list[tuple[float, float]] = []
    for _ in bench.panel(range(6)):
        drawn.append((random.random(), np.random.rand()))  # noqa: NPY002 (a learner's code may do so)
        bench.step()
        if len(drawn) == 6:
            bench.panel.rewind(0)
    assert len(drawn) == 12 and drawn[:6] == drawn[6:]


def test_the_curves_end_at_the_step_and_go_on_as_a_branch() -> None:
    bench = Bench(every=1)
    browser = bench.open()
    for i in bench.panel(range(10)):
        bench.step()
        if i >= 6:
            bench.panel.log(late=i)
    abandoned = bench.panel.history.curve("train_loss")[1].tolist()
    browser.say(type="rewind", step=4)
    assert (bench.at, browser.last["step"], browser.last["branches"]) == (4, 4, [4])
    assert len(browser.values("train_loss")) == 4 and browser.values("late") == []
    assert "step 4" in browser.last["news"]["en"] and "第 4 步" in browser.last["news"]["zh"]
    assert browser.last["kept"] == [0, 1, 2, 3, 4] and browser.snapshot["step"] == 4
    bench.panel.set(lr=0.001)
    for _ in bench.panel(range(3)):
        bench.step()
    curve = bench.panel.history.curve("train_loss")
    assert curve[0].tolist() == list(range(1, 8)) == [x for x, _ in browser.curves["train_loss"][1]]
    assert curve[1].tolist()[:5] == abandoned[:5] and curve[1].tolist()[5:] != abandoned[5:7]
    bench.panel.close()


def test_while_paused_one_can_go_back_step_by_step(aside: Any) -> None:
    bench = Bench()
    browser = bench.open()

    def press() -> None:
        browser.say(type="control", action="pause")
        bench.until("paused")
        begun = bench.at
        for _ in range(3):
            at = bench.at
            browser.say(type="control", action="step")
            bench.wait(lambda at=at: bench.at == at + 1 and bench.panel.state == "paused")
        bench.wait(lambda: bench.panel.rewind_steps[-4:] == [begun, begun + 1, begun + 2, begun + 3])
        weights = bench.model[0].weight.tolist()
        browser.say(type="rewind", step=begun + 1)
        bench.wait(lambda: bench.at == begun + 1)
        assert bench.panel.state == "paused" and bench.model[0].weight.tolist() != weights
        for _ in range(2):
            at = bench.at
            browser.say(type="control", action="step")
            bench.wait(lambda at=at: bench.at == at + 1 and bench.panel.state == "paused")
        assert bench.model[0].weight.tolist() == weights
        browser.say(type="control", action="stop")

    aside(press)
    for _ in bench.panel(range(10**6)):
        bench.step()
    assert bench.panel.state == "stopped"
    bench.panel.close()


def test_a_loop_without_the_panel_goes_back_as_well() -> None:
    bench = Bench(every=1)
    first = bench.model[0].weight.tolist()
    for i in range(8):
        bench.step()
        if i == 5:
            assert bench.panel.rewind(0) == 0
    assert bench.at == 1, "seven steps, back to the beginning after the seventh, and one"
    bench.panel._cell_ended(False)
    bench.panel.rewind(0)
    assert bench.model[0].weight.tolist() == first
    bench.panel.close()


def test_what_else_is_remembered(bench: Bench) -> None:
    scheduler = optim.lr_scheduler.ExponentialLR(bench.optimizer, gamma=0.5)
    bench.panel.remember(scheduler)
    for _ in bench.panel(range(3)):
        bench.step()
        scheduler.step()
    assert bench.lr == pytest.approx(0.0125)
    bench.panel.rewind(0)
    assert bench.lr == 0.1 and scheduler.last_epoch == 0
    with pytest.raises(ArgTypeError, match="state_dict"):
        bench.panel.remember(3)


def test_impossible_steps_are_refused(bench: Bench) -> None:
    with pytest.raises(ArgumentError, match="no earlier step"):
        bench.panel.rewind(0)
    for _ in bench.panel(range(3)):
        bench.step()
    for step in (-1, 4, 1.5, True, None):
        with pytest.raises(ArgumentError, match="from 0 to 3"):
            bench.panel.rewind(step)  # type: ignore[arg-type]
    assert bench.at == 3


def test_data_that_cannot_be_put_back_goes_on_and_it_is_said(bench: Bench) -> None:
    seen = []
    for item in bench.panel(iter(range(6))):
        seen.append(item)
        bench.step()
        if item == 3:
            bench.panel.rewind(0)
    assert seen == list(range(6)) and bench.at == 2
    assert "data goes on where it is" in bench.panel._standing.news.en  # type: ignore[union-attr]


# -- what is kept ------------------------------------------------------------------------------------------------------


def keep_all(keeper: Rewinder, steps: int) -> None:
    for step in range(steps):
        keeper.keep(step, 1, step, marks={}, layers=[], place=None)


def test_few_are_kept_and_the_newer_the_closer() -> None:
    bench = Bench()
    keeper = Rewinder(bench.model, bench.optimizer)
    keep_all(keeper, 3000)
    steps = keeper.steps
    assert len(steps) == MOST and steps[0] == 0 and steps[-5:] == [2995, 2996, 2997, 2998, 2999]
    gaps = [2999 - step for step in steps[1:-1]]
    assert all(later <= 2 * earlier for earlier, later in pairwise(gaps))
    assert any(1000 < gap < 2000 for gap in gaps), "and one about half way"
    bench.panel.close()


def test_all_together_stay_within_the_budget() -> None:
    bench = Bench(lambda p: optim.Adam(p))
    bench.step()
    keeper = Rewinder(bench.model, bench.optimizer)
    keep_all(keeper, 1)
    size = keeper.kept[0].size
    parameters = sum(p.array.nbytes for p in bench.model.parameters())
    assert size == pytest.approx(4 * parameters, rel=0.2), "weights, gradients and Adam's two averages"
    keeper.megabytes = 6.5 * size / 1e6
    keep_all(keeper, 100)
    assert 3 <= len(keeper.kept) <= 6 and keeper.steps[0] == 0 and keeper.steps[-1] == 99
    bench.panel.close()


def test_a_model_that_is_too_large_is_not_copied_and_it_is_said(bench: Bench) -> None:
    bench.panel.rewind_megabytes = 1e-4
    browser = bench.open()
    for _ in bench.panel(range(3)):
        bench.step()
    assert bench.panel.rewind_steps == [] and "rewind_megabytes" in browser.last["news"]["en"]
    with pytest.raises(ArgumentError, match="not kept"):
        bench.panel.rewind(1)
    bench.panel.rewind_megabytes = 64
    for _ in bench.panel(range(3)):
        bench.step()
    assert bench.panel.rewind_steps[0] == 3


def test_frozen_parameters_are_not_copied(bench: Bench) -> None:
    frozen = nn.Linear(500, 500)
    for p in frozen.parameters():
        p.requires_grad_(False)
    bench.model.append(frozen)
    keeper = Rewinder(bench.model, bench.optimizer)
    keep_all(keeper, 1)
    assert keeper.kept[0].size < 1000


def test_copies_keep_neither_model_nor_data_alive() -> None:
    bench = Bench(every=1)
    loader = DataLoader(TensorDataset(lab.randn(4, 4), lab.randn(4, 1)))
    for x, y in bench.panel(loader):
        bench.step(x, y)
    panel = bench.panel
    gone = [weakref.ref(o) for o in (bench.model, bench.optimizer, loader, bench.model[0].weight)]
    del bench, loader, x, y
    gc.collect()
    assert [r() for r in gone] == [None] * 4
    assert panel.rewind(2) == 2
    panel.close()


def test_on_a_device_the_copies_stay_there(fake_cupy: Any) -> None:
    bench = Bench(lambda p: optim.Adam(p), lambda: nn.Linear(4, 1).to("cuda"), every=1)
    x, y = bench.x.to("cuda"), bench.y.to("cuda")
    for _ in bench.panel(range(3)):
        bench.step(x, y)
    end = everything_cpu(bench)
    bench.panel.rewind(1)
    for _ in bench.panel(range(2)):
        bench.step(x, y)
    assert everything_cpu(bench) == end and bench.model.weight.device.type == "cuda"
    bench.panel.close()


def everything_cpu(bench: Bench) -> list[Any]:
    return [p.detach().cpu().tolist() for p in bench.model.parameters()]


# -- the place in the data ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [lambda: range(5), lambda: [10, 11, 12, 13, 14], lambda: ("a", "b", "c", "d", "e")])
def test_sequences_are_put_back(make: Callable[[], Any]) -> None:
    batches = Batches(make())
    items = [next(batches), next(batches)]
    place = batches.place()
    rest = list(batches)
    later = Batches(make())  # another epoch over the same data
    assert later.go_to(place) and later.count == 2 and list(later) == rest and items + rest == list(make())
    assert not Batches(range(6)).go_to(place) and not Batches(iter(make())).go_to(place)
    assert Batches(iter(make())).place() is None


@pytest.mark.parametrize("workers", [0, 1])
def test_a_shuffled_loader_is_put_back_into_the_middle_of_an_earlier_epoch(workers: int) -> None:
    generator = lab.Generator().manual_seed(3)
    loader = DataLoader(range(12), batch_size=3, shuffle=True, generator=generator, num_workers=workers)
    first = Batches(loader)
    start = first.place()
    before = [next(first).tolist()]
    place = first.place()
    rest = [batch.tolist() for batch in first]
    second = Batches(loader)
    next(second)
    assert second.go_to(place) and [batch.tolist() for batch in second] == rest
    third = Batches(loader)
    assert third.go_to(start) and [batch.tolist() for batch in third] == before + rest
    assert not third.go_to(None)


def test_a_pass_that_was_left_in_the_middle_does_not_begin_there() -> None:
    loader = DataLoader(range(4), batch_size=1)
    left = Batches(loader)
    next(left)
    fresh = Batches(loader)
    place = fresh.place()
    assert fresh.go_to(place) and [batch.item() for batch in fresh] == [0, 1, 2, 3]


def test_curves_are_cut_where_they_were_also_after_they_were_thinned_out() -> None:
    history = History()
    for step in range(100):
        history.log("a", step, step)
    history.log("b", 50, 1.0)
    marks = history.marks()
    history.log("a", 99, 7.0)  # at the same step, but later
    history.cut(99, marks)
    assert history.curve("a")[1].tolist() == list(range(100)) and history.curves["a"].generation == 1
    for step in range(100, 40_000):
        history.log("a", step, step)
    assert history.curves["a"].thinned == 1
    history.cut(99, marks)
    assert history.curve("a")[0].max() <= 99 and len(history.curve("b")[0]) == 1
