"""Distributions: densities that add up to one, samples that follow them, KL as the mean that it is, and mistakes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import distributions as D
from autograd_lab.distributions.kl import same
from tests.support.refusal import assert_refused

tensor = lab.tensor
CONTINUOUS = {
    "Normal": (lambda: D.Normal(0.5, 2.0), -20, 20),
    "LogNormal": (lambda: D.LogNormal(0.2, 0.5), 1e-9, 60),
    "Laplace": (lambda: D.Laplace(-1.0, 0.7), -30, 30),
    "Exponential": (lambda: D.Exponential(1.5), 0, 30),
    "Uniform": (lambda: D.Uniform(-1.0, 3.0), -1, 2.999999),
}
DISCRETE = {
    "Bernoulli": (lambda: D.Bernoulli(logits=0.4), 2),
    "Categorical": (lambda: D.Categorical(tensor([1.0, 2.0, 0.0, 5.0])), 4),
    "Geometric": (lambda: D.Geometric(0.3), 120),
    "Poisson": (lambda: D.Poisson(3.0), 60),
}


def made(name: str) -> Any:
    return (CONTINUOUS | DISCRETE)[name][0]()  # type: ignore[operator]


def points(name: str) -> tuple[lab.Tensor, float]:
    """Where the density is added up, and the width of one step."""
    if name in DISCRETE:
        return lab.arange(float(DISCRETE[name][1])), 1.0
    _, low, high = CONTINUOUS[name]
    x = lab.linspace(low, high, 400_001, dtype=lab.float64)
    return x.float(), (high - low) / 400_000


EVERY = [*CONTINUOUS, *DISCRETE]


@pytest.mark.parametrize("name", EVERY)
def test_mean_variance_and_entropy_are_those_of_the_density(name: str) -> None:
    """Sums of 400,000 float32 densities, whose kinks and ends cost a step's width: 1e-3."""
    d, (x, width) = made(name), points(name)
    log, x = d.log_prob(x).double(), x.double()
    p = log.exp() * width
    assert p.sum().item() == pytest.approx(1, abs=1e-3)
    if name != "Categorical":
        mean = (p * x).sum().item()
        assert d.mean.item() == pytest.approx(mean, rel=2e-3)
        assert d.variance.item() == pytest.approx((p * (x - mean) ** 2).sum().item(), rel=2e-3)
        assert d.stddev.item() == pytest.approx(math.sqrt(d.variance.item()))
    if name != "Poisson":
        terms = lab.where(p > 0, p * log, lab.zeros_like(p))
        assert d.entropy().item() == pytest.approx(-terms.sum().item(), rel=2e-3)
        assert d.perplexity().item() == pytest.approx(math.exp(d.entropy().item()))


@pytest.mark.parametrize("name", EVERY)
def test_samples_follow_it(name: str) -> None:
    """20,000 draws: their mean and the share below each quarter are within five standard errors."""
    lab.manual_seed(3)
    d, n = made(name), 20_000
    drawn = d.sample((n,)).double()
    assert tuple(drawn.shape) == (n,) and not drawn.requires_grad
    x, width = points(name)
    mass = (d.log_prob(x).double().exp() * width).numpy()
    mean, spread = (mass * x.double().numpy()).sum(), math.sqrt((mass * x.double().numpy() ** 2).sum())
    assert drawn.mean().item() == pytest.approx(mean, abs=5 * spread / math.sqrt(n))
    for share in (0.25, 0.5, 0.75):
        k = int(np.searchsorted(np.cumsum(mass), share))
        below = np.cumsum(mass)[k]
        found = (drawn <= x[k].item()).double().mean().item()
        assert found == pytest.approx(below, abs=5 * math.sqrt(0.25 / n))


@pytest.mark.parametrize("name", CONTINUOUS)
def test_gradients_flow_through_samples(name: str) -> None:
    """The gradient of the mean draw is the gradient of the mean, up to chance: five standard errors and some."""
    lab.manual_seed(0)
    start = {"Exponential": [1.5], "Uniform": [-1.0, 3.0]}.get(name, [0.2, 0.5])
    parameters = [tensor(v, requires_grad=True) for v in start]
    d = getattr(D, name)(*parameters)
    assert d.has_rsample
    sampled = lab.autograd.grad(d.rsample((20_000,)).mean(), parameters)
    exact = lab.autograd.grad(d.mean + 0 * sum(parameters), parameters)
    for a, b in zip(sampled, exact, strict=True):
        assert a.item() == pytest.approx(b.item(), abs=0.05)


PAIRS = [
    (lambda: D.Normal(0.5, 2.0), lambda: D.Normal(-1.0, 3.0), "Normal"),
    (lambda: D.LogNormal(0.2, 0.5), lambda: D.LogNormal(0.0, 0.8), "LogNormal"),
    (lambda: D.Laplace(-1.0, 0.7), lambda: D.Laplace(0.3, 1.2), "Laplace"),
    (lambda: D.Exponential(1.5), lambda: D.Exponential(0.4), "Exponential"),
    (lambda: D.Uniform(-1.0, 3.0), lambda: D.Uniform(-2.0, 4.0), "Uniform"),
    (lambda: D.Bernoulli(0.2), lambda: D.Bernoulli(0.7), "Bernoulli"),
    (lambda: D.Categorical(tensor([1.0, 2.0, 0.0, 5.0])), lambda: D.Categorical(tensor([1.0, 1, 1, 1])), "Categorical"),
    (lambda: D.Poisson(3.0), lambda: D.Poisson(2.0), "Poisson"),
]


@pytest.mark.parametrize("p, q, name", PAIRS, ids=[name for *_, name in PAIRS])
def test_kl_is_the_mean_difference_of_log_densities(p: Any, q: Any, name: str) -> None:
    p, q, (x, width) = p(), q(), points(name)
    log = p.log_prob(x).double()
    terms = lab.where(log > -80, log.exp() * width * (log - q.log_prob(x).double()), lab.zeros_like(log))
    assert D.kl_divergence(p, q).item() == pytest.approx(terms.sum().item(), rel=2e-3)
    assert D.kl_divergence(p, p).item() == pytest.approx(0, abs=1e-6)


def test_kl_where_the_other_has_nothing_is_infinite() -> None:
    assert D.kl_divergence(D.Uniform(0.0, 2.0), D.Uniform(0.0, 1.0)).item() == math.inf
    p, q = D.Categorical(tensor([0.5, 0.5])), D.Categorical(tensor([1.0, 0.0]))
    assert D.kl_divergence(p, q).item() == math.inf and D.kl_divergence(q, p).item() == pytest.approx(math.log(2))


def test_a_kl_of_ones_own() -> None:
    class Own(D.Normal):
        pass

    @D.register_kl(Own, D.Normal)
    def formula(p: Own, q: D.Normal) -> lab.Tensor:
        return p.loc * 0 + 7

    assert D.kl_divergence(Own(0.0, 1.0), D.Normal(0.0, 1.0)).item() == 7
    D.register_kl(D.Normal, Own)(lambda p, q: p.loc)
    with pytest.warns(RuntimeWarning, match="register_kl"):
        assert D.kl_divergence(Own(0.0, 1.0), Own(0.0, 1.0)).item() == 7


def test_vectors() -> None:
    """With a diagonal covariance it is independent normals; whitened draws of another are uncorrelated."""
    loc, scale = tensor([0.5, -1.0, 2.0]), tensor([1.0, 2.0, 0.5])
    apart = D.Independent(D.Normal(loc, scale), 1)
    x = lab.randn(5, 3)
    for options in (
        {"covariance_matrix": scale.square().diag()},
        {"precision_matrix": scale.pow(-2).diag()},
        {"scale_tril": scale.diag()},
    ):
        d = D.MultivariateNormal(loc, **options)
        assert lab.allclose(d.log_prob(x), apart.log_prob(x), atol=1e-5)
        assert d.entropy().item() == pytest.approx(apart.entropy().item(), rel=1e-5)
        assert lab.allclose(d.variance, apart.variance) and lab.allclose(d.covariance_matrix, scale.square().diag())
        assert tuple(d.event_shape) == (3,) and tuple(d.batch_shape) == ()
    tril = tensor([[1.0, 0.0], [0.8, 0.5]])
    lab.manual_seed(0)
    drawn = D.MultivariateNormal(lab.zeros(2), scale_tril=tril).rsample((20_000,))
    assert lab.allclose(drawn.T.cov(), tril @ tril.T, atol=0.05)  # 5 / sqrt(20,000)
    p, q = D.MultivariateNormal(loc, scale.diag()), D.MultivariateNormal(lab.zeros(3), lab.eye(3))
    other = D.Independent(D.Normal(lab.zeros(3), 1.0), 1)
    expected = D.kl_divergence(D.Independent(D.Normal(loc, scale.sqrt()), 1), other)
    assert D.kl_divergence(p, q).item() == pytest.approx(expected.item(), rel=1e-5)


def test_one_hot() -> None:
    d = D.OneHotCategorical(tensor([1.0, 2.0, 1.0]))
    assert d.log_prob(lab.eye(3)).exp().tolist() == pytest.approx([0.25, 0.5, 0.25])
    drawn = d.sample((7,))
    assert tuple(drawn.shape) == (7, 3) and drawn.sum(-1).tolist() == [1.0] * 7


def test_policy_gradient() -> None:
    """The gradient of log p(action) * reward, by hand: one_hot - p."""
    logits = tensor([0.1, 0.2, -0.4], requires_grad=True)
    D.Categorical(logits=logits).log_prob(tensor(2)).backward()
    assert logits.grad is not None
    assert lab.allclose(logits.grad, tensor([0.0, 0.0, 1.0]) - logits.detach().softmax(0))


def test_printed_as_in_torch() -> None:
    assert repr(D.Normal(0, 1)) == "Normal(loc: 0.0, scale: 1.0)"
    assert repr(D.Categorical(logits=lab.zeros(2, 4))) == "Categorical(logits: torch.Size([2, 4]))"
    independent = D.Independent(D.Normal(lab.zeros(3), 1.0), 1)
    assert repr(independent) == "Independent(Normal(loc: torch.Size([3]), scale: torch.Size([3])), 1)"


WRONG: Any = (1, 2, D.Normal(0.0, 1.0))  # arguments of wrong types
one, two, normal = WRONG
REFUSED = [
    ("distribution.parameter", ValueError, lambda: D.Normal(0.0, -1.0), "-1.0"),
    ("distribution.parameter", ValueError, lambda: D.Normal(tensor([math.nan]), 1.0), "nan"),
    ("distribution.parameter", ValueError, lambda: D.Categorical(tensor([-1.0, 2.0])), "probs"),
    ("distribution.parameter", ValueError, lambda: D.Uniform(2.0, 1.0), "high"),
    ("distribution.parameter", ValueError, lambda: D.MultivariateNormal(lab.zeros(2), -lab.eye(2)), "covariance"),
    ("distribution.value", ValueError, lambda: D.Categorical(tensor([1.0, 2.0])).log_prob(tensor(5)), "upper_bound=1"),
    ("distribution.value", ValueError, lambda: D.Bernoulli(0.5).log_prob(tensor(0.5)), "0.5"),
    ("distribution.value_shape", ValueError, lambda: D.Normal(lab.zeros(2), 1.0).log_prob(lab.zeros(3)), "(3,)"),
    ("distribution.either", ValueError, D.Bernoulli, "logits"),
    ("distribution.no_rsample", NotImplementedError, D.Bernoulli(0.5).rsample, "RelaxedOneHot"),
    ("distribution.missing", NotImplementedError, lambda: D.Poisson(1.0).cdf(tensor(1.0)), "cdf"),
    ("distribution.no_kl", NotImplementedError, lambda: D.kl_divergence(D.Poisson(1.0), D.Normal(0, 1)), "register_kl"),
    ("distribution.dims", ValueError, lambda: D.Independent(D.Normal(0.0, 1.0), 1), "1"),
    ("distribution.matrix_ndim", ValueError, lambda: D.Categorical(tensor(1.0)), "probs"),
    ("distribution.matrix_ndim", ValueError, lambda: D.Dirichlet(tensor(1.0)), "concentration"),
    ("distribution.parameter", ValueError, lambda: D.Gamma(tensor([1.0, -1.0]), 1.0), "GreaterThan(lower_bound=0.0)"),
    ("distribution.parameter", ValueError, lambda: D.Geometric(tensor([0.5, 0.0])), "probs"),
    ("distribution.parameter", ValueError, lambda: D.ContinuousBernoulli(tensor(2.0), validate_args=True), "probs"),
    ("distribution.parameter", ValueError, lambda: D.LogNormal(0.0, -1.0), "scale"),
    ("distribution.parameter", ValueError, lambda: D.Dirichlet(tensor([1.0, 0.0])), "IndependentConstraint"),
    ("distribution.parameter", ValueError, lambda: D.LowRankMultivariateNormal(lab.zeros(2), lab.ones(2, 1),
                                                                               lab.zeros(2)), "cov_diag"),
    ("distribution.value", ValueError, lambda: D.Gamma(1.0, 1.0).log_prob(-1.0), "GreaterThanEq(lower_bound=0.0)"),
    ("distribution.value", ValueError, lambda: D.HalfNormal(1.0).log_prob(tensor(-1.0)), "HalfNormal"),
    ("distribution.value", ValueError, lambda: D.Pareto(2.0, 1.0).log_prob(tensor(1.0)), "lower_bound=2.0"),
    ("distribution.value", ValueError, lambda: D.Binomial(3, 0.5).log_prob(tensor(4.0)), "upper_bound=3.0"),
    ("distribution.event_shape", ValueError, lambda: D.Dirichlet(lab.ones(3)).log_prob(lab.ones(2)), "(3,)"),
    ("distribution.not_tensor", ValueError, lambda: D.Normal(0.0, 1.0).log_prob(one), "int"),
    ("distribution.validate", ValueError, lambda: D.Distribution.set_default_validate_args(two), "2"),
    ("distribution.either", ValueError, lambda: D.Wishart(3.0), "scale_tril"),
    ("distribution.either", ValueError, lambda: D.ContinuousBernoulli(0.5, 0.5), "logits"),
    ("distribution.factor", ValueError, lambda: D.LowRankMultivariateNormal(lab.zeros(2), lab.ones(3, 1), lab.ones(2)),
     "(3, 1)"),
    ("distribution.counts", NotImplementedError, lambda: D.Multinomial(tensor([1, 2]), lab.ones(2)), "1"),
    ("distribution.counts", NotImplementedError, lambda: D.Binomial(tensor([1, 2]), tensor(0.5)).entropy(), "2.0"),
    ("distribution.counts", NotImplementedError, lambda: D.kl_divergence(D.Binomial(2, 0.5), D.Binomial(3, 0.5)), "3"),
    ("distribution.df", ValueError, lambda: D.Wishart(1.0, lab.eye(2)), "1"),
    ("distribution.lkj", ValueError, lambda: D.LKJCholesky(1), "1"),
    ("distribution.mixture", ValueError,
     lambda: D.MixtureSameFamily(D.Categorical(lab.ones(2)), D.Normal(lab.zeros(3), 1.0)), "(3,)"),
    ("distribution.categorical", ValueError, lambda: D.MixtureSameFamily(normal, normal),
     "Normal"),
    ("distribution.kl_shapes", ValueError, lambda: D.kl_divergence(
        D.MultivariateNormal(lab.zeros(2), lab.eye(2)), D.MultivariateNormal(lab.zeros(3), lab.eye(3))), "3"),
    ("distribution.no_kl", NotImplementedError, lambda: D.kl_divergence(D.Wishart(3.0, lab.eye(2)), D.Poisson(1.0)),
     "Poisson"),
    ("distribution.no_kl", NotImplementedError, lambda: D.kl_divergence(
        D.LogNormal(0.0, 1.0), D.InverseGamma(1.0, 1.0)), "LogNormal"),
    ("distribution.missing", NotImplementedError, lambda: D.Poisson(1.0).entropy(), "entropy"),
    ("random.needs_float", NotImplementedError, lambda: lab._standard_gamma(tensor([1])), "_standard_gamma"),
]  # fmt: skip


@pytest.mark.parametrize("key, error, call, word", REFUSED)
def test_mistakes_are_explained(key: str, error: Any, call: Any, word: str) -> None:
    assert_refused(call, error, key, word)


def test_without_checks() -> None:
    assert D.Normal(0.0, 1.0, validate_args=False).log_prob(tensor(math.nan)).isnan().item()


def test_singular_draws_are_warned_of() -> None:
    with pytest.warns(UserWarning, match="singular"):
        D.Wishart(1.5, lab.eye(2))


def test_default_validation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(D.Distribution, "_validate_args", True)
    D.Distribution.set_default_validate_args(False)
    assert D.Normal(0.0, -1.0).scale.item() == -1


def test_gradients_through_a_bregman_divergence() -> None:
    """PyTorch cuts the gradient to p off there; here it is that of the mean of log p - log q."""
    df = tensor(4.0, requires_grad=True)
    p, q = D.Wishart(df, lab.eye(2)), D.Wishart(5.0, 2 * lab.eye(2))
    (found,) = lab.autograd.grad(D.kl_divergence(p, q), df)
    step = 1e-2
    above, below = (D.kl_divergence(D.Wishart(4.0 + s, lab.eye(2)), q).item() for s in (step, -step))
    assert found.item() == pytest.approx((above - below) / (2 * step), rel=1e-2)


@pytest.mark.parametrize("family", [D.Normal(0.3, 2.0), D.Exponential(1.5), D.Gamma(2.0, 3.0), D.Bernoulli(0.3),
                                    D.Beta(2.0, 3.0), D.Dirichlet(tensor([1.0, 2.0, 0.5])),
                                    D.ContinuousBernoulli(0.3), D.ContinuousBernoulli(logits=1e-4)])  # fmt: skip
def test_log_normalizers_give_the_written_formulas(family: Any) -> None:
    assert D.ExponentialFamily._log_normalizer is not type(family)._log_normalizer
    bregman = same._families(family, family.expand(family.batch_shape))
    assert bregman.item() == pytest.approx(0, abs=1e-6)
    if type(family) not in (D.Beta, D.Dirichlet):  # whose carrier measure has a mean of its own
        assert D.ExponentialFamily.entropy(family).item() == pytest.approx(family.entropy().item(), rel=1e-4, abs=1e-6)
