"""KL between distributions of two kinds: -entropy(p) minus the mean under p of log q(x).

Of p, that mean needs no more than a few means: of x and x², of log x, of exp(t x). So one formula for each kind of q
serves every p that knows these.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import autograd_lab as lab
from autograd_lab.distributions.continuous import Exponential, Laplace, Normal, Uniform
from autograd_lab.distributions.counts import Binomial, Poisson
from autograd_lab.distributions.discrete import Bernoulli
from autograd_lab.distributions.gamma import Gamma
from autograd_lab.distributions.kl.registry import register_kl
from autograd_lab.distributions.shares import Beta, ContinuousBernoulli
from autograd_lab.distributions.transformed import Gumbel, Pareto
from autograd_lab.distributions.utils import euler_constant
from autograd_lab.tensor import Tensor

# -- means under p ---------------------------------------------------------------------------------------------------


def _x_log_x(p: Uniform) -> Tensor:
    """The mean of log x between two bounds, from its antiderivative x log x - x."""
    return (lab.xlogy(p.high, p.high) - lab.xlogy(p.low, p.low)) / (p.high - p.low) - 1


# The mean of log x.
_MEAN_LOG: dict[type, Callable[[Any], Tensor]] = {
    Beta: lambda p: p.concentration1.digamma() - (p.concentration1 + p.concentration0).digamma(),
    Exponential: lambda p: -euler_constant - p.rate.log(),
    Pareto: lambda p: p.scale.log() + p.alpha.reciprocal(),
    Uniform: _x_log_x,
}

# The mean of exp(t x), for t < 0.
_MEAN_EXP: dict[type, Callable[[Any, Tensor], Tensor]] = {
    Exponential: lambda p, t: p.rate / (p.rate - t),
    Gamma: lambda p, t: (1 - t / p.rate) ** -p.concentration,
    Normal: lambda p, t: (t * p.loc + (t * p.scale) ** 2 / 2).exp(),
    Uniform: lambda p, t: ((t * p.high).exp() - (t * p.low).exp()) / (t * (p.high - p.low)),
}


def _of(means: dict[type, Callable[..., Tensor]], p: Any) -> Callable[..., Tensor]:
    return next(means[kind] for kind in type(p).__mro__ if kind in means)


# -- the mean of log q(x) -------------------------------------------------------------------------------------------


def _normal(p: Any, q: Normal) -> Tensor:
    square = p.variance + (p.mean - q.loc) ** 2
    return -q.scale.log() - 0.5 * math.log(2 * math.pi) - square / (2 * q.scale**2)


def _exponential(p: Any, q: Exponential) -> Tensor:
    return q.rate.log() - q.rate * p.mean


def _gamma(p: Any, q: Gamma) -> Tensor:
    a, b = q.concentration, q.rate
    return a * b.log() - a.lgamma() + (a - 1) * _of(_MEAN_LOG, p)(p) - b * p.mean


def _pareto(p: Any, q: Pareto) -> Tensor:
    return q.alpha.log() + q.alpha * q.scale.log() - (q.alpha + 1) * _of(_MEAN_LOG, p)(p)


def _gumbel(p: Any, q: Gumbel) -> Tensor:
    t = -1 / q.scale
    return t * (p.mean - q.loc) - q.scale.log() - (q.loc / q.scale).exp() * _of(_MEAN_EXP, p)(p, t)


def _continuous_bernoulli(p: Any, q: ContinuousBernoulli) -> Tensor:
    return p.mean * q.logits + lab.log1p(-q.probs) + q._cont_bern_log_norm()


def _uniform(p: Any, q: Uniform) -> Tensor:
    return -lab.log(q.high - q.low)


def _beta(p: Uniform, q: Beta) -> Tensor:
    mirrored = Uniform(1 - p.high, 1 - p.low, validate_args=False)
    logs = (q.concentration1 - 1) * _x_log_x(p) + (q.concentration0 - 1) * _x_log_x(mirrored)
    return logs - q._log_normalizer(q.concentration1, q.concentration0)


def _laplace(p: Normal, q: Laplace) -> Tensor:
    away, scale = p.loc - q.loc, p.scale
    z = away / (math.sqrt(2) * scale)
    distance = math.sqrt(2 / math.pi) * scale * (-(z**2)).exp() + away * lab.erf(z)
    return -lab.log(2 * q.scale) - distance / q.scale


def _poisson(p: Bernoulli, q: Poisson) -> Tensor:
    return p.probs * q.rate.log() - q.rate


# -- which pairs ----------------------------------------------------------------------------------------------------


def _lower(p: Any) -> Any:
    """Where p begins; of those that have no kind of bound of their own, 0."""
    return p.low if isinstance(p, Uniform) else p.scale if isinstance(p, Pareto) else 0.0


def _upper(p: Any) -> Any:
    return p.high if isinstance(p, Uniform) else 1.0


def _register(mean_log_q: Callable[..., Tensor], type_q: type, *types_p: type) -> None:
    def formula(p: Any, q: Any) -> Tensor:
        kl = -p.entropy() - mean_log_q(p, q)
        if type_q in (Exponential, Gamma, Beta, ContinuousBernoulli, Uniform, Pareto):
            kl = kl.masked_fill(lab.as_tensor(_lower(p) < _lower(q)), math.inf)
        if type_q in (Beta, ContinuousBernoulli, Uniform):
            kl = kl.masked_fill(lab.as_tensor(_upper(p) > _upper(q)), math.inf)
        return kl

    for type_p in types_p:
        register_kl(type_p, type_q)(formula)


_register(_normal, Normal, Beta, ContinuousBernoulli, Exponential, Gamma, Gumbel, Laplace, Pareto, Uniform)
_register(_exponential, Exponential, Beta, ContinuousBernoulli, Gamma, Pareto, Uniform)
_register(_gamma, Gamma, Beta, Exponential, Pareto, Uniform)
_register(_gumbel, Gumbel, Exponential, Gamma, Normal, Uniform)
_register(_continuous_bernoulli, ContinuousBernoulli, Beta, Uniform)
_register(_uniform, Uniform, Beta, ContinuousBernoulli)
_register(_pareto, Pareto, Uniform)
_register(_beta, Beta, Uniform)
_register(_laplace, Laplace, Normal)
_register(_poisson, Poisson, Bernoulli)


def _infinite(p: Any, q: Any) -> Tensor:
    """p has draws that q cannot have."""
    return lab.full_like(p.mean, math.inf)


_SOME = (Beta, ContinuousBernoulli, Pareto)
for type_p, types_q in {
    Beta: (Pareto,),
    ContinuousBernoulli: (Pareto,),
    Exponential: (*_SOME, Uniform),
    Gamma: (*_SOME, Uniform),
    Gumbel: (*_SOME, Exponential, Gamma, Uniform),
    Laplace: (*_SOME, Exponential, Gamma, Uniform),
    Normal: (*_SOME, Exponential, Gamma, Uniform),
    Pareto: (Beta, ContinuousBernoulli, Uniform),
    Poisson: (Bernoulli, Binomial),
}.items():
    for type_q in types_q:
        register_kl(type_p, type_q)(_infinite)
