"""Every pair of kinds between which PyTorch knows KL, and the draws behind it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab

torch = pytest.importorskip("torch")

# Of each kind two: (D, as_tensor) -> distribution. Where the two are of different kinds the second one is taken as q,
# such that q reaches wherever p does.
TWO: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]] = {
    "Bernoulli": (lambda D, t: D.Bernoulli(t([0.2, 0.7])), lambda D, t: D.Bernoulli(t([0.4, 0.9]))),
    "Beta": (lambda D, t: D.Beta(t([0.7, 2.0]), t(1.5)), lambda D, t: D.Beta(t([3.0, 0.5]), t(2.5))),
    "Binomial": (lambda D, t: D.Binomial(4, t([0.2, 0.7])), lambda D, t: D.Binomial(4, t([0.4, 0.9]))),
    "Categorical": (lambda D, t: D.Categorical(t([[0.2, 0.8], [0.0, 1.0]])), lambda D, t: D.Categorical(t([0.4, 0.6]))),
    "Cauchy": (lambda D, t: D.Cauchy(t([0.7, 2.0]), t(1.5)), lambda D, t: D.Cauchy(t([3.0, -0.5]), t(2.5))),
    "ContinuousBernoulli": (
        lambda D, t: D.ContinuousBernoulli(t([0.2, 0.7])),
        lambda D, t: D.ContinuousBernoulli(t([0.4, 0.4999])),
    ),
    "Dirichlet": (lambda D, t: D.Dirichlet(t([0.7, 2.0, 1.0])), lambda D, t: D.Dirichlet(t([[3.0, 0.5, 1.5]]))),
    "Exponential": (lambda D, t: D.Exponential(t([0.7, 2.0])), lambda D, t: D.Exponential(t([3.0, 0.5]))),
    "Gamma": (lambda D, t: D.Gamma(t([0.7, 2.0]), t(1.5)), lambda D, t: D.Gamma(t([3.0, 0.5]), t(2.5))),
    "Geometric": (lambda D, t: D.Geometric(t([0.2, 0.7])), lambda D, t: D.Geometric(t([0.4, 0.9]))),
    "Gumbel": (lambda D, t: D.Gumbel(t([0.7, 2.0]), t(1.5)), lambda D, t: D.Gumbel(t([3.0, -0.5]), t(2.5))),
    "HalfNormal": (lambda D, t: D.HalfNormal(t([0.7, 2.0])), lambda D, t: D.HalfNormal(t([3.0, 0.5]))),
    "Independent": (
        lambda D, t: D.Independent(D.Normal(t([0.7, 2.0]), t(1.5)), 1),
        lambda D, t: D.Independent(D.Normal(t([3.0, -0.5]), t(2.5)), 1),
    ),
    "Laplace": (lambda D, t: D.Laplace(t([0.7, 2.0]), t(1.5)), lambda D, t: D.Laplace(t([3.0, -0.5]), t(2.5))),
    "LowRankMultivariateNormal": (
        lambda D, t: D.LowRankMultivariateNormal(t([0.7, 2.0]), t([[0.5], [1.0]]), t([1.5, 0.3])),
        lambda D, t: D.LowRankMultivariateNormal(t([[3.0, -0.5]]), t([[[1.5], [-1.0]]]), t([2.5, 1.3])),
    ),
    "MultivariateNormal": (
        lambda D, t: D.MultivariateNormal(t([0.7, 2.0]), t([[1.5, 0.4], [0.4, 1.0]])),
        lambda D, t: D.MultivariateNormal(t([[3.0, -0.5], [1.0, 1.0]]), t([[2.5, -0.4], [-0.4, 1.0]])),
    ),
    "Normal": (lambda D, t: D.Normal(t([0.7, 2.0]), t(1.5)), lambda D, t: D.Normal(t([3.0, -0.5]), t(2.5))),
    "OneHotCategorical": (
        lambda D, t: D.OneHotCategorical(t([[0.2, 0.8], [0.0, 1.0]])),
        lambda D, t: D.OneHotCategorical(t([0.4, 0.6])),
    ),
    "Pareto": (lambda D, t: D.Pareto(t([0.7, 2.0]), t([2.5, 0.5])), lambda D, t: D.Pareto(t([0.2, 2.1]), t(3.5))),
    "Poisson": (lambda D, t: D.Poisson(t([0.7, 2.0])), lambda D, t: D.Poisson(t([3.0, 0.5]))),
    "TransformedDistribution": (
        lambda D, t: D.LogNormal(t([0.7, 2.0]), t(1.5)),
        lambda D, t: D.LogNormal(t([3.0, -0.5]), t(2.5)),
    ),
    "Uniform": (
        lambda D, t: D.Uniform(t([0.25, -0.5]), t([0.75, 0.5])),
        lambda D, t: D.Uniform(t([-0.5, 0.0]), t([1.5, 0.8])),
    ),
    "ExponentialFamily": (
        lambda D, t: D.Wishart(t([3.5, 4.0]), t([[1.5, 0.4], [0.4, 1.0]])),
        lambda D, t: D.Wishart(t([2.5, 6.0]), t([[2.5, -0.4], [-0.4, 1.0]])),
    ),
}
# Where PyTorch 2.13 is mistaken: it calls the first infinite wherever the uniform one reaches beyond [0, 1], though
# that is where they are not, and makes a negative number of the KL of two Wishart distributions.
MISTAKEN = {("ContinuousBernoulli", "Uniform"), ("ExponentialFamily", "ExponentialFamily")}
PAIRS = sorted((p.__name__, q.__name__) for p, q in torch.distributions.kl._KL_REGISTRY)


def in_lab(value: Any) -> lab.Tensor:
    return lab.tensor(value, dtype=lab.float64)


def in_torch(value: Any) -> Any:
    return torch.tensor(value, dtype=torch.float64)


@pytest.mark.parametrize("p, q", PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_kl_is_that_of_torch(p: str, q: str) -> None:
    ours = lab.distributions.kl_divergence(TWO[p][0](lab.distributions, in_lab), TWO[q][1](lab.distributions, in_lab))
    theirs = torch.distributions.kl_divergence(
        TWO[p][0](torch.distributions, in_torch), TWO[q][1](torch.distributions, in_torch)
    )
    if (p, q) not in MISTAKEN:
        np.testing.assert_allclose(ours.numpy(), theirs.detach().numpy(), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("p, q", PAIRS, ids=["-".join(pair) for pair in PAIRS])
def test_kl_is_the_mean_difference_of_log_densities(p: str, q: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """20,000 draws, judged by five of their standard errors; where p has draws that q cannot have, infinite."""
    monkeypatch.setattr(lab.distributions.Distribution, "_validate_args", False)
    lab.manual_seed(0)
    first = TWO[p][0](lab.distributions, in_lab)
    second = TWO[q][1](lab.distributions, in_lab)
    kl = lab.distributions.kl_divergence(first, second).numpy()
    x = first.expand(kl.shape).sample((20_000,))
    terms = lab.where(second.support.check(x), first.log_prob(x) - second.log_prob(x), math.inf).numpy()
    reached = np.isfinite(terms).all(0)
    assert (np.isfinite(kl) <= reached).all()
    if p == "Pareto":  # whose tails a mean of draws does not get hold of
        return
    assert (np.isfinite(kl) >= reached).all()
    terms = np.where(np.isfinite(terms), terms, 0)
    error = 5 * terms.std(0) / math.sqrt(20_000) + 1e-9
    assert (np.abs(kl - terms.mean(0))[reached] <= error[reached]).all()
