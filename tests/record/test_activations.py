"""What layers put out: by module and by function, dead and saturated units, and nothing where nobody trains."""

from __future__ import annotations

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn, watch
from autograd_lab.nn import functional as F
from autograd_lab.record.names import Names
from autograd_lab.record.training.activations import ENOUGH, LOOKS, ActivationFlow, ActivationWatcher, Units


def look(model, x, units=None) -> dict[str, ActivationFlow]:
    watcher = ActivationWatcher(Names(model), {} if units is None else units)
    with watch.watching(watcher):
        model(x).sum().backward()
    return {flow.name: flow for flow in watcher.result()}


class Functional(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(3, 4), nn.Linear(4, 2)

    def forward(self, x):
        x = F.relu(self.first(x))
        return self.second(lab.tanh(x).relu())


def test_modules_and_functions_are_found_under_their_paths() -> None:
    flows = look(nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2), nn.Sigmoid()), lab.randn(5, 3))
    assert [(name, flow.op, flow.ends) for name, flow in flows.items()] == [
        ("0", "linear", ""), ("1", "relu", "dead"), ("2", "linear", ""), ("3", "sigmoid", "saturated"),
    ]  # fmt: skip
    assert flows["1"].inner and not flows["3"].inner, "nothing with parameters follows the last one"
    assert list(look(Functional(), lab.randn(5, 3))) == [
        "first", "relu", "tanh", "relu#2", "second",
    ]  # fmt: skip
    inside = look(nn.Sequential(Functional(), nn.Linear(2, 1)), lab.randn(5, 3))
    assert list(inside) == ["0.first", "0·relu", "0·tanh", "0·relu#2", "0.second", "1"]
    assert inside["0·relu"].line is not None


def test_mean_and_deviation_against_hand_computation(device: str) -> None:
    model = nn.Linear(2, 1, bias=False).to(device)
    with lab.no_grad():
        model.weight[...] = lab.tensor([[1.0, 1.0]], device=device)
    flow = look(model, lab.tensor([[1.0, 0.0], [3.0, 2.0]], device=device))["Linear"]
    assert flow.mean == pytest.approx(3) and flow.std == pytest.approx(2) and flow.inactive is None


def test_a_unit_is_dead_when_it_was_silent_long_enough() -> None:
    units = Units()
    batch = np.zeros((100, 4), np.float32)
    batch[:, 0] = 1
    batch[7, 1] = 0.5
    shares = [units.dead(batch, (0,), 100) for _ in range(4)]
    assert shares == [None, 0.0, 0.5, 0.5], f"{ENOUGH} samples are three of these batches"
    batch[3, 2] = 1
    assert units.dead(batch, (0,), 100) == 0.25, "it has spoken"
    small = Units()
    assert [small.dead(np.zeros((2, 1)), (0,), 2) for _ in range(LOOKS[1])] == [None, *[0.0] * (LOOKS[1] - 2), 1.0]


def test_nan_is_not_silence() -> None:
    units = Units()
    broken = np.full((300, 2), np.nan)
    assert [units.dead(broken, (0,), 300) for _ in range(3)] == [None, 0.0, 0.0]


def test_units_of_convolutions_are_channels_and_of_sequences_features() -> None:
    def shares(model, x):
        units: dict = {}
        for _ in range(LOOKS[1]):
            flows = look(model, x, units)
        return next(flow.inactive for flow in flows.values() if flow.ends)

    conv2d, conv1d = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU()), nn.Sequential(nn.Conv1d(1, 4, 3), nn.ReLU())
    linear = nn.Sequential(nn.Linear(6, 8), nn.ReLU())
    for model, quiet in ((conv2d, 1), (conv1d, 2), (linear, 4)):
        with lab.no_grad():
            model[0].bias[...] = 100.0
            model[0].bias[:quiet] = -100.0
    assert shares(conv2d, lab.randn(3, 1, 8, 8)) == 0.25
    assert shares(conv1d, lab.randn(3, 1, 8)) == 0.5
    assert shares(linear, lab.randn(3, 5, 6)) == 0.5


@pytest.mark.parametrize("kind", [nn.Tanh, nn.Sigmoid, nn.Hardtanh, nn.Hardsigmoid])
def test_saturated_units(kind) -> None:
    model = nn.Sequential(nn.Linear(3, 4), kind())
    with lab.no_grad():
        model[0].weight[...] = 0.01
        model[0].bias[...] = lab.tensor([0.0, 50.0, -50.0, 0.1])
    assert look(model, lab.randn(20, 3))["1"].inactive == 0.5


def test_attention_weights_that_look_at_one_place() -> None:
    class Peaked(nn.Module):
        def forward(self, x):
            return lab.softmax(x * 1000, dim=-1)

    (flow,) = look(Peaked(), lab.arange(12.0, requires_grad=True).reshape(3, 4)).values()
    assert flow.inactive == 1.0


def test_broken_outputs_say_so() -> None:
    model = nn.Sequential(nn.Linear(2, 70_000), nn.ReLU())
    with lab.no_grad():
        model[0].bias[69_999] = float("nan")
    flows = look(model, lab.randn(2, 2))
    assert flows["0"].mean == "NaN" and flows["1"].mean == "NaN" and flows["1"].inactive is None


def test_validation_and_recomputed_passes_are_not_looked_at() -> None:
    from autograd_lab.utils.checkpoint import checkpoint

    class Checkpointed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = nn.Sequential(nn.Linear(3, 3), nn.ReLU())

        def forward(self, x):
            return checkpoint(self.body, x, use_reentrant=False)

    assert list(look(Checkpointed(), lab.randn(2, 3))) == ["body.0", "body.1"]
    model = nn.Sequential(nn.Linear(3, 3), nn.ReLU())
    watcher = ActivationWatcher(Names(model), {})
    with watch.watching(watcher), lab.no_grad():
        model(lab.randn(2, 3))
    assert watcher.result() == []


def test_hostile_shapes_and_names() -> None:
    model = nn.Sequential()
    model.add_module("<img src=x onerror=alert(1)>" * 20, nn.ReLU())
    flows = look(model, lab.randn(4, requires_grad=True))
    assert all(len(name) <= 80 for name in flows)
    assert look(nn.ReLU(), lab.zeros(0, 3, requires_grad=True)) == {}
