"""Every layer beside PyTorch's: what it prints, its state_dict, its output and gradients, and how it is initialised."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.nn.oracle import need_torch, numbers, same, with_grads

Row = tuple[Callable[[Any], Any], tuple[Any, ...]]

LABELS = np.array([2, 0, 1, 2])

LAYERS: list[Row] = [
    (lambda nn: nn.Linear(3, 4), (numbers(5, 3),)),
    (lambda nn: nn.Linear(3, 4, bias=False), (numbers(2, 5, 3),)),
    (lambda nn: nn.Conv1d(2, 4, 3, stride=2, padding=1, groups=2), (numbers(3, 2, 7),)),
    (lambda nn: nn.Conv2d(1, 2, 3), (numbers(2, 1, 5, 5),)),
    (lambda nn: nn.Conv2d(2, 4, (3, 1), stride=2, padding=(1, 0), dilation=(2, 1), bias=False), (numbers(2, 2, 7, 5),)),
    (lambda nn: nn.Conv2d(1, 2, 3, padding="same"), (numbers(1, 5, 5),)),
    (lambda nn: nn.Conv3d(1, 2, 2), (numbers(1, 1, 3, 4, 3),)),
    (lambda nn: nn.MaxPool1d(2), (numbers(2, 3, 6),)),
    (lambda nn: nn.MaxPool2d(2), (numbers(2, 3, 6, 6),)),
    (lambda nn: nn.MaxPool2d((3, 2), stride=2, padding=1, ceil_mode=True), (numbers(2, 3, 6, 7),)),
    (lambda nn: nn.MaxPool2d(2, return_indices=True), (numbers(2, 3, 6, 6),)),
    (lambda nn: nn.MaxPool3d(2), (numbers(1, 2, 4, 4, 4),)),
    (lambda nn: nn.AvgPool1d(2), (numbers(2, 3, 6),)),
    (lambda nn: nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), (numbers(2, 3, 6, 6),)),
    (lambda nn: nn.AvgPool3d(2), (numbers(1, 2, 4, 4, 4),)),
    (lambda nn: nn.Flatten(), (numbers(2, 3, 4),)),
    (lambda nn: nn.Flatten(0, 1), (numbers(2, 3, 4),)),
    (lambda nn: nn.Unflatten(1, (2, 3)), (numbers(2, 6),)),
    (lambda nn: nn.ReLU(), (numbers(3, 4),)),
    (lambda nn: nn.Tanh(), (numbers(3, 4),)),
    (lambda nn: nn.Sigmoid(), (numbers(3, 4),)),
    (lambda nn: nn.Softmax(dim=1), (numbers(3, 4),)),
    (lambda nn: nn.LogSoftmax(dim=-1), (numbers(3, 4),)),
    (lambda nn: nn.Identity(54, unused=True), (numbers(3, 4),)),
    (lambda nn: nn.Dropout(0.3).eval(), (numbers(3, 4),)),
    (lambda nn: nn.MSELoss(), (numbers(3, 4), numbers(3, 4, seed=1))),
    (lambda nn: nn.MSELoss(reduction="sum"), (numbers(3, 4), numbers(3, 4, seed=1))),
    (lambda nn: nn.CrossEntropyLoss(), (numbers(4, 3), LABELS)),
    (lambda nn: nn.CrossEntropyLoss(label_smoothing=0.1, ignore_index=0, reduction="none"), (numbers(4, 3), LABELS)),
    (lambda nn: nn.NLLLoss(), (numbers(4, 3), LABELS)),
    (
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Sequential(nn.Linear(4, 2), nn.ReLU())),
        (numbers(5, 3),),
    ),
    (
        lambda nn: nn.Sequential(OrderedDict([("first", nn.Linear(3, 4)), ("last", nn.Linear(4, 1))])),
        (numbers(5, 3),),
    ),
    (
        lambda nn: nn.Sequential(
            nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 10), nn.LogSoftmax(1)
        ),
        (numbers(2, 1, 6, 6),),
    ),
]
NAMES = [repr(make(lab.nn)).replace("\n", "") for make, _ in LAYERS]


@pytest.mark.parametrize("row", LAYERS, ids=NAMES)
def test_beside_torch(row: Row) -> None:
    torch = need_torch()
    make, inputs = row
    ours, theirs = make(lab.nn).double(), make(torch.nn).double()
    assert repr(ours) == repr(theirs)
    state = ours.state_dict()
    assert {k: tuple(v.shape) for k, v in state.items()} == {k: tuple(v.shape) for k, v in theirs.state_dict().items()}
    theirs.load_state_dict({name: torch.tensor(value.numpy()) for name, value in state.items()})
    y, grads = with_grads(lab, lambda _, *x: ours(*x), *inputs)
    their_y, their_grads = with_grads(torch, lambda _, *x: theirs(*x), *inputs)
    same(y, their_y)
    same(grads, their_grads)
    same([p.grad for p in ours.parameters()], [p.grad for p in theirs.parameters()])


@pytest.mark.parametrize("row", LAYERS, ids=NAMES)
def test_on_a_device(row: Row, device: str) -> None:
    """Forward, backward and state stay on the device and give the CPU's numbers."""
    make, inputs = row
    here = make(lab.nn)
    there = copy.deepcopy(here).to(device)
    y, grads = with_grads(lab, lambda _, *x: here(*(as_float32(v) for v in x)), *inputs)
    moved = [lab.tensor(x).to(device) for x in inputs]
    moved = [as_float32(x).requires_grad_(x.dtype.is_floating_point) for x in moved]
    their_y = there(*moved)
    first = their_y[0] if isinstance(their_y, tuple) else their_y
    weights = lab.tensor(np.cos(np.arange(first.numel())).reshape(tuple(first.shape)), dtype=first.dtype)
    (first * weights.to(device)).sum().backward()
    assert first.device.type == device
    same(y[0] if isinstance(y, tuple) else y, first, 1e-5)
    same(grads, [x.grad.double() for x in moved if x.requires_grad], 1e-5)
    same([p.grad for p in here.parameters()], [p.grad for p in there.parameters()], 1e-5)


def as_float32(x: Any) -> Any:
    return x.float() if x.dtype.is_floating_point else x


PRINTED: list[tuple[Callable[[Any], Any], str]] = [
    (lambda nn: nn.Linear(2, 3), "Linear(in_features=2, out_features=3, bias=True)"),
    (
        lambda nn: nn.Conv2d(1, 2, 3, padding=1, groups=1, bias=False),
        "Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1), bias=False)",
    ),
    (lambda nn: nn.Dropout(0.2), "Dropout(p=0.2, inplace=False)"),
    (lambda nn: nn.ReLU(inplace=True), "ReLU(inplace=True)"),
    (lambda nn: nn.Sequential(), "Sequential()"),
    (
        lambda nn: nn.ModuleList([nn.ReLU(), nn.Linear(1, 1), nn.Linear(1, 1), nn.Linear(1, 2)]),
        "ModuleList(\n  (0): ReLU()\n  (1-2): 2 x Linear(in_features=1, out_features=1, bias=True)\n"
        "  (3): Linear(in_features=1, out_features=2, bias=True)\n)",
    ),
    (
        lambda nn: nn.ModuleList([nn.Sequential(nn.ReLU()), nn.Sequential(nn.ReLU())]),
        "ModuleList(\n  (0-1): 2 x Sequential(\n    (0): ReLU()\n  )\n)",
    ),
    (lambda nn: nn.ModuleDict({"a": nn.Tanh()}), "ModuleDict(\n  (a): Tanh()\n)"),
]


@pytest.mark.parametrize("row", PRINTED, ids=lambda row: row[1].split("\n")[0])
def test_what_is_printed(row: tuple[Callable[[Any], Any], str]) -> None:
    make, text = row
    assert repr(make(lab.nn)) == text


def test_what_is_printed_is_what_torch_prints() -> None:
    torch = need_torch()
    assert [text for _, text in PRINTED] == [repr(make(torch.nn)) for make, _ in PRINTED]


# -- initial values: PyTorch's distributions, judged on many samples ------------------------------------------------


def evenly(values: Any, bound: float) -> bool:
    """Whether the numbers fill [-bound, bound] evenly."""
    x = np.sort(values.detach().numpy().ravel() / bound)
    expected = np.linspace(-1, 1, x.size)
    return bool(np.abs(x - expected).max() < 2.5 / np.sqrt(x.size))  # Kolmogorov-Smirnov, far beyond p = 0.001


def normally(values: Any, std: float) -> bool:
    x = values.detach().numpy().ravel() / std
    near = 5 / np.sqrt(x.size)
    return bool(abs(x.mean()) < near and abs(x.std() - 1) < near and abs((abs(x) < 1).mean() - 0.6827) < near)


def test_default_initial_values() -> None:
    lab.manual_seed(0)
    linear = lab.nn.Linear(50, 400)
    assert evenly(linear.weight, 1 / np.sqrt(50)) and evenly(linear.bias, 1 / np.sqrt(50))
    conv = lab.nn.Conv2d(8, 300, 3, groups=2)
    assert evenly(conv.weight, 1 / np.sqrt(36)) and evenly(conv.bias, 1 / np.sqrt(36))
    lab.manual_seed(0)
    assert (lab.nn.Linear(50, 400).weight == linear.weight).all()


INITS: list[tuple[str, dict[str, Any], bool, float]] = [  # on a weight (60, 40, 3): fan_in 120, fan_out 180
    ("xavier_uniform_", {}, True, np.sqrt(6 / 300)),
    ("xavier_uniform_", {"gain": 2.0}, True, 2 * np.sqrt(6 / 300)),
    ("xavier_normal_", {}, False, np.sqrt(2 / 300)),
    ("kaiming_uniform_", {}, True, np.sqrt(6 / 120)),
    ("kaiming_uniform_", {"mode": "fan_out", "nonlinearity": "relu"}, True, np.sqrt(6 / 180)),
    ("kaiming_uniform_", {"nonlinearity": "tanh"}, True, 5 / 3 * np.sqrt(3 / 120)),
    ("kaiming_normal_", {"a": 1.0}, False, np.sqrt(1 / 120)),
    ("uniform_", {"a": -0.5, "b": 0.5}, True, 0.5),
    ("normal_", {"std": 0.3}, False, 0.3),
]


@pytest.mark.parametrize("name, options, even, size", INITS)
def test_initialisers(name: str, options: dict[str, Any], even: bool, size: float) -> None:
    lab.manual_seed(1)
    weight = lab.nn.Parameter(lab.zeros(60, 40, 3))
    assert getattr(lab.nn.init, name)(weight, **options) is weight
    assert weight.is_leaf and weight.grad_fn is None
    assert (evenly if even else normally)(weight, size)


def test_constants_and_gains() -> None:
    init = lab.nn.init
    weight = lab.nn.Parameter(lab.zeros(2, 2))
    assert init.constant_(weight, 3.5).tolist() == [[3.5, 3.5]] * 2
    assert init.ones_(weight).sum().item() == 4 and init.zeros_(weight).sum().item() == 0
    assert init.calculate_gain("leaky_relu", 1.0) == 1.0
    assert init.calculate_gain("relu") == pytest.approx(2**0.5)


def test_initialisers_have_the_spread_of_torch() -> None:
    torch = need_torch()
    for name, options, _, _ in INITS:
        theirs = getattr(torch.nn.init, name)(torch.zeros(60, 40, 3), **options)
        ours = getattr(lab.nn.init, name)(lab.zeros(60, 40, 3), **options)
        assert ours.std().item() == pytest.approx(theirs.std().item(), rel=0.05), name
