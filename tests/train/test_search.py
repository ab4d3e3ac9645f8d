"""The range test and the grid search: what they find, what they print, and that they leave no trace."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.nn import functional as F
from autograd_lab.train import RangeTest, Results, Trainer, Trial, Tuner, grid_search
from autograd_lab.utils.data import DataLoader, TensorDataset
from tests.train.runs import Net, bits, loader


def parabola(curvature: float) -> Any:
    """One weight on a parabola: plain descent converges where lr < 2 / curvature, and is best at half of it."""
    model = nn.Linear(1, 1, bias=False)
    with lab.no_grad():
        model.weight.fill_(1.0)
    data = DataLoader(TensorDataset(lab.ones(8, 1), lab.zeros(8, 1)), batch_size=4)

    def loss(output: Any, y: Any) -> Any:
        return curvature / 2 * ((output - y) ** 2).mean()

    return model, data, loss, optim.SGD(model.parameters(), lr=0.5)


@pytest.mark.parametrize("curvature", [0.5, 10.0, 200.0])
def test_the_suggestion_is_where_a_parabola_falls_fastest(curvature: float) -> None:
    model, data, loss, optimizer = parabola(curvature)
    options: Any = {"min_lr": 1e-5, "max_lr": 100.0, "num_training": 140}
    found = Tuner(Trainer()).lr_find(model, data, loss=loss, optimizer=optimizer, **options)
    assert 0.02 / curvature < found.suggestion() < 2 / curvature
    assert found.lrs[-1] < 100.0, "a loss that explodes ends the test"
    assert found.lrs[1] / found.lrs[0] == pytest.approx(found.lrs[9] / found.lrs[8])


def test_it_leaves_no_trace() -> None:
    model, data = nn.Sequential(nn.Linear(4, 2), nn.Dropout(0.5)).eval(), loader()
    optimizer = optim.Adam(model.parameters(), lr=0.125)
    before = bits(model), optimizer.state_dict()
    lab.manual_seed(0)
    expected = [x.tolist() for x, _ in data], lab.rand(1).item()
    lab.manual_seed(0)
    tuner = Tuner(Trainer(max_epochs=1))
    tuner.lr_find(model, data, loss=F.cross_entropy, optimizer=optimizer, num_training=20, mode="linear")
    assert (bits(model), optimizer.state_dict()) == before and not model.training
    assert all(parameter.grad is None for parameter in model.parameters())
    assert ([x.tolist() for x, _ in data], lab.rand(1).item()) == expected
    module = Net()
    weights = bits(module)
    found = tuner.lr_find(module, data, num_training=20)
    assert len(found.lrs) == 20 and bits(module) == weights and module.trainer is None


def test_its_table() -> None:
    lrs = [10.0**-i for i in range(11, -1, -1)]
    losses = [4.0, 4.0, 4.0, 4.0, 4.0, 3.5, 2.0, 1.5, 1.0, 2.0, 9.0, 9.0]
    found = RangeTest(lrs, losses, losses)
    assert found.suggestion() == 1e-6
    text = str(found)
    assert len(text.splitlines()) == 14 and "1e-06   3.5       3.5  ← suggestion" in text
    assert '<tr style="font-weight: bold"><td>1e-06</td>' in found._repr_html_()
    lab.set_language("zh")
    assert "学习率" in str(found) and "← 建议" in str(found)


def score(lr: float, size: int) -> dict[str, float]:
    return {"val_loss": abs(lr - 0.1) + size, "drawn": lab.rand(1).item()}


def test_every_combination_is_tried_from_the_same_seed() -> None:
    results = grid_search(score, {"lr": [1.0, 0.1, 0.01], "size": [1, 2]})
    assert [trial.params for trial in results] == [
        {"lr": lr, "size": size} for lr in (1.0, 0.1, 0.01) for size in (1, 2)
    ]
    assert results.best.params == {"lr": 0.1, "size": 1} == results[2].params and len(results) == 6
    assert len({trial.metrics["drawn"] for trial in results}) == 1
    assert grid_search(score, {"lr": [1.0, 0.1], "size": [1]}, mode="max").best.params["lr"] == 1.0
    drawn = [trial.metrics["drawn"] for trial in grid_search(score, {"lr": [1.0, 2.0], "size": [1]}, seed=None)]
    assert drawn[0] != drawn[1]


def test_a_trial_may_return_a_number_or_a_trainer() -> None:
    assert grid_search(lambda a: lab.tensor(a), {"a": [2.0, 1.0]}).best.metrics == {"val_loss": 1.0}

    def run(lr: float) -> Trainer:
        trainer = Trainer(max_epochs=1)
        trainer.fit(Net(lr), loader(), loader())
        return trainer

    results = grid_search(run, {"lr": [1e-3, 1e-2]}, monitor="val_loss")
    assert all({"val_loss", "train_loss_epoch"} <= trial.metrics.keys() for trial in results)


def test_the_table_of_results() -> None:
    trials = [
        Trial({"lr": 0.1, "name": "<b>"}, {"loss": 0.51234}, 1.0),
        Trial({"lr": 0.01, "name": "b"}, {"loss": 0.25}, 12.345),
        Trial({"lr": 9.0, "name": "c"}, error=ValueError("too large\nby far")),
    ]
    results = Results(trials, "loss", "min")
    assert str(results).splitlines() == [
        "trial    lr  name    loss  seconds                  error",
        "─────  ────  ────  ──────  ───────  ─────────────────────",
        "    1  0.01     b    0.25    12.35",
        "    0   0.1   <b>  0.5123     1.00",
        "    2     9     c       -     0.00  ValueError: too large",
    ]
    html = results._repr_html_()
    assert "&lt;b&gt;" in html and "<b>" not in html and html.count("font-weight") == 1
    lab.set_language("zh")
    assert str(results).splitlines()[0].split() == ["试验", "lr", "name", "loss", "秒", "错误"]


def test_a_trial_that_fails_does_not_end_the_others() -> None:
    def run(a: int) -> float:
        if a == 1:
            raise RuntimeError("no")
        return float(a)

    results = grid_search(run, {"a": [1, 2, 3]})
    assert isinstance(results[0].error, RuntimeError) and results.best.params == {"a": 2}
    with pytest.raises(RuntimeError, match="no"):
        grid_search(run, {"a": [1]})


def test_an_interrupt_keeps_what_there_is() -> None:
    def run(a: int) -> float:
        if a == 3:
            raise KeyboardInterrupt
        return float(a)

    assert len(grid_search(run, {"a": [1, 2, 3, 4]})) == 2
