"""How parameters are drawn: the distribution is PyTorch's, in both libraries."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.support.both import torch

__all__ = ["torch"]

DRAWN = [  # (call, mean, standard deviation, least, most) for a tensor (200, 300)
    (lambda i, t: i.uniform_(t, -1, 3), 1.0, 4 / math.sqrt(12), -1, 3),
    (lambda i, t: i.normal_(t, 2.0, 0.5), 2.0, 0.5, -math.inf, math.inf),
    (lambda i, t: i.trunc_normal_(t), 0.0, 0.8796, -2, 2),  # the deviation of a normal number between -2 and 2
    (lambda i, t: i.trunc_normal_(t, 1.0, 2.0, 0.0, 1.5), 0.7638, 0.4319, 0.0, 1.5),
    (lambda i, t: i.xavier_uniform_(t, 2.0), 0.0, 2 * (2 / 500) ** 0.5, -2 * (6 / 500) ** 0.5, 2 * (6 / 500) ** 0.5),
    (lambda i, t: i.xavier_normal_(t), 0.0, math.sqrt(2 / 500), -math.inf, math.inf),
    (lambda i, t: i.kaiming_uniform_(t, 2.0, "fan_out"), 0.0, 0.002**0.5, -(0.006**0.5), 0.006**0.5),  # gain² = 2 / 5
    (lambda i, t: i.kaiming_normal_(t, nonlinearity="relu"), 0.0, math.sqrt(2 / 300), -math.inf, math.inf),
    (lambda i, t: i.orthogonal_(t, 3.0), 0.0, 3 / math.sqrt(300), -3, 3),
]  # fmt: skip


@pytest.mark.parametrize(("draw", "mean", "deviation", "least", "most"), DRAWN)
def test_the_distribution(torch: Any, draw: Any, mean: float, deviation: float, least: float, most: float) -> None:
    torch.manual_seed(0)
    t = torch.nn.Parameter(torch.zeros(200, 300))
    assert draw(torch.nn.init, t) is t and t.is_leaf and t.requires_grad
    noise = deviation / math.sqrt(60000)
    assert t.mean().item() == pytest.approx(mean, abs=6 * noise)
    assert t.std().item() == pytest.approx(deviation, rel=0.03)
    assert least <= t.min().item() and t.max().item() <= most


@pytest.mark.parametrize("shape", [(20, 50), (50, 20), (6, 2, 3)])
def test_orthogonal_rows_or_columns(torch: Any, shape: tuple[int, ...]) -> None:
    t = torch.nn.init.orthogonal_(torch.empty(*shape), gain=2.0).reshape(shape[0], -1).double()
    product = t @ t.T if t.shape[0] <= t.shape[1] else t.T @ t
    assert (product - 4 * torch.eye(product.shape[0])).abs().max().item() < 1e-5


def test_orthogonal_signs_are_random(torch: Any) -> None:
    torch.manual_seed(0)
    corners = [torch.nn.init.orthogonal_(torch.empty(2, 2))[0, 0].item() for _ in range(100)]
    assert 25 < sum(corner > 0 for corner in corners) < 75


def test_fixed_patterns(torch: Any) -> None:
    init = torch.nn.init
    assert init.constant_(torch.empty(2), 3.5).tolist() == [3.5, 3.5]
    assert init.ones_(torch.empty(2)).tolist() == [1, 1] and init.zeros_(torch.ones(1)).tolist() == [0]
    assert init.eye_(torch.ones(2, 3)).tolist() == [[1, 0, 0], [0, 1, 0]]
    places = init.dirac_(torch.ones(4, 2, 3, 2), groups=2).nonzero().tolist()
    assert places == [[0, 0, 1, 1], [1, 1, 1, 1], [2, 0, 1, 1], [3, 1, 1, 1]]
    convolution = torch.nn.Conv1d(3, 3, 3, padding=1, bias=False)
    init.dirac_(convolution.weight)
    x = torch.randn(1, 3, 5)
    assert (convolution(x) == x).all()


def test_sparse_columns(torch: Any) -> None:
    torch.manual_seed(0)
    t = torch.nn.init.sparse_(torch.ones(10, 200), 0.25, std=0.5)
    assert (t == 0).sum(0).tolist() == [3] * 200  # a quarter of ten, rounded up
    assert t.std().item() == pytest.approx(0.5 * math.sqrt(0.7), rel=0.1)
    assert len({tuple(column) for column in (t == 0).T.tolist()}) > 50


def test_a_generator_of_its_own(torch: Any) -> None:
    for draw in (torch.nn.init.trunc_normal_, torch.nn.init.orthogonal_, torch.nn.init.kaiming_uniform_):
        first, second = (draw(torch.empty(3, 4), generator=torch.Generator().manual_seed(5)) for _ in range(2))
        assert (first == second).all()


def test_fans_and_gains(torch: Any) -> None:
    init = torch.nn.init
    assert init._calculate_fan_in_and_fan_out(torch.empty(2, 3, 4)) == (12, 8)
    assert init._calculate_correct_fan(torch.empty(2, 3), "FAN_OUT") == 2
    gains = {"linear": 1, "conv_transpose3d": 1, "sigmoid": 1, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 0.75}
    assert all(init.calculate_gain(name) == pytest.approx(gain) for name, gain in gains.items())
    assert init.calculate_gain("leaky_relu", 0.2) == pytest.approx(math.sqrt(2 / 1.04))


@pytest.mark.parametrize("name", [
    "uniform", "normal", "constant", "eye", "dirac", "xavier_uniform", "xavier_normal", "kaiming_uniform",
    "kaiming_normal", "orthogonal", "sparse",
])  # fmt: skip
def test_old_names(torch: Any, name: str) -> None:
    shape, more = {"dirac": ((2, 2, 3), ()), "constant": ((2, 2), (1,)), "sparse": ((2, 2), (0.5,))}.get(
        name, ((2, 2), ())
    )
    with pytest.warns(FutureWarning, match=f"nn.init.{name}"):
        getattr(torch.nn.init, name)(torch.empty(*shape), *more)
    assert getattr(torch.nn.init, name).__name__ == name


def test_warnings(torch: Any) -> None:
    with pytest.warns(UserWarning, match="no-op"):
        torch.nn.init.kaiming_uniform_(torch.empty(0, 3))
    with pytest.warns(UserWarning, match="more than 2 std"):
        torch.nn.init.trunc_normal_(torch.empty(3), 5.0, 1.0)
