"""``torch.distributions``: random variables with their densities, samples through which gradients flow, and KL."""

from autograd_lab.distributions.continuous import Exponential, Laplace, LogNormal, Normal, Uniform
from autograd_lab.distributions.discrete import Bernoulli, Categorical, Geometric, OneHotCategorical, Poisson
from autograd_lab.distributions.distribution import Distribution
from autograd_lab.distributions.independent import Independent
from autograd_lab.distributions.kl import kl_divergence, register_kl
from autograd_lab.distributions.multivariate import MultivariateNormal

__all__ = [
    "Bernoulli",
    "Categorical",
    "Distribution",
    "Exponential",
    "Geometric",
    "Independent",
    "Laplace",
    "LogNormal",
    "MultivariateNormal",
    "Normal",
    "OneHotCategorical",
    "Poisson",
    "Uniform",
    "kl_divergence",
    "register_kl",
]
