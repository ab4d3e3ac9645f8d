"""``torch.distributions``: random variables with their densities, samples through which gradients flow, and KL."""

import sys

from autograd_lab.distributions import (
    constraints,
    continuous,
    counts,
    discrete,
    distribution,
    gamma,
    matrices,
    mixture,
    multivariate,
    relaxed,
    shares,
    transformed,
    transforms,
)
from autograd_lab.distributions.constraint_registry import biject_to, transform_to
from autograd_lab.distributions.continuous import Cauchy, Exponential, Laplace, Normal, Uniform, VonMises
from autograd_lab.distributions.counts import Binomial, Multinomial, NegativeBinomial, Poisson
from autograd_lab.distributions.discrete import (
    Bernoulli,
    Categorical,
    Geometric,
    OneHotCategorical,
    OneHotCategoricalStraightThrough,
)
from autograd_lab.distributions.distribution import Distribution, ExponentialFamily
from autograd_lab.distributions.gamma import Chi2, FisherSnedecor, Gamma, InverseGamma, StudentT
from autograd_lab.distributions.independent import Independent
from autograd_lab.distributions.kl import kl_divergence, register_kl
from autograd_lab.distributions.matrices import LKJCholesky, Wishart
from autograd_lab.distributions.mixture import MixtureSameFamily
from autograd_lab.distributions.multivariate import LowRankMultivariateNormal, MultivariateNormal
from autograd_lab.distributions.relaxed import RelaxedBernoulli, RelaxedOneHotCategorical
from autograd_lab.distributions.shares import Beta, ContinuousBernoulli, Dirichlet
from autograd_lab.distributions.transformed import (
    GeneralizedPareto,
    Gumbel,
    HalfCauchy,
    HalfNormal,
    Kumaraswamy,
    LogisticNormal,
    LogNormal,
    Pareto,
    Weibull,
)
from autograd_lab.distributions.transformed_distribution import TransformedDistribution
from autograd_lab.distributions.transforms import *  # noqa: F403
from autograd_lab.distributions.transforms import __all__ as _transforms

__all__ = [
    "Bernoulli",
    "Beta",
    "Binomial",
    "Categorical",
    "Cauchy",
    "Chi2",
    "ContinuousBernoulli",
    "Dirichlet",
    "Distribution",
    "Exponential",
    "ExponentialFamily",
    "FisherSnedecor",
    "Gamma",
    "GeneralizedPareto",
    "Geometric",
    "Gumbel",
    "HalfCauchy",
    "HalfNormal",
    "Independent",
    "InverseGamma",
    "Kumaraswamy",
    "LKJCholesky",
    "Laplace",
    "LogNormal",
    "LogisticNormal",
    "LowRankMultivariateNormal",
    "MixtureSameFamily",
    "Multinomial",
    "MultivariateNormal",
    "NegativeBinomial",
    "Normal",
    "OneHotCategorical",
    "OneHotCategoricalStraightThrough",
    "Pareto",
    "Poisson",
    "RelaxedBernoulli",
    "RelaxedOneHotCategorical",
    "StudentT",
    "TransformedDistribution",
    "Uniform",
    "VonMises",
    "Weibull",
    "Wishart",
    "biject_to",
    "constraints",
    "kl_divergence",
    "register_kl",
    "transform_to",
    "transforms",
    *_transforms,
]

# PyTorch has a file for each, and programs import from these: ``from torch.distributions.normal import Normal``.
_FILES = {
    continuous: "cauchy exponential laplace normal uniform von_mises",
    counts: "binomial multinomial negative_binomial poisson",
    discrete: "bernoulli categorical geometric one_hot_categorical",
    distribution: "exp_family",
    gamma: "chi2 fishersnedecor inverse_gamma studentT",
    matrices: "lkj_cholesky wishart",
    mixture: "mixture_same_family",
    multivariate: "lowrank_multivariate_normal multivariate_normal",
    relaxed: "relaxed_bernoulli relaxed_categorical",
    shares: "beta continuous_bernoulli dirichlet",
    transformed: "generalized_pareto gumbel half_cauchy half_normal kumaraswamy log_normal logistic_normal "
    "pareto weibull",
}
for _module, _names in _FILES.items():
    for _name in _names.split():
        globals()[_name] = sys.modules[f"{__name__}.{_name}"] = _module
