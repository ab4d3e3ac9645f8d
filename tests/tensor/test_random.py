"""Random numbers: that they follow their distributions, and that a seed and a state bring them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab

N = 200_000
SIGMAS = 5  # so many standard errors may a mean or a variance be off; by chance once in a million

# name: (how to draw N numbers, mean, variance, some quantiles)
Drawn = tuple[Callable[[], Any], float | None, float | None, dict[float, float]]


def empty(dtype: Any = None) -> Any:
    return lab.empty(N, dtype=dtype)


EXP = {0.5: np.log(2), 0.9: np.log(10)}
NORMAL = {0.1587: -1.0, 0.5: 0.0, 0.9772: 2.0}
DISTRIBUTIONS: dict[str, Drawn] = {
    "rand": (lambda: lab.rand(N), 1 / 2, 1 / 12, {0.25: 0.25, 0.9: 0.9}),
    "rand float64": (lambda: lab.rand(N, dtype=lab.float64), 1 / 2, 1 / 12, {0.25: 0.25}),
    "rand half": (lambda: lab.rand(N, dtype=lab.float16), 1 / 2, 1 / 12, {}),
    "rand bfloat16": (lambda: lab.rand(N, dtype=lab.bfloat16), 1 / 2, 1 / 12, {}),
    "rand complex": (lambda: lab.rand(N, dtype=lab.complex64).imag, 1 / 2, 1 / 12, {}),
    "rand_like": (lambda: lab.rand_like(empty()), 1 / 2, 1 / 12, {}),
    "uniform_": (lambda: empty().uniform_(-2, 4), 1.0, 3.0, {0.5: 1.0}),
    "randn": (lambda: lab.randn(N), 0.0, 1.0, NORMAL),
    "randn complex": (lambda: lab.randn(N, dtype=lab.complex64).real, 0.0, 0.5, {}),
    "normal": (lambda: lab.normal(lab.full((N,), 3.0), 2.0), 3.0, 4.0, {0.5: 3.0}),
    "normal of tensors": (lambda: lab.normal(lab.zeros(N, 1), lab.full((1,), 0.5)), 0.0, 0.25, {}),
    "normal of numbers": (lambda: lab.normal(1.0, 3.0, (N,)), 1.0, 9.0, {0.5: 1.0}),
    "normal_": (lambda: empty().normal_(-1, 0.5), -1.0, 0.25, {0.5: -1.0}),
    "log_normal_": (lambda: empty().log_normal_(0.5, 0.25).log(), 0.5, 0.0625, {0.5: 0.5}),
    "exponential_": (lambda: empty().exponential_(2.0) * 2, 1.0, 1.0, EXP),
    "cauchy_": (lambda: empty().cauchy_(1.0, 2.0), None, None, {0.25: -1.0, 0.5: 1.0, 0.75: 3.0}),
    "geometric_": (lambda: empty(lab.int64).geometric_(0.25), 4.0, 12.0, {}),
    "bernoulli": (lambda: lab.bernoulli(lab.full((N,), 0.3)), 0.3, 0.21, {}),
    "bernoulli_": (lambda: empty(lab.int64).bernoulli_(0.8), 0.8, 0.16, {}),
    "poisson": (lambda: lab.poisson(lab.full((N,), 3.5)), 3.5, 3.5, {}),
    "binomial": (lambda: lab.binomial(lab.full((N,), 10.0), lab.full((N,), 0.3)), 3.0, 2.1, {}),
    "randint": (lambda: lab.randint(2, 8, (N,)), 4.5, 35 / 12, {}),
    "randint_like": (lambda: lab.randint_like(empty(lab.int8), 6), 2.5, 35 / 12, {}),
    "random_": (lambda: empty(lab.uint8).random_(), 127.5, (256**2 - 1) / 12, {}),
    "randperm": (lambda: lab.stack([lab.randperm(5)[0] for _ in range(4000)]), 2.0, 2.0, {}),
    "multinomial": (lambda: lab.multinomial(lab.tensor([1.0, 0.0, 3.0]), N, replacement=True), 1.5, 0.75, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_it_follows_its_distribution(name: str) -> None:
    draw, mean, variance, quantiles = DISTRIBUTIONS[name]
    lab.manual_seed(2024)
    x = draw().double().numpy().ravel()
    if mean is not None and variance is not None:
        assert abs(x.mean() - mean) < SIGMAS * np.sqrt(variance / x.size)
        spread = np.sqrt(np.mean((x - x.mean()) ** 4) / x.size)  # no smaller than the standard error of the variance
        assert abs(x.var() - variance) < SIGMAS * spread
    for q, value in quantiles.items():
        assert abs(np.mean(x < value) - q) < SIGMAS * np.sqrt(q * (1 - q) / x.size) + 5e-5


def test_what_is_drawn_stays_below_the_upper_bound() -> None:
    lab.manual_seed(0)
    for dtype in (lab.float16, lab.bfloat16, lab.float32):
        x = lab.rand(N, dtype=dtype).float()
        assert 0 <= x.min() and x.max() < 1


def test_each_order_comes_equally_often() -> None:
    lab.manual_seed(1)
    places = lab.randperm(N).double().numpy()
    assert sorted(places) == list(range(N))
    correlation = np.corrcoef(places, np.arange(N))[0, 1]
    assert abs(correlation) < SIGMAS / np.sqrt(N)


def test_samples_without_replacement() -> None:
    lab.manual_seed(2)
    weights = lab.tensor([1.0, 2.0, 3.0, 0.0]).expand(N // 10, 4)
    drawn = lab.multinomial(weights, 3).numpy()
    assert (np.sort(drawn, axis=1) == [0, 1, 2]).all()
    for k, p in enumerate((1 / 6, 1 / 3, 1 / 2)):
        assert abs(np.mean(drawn[:, 0] == k) - p) < SIGMAS * np.sqrt(p * (1 - p) / len(drawn))
    # After a first 2 (probability 1/2) a second 1 has probability 2/3.
    second = drawn[drawn[:, 0] == 2, 1]
    assert abs(np.mean(second == 1) - 2 / 3) < SIGMAS * np.sqrt(2 / 9 / len(second))


def test_each_row_is_a_distribution_of_its_own() -> None:
    weights = lab.eye(50, dtype=lab.float64) * 1e-3
    assert (lab.multinomial(weights, 20, replacement=True) == lab.arange(50).unsqueeze(1)).all()


SAMPLES: list[Callable[..., Any]] = [
    lambda **on: lab.rand(3, **on), lambda **on: lab.randn(3, **on), lambda **on: lab.randint(99, (3,), **on),
    lambda **on: lab.randperm(9, **on), lambda **on: lab.normal(lab.zeros(3, **on), 1.0),
    lambda **on: lab.bernoulli(lab.full((3,), 0.5, **on)), lambda **on: lab.poisson(lab.ones(3, **on)),
    lambda **on: lab.multinomial(lab.ones(4, **on), 2), lambda **on: lab.empty(3, **on).exponential_(),
    lambda **on: lab.empty(3, **on).uniform_(), lambda **on: lab.rand_like(lab.empty(3, **on)),
]  # fmt: skip


@pytest.mark.parametrize("draw", SAMPLES)
def test_a_seed_brings_the_numbers_back(draw: Callable[..., Any]) -> None:
    lab.manual_seed(7)
    first = draw().tolist()
    draw()
    lab.manual_seed(7)
    assert draw().tolist() == first


@pytest.mark.parametrize("draw", SAMPLES)
def test_a_seed_brings_them_back_on_a_gpu(draw: Callable[..., Any], cuda: str) -> None:
    lab.manual_seed(7)
    first = draw(device=cuda)
    lab.manual_seed(7)
    second = draw(device=cuda)
    assert first.device.type == "cuda" and first.tolist() == second.tolist()


# -- generators: the same in PyTorch ---------------------------------------------------------------------------------


def test_a_generator_has_its_own_stream(torch: Any) -> None:
    g, h = torch.Generator().manual_seed(5), torch.Generator().manual_seed(5)
    torch.manual_seed(1)
    first = torch.rand(4, generator=g)
    torch.rand(2)
    assert first.tolist() == torch.rand(4, generator=h).tolist()
    assert first.tolist() == torch.rand(4, generator=torch.Generator().manual_seed(5)).tolist()
    assert torch.Generator().initial_seed() == torch.Generator().initial_seed() == 67280421310721
    assert g.initial_seed() == 5 and isinstance(g.seed(), int) and g.initial_seed() != 5


def test_a_state_brings_the_numbers_back(torch: Any) -> None:
    g = torch.Generator().manual_seed(3)
    torch.rand(5, generator=g)
    torch.randint(9, (3,), generator=g)
    state = g.get_state()
    assert state.dtype == torch.uint8 and state.ndim == 1
    wanted = torch.randn(7, generator=g).tolist()
    other = torch.Generator()
    assert other.set_state(state) is other
    assert torch.randn(7, generator=other).tolist() == wanted
    assert other.initial_seed() == 3
    copy = other.clone_state()
    assert torch.rand(3, generator=copy).tolist() == torch.rand(3, generator=other).tolist()


def test_the_state_of_the_default_generator(torch: Any) -> None:
    torch.manual_seed(11)
    state = torch.get_rng_state()
    wanted = torch.rand(3).tolist()
    torch.set_rng_state(state)
    assert torch.rand(3).tolist() == wanted and torch.initial_seed() == 11
    assert torch.random.get_rng_state().shape == state.shape


def test_a_forked_stream_leaves_the_other_as_it_was(torch: Any) -> None:
    torch.manual_seed(4)
    wanted = torch.rand(2).tolist()
    torch.manual_seed(4)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(9)
        torch.rand(3)
    assert torch.rand(2).tolist() == wanted
    torch.manual_seed(4)
    with torch.random.fork_rng(enabled=False):
        torch.manual_seed(9)
    assert torch.rand(2).tolist() != wanted


def test_no_gradient_passes_through_what_was_drawn(torch: Any) -> None:
    p = torch.tensor([0.25, 0.5], requires_grad=True)
    for drawn in (torch.bernoulli(p), torch.poisson(p), torch.normal(p, 1.0), torch.normal(p, p), torch.normal(0.0, p)):
        assert drawn.requires_grad
        (g,) = torch.autograd.grad(drawn.sum(), p)
        assert g.tolist() == [0.0, 0.0]
    assert not torch.multinomial(p, 1).requires_grad
    for fill in ("uniform_", "normal_", "exponential_", "cauchy_", "log_normal_", "random_", "bernoulli_"):
        y = p * 2
        getattr(y, fill)()
        assert y._version == 1
        (g,) = torch.autograd.grad((y * p.detach()).sum(), p)
        assert g.tolist() == [0.0, 0.0]
    assert (p * 1).uniform_().grad_fn.name() == "UniformBackward0"
