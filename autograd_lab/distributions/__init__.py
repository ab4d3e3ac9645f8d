"""``torch.distributions``: random variables with their densities, samples through which gradients flow, and KL."""

from autograd_lab.distributions import constraints, transforms
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
