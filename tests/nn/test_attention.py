"""MultiheadAttention beside PyTorch's: all options, masks of both kinds, with and without a batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.nn.oracle import need_torch, numbers, same

L, S, N, E = 4, 5, 2, 6  # queries, keys, samples, features

HIDDEN = np.array([[False, False, True, False, True], [False, True, False, False, False]])
CAUSAL = np.triu(np.ones((L, S), bool), 1)

MADE: list[dict[str, Any]] = [
    {},
    {"bias": False},
    {"batch_first": True},
    {"kdim": 3, "vdim": 4},
    {"kdim": 3, "batch_first": True, "bias": False},
    {"add_bias_kv": True},
    {"add_zero_attn": True, "add_bias_kv": True},
    {"add_zero_attn": True, "vdim": 2},
]

CALLED: list[dict[str, Any]] = [
    {},
    {"need_weights": False},
    {"average_attn_weights": False},
    {"key_padding_mask": HIDDEN},
    {"attn_mask": CAUSAL},
    {"attn_mask": numbers(L, S), "need_weights": False},
    {"attn_mask": CAUSAL, "is_causal": True, "need_weights": False},
    {"attn_mask": numbers(N * 2, L, S), "key_padding_mask": np.where(HIDDEN, -1.5, 0.25)},
]


def given(torch: Any, options: dict[str, Any]) -> dict[str, Any]:
    return {name: torch.tensor(value) if isinstance(value, np.ndarray) else value for name, value in options.items()}


def pair(make: Callable[[Any], Any]) -> tuple[Any, Any, Any]:
    """The same module in both libraries, PyTorch's numbers loaded by name, all of them made different."""
    torch = need_torch()
    torch.manual_seed(0)
    ours, theirs = make(lab.nn).double(), make(torch.nn).double()
    with torch.no_grad():
        for p in theirs.parameters():
            p.copy_(p + torch.randn_like(p) / 5)
    state = theirs.state_dict()
    assert list(ours.state_dict()) == list(state)
    ours.load_state_dict({name: lab.tensor(value.numpy()) for name, value in state.items()})
    assert repr(ours) == repr(theirs)
    return torch, ours, theirs


def results(torch: Any, module: Any, *inputs: Any, **options: Any) -> list[Any]:
    """Output and weights, and the gradients of a weighted sum of both."""
    xs = [torch.tensor(x, requires_grad=True) for x in inputs]
    outputs = module(*xs, **given(torch, options))
    outputs = [y for y in (outputs if isinstance(outputs, tuple) else (outputs,)) if y is not None]
    total = sum((y * torch.tensor(np.cos(np.arange(y.numel())).reshape(tuple(y.shape)))).sum() for y in outputs)
    total.backward()
    return [*outputs, *(x.grad for x in xs), *(p.grad for p in module.parameters())]


# With one more key and the hint, PyTorch's causal mask is its own: it hides that key from the first queries.
HINTED = [
    (made, called) for made in MADE for called in CALLED if "is_causal" in called and any("add" in m for m in made)
]


@pytest.mark.parametrize("called", CALLED, ids=lambda options: " ".join(options) or "plain")
@pytest.mark.parametrize("made", MADE, ids=lambda options: " ".join(options) or "plain")
def test_beside_torch(made: dict[str, Any], called: dict[str, Any]) -> None:
    torch, ours, theirs = pair(lambda nn: nn.MultiheadAttention(E, 2, **made))
    if (made, called) in HINTED:
        called = {"attn_mask": CAUSAL, "need_weights": False}
    shapes = [(L, N, E), (S, N, ours.kdim), (S, N, ours.vdim)]
    inputs = [numbers(*shape) for shape in shapes]
    if ours.batch_first:
        inputs = [x.swapaxes(0, 1) for x in inputs]
    same(results(lab, ours, *inputs, **called), results(torch, theirs, *inputs, **called))


@pytest.mark.parametrize("called", CALLED[:7], ids=lambda options: " ".join(options) or "plain")
def test_without_a_batch(called: dict[str, Any]) -> None:
    torch, ours, theirs = pair(lambda nn: nn.MultiheadAttention(E, 3, batch_first=True))
    if "key_padding_mask" in called:
        called = {"key_padding_mask": HIDDEN[0]}
    inputs = [numbers(L, E), numbers(S, E), numbers(S, E, seed=1)]
    same(results(lab, ours, *inputs, **called), results(torch, theirs, *inputs, **called))


def test_initial_values() -> None:
    lab.manual_seed(0)
    layer = lab.nn.MultiheadAttention(60, 4, add_bias_kv=True)
    assert 0.99 < layer.in_proj_weight.abs().max() / (6 / 240) ** 0.5 <= 1
    assert (layer.in_proj_bias == 0).all() and (layer.out_proj.bias == 0).all()
    assert layer.bias_k.std().item() == pytest.approx((2 / 120) ** 0.5, rel=0.4)
    assert layer.q_proj_weight is None and layer.head_dim == 15
    other = lab.nn.MultiheadAttention(60, 4, kdim=30)
    assert other.in_proj_weight is None and other.k_proj_weight.shape == (60, 30)


def test_dropout_acts_on_the_weights_in_training_only() -> None:
    lab.manual_seed(0)
    layer = lab.nn.MultiheadAttention(4, 2, dropout=0.5)
    x = lab.randn(3, 1, 4)
    assert not layer(x, x, x)[0].equal(layer(x, x, x)[0])
    layer.eval()
    y, weights = layer(x, x, x)
    assert y.equal(layer(x, x, x)[0]) and weights.sum(-1).allclose(lab.ones(1, 3))


def test_samples_side_by_side() -> None:
    attend = lab.nn.functional.scaled_dot_product_attention
    q, k, v, mask = (lab.tensor(numbers(*shape)) for shape in ((N, 2, L, E), (2, S, E), (N, 2, S, E), (N, L, S)))
    together = lab.vmap(lambda q, v, mask: attend(q, k, v, mask))(q, v, mask)
    same(list(together), [attend(q[i], k, v[i], mask[i]) for i in range(N)])


def test_a_recorded_result() -> None:
    layer = lab.nn.MultiheadAttention(2, 1)
    with lab.no_grad():
        layer.in_proj_weight.copy_(lab.arange(12).reshape(6, 2) / 10)
        layer.out_proj.weight.copy_(lab.tensor([[1.0, -1.0], [0.5, 2.0]]))
    x = lab.tensor([[1.0, 0.0], [0.0, 2.0], [-1.0, 1.0]]).unsqueeze(1)
    y, weights = layer(x, x, x)
    np.testing.assert_allclose(weights.detach().numpy()[0], WEIGHTS, atol=1e-5)
    np.testing.assert_allclose(y.detach().numpy()[:, 0], OUTPUT, atol=1e-5)


# As PyTorch computes them.
WEIGHTS = [[0.327706, 0.36696, 0.305334], [0.302689, 0.462649, 0.234662], [0.32797, 0.362098, 0.309932]]
OUTPUT = [[-0.212325, 2.807717], [-0.245597, 3.237159], [-0.210433, 2.783732]]
