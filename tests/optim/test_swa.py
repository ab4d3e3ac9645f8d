"""Averages of models, and the rate that goes with them."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab


def model_of(torch: Any, value: float) -> Any:
    model = torch.nn.Linear(2, 1)
    model.register_buffer("seen", torch.tensor(value))
    with torch.no_grad():
        for p in model.parameters():
            p.fill_(value)
    return model


def filled(torch: Any, model: Any, value: float) -> Any:
    with torch.no_grad():
        for t in [*model.parameters(), *model.buffers()]:
            t.fill_(value)
    return model


def averages(torch: Any, *values: float, **options: Any) -> tuple[Any, list[Any]]:
    model = model_of(torch, 100.0)
    averaged = torch.optim.swa_utils.AveragedModel(model, **options)
    for value in values:
        averaged.update_parameters(filled(torch, model, value))
    return averaged, [averaged.module.weight[0, 0].item(), averaged.module.seen.item()]


def test_the_mean_of_all_is_the_default(torch: Any) -> None:
    averaged, (weight, buffer) = averages(torch, 1.0, 2.0, 6.0)
    assert weight == pytest.approx(3.0) and buffer == 6.0  # buffers: the newest
    assert averaged.n_averaged.item() == 3 and averaged.n_averaged.dtype is torch.int64
    assert list(averaged.state_dict()) == ["n_averaged", "module.weight", "module.bias", "module.seen"]
    assert averaged(torch.ones(1, 2)).item() == pytest.approx(9.0)


def test_each_way_to_average(torch: Any) -> None:
    utils = torch.optim.swa_utils
    assert averages(torch, 1.0, 2.0, avg_fn=utils.get_ema_avg_fn(0.75))[1][0] == pytest.approx(1.25)
    assert averages(torch, 1.0, 2.0, multi_avg_fn=utils.get_ema_multi_avg_fn(0.75))[1][0] == pytest.approx(1.25)
    assert averages(torch, 1.0, 2.0, avg_fn=utils.get_swa_avg_fn())[1][0] == pytest.approx(1.5)
    assert averages(torch, 1.0, 2.0, multi_avg_fn=utils.get_swa_multi_avg_fn())[1][0] == pytest.approx(1.5)
    assert averages(torch, 1.0, 2.0, 6.0, use_buffers=True)[1] == pytest.approx([3.0, 3.0])
    assert averages(torch, 1.0, 4.0, avg_fn=lambda a, c, n: a + n * c)[1][0] == pytest.approx(5.0)


def test_decay_is_a_share(torch: Any) -> None:
    for make in (torch.optim.swa_utils.get_ema_avg_fn, torch.optim.swa_utils.get_ema_multi_avg_fn):
        with pytest.raises(ValueError):
            make(1.1)


def test_the_copy_is_independent_of_the_model(torch: Any) -> None:
    model = model_of(torch, 1.0)
    averaged = torch.optim.swa_utils.AveragedModel(model)
    filled(torch, model, 5.0)
    assert averaged.module.weight[0, 0].item() == 1.0 and averaged.module is not model


def test_an_average_that_fails_changes_nothing() -> None:
    calls = []

    def failing(averaged: Any, current: Any, n: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError
        return current

    model = model_of(lab, 1.0)
    averaged = lab.optim.swa_utils.AveragedModel(model, avg_fn=failing)
    averaged.update_parameters(model)
    before = copy.deepcopy(averaged.state_dict())
    with pytest.raises(ZeroDivisionError):
        averaged.update_parameters(filled(lab, model, 2.0))
    assert all((before[name] == value).all() for name, value in averaged.state_dict().items())


def test_update_bn_takes_plain_means(torch: Any) -> None:
    model = torch.nn.Sequential(torch.nn.BatchNorm1d(2), torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2, momentum=0.3))
    model.eval()
    first = torch.tensor([[0.0, 1.0], [2.0, 3.0]])
    torch.optim.swa_utils.update_bn([first, (first + 3, "label"), [first * 2]], model)
    norm, last = model[0], model[2]
    assert norm.running_mean.tolist() == pytest.approx([(1 + 4 + 2) / 3, (2 + 5 + 4) / 3])
    assert norm.running_var.tolist() == pytest.approx([(2 + 2 + 8) / 3] * 2)
    assert norm.num_batches_tracked.item() == 3
    assert norm.momentum == 0.1 and last.momentum == 0.3 and not model.training


def test_update_bn_leaves_other_norms_alone(torch: Any) -> None:
    norm = torch.nn.InstanceNorm1d(2, track_running_stats=True)
    norm.running_mean.fill_(7.0)
    torch.optim.swa_utils.update_bn(None, torch.nn.Sequential(norm))  # asks for no data
    assert norm.running_mean.tolist() == [7.0, 7.0]


def test_update_bn_puts_back_what_it_changed_also_after_an_error() -> None:
    model = lab.nn.Sequential(lab.nn.BatchNorm1d(2))
    model.eval()
    with pytest.raises(AttributeError):
        lab.optim.swa_utils.update_bn(["no tensor"], model)
    assert model[0].momentum == 0.1 and not model.training


def test_swalr_goes_on_from_the_present_rate(torch: Any) -> None:
    optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.swa_utils.SWALR(optimizer, 0.1, anneal_epochs=2, anneal_strategy="linear")
    found = []
    for _ in range(4):
        optimizer.step()
        scheduler.step()
        found.append(optimizer.param_groups[0]["lr"])
    np.testing.assert_allclose(found, [0.55, 0.1, 0.1, 0.1], rtol=1e-12)
    assert optimizer.param_groups[0]["swa_lr"] == 0.1
