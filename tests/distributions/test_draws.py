"""Draws: their means and spreads, the gradients that flow through them, and that a seed brings them back."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import distributions as D
from autograd_lab.backend.scipy import special
from tests.distributions.table import ROWS, Row

N = 20_000
# Draws whose mean is another thing than ``mean``, or that have none.
NO_MEAN = ("Categorical", "VonMises", "LogisticNormal", "RelaxedBernoulli", "RelaxedOneHotCategorical", "LKJCholesky",
           "TransformedDistribution")  # fmt: skip


@pytest.mark.parametrize("row", [row for row in ROWS if not row.heavy and row.name not in NO_MEAN], ids=repr)
def test_means_and_spreads(row: Row) -> None:
    """20,000 draws: the mean is within five of its standard errors, the variance within five of its own, which are
    estimated from the draws."""
    lab.manual_seed(1)
    d, _ = row.built(lab)
    x = d.sample((N,)).numpy()
    error = 5 * d.stddev.numpy() / math.sqrt(N)
    assert (abs(x.mean(0) - d.mean.numpy()) <= error + 1e-12).all()
    squares = (x - d.mean.numpy()) ** 2
    assert (abs(squares.mean(0) - d.variance.numpy()) <= 5 * squares.std(0) / math.sqrt(N) + 1e-12).all()


@pytest.mark.parametrize("row", [row for row in ROWS if row.heavy], ids=repr)
def test_middles_of_heavy_tails(row: Row) -> None:
    """The share of draws below the mode, or for halves below the scale, is 1/2: within five of its standard errors."""
    lab.manual_seed(1)
    d, tensors = row.built(lab)
    middle = tensors.get("loc", tensors["scale"]).numpy()
    share = (d.sample((N,)).numpy() < middle).mean(0)
    assert (abs(share - 0.5) <= 5 * 0.5 / math.sqrt(N)).all()


def test_angles() -> None:
    """The mean cosine is I1/I0, the mean sine 0; five standard errors of a number in [-1, 1]."""
    lab.manual_seed(0)
    kappa = lab.tensor([1e-6, 0.5, 30.0], dtype=lab.float64)
    x = D.VonMises(lab.tensor(0.3, dtype=lab.float64), kappa).sample((N,)) - 0.3
    assert lab.allclose(x.cos().mean(0), lab.special.i1(kappa) / lab.special.i0(kappa), atol=5 / math.sqrt(N))
    assert lab.allclose(x.sin().mean(0), lab.zeros(3, dtype=lab.float64), atol=5 / math.sqrt(N))


def test_correlations() -> None:
    """For concentration 1 every correlation matrix is alike likely, and each correlation of three is that of
    Beta(1.5, 1.5) between -1 and 1: variance 1/4. Five standard errors of a number in [-1, 1]."""
    lab.manual_seed(0)
    tril = D.LKJCholesky(3, 1.0).sample((N,))
    correlations = tril @ tril.mT
    assert lab.allclose(correlations.mean(0), lab.eye(3), atol=5 * 0.5 / math.sqrt(N))
    i, j = lab.tril_indices(3, 3, -1)
    assert lab.allclose(correlations[:, i, j].var(0), lab.full((3,), 0.25), atol=5 * 0.25 / math.sqrt(N))


def test_a_seed_brings_draws_back() -> None:
    def draws() -> list[Any]:
        lab.manual_seed(5)
        return [row.built(lab)[0].sample((3,)).numpy() for row in ROWS]

    for first, second in zip(draws(), draws(), strict=True):
        assert np.array_equal(first, second)


SMOOTH = [row for row in ROWS if row.built(lab)[0].has_rsample and not row.heavy and row.name not in NO_MEAN]


@pytest.mark.parametrize("row", [r for r in SMOOTH if "StraightThrough" not in r.name], ids=repr)
def test_gradients_through_draws_are_those_of_the_mean(row: Row) -> None:
    """In expectation: the mean of 20,000 gradients is the gradient of the mean, within five standard errors."""
    lab.manual_seed(2)
    d, tensors = row.built(lab, requires_grad=True)
    nothing, parts = 0 * sum(x.sum() for x in tensors.values()), 20  # the mean may not depend on some

    def gradients_of(x: lab.Tensor) -> Any:
        return lab.autograd.grad(x.sum() + nothing, list(tensors.values()), retain_graph=True)

    exact = gradients_of(d.mean)
    found = [gradients_of(d.rsample((N // parts,)).mean(0)) for _ in range(parts)]
    for of_mean, *of_draws in zip(exact, *found, strict=True):
        gradients = np.stack([g.numpy() for g in of_draws])
        error = gradients.std(0) / math.sqrt(parts)
        part = np.tril if "scale_tril" in tensors and of_mean.ndim == 2 else np.asarray
        assert (abs(part(gradients.mean(0) - of_mean.numpy())) <= 6 * error + 1e-9).all()


def test_classes_pass_gradients_straight_through() -> None:
    probs = lab.tensor([0.2, 0.5, 0.3], requires_grad=True)
    drawn = D.OneHotCategoricalStraightThrough(probs).rsample((4,))
    assert set(drawn.detach().numpy().round(6).ravel()) <= {0.0, 1.0}
    (drawn * lab.tensor([1.0, 2.0, 3.0])).sum().backward()
    mean = 1 * 0.2 + 2 * 0.5 + 3 * 0.3
    assert lab.allclose(probs.grad, 4 * (lab.tensor([1.0, 2.0, 3.0]) - mean))  # type: ignore[arg-type]


def test_a_gamma_draw_moves_as_its_quantile() -> None:
    """dy/da for the fixed share of draws below y, by differences of the inverse cdf: good to six digits."""
    rng = np.random.default_rng(0)
    a = 10 ** rng.uniform(-1, 3, 300)
    y = rng.standard_gamma(a)
    sp = special(np)
    u, h = sp.gammainc(a, y), 1e-4 * np.minimum(a, np.sqrt(a))
    expected = (sp.gammaincinv(a + h, u) - sp.gammaincinv(a - h, u)) / (2 * h)
    found = lab._standard_gamma_grad(lab.tensor(a), lab.tensor(y)).numpy()  # type: ignore[attr-defined]
    sure = (u > 1e-6) & (u < 0.999)
    np.testing.assert_allclose(found[sure], expected[sure], rtol=1e-5)


def test_slopes_are_those_of_torch() -> None:
    """PyTorch's approximations are good to 5e-4 for gamma and 2e-3 for Dirichlet distributions."""
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    a = 10 ** rng.uniform(-2, 4, 1000)
    y = np.maximum(rng.standard_gamma(a), 1e-300)
    ours = lab._standard_gamma_grad(lab.tensor(a), lab.tensor(y)).numpy()  # type: ignore[attr-defined]
    np.testing.assert_allclose(ours, torch._standard_gamma_grad(torch.tensor(a), torch.tensor(y)).numpy(), rtol=1e-3)
    a, b = (10 ** rng.uniform(-1, 2.5, 1000) for _ in range(2))
    x = rng.beta(a, b).clip(1e-12, 1 - 1e-12)
    ours = lab._dirichlet_grad(*map(lab.tensor, (x, a, a + b))).numpy()  # type: ignore[attr-defined]
    np.testing.assert_allclose(ours, torch._dirichlet_grad(*map(torch.tensor, (x, a, a + b))).numpy(), rtol=4e-3)


def test_gradients_of_given_draws_are_those_of_torch() -> None:
    """What flows back through a draw depends on the draw alone: PyTorch's backward, shown ours."""
    torch = pytest.importorskip("torch")
    lab.manual_seed(0)
    for shape in ([0.3, 1.7, 4.2], [[2.0, 0.5, 40.0], [1.0, 1.0, 9.0]]):
        a = lab.tensor(shape, dtype=lab.float64, requires_grad=True)
        seed = np.random.default_rng(0).normal(size=np.shape(shape))
        drawn = lab._standard_gamma(a)  # type: ignore[attr-defined]
        (found,) = lab.autograd.grad(drawn, a, lab.tensor(seed))
        slope = torch._standard_gamma_grad(torch.tensor(shape).double(), torch.tensor(drawn.detach().numpy()))
        np.testing.assert_allclose(found.numpy(), seed * slope.numpy(), rtol=1e-3)
        shares = lab._sample_dirichlet(a)  # type: ignore[attr-defined]
        assert lab.allclose(shares.sum(-1), lab.ones_like(shares[..., 0]))
        (found,) = lab.autograd.grad(shares, a, lab.tensor(seed))
        backward = torch.distributions.dirichlet._Dirichlet_backward
        expected = backward(torch.tensor(shares.detach().numpy()), torch.tensor(shape).double(), torch.tensor(seed))
        np.testing.assert_allclose(found.numpy(), expected.numpy(), rtol=4e-3)


def test_small_shapes_do_not_round_to_nothing() -> None:
    lab.manual_seed(0)
    a = lab.full((500,), 1e-3, requires_grad=True)
    drawn = D.Gamma(a, 2.0).rsample()
    drawn.log().sum().backward()
    assert (drawn > 0).all() and a.grad is not None and a.grad.isfinite().all()
    shares = D.Dirichlet(lab.full((400, 2), 1e-3, requires_grad=True))
    assert shares.log_prob(shares.rsample()).isfinite().all()
