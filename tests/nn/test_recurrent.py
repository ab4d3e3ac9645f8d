"""RNN, LSTM, GRU and their cells beside PyTorch's; sequences of one length, packed ones, single ones."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.nn.oracle import need_torch, numbers, same

Make = Callable[[Any], Any]
T, B, X, H = 5, 3, 4, 6  # times, samples, features of the input and of a state

LAYERS: list[Make] = [
    lambda nn: nn.RNN(X, H),
    lambda nn: nn.RNN(X, H, 2, "relu", False, True, 0.0, True),
    lambda nn: nn.RNN(X, H, num_layers=3, nonlinearity="relu", batch_first=True),
    lambda nn: nn.LSTM(X, H),
    lambda nn: nn.LSTM(X, H, 2, bias=False, batch_first=True),
    lambda nn: nn.LSTM(X, H, num_layers=2, bidirectional=True),
    lambda nn: nn.LSTM(X, H, 2, proj_size=2, bidirectional=True, batch_first=True),
    lambda nn: nn.LSTM(X, H, proj_size=5, bias=False),
    lambda nn: nn.LSTM(X, H, 2, dropout=0.5).eval(),
    lambda nn: nn.GRU(X, H),
    lambda nn: nn.GRU(X, H, num_layers=2, bias=False, bidirectional=True),
    lambda nn: nn.GRU(X, H, 3, batch_first=True),
]
NAMES = [repr(make(lab.nn)) for make in LAYERS]
layers = pytest.mark.parametrize("make", LAYERS, ids=NAMES)


def pair(make: Make) -> tuple[Any, Any, Any]:
    """The same layer in both libraries, with the same numbers, in float64."""
    torch = need_torch()
    ours, theirs = make(lab.nn).double(), make(torch.nn).double()
    state = {name: torch.tensor(value.numpy()) for name, value in ours.state_dict().items()}
    assert list(state) == list(theirs.state_dict())
    theirs.load_state_dict(state)
    return torch, ours, theirs


def states(torch: Any, layer: Any, batch: int | None = B) -> Any:
    """First states for a layer, as leaves."""
    lead = layer.num_layers * (2 if layer.bidirectional else 1)
    sizes = [layer.proj_size or H, H] if layer.mode == "LSTM" else [H]
    shapes = [(lead, H)[:1] + (() if batch is None else (batch,)) + (size,) for size in sizes]
    leaves = [torch.tensor(numbers(*s, seed=k), requires_grad=True) for k, s in enumerate(shapes)]
    return tuple(leaves) if layer.mode == "LSTM" else leaves[0]


def flat(value: Any) -> list[Any]:
    return [v for item in value for v in flat(item)] if isinstance(value, (tuple, list)) else [value]


def run(torch: Any, layer: Any, x: Any, hx: Any) -> list[Any]:
    """Outputs, last states, and the gradients of a weighted sum of all of them."""
    found = layer(x) if hx is None else layer(x, hx)
    outputs = [v for v in flat(found) if v is not None and v.dtype.is_floating_point]
    total = sum((y * torch.tensor(np.cos(np.arange(y.numel())).reshape(tuple(y.shape)))).sum() for y in outputs)
    layer.zero_grad()
    total.backward()
    return [*outputs, *[p.grad for p in layer.parameters()], *[s.grad for s in flat(hx) if s is not None]]


@layers
@pytest.mark.parametrize("given", [False, True], ids=["zeros", "hx"])
@pytest.mark.parametrize("batched", [True, False], ids=["batch", "single"])
def test_beside_torch(make: Make, given: bool, batched: bool) -> None:
    torch, ours, theirs = pair(make)
    assert repr(ours) == repr(theirs)
    shape = ((B, T, X) if ours.batch_first else (T, B, X)) if batched else (T, X)
    results = []
    for library, layer in ((lab, ours), (torch, theirs)):
        x = library.tensor(numbers(*shape), requires_grad=True)
        hx = states(library, layer, B if batched else None) if given else None
        results.append([*run(library, layer, x, hx), x.grad])
    same(*results)


@layers
@pytest.mark.parametrize("given", [False, True], ids=["zeros", "hx"])
@pytest.mark.parametrize("lengths", [[5, 3, 1], [2, 5, 3], [4, 4, 4]], ids=str)
def test_packed_beside_torch(make: Make, given: bool, lengths: list[int]) -> None:
    torch, ours, theirs = pair(make)
    results = []
    for library, layer in ((lab, ours), (torch, theirs)):
        x = library.tensor(numbers(T, B, X), requires_grad=True)
        pack = library.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
        hx = states(library, layer) if given else None
        results.append([*run(library, layer, pack, hx), x.grad])
    same(*results)


@layers
def test_second_derivatives_beside_torch(make: Make) -> None:
    torch, ours, theirs = pair(make)
    results = []
    for library, layer in ((lab, ours), (torch, theirs)):
        x = library.tensor(numbers(3, 2, X), requires_grad=True)
        y = layer(x)[0]
        (gx,) = library.autograd.grad((y * y).sum(), x, create_graph=True)
        results.append(library.autograd.grad((gx * gx).sum(), [x, *layer.parameters()]))
    same(*results)


CELLS: list[Make] = [
    lambda nn: nn.RNNCell(X, H),
    lambda nn: nn.RNNCell(X, H, bias=False, nonlinearity="relu"),
    lambda nn: nn.LSTMCell(X, H),
    lambda nn: nn.LSTMCell(X, H, False),
    lambda nn: nn.GRUCell(X, H),
    lambda nn: nn.GRUCell(X, H, bias=False),
]


@pytest.mark.parametrize("make", CELLS, ids=[repr(make(lab.nn)) for make in CELLS])
@pytest.mark.parametrize("given", [False, True], ids=["zeros", "hx"])
@pytest.mark.parametrize("lead", [(B,), ()], ids=["batch", "single"])
def test_cells_beside_torch(make: Make, given: bool, lead: tuple[int, ...]) -> None:
    torch, ours, theirs = pair(make)
    assert repr(ours) == repr(theirs)
    results = []
    for library, cell in ((lab, ours), (torch, theirs)):
        x = library.tensor(numbers(*lead, X), requires_grad=True)
        two = [library.tensor(numbers(*lead, H, seed=k), requires_grad=True) for k in (1, 2)]
        hx = (tuple(two) if "LSTM" in type(cell).__name__ else two[0]) if given else None
        results.append([*run(library, cell, x, hx), x.grad])
    same(*results)


@layers
def test_on_a_device(make: Make, device: str) -> None:
    here = make(lab.nn)
    there = copy.deepcopy(here).to(device)
    x = lab.tensor(numbers(T, B, X), dtype=lab.float32)
    x = x.transpose(0, 1) if here.batch_first else x
    pack = lab.nn.utils.rnn.pack_padded_sequence
    for form in (lambda v: v, lambda v: pack(v, [2, 5, 3], here.batch_first, False)):
        y, moved = flat(here(form(x)))[0], flat(there(form(x.to(device))))[0]
        y.sum().backward()
        moved.sum().backward()
        assert moved.device.type == device
        same(y, moved, 1e-5)
    same([p.grad for p in here.parameters()], [p.grad for p in there.parameters()], 1e-4)


def fixed(layer: Any) -> Any:
    """All parameters set to numbers that can be written down."""
    with lab.no_grad():
        for k, p in enumerate(layer.parameters()):
            p.copy_(lab.arange(p.numel()).reshape(p.shape) / 10 - k / 7)
    return layer


# As PyTorch computes them; without it, this is what tells that the formulas are the right ones.
RECORDED: list[tuple[Make, list[float]]] = [
    (lambda nn: nn.RNN(1, 2), [-0.613357, -0.392106, -0.544028, -0.301302]),
    (lambda nn: nn.LSTM(1, 2), [0.109957, 0.204163, 0.339783, 0.536339]),
    (lambda nn: nn.GRU(1, 2), [0.246278, 0.286186, 0.497028, 0.46035]),
]


@pytest.mark.parametrize(("make", "wanted"), RECORDED, ids=["RNN", "LSTM", "GRU"])
def test_recorded_numbers(make: Make, wanted: list[float]) -> None:
    y, _ = fixed(make(lab.nn))(lab.tensor([[1.0], [3.0]]))
    np.testing.assert_allclose(y.detach().numpy().ravel(), wanted, atol=1e-5)


def test_weights_and_their_names() -> None:
    lab.manual_seed(0)
    layer = lab.nn.LSTM(3, 100, 2, bidirectional=True, proj_size=7)
    assert layer.weight_ih_l0.shape == (400, 3) and layer.weight_ih_l1_reverse.shape == (400, 14)
    assert layer.weight_hr_l1.shape == (7, 100)
    assert layer.all_weights[2][4] is layer.weight_hr_l1
    assert layer.flatten_parameters() is None
    for weight in layer.parameters():
        assert weight.abs().max() <= 0.1 and (weight.numel() < 300 or weight.abs().max() > 0.099)
    assert lab.nn.RNN(2, 3, nonlinearity="relu").mode == "RNN_RELU"


def test_dropout_between_layers_only() -> None:
    lab.manual_seed(0)
    layer = lab.nn.GRU(4, 50, 2, dropout=0.5)
    x = lab.randn(3, 2, 4)
    first, second = layer(x)[0], layer(x)[0]
    assert not first.equal(second) and (first != 0).all()
    assert layer.eval()(x)[0].equal(layer(x)[0])
    with pytest.warns(UserWarning, match="num_layers greater than 1"):
        lab.nn.GRU(4, 5, dropout=0.5)
    lab.set_language("zh")
    with pytest.warns(UserWarning, match="不起作用"):
        lab.nn.GRU(4, 5, dropout=0.5)


def test_a_batch_of_none() -> None:
    y, (h, c) = lab.nn.LSTM(2, 3)(lab.ones(4, 0, 2))
    assert (y.shape, h.shape, c.shape) == ((4, 0, 3), (1, 0, 3), (1, 0, 3))
    y.sum().backward()


def test_half_precision() -> None:
    layer = lab.nn.LSTM(2, 3).half()
    y, (h, c) = layer(lab.ones(4, 1, 2, dtype=lab.float16))
    y.sum().backward()
    assert y.dtype is h.dtype is c.dtype is layer.weight_hh_l0.grad.dtype is lab.float16


def test_a_parametrised_or_swapped_weight_counts() -> None:
    layer = lab.nn.GRU(2, 3)
    weights = {name: lab.zeros_like(p) for name, p in layer.named_parameters()}
    y, _ = lab.func.functional_call(layer, weights, (lab.ones(4, 1, 2),))
    assert (y == 0).all()


def test_many_models_at_once() -> None:
    models = [lab.nn.LSTM(2, 3) for _ in range(3)]
    params, buffers = lab.func.stack_module_state(models)
    x = lab.randn(4, 2, 2)
    together = lab.vmap(lambda p: lab.func.functional_call(models[0], (p, buffers), (x,))[0])(params)
    same(list(together), [model(x)[0] for model in models], 1e-6)
