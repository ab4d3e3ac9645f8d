"""How far one distribution is from another: KL(p || q), the mean under p of log p - log q, in nats."""

from __future__ import annotations

from collections.abc import Callable

import autograd_lab as lab
from autograd_lab.distributions.continuous import Exponential, Laplace, LogNormal, Normal, Uniform
from autograd_lab.distributions.discrete import Bernoulli, Categorical, OneHotCategorical, Poisson
from autograd_lab.distributions.distribution import Distribution
from autograd_lab.distributions.independent import Independent, summed
from autograd_lab.distributions.multivariate import MultivariateNormal
from autograd_lab.errors import NotWritten
from autograd_lab.nn import functional as F
from autograd_lab.tensor import Tensor

Formula = Callable[..., Tensor]
_FORMULAS: dict[tuple[type, type], Formula] = {}


def register_kl(type_p: type, type_q: type) -> Callable[[Formula], Formula]:
    """Decorate the formula of KL(p || q) for two classes of distributions."""

    def keep(formula: Formula) -> Formula:
        _FORMULAS[type_p, type_q] = formula
        return formula

    return keep


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """KL(p || q), of shape batch_shape. NotImplementedError if no formula is known for these two."""
    for of_p in type(p).__mro__:
        for of_q in type(q).__mro__:
            if (of_p, of_q) in _FORMULAS:
                return _FORMULAS[of_p, of_q](p, q)
    raise NotWritten("distribution.no_kl", p=type(p).__name__, q=type(q).__name__)


@register_kl(Normal, Normal)
def _normals(p: Normal, q: Normal) -> Tensor:
    ratio, away = (p.scale / q.scale).pow(2), ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + away - 1 - ratio.log())


@register_kl(LogNormal, LogNormal)
def _log_normals(p: LogNormal, q: LogNormal) -> Tensor:
    return kl_divergence(p._log, q._log)


@register_kl(Laplace, Laplace)
def _laplaces(p: Laplace, q: Laplace) -> Tensor:
    away = (p.loc - q.loc).abs()
    return lab.log(q.scale / p.scale) + (p.scale * lab.exp(-away / p.scale) + away) / q.scale - 1


@register_kl(Exponential, Exponential)
def _exponentials(p: Exponential, q: Exponential) -> Tensor:
    ratio = q.rate / p.rate
    return ratio - 1 - ratio.log()


@register_kl(Uniform, Uniform)
def _uniforms(p: Uniform, q: Uniform) -> Tensor:
    inside = (q.low <= p.low) & (q.high >= p.high)
    return lab.where(inside, lab.log((q.high - q.low) / (p.high - p.low)), float("inf"))


@register_kl(Bernoulli, Bernoulli)
def _bernoullis(p: Bernoulli, q: Bernoulli) -> Tensor:
    yes = p.probs * (F.softplus(-q.logits) - F.softplus(-p.logits))
    return yes + (1 - p.probs) * (F.softplus(q.logits) - F.softplus(p.logits))


@register_kl(Categorical, Categorical)
def _categoricals(p: Categorical, q: Categorical) -> Tensor:
    terms = p.probs * (p.logits - q.logits)
    terms = terms.masked_fill(q.probs == 0, float("inf"))
    return terms.masked_fill(p.probs == 0, 0.0).sum(-1)


@register_kl(OneHotCategorical, OneHotCategorical)
def _one_hots(p: OneHotCategorical, q: OneHotCategorical) -> Tensor:
    return kl_divergence(p._categorical, q._categorical)


@register_kl(Poisson, Poisson)
def _poissons(p: Poisson, q: Poisson) -> Tensor:
    return p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)


@register_kl(MultivariateNormal, MultivariateNormal)
def _multivariate(p: MultivariateNormal, q: MultivariateNormal) -> Tensor:
    shape = lab.broadcast_shapes(p.batch_shape, q.batch_shape)
    n = p.event_shape[0]
    of_p, of_q = p._tril.expand(*shape, n, n), q._tril.expand(*shape, n, n)
    trace = lab.linalg.solve_triangular(of_q, of_p, upper=False).pow(2).sum((-2, -1))
    away = lab.linalg.solve_triangular(of_q, (q.loc - p.loc).expand(*shape, n).unsqueeze(-1), upper=False)
    return q._half_log_det() - p._half_log_det() + 0.5 * (trace + away.pow(2).sum((-2, -1)) - n)


@register_kl(Independent, Independent)
def _independents(p: Independent, q: Independent) -> Tensor:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotWritten("distribution.no_kl", p=repr(p), q=repr(q))
    return summed(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)
