"""Schedulers: the sequence of each, against PyTorch and as recorded; states, order of calls, groups, tensors."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.optim import SGD, Adam
from autograd_lab.optim.lr_scheduler import (
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    LambdaLR,
    LRScheduler,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)
from tests.optim.schedules import SCHEDULES, rates

RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))["schedules"]
quiet = pytest.mark.filterwarnings("ignore:Detected call")


def sgd(torch: Any = lab, **options: Any) -> Any:
    return torch.optim.SGD([torch.ones(1, requires_grad=True)], **{"lr": 1.0, "momentum": 0.9, **options})


@quiet
@pytest.mark.parametrize("name", SCHEDULES)
def test_fifty_steps_as_recorded(name: str) -> None:
    np.testing.assert_allclose(rates(lab, SCHEDULES[name]), RECORDED[name], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", SCHEDULES)
def test_as_in_torch(name: str) -> None:
    """Rates, momenta, closed forms, states, warnings; states of one library in the other."""
    pytest.importorskip("torch")
    from tests.parity.schedulers import compare

    for betas, tensors in ((False, False), (True, False), (False, True)):
        assert compare(SCHEDULES[name], betas, tensors) == ""


@quiet
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_saved_state_goes_on_to_the_same_end(name: str) -> None:
    from tests.optim.schedules import Names, optimizer_of, seen, take_step

    optimizer = optimizer_of(lab, betas=True, tensors=False)
    scheduler = SCHEDULES[name](Names(lab), optimizer)
    for step in range(9):
        take_step(optimizer, scheduler, step)
    saved = copy.deepcopy((optimizer.state_dict(), scheduler.state_dict()))
    other = optimizer_of(lab, betas=True, tensors=False)
    resumed = SCHEDULES[name](Names(lab), other)
    other.load_state_dict(saved[0])
    resumed.load_state_dict(saved[1])
    for step in range(9, 45):
        take_step(optimizer, scheduler, step)
        take_step(other, resumed, step)
        assert seen(other, resumed) == seen(optimizer, scheduler)


CLOSED = ("StepLR", "MultiStepLR", "ConstantLR", "LinearLR", "ExponentialLR", "PolynomialLR", "CosineAnnealingLR")


@pytest.mark.parametrize("name", [name for name in SCHEDULES if name.partition(" ")[0] in CLOSED])
def test_both_forms_are_the_same_sequence(name: str) -> None:
    optimizer = sgd(lr=0.5)
    scheduler = SCHEDULES[name](lab.optim.lr_scheduler, optimizer)
    for _ in range(50):
        assert scheduler.get_last_lr() == pytest.approx(scheduler._get_closed_form_lr(), rel=1e-9, abs=1e-15)
        optimizer.step()
        scheduler.step()


# -- what every scheduler does, here and in PyTorch ------------------------------------------------------------------


def test_the_first_rate_is_set_at_once_and_the_initial_one_is_kept(torch: Any) -> None:
    optimizer = sgd(torch)
    scheduler = torch.optim.lr_scheduler.LinearLR(optimizer, 0.25)
    assert optimizer.param_groups[0]["lr"] == 0.25 and optimizer.param_groups[0]["initial_lr"] == 1.0
    assert scheduler.get_last_lr() == [0.25] and scheduler.last_epoch == 0


def test_a_step_before_the_optimizer_s_is_warned_of(torch: Any) -> None:
    scheduler = torch.optim.lr_scheduler.StepLR(sgd(torch), 3)
    with pytest.warns(UserWarning, match="Detected call"):
        scheduler.step()
    scheduler.step()  # once is enough


def test_steps_before_the_schedule_was_made_do_not_count(torch: Any) -> None:
    optimizer = sgd(torch)
    optimizer.step()
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    with pytest.warns(UserWarning, match="Detected call"):
        scheduler.step()


def test_the_right_order_is_not(torch: Any) -> None:
    optimizer = sgd(torch)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    for _ in range(3):
        optimizer.step()
        scheduler.step()


def test_an_optimizer_whose_step_was_replaced_is_warned_of(torch: Any) -> None:
    optimizer = sgd(torch)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    optimizer.step = lambda: None
    optimizer.step()
    with pytest.warns(UserWarning, match="overridden"):
        scheduler.step()


def test_a_step_replaced_before_is_taken_as_it_is(torch: Any) -> None:
    optimizer = sgd(torch)
    plain = optimizer.step

    def mine(self: Any) -> None:
        plain()

    optimizer.step = mine.__get__(optimizer)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3)
    optimizer.step()
    scheduler.step()


def test_get_lr_is_for_the_scheduler_itself(torch: Any) -> None:
    scheduler = torch.optim.lr_scheduler.StepLR(sgd(torch), 3)
    with pytest.warns(UserWarning, match="get_last_lr"):
        scheduler.get_lr()


def test_an_epoch_that_is_named_is_computed_by_the_closed_form(torch: Any) -> None:
    optimizer = sgd(torch)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    optimizer.step()
    with pytest.warns(UserWarning, match="epoch parameter"):
        scheduler.step(5)
    assert optimizer.param_groups[0]["lr"] == 0.5**5 and scheduler.last_epoch == 5


def test_a_rate_in_a_tensor_stays_in_it(torch: Any) -> None:
    rate = torch.tensor(1.0)
    optimizer = sgd(torch, lr=rate)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    optimizer.step()
    scheduler.step()
    assert rate.item() == 0.5 and optimizer.param_groups[0]["lr"] is rate
    scheduler.get_last_lr()[0].fill_(7.0)
    assert rate.item() == 0.5


def test_one_of_one_s_own(torch: Any) -> None:
    class Halving(torch.optim.lr_scheduler.LRScheduler):
        def get_lr(self) -> list[float]:
            return [base * 0.5**self.last_epoch for base in self.base_lrs]

    optimizer = sgd(torch)
    scheduler = Halving(optimizer)
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    assert optimizer.param_groups[0]["lr"] == 0.125 == scheduler.get_last_lr()[0]
    assert isinstance(scheduler, torch.optim.lr_scheduler.LRScheduler)


def test_going_on_by_the_number_of_the_epoch(torch: Any) -> None:
    optimizer = sgd(torch)
    optimizer.param_groups[0]["initial_lr"] = 1.0
    optimizer.param_groups[0]["lr"] = 0.25
    for name, options in (
        ("ExponentialLR", {"gamma": 0.5}),
        ("CosineAnnealingLR", {"T_max": 10}),
        ("PolynomialLR", {}),
    ):
        getattr(torch.optim.lr_scheduler, name)(optimizer, **options, last_epoch=1)
        assert optimizer.param_groups[0]["lr"] == 0.25  # the rate of the epoch after the last is already there


def test_warm_restarts_take_parts_of_epochs(torch: Any) -> None:
    optimizer = sgd(torch)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, 2, 2)
    found = []
    for epoch in (0.0, 0.5, 1.75, 2.5, 5.0, 7.25, 13.9, 1.0):
        scheduler.step(epoch)
        found.append(optimizer.param_groups[0]["lr"])
    wanted = [
        1.0,
        0.8535533905932737,
        0.03806023374435663,
        0.9619397662556434,
        0.1464466094067262,
        0.9409606321741775,
        0.0003854818796385495,
        0.5,
    ]
    assert found == pytest.approx(wanted, rel=1e-12)
    assert scheduler.last_epoch == 1


def test_a_plateau_counts_from_the_best(torch: Any) -> None:
    optimizer = sgd(torch)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1, cooldown=1, factor=0.5, min_lr=0.2)
    found = []
    for loss in (3.0, 2.0, 2.0, torch.tensor(2.0), 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 1.0, 2.0):
        scheduler.step(loss)
        found.append(optimizer.param_groups[0]["lr"])
    assert found == [1.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2]
    assert scheduler.best == 1.0 and not scheduler.in_cooldown


# -- what is so only here --------------------------------------------------------------------------------------------


def test_a_group_that_joins_later_begins_with_its_own_rate() -> None:
    optimizer = sgd()
    scheduler = CosineAnnealingLR(optimizer, 4)
    optimizer.step()
    scheduler.step()
    optimizer.add_param_group({"params": [lab.ones(1, requires_grad=True)], "lr": 8.0})
    scheduler.step()
    assert [group["initial_lr"] for group in optimizer.param_groups] == [1.0, 8.0]
    assert len(scheduler.get_last_lr()) == 2 and optimizer.param_groups[1]["lr"] < 8.0


def test_an_error_in_the_middle_leaves_the_scheduler_as_it_was() -> None:
    optimizer = Adam([lab.ones(1, requires_grad=True)])
    scheduler = OneCycleLR(optimizer, 0.1, total_steps=3)
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    group = optimizer.param_groups[0]
    before = copy.deepcopy((scheduler.state_dict(), group["lr"], group["betas"]))
    with pytest.raises(ValueError, match="Tried to step 4 times"):
        scheduler.step()
    assert before == (scheduler.state_dict(), group["lr"], group["betas"])


def test_a_refused_cycle_leaves_the_optimizer_as_it_was() -> None:
    optimizer = lab.optim.Adagrad([lab.ones(1, requires_grad=True)])
    before = dict(optimizer.param_groups[0])
    with pytest.raises(ValueError, match="cycle_momentum=False"):
        CyclicLR(optimizer, 0.1, 0.2)
    assert before == optimizer.param_groups[0]


def test_objects_are_saved_functions_are_not() -> None:
    class Power:
        rate = 0.5

        def __call__(self, epoch: int) -> float:
            return self.rate**epoch

    optimizer = SGD([{"params": [lab.ones(1, requires_grad=True)]} for _ in range(2)], lr=1.0)
    mine = Power()
    mine.rate = 0.25
    scheduler = LambdaLR(optimizer, [mine, lambda epoch: 1.0])
    assert scheduler.state_dict()["lr_lambdas"] == [{"rate": 0.25}, None]
    other = LambdaLR(optimizer, [Power(), lambda epoch: 1.0])
    other.load_state_dict(scheduler.state_dict())
    assert other.lr_lambdas[0].rate == 0.25  # type: ignore[attr-defined]


def test_schedulers_can_be_copied_and_pickled() -> None:
    import pickle

    optimizer = sgd()
    scheduler = SequentialLR(optimizer, [StepLR(optimizer, 2), ExponentialLR(optimizer, 0.5)], [3])
    other = pickle.loads(pickle.dumps(copy.deepcopy(scheduler)))
    other.optimizer.step()
    for _ in range(4):
        other.step()
    assert other.get_last_lr() == [0.5] and scheduler.get_last_lr() == [1.0]
    assert isinstance(other, LRScheduler) and not isinstance(other, (ReduceLROnPlateau, CosineAnnealingWarmRestarts))
