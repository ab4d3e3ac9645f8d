"""Real trainings: networks that learn well stay silent, and each disease is called by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn, optim
from autograd_lab.nn import functional as F
from autograd_lab.record.runs.run import History
from autograd_lab.record.training.observer import Observer

digits = pytest.importorskip("sklearn.datasets").load_digits()
X, Y = lab.tensor((digits.data / 16).astype("float32")), lab.tensor(digits.target)
BATCH = 64


def mlp(activation: type = nn.ReLU, depth: int = 2, width: int = 48) -> nn.Sequential:
    body = [layer for _ in range(depth - 1) for layer in (nn.Linear(width, width), activation())]
    return nn.Sequential(nn.Linear(64, width), activation(), *body, nn.Linear(width, 10))


def sgd(model: Any, lr: float = 0.1, momentum: float = 0.9) -> Any:
    return optim.SGD(model.parameters(), lr=lr, momentum=momentum)


def train(
    model: Any,
    optimizer: Any,
    steps: int = 150,
    *,
    loss: Callable[..., Any] = F.cross_entropy,
    shape: tuple[int, ...] = (-1, 64),
    before: Callable[[int], object] = lambda step: None,
    clear: bool = True,
) -> tuple[Observer, dict[str, Any]]:
    """The observer, and the first finding of every kind that there was on the way."""
    observer = Observer(model, optimizer, History(), every=2)
    optimizer.register_step_pre_hook(lambda *_: observer.before_step())
    optimizer.register_step_post_hook(lambda *_: observer.after_step())
    found: dict[str, Any] = {}
    with np.errstate(all="ignore"):
        for step in range(steps):
            before(step)
            start = step * BATCH % (len(X) - BATCH)
            if clear:
                optimizer.zero_grad()
            scores = model(X[start : start + BATCH].reshape(*shape))
            loss(scores, Y[start : start + BATCH]).backward()
            optimizer.step()
            for finding in observer.vitals.findings:
                found.setdefault(finding.kind, finding)
    observer.close()
    return observer, found


class Recurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body, self.head = nn.LSTM(8, 24, batch_first=True), nn.Linear(24, 10)

    def forward(self, x):
        return self.head(self.body(x)[0][:, -1])


class Attentive(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embed, self.head = nn.Linear(8, 24), nn.Linear(24, 10)
        self.body = nn.TransformerEncoder(nn.TransformerEncoderLayer(24, 2, 48, batch_first=True), 1)

    def forward(self, x):
        return self.head(self.body(self.embed(x)).mean(dim=1))


def convolutions() -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 6, 3), nn.BatchNorm2d(6), nn.ReLU(), nn.Conv2d(6, 12, 3), nn.BatchNorm2d(12), nn.ReLU(),
        nn.Flatten(), nn.Linear(192, 10),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("make", "optimizer", "shape"),
    [
        (mlp, sgd, (-1, 64)),
        (mlp, lambda m: optim.Adam(m.parameters(), lr=2e-3), (-1, 64)),
        (lambda: mlp(nn.Tanh, 3), lambda m: optim.Adam(m.parameters(), lr=3e-3), (-1, 64)),
        (lambda: mlp(nn.Sigmoid, 1), lambda m: optim.Adam(m.parameters(), lr=1e-2), (-1, 64)),
        (convolutions, sgd, (-1, 1, 8, 8)),
        (Recurrent, lambda m: optim.Adam(m.parameters(), lr=5e-3), (-1, 8, 8)),
        (Attentive, lambda m: optim.Adam(m.parameters(), lr=2e-3), (-1, 8, 8)),
    ],
    ids=["mlp", "mlp-adam", "tanh", "sigmoid", "convolutions", "lstm", "transformer"],
)
def test_a_network_that_learns_is_left_alone(make, optimizer, shape) -> None:
    lab.manual_seed(0)
    model = make()
    observer, found = train(model, optimizer(model), shape=shape)
    losses = observer.history.curve("train_loss")[1]
    assert losses[-10:].mean() < 0.75 * losses[:3].mean(), "else it would be no test"
    assert found == {}


def test_vanishing_through_many_sigmoids() -> None:
    lab.manual_seed(0)
    model = mlp(nn.Sigmoid, 8)
    finding = train(model, sgd(model), 40)[1]["vanishing"]
    assert finding.layers[0] == "0.weight" and "14.weight" not in finding.layers


def test_exploding_and_then_broken() -> None:
    lab.manual_seed(0)
    model = nn.Linear(64, 1)

    def squares(scores, labels):
        return ((scores - labels.float().reshape(-1, 1)) ** 2).mean()

    found = train(model, sgd(model, 1.0, 0.0), 60, loss=squares)[1]
    assert next(iter(found)) == "exploding" and "nan" in found


def test_where_a_loss_breaks() -> None:
    """log(0): only where the numbers are computed again does it show which op it was."""
    lab.manual_seed(0)
    model, scale = mlp(), [1.0]

    def entropy(scores, labels):
        return -(F.softmax(scores * scale[0], dim=1).log() * F.one_hot(labels, 10)).sum(dim=1).mean()

    def before(step: int) -> None:
        scale[0] = 1.0 if step < 20 else 1e5

    finding = train(model, sgd(model), 40, loss=entropy, before=before)[1]["nan"]
    assert "step 21" in finding.reason.en and "LogBackward0" in finding.reason.en
    assert finding.since == 21


def test_a_weight_that_an_update_has_broken() -> None:
    lab.manual_seed(0)
    model = mlp()

    def before(step: int) -> None:
        if step == 20:
            with lab.no_grad():
                model[2].weight[0, 0] = float("inf")

    finding = train(model, sgd(model), 40, before=before)[1]["nan"]
    assert "2.weight" in finding.reason.en and "update before" in finding.reason.en


def test_dead_units_and_the_layers_they_starve() -> None:
    lab.manual_seed(1)  # with 0 units of the next layer, which gets its bias alone, are dead as well
    model = mlp()
    with lab.no_grad():
        model[0].bias[...] = -9.0
    found = train(model, sgd(model), 60)[1]
    assert found["dead"].layers == ["1"] and found["zero"].layers[0] == "0.weight"


def test_saturated_units() -> None:
    lab.manual_seed(0)
    model = mlp(nn.Tanh)
    with lab.no_grad():
        model[0].weight *= 60
    assert train(model, sgd(model, 0.01), 60)[1]["saturated"].layers == ["1"]


def test_steps_that_are_too_large() -> None:
    lab.manual_seed(0)
    model = mlp(nn.Tanh)
    restless = optim.AdamW(model.parameters(), lr=0.2, weight_decay=2.0)  # pulls back what each step has pushed
    assert train(model, restless, 40)[1]["fast"].layers == [
        "0.weight", "2.weight", "4.weight",
    ]  # fmt: skip


def test_a_loss_that_rises_when_the_learning_rate_is_raised() -> None:
    lab.manual_seed(0)
    model = mlp()
    optimizer = optim.Adam(model.parameters(), lr=3e-3)

    def before(step: int) -> None:
        if step == 120:
            optimizer.param_groups[0]["lr"] = 1.0

    found = train(model, optimizer, 260, before=before)[1]
    assert found["rising"].level == "bad" and found["rising"].since > 120


@pytest.mark.parametrize(("lr", "kind"), [(0.0, "rate"), (1e-7, "slow")])
def test_learning_rates_that_do_nothing(lr: float, kind: str) -> None:
    lab.manual_seed(0)
    model = mlp()
    assert list(train(model, sgd(model, lr, 0.0), 90)[1]) == [kind]


def test_a_loss_that_stands_still() -> None:
    lab.manual_seed(0)
    model = mlp(nn.Sigmoid, 1)
    assert "flat" in train(model, sgd(model, 1e-5, 0.0), 240)[1]


def test_a_graph_that_was_cut() -> None:
    class Cut(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.head = nn.Linear(64, 24), nn.Linear(24, 10)

        def forward(self, x):
            return self.head(F.relu(self.body(x)).detach())

    lab.manual_seed(0)
    model = Cut()
    model.head.bias.requires_grad_(False)
    found = train(model, sgd(model), 40)[1]
    assert found["unreached"].layers == ["body.weight", "body.bias"] and found["frozen"].layers == ["head.bias"]


def test_gradients_that_pile_up_and_a_head_that_nobody_trains() -> None:
    lab.manual_seed(0)
    model = mlp()
    found = train(model, optim.SGD(model[:2].parameters(), lr=0.01), 40, clear=False)[1]
    assert "accumulating" in found and found["stray"].layers == ["2.weight", "2.bias", "4.weight", "4.bias"]


def test_another_models_backward_before_zero_grad_piles_up_nothing() -> None:
    """As in a GAN, where the discriminator has its turn while the generator's gradients still stand."""
    lab.manual_seed(0)
    model, other = mlp(), nn.Linear(64, 10)

    def turn_of_the_other(step: int) -> None:
        F.cross_entropy(other(X[:BATCH]), Y[:BATCH]).backward()

    assert "accumulating" not in train(model, sgd(model), 40, before=turn_of_the_other)[1]


def game(panel: str, *, detached: bool = True, steps: int = 240) -> tuple[Observer, set[str], list[float]]:
    """A GAN whose generator falls behind: an observer of one side, what it found, and that side's own losses."""
    lab.manual_seed(0)
    g = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 64))
    d = nn.Sequential(nn.Linear(64, 32), nn.LeakyReLU(0.2), nn.Linear(32, 1))
    rates = {"g": 1e-4, "d": 3e-3} if panel == "g" else {"g": 1e-2, "d": 1e-4}
    optimizers = {"g": optim.Adam(g.parameters(), lr=rates["g"]), "d": optim.Adam(d.parameters(), lr=rates["d"])}
    watched = optimizers[panel]
    observer = Observer({"g": g, "d": d}[panel], watched, History(), every=2)
    watched.register_step_pre_hook(lambda *_: observer.before_step())
    watched.register_step_post_hook(lambda *_: observer.after_step())
    found, losses = set(), []
    for _ in range(steps):
        fake = g(lab.randn(BATCH, 8))
        optimizers["d"].zero_grad()
        real, drawn = d(X[:BATCH]), d(fake.detach() if detached else fake)
        d_loss = (F.softplus(-real) + F.softplus(drawn)).mean()
        d_loss.backward(retain_graph=not detached)
        optimizers["d"].step()
        optimizers["g"].zero_grad()
        g_loss = F.softplus(-d(fake)).mean()
        g_loss.backward()
        optimizers["g"].step()
        losses.append((g_loss if panel == "g" else d_loss).item())
        found |= {finding.kind for finding in observer.vitals.findings}
    observer.close()
    return observer, found, losses


@pytest.mark.parametrize(("panel", "detached"), [("g", True), ("g", False), ("d", True)])
def test_a_loss_that_another_learns_to_raise_is_no_fault(panel: str, detached: bool) -> None:
    observer, found, losses = game(panel, detached=detached)
    assert min(losses) * 1.5 < losses[-1], "else it would be no test"
    assert not {"rising", "flat", "accumulating"} & found
    curve = observer.history.curve("train_loss")[1]
    assert curve.tolist() == pytest.approx(losses, rel=1e-5), "the other's loss is not added to it"


def test_two_optimizers_that_learn_from_one_loss_are_no_rivals() -> None:
    lab.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))
    first, second = (optim.Adam(part.parameters(), lr=3e-3) for part in (model[0], model[2]))
    first.register_step_post_hook(lambda *_: second.step())

    def before(step: int) -> None:
        second.zero_grad()
        for optimizer in (first, second):
            optimizer.param_groups[0]["lr"] = 3e-3 if step < 120 else 1.0

    assert "rising" in train(model, first, 260, before=before)[1]
