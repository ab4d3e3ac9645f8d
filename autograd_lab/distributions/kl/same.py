"""KL between two distributions of one kind."""

from __future__ import annotations

import math
from typing import Any

import autograd_lab as lab
from autograd_lab.distributions.continuous import Cauchy, Exponential, Laplace, Normal, Uniform
from autograd_lab.distributions.counts import Binomial, Poisson
from autograd_lab.distributions.discrete import Bernoulli, Categorical, Geometric, OneHotCategorical
from autograd_lab.distributions.distribution import ExponentialFamily, normalizer
from autograd_lab.distributions.gamma import Gamma
from autograd_lab.distributions.independent import Independent
from autograd_lab.distributions.kl.registry import kl_divergence, register_kl
from autograd_lab.distributions.multivariate import Normals
from autograd_lab.distributions.shares import Beta, ContinuousBernoulli, Dirichlet
from autograd_lab.distributions.transformed import Gumbel, HalfNormal, Pareto
from autograd_lab.distributions.transformed_distribution import TransformedDistribution
from autograd_lab.distributions.utils import euler_constant, sum_rightmost
from autograd_lab.errors import ArgumentError, NotWritten
from autograd_lab.nn import functional as F
from autograd_lab.tensor import Tensor


@register_kl(Normal, Normal)
def _normals(p: Normal, q: Normal) -> Tensor:
    ratio, away = (p.scale / q.scale).pow(2), ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + away - 1 - ratio.log())


@register_kl(HalfNormal, HalfNormal)
def _half_normals(p: HalfNormal, q: HalfNormal) -> Tensor:
    return kl_divergence(p.base_dist, q.base_dist)


@register_kl(Laplace, Laplace)
def _laplaces(p: Laplace, q: Laplace) -> Tensor:
    away = (p.loc - q.loc).abs()
    return lab.log(q.scale / p.scale) + (p.scale * lab.exp(-away / p.scale) + away) / q.scale - 1


@register_kl(Cauchy, Cauchy)
def _cauchys(p: Cauchy, q: Cauchy) -> Tensor:
    """Chyzak and Nielsen 2019."""
    return (((p.scale + q.scale) ** 2 + (p.loc - q.loc) ** 2) / (4 * p.scale * q.scale)).log()


@register_kl(Exponential, Exponential)
def _exponentials(p: Exponential, q: Exponential) -> Tensor:
    ratio = q.rate / p.rate
    return ratio - 1 - ratio.log()


@register_kl(Uniform, Uniform)
def _uniforms(p: Uniform, q: Uniform) -> Tensor:
    inside = (q.low <= p.low) & (q.high >= p.high)
    return lab.where(inside, lab.log((q.high - q.low) / (p.high - p.low)), math.inf)


@register_kl(Gumbel, Gumbel)
def _gumbels(p: Gumbel, q: Gumbel) -> Tensor:
    ratio, away = p.scale / q.scale, (p.loc - q.loc) / q.scale
    return away - ratio.log() + (ratio - 1) * euler_constant + ((1 + ratio).lgamma() - away).exp() - 1


@register_kl(Pareto, Pareto)
def _paretos(p: Pareto, q: Pareto) -> Tensor:
    ratio = q.alpha / p.alpha
    kl = q.alpha * (p.scale / q.scale).log() - ratio.log() + ratio - 1
    return kl.masked_fill(p.scale < q.scale, math.inf)


@register_kl(Gamma, Gamma)
def _gammas(p: Gamma, q: Gamma) -> Tensor:
    a, b = p.concentration, q.concentration
    shapes = b.lgamma() - a.lgamma() + (a - b) * a.digamma()
    return shapes + b * (p.rate / q.rate).log() + (q.rate - p.rate) * a / p.rate


@register_kl(Dirichlet, Dirichlet)
def _dirichlets(p: Dirichlet, q: Dirichlet) -> Tensor:
    a, b = p.concentration, q.concentration
    mean_logs = a.digamma() - a.sum(-1, keepdim=True).digamma()
    return q._log_normalizer(b) - p._log_normalizer(a) + ((a - b) * mean_logs).sum(-1)


@register_kl(Beta, Beta)
def _betas(p: Beta, q: Beta) -> Tensor:
    return kl_divergence(p._dirichlet, q._dirichlet)


@register_kl(ContinuousBernoulli, ContinuousBernoulli)
def _continuous_bernoullis(p: ContinuousBernoulli, q: ContinuousBernoulli) -> Tensor:
    norms = p._cont_bern_log_norm() - q._cont_bern_log_norm()
    return p.mean * (p.logits - q.logits) + norms + lab.log1p(-p.probs) - lab.log1p(-q.probs)


@register_kl(Bernoulli, Bernoulli)
def _bernoullis(p: Bernoulli, q: Bernoulli) -> Tensor:
    yes = p.probs * (F.softplus(-q.logits) - F.softplus(-p.logits))
    no = (1 - p.probs) * (F.softplus(q.logits) - F.softplus(p.logits))
    yes = yes.masked_fill(q.probs == 0, math.inf).masked_fill(p.probs == 0, 0)
    return yes + no.masked_fill(q.probs == 1, math.inf).masked_fill(p.probs == 1, 0)


@register_kl(Binomial, Binomial)
def _binomials(p: Binomial, q: Binomial) -> Tensor:
    if (p.total_count < q.total_count).any():
        raise NotWritten("distribution.counts", cls="kl_divergence", got=q.total_count.tolist())
    of_one = p.probs * (p.logits - q.logits) + lab.log1p(-p.probs) - lab.log1p(-q.probs)
    return (p.total_count * of_one).masked_fill(p.total_count > q.total_count, math.inf)


@register_kl(Categorical, Categorical)
def _categoricals(p: Categorical, q: Categorical) -> Tensor:
    terms = p.probs * (p.logits - q.logits)
    return terms.masked_fill(q.probs == 0, math.inf).masked_fill(p.probs == 0, 0).sum(-1)


@register_kl(OneHotCategorical, OneHotCategorical)
def _one_hots(p: OneHotCategorical, q: OneHotCategorical) -> Tensor:
    return kl_divergence(p._categorical, q._categorical)


@register_kl(Geometric, Geometric)
def _geometrics(p: Geometric, q: Geometric) -> Tensor:
    return -p.entropy() - lab.log1p(-q.probs) / p.probs - q.logits


@register_kl(Poisson, Poisson)
def _poissons(p: Poisson, q: Poisson) -> Tensor:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(Normals, Normals)
def _normals_of_vectors(p: Normals, q: Normals) -> Tensor:
    """Full covariances and those of low rank, in any combination."""
    n = p.event_shape[0]
    if q.event_shape[0] != n:
        raise ArgumentError("distribution.kl_shapes", p=n, q=q.event_shape[0])
    squares = q._squares(p._columns()) + q._squares((q.loc - p.loc).unsqueeze(-1))
    return q._half_log_det() - p._half_log_det() + 0.5 * (squares - n)


@register_kl(Independent, Independent)
def _independents(p: Independent, q: Independent) -> Tensor:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotWritten("distribution.no_kl", p=repr(p), q=repr(q))
    return sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)


@register_kl(TransformedDistribution, TransformedDistribution)
def _transformed(p: TransformedDistribution, q: TransformedDistribution) -> Tensor:
    """The same transforms leave it as it is."""
    if p.transforms != q.transforms or p.event_shape != q.event_shape:
        raise NotWritten("distribution.no_kl", p=repr(p), q=repr(q))
    return kl_divergence(p.base_dist, q.base_dist)


@register_kl(ExponentialFamily, ExponentialFamily)
def _families(p: ExponentialFamily, q: ExponentialFamily) -> Tensor:
    """A Bregman divergence of the log normalizer (Nielsen and Nock 2010), for kinds without a formula of their own."""
    if type(p) is not type(q):
        raise NotWritten("distribution.no_kl", p=type(p).__name__, q=type(q).__name__)
    theta, a, slopes = normalizer(p)
    kl: Any = q._log_normalizer(*q._natural_params) - a
    for of_p, of_q, slope in zip(theta, q._natural_params, slopes, strict=True):
        dims = of_q.ndim - len(q.batch_shape)
        kl = kl - sum_rightmost((of_q - of_p) * slope, dims)
    return kl
