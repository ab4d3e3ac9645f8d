"""One row for each way of making a distribution, for lab and for PyTorch alike: ``make(D, tensor)``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

V = [0.3, 1.7, 4.2]  # positive, a batch of three
M = [[2.0, 0.4, -0.3], [0.4, 1.0, 0.1], [-0.3, 0.1, 1.5]]
TRIL = [[1.2, 0.0, 0.0], [0.4, 0.8, 0.0], [-0.3, 0.1, 1.5]]
W = [[0.5, 0.1], [-1.0, 0.3], [0.2, 0.9]]
P = [[0.2, 0.5, 0.3], [0.7, 0.1, 0.2]]


@dataclass(frozen=True)
class Row:
    """``params`` are the tensors that the distribution is made of, under the names that ``make`` takes."""

    name: str
    params: dict[str, Any]
    make: Callable[..., Any]
    heavy: bool = False  # no variance, so the mean of draws says nothing
    dtype: str = "float64"

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(self.params)})"

    def built(self, library: Any, requires_grad: bool = False, dtype: str = "") -> tuple[Any, dict[str, Any]]:
        """The distribution of ``library`` (lab or torch) and the tensors it is made of."""
        options = {"dtype": getattr(library, dtype or self.dtype), "requires_grad": requires_grad}
        tensors = {name: library.tensor(value, **options) for name, value in self.params.items()}
        return self.make(library.distributions, **tensors), tensors


def plain(name: str, heavy: bool = False, **params: Any) -> Row:
    """One whose constructor takes these tensors by name."""
    return Row(name, params, lambda D, **tensors: getattr(D, name)(**tensors), heavy)


def mixture(D: Any, weights: Any, loc: Any, scale: Any) -> Any:
    return D.MixtureSameFamily(D.Categorical(weights), D.Normal(loc, scale))


def mixture_of_vectors(D: Any, weights: Any, loc: Any) -> Any:
    return D.MixtureSameFamily(D.Categorical(logits=weights), D.Independent(D.Normal(loc, 1.5), 1))


def logistic(D: Any, loc: Any, scale: Any) -> Any:
    steps = [D.SigmoidTransform().inv, D.AffineTransform(loc, scale)]
    return D.TransformedDistribution(D.Uniform(loc * 0, loc * 0 + 1), steps)


def squashed(D: Any, loc: Any, scale: Any) -> Any:
    return D.TransformedDistribution(D.Independent(D.Normal(loc, scale), 1), [D.TanhTransform(cache_size=1)])


ROWS = [
    plain("Bernoulli", probs=[0.2, 0.5, 0.9]),
    plain("Bernoulli", logits=[-1.0, 0.3, 2.0]),
    plain("Beta", concentration1=V, concentration0=[2.5, 0.4, 1.3]),
    Row("Binomial", {"probs": [0.2, 0.5, 0.9]}, lambda D, probs: D.Binomial(7, probs)),
    Row("Binomial", {"logits": [-1.0, 0.3, 2.0]}, lambda D, logits: D.Binomial(4, logits=logits)),
    plain("Categorical", probs=P),
    plain("Categorical", logits=[[0.1, -1.0, 2.0], [0.0, 0.5, 0.2]]),
    plain("Cauchy", loc=[-1.0, 0.0, 2.0], scale=V, heavy=True),
    plain("Chi2", df=V),
    plain("ContinuousBernoulli", probs=[0.1, 0.5, 0.8]),
    plain("ContinuousBernoulli", logits=[-1.0, 0.0, 2.0]),
    plain("Dirichlet", concentration=[[0.3, 1.7, 4.2], [2.0, 0.5, 1.0]]),
    plain("Dirichlet", concentration=[0.3, 0.7, 0.2]),
    plain("Exponential", rate=V),
    plain("FisherSnedecor", df1=V, df2=[5.0, 9.0, 12.0]),
    plain("Gamma", concentration=V, rate=[2.0, 0.5, 1.5]),
    # PyTorch 2.13 has it for float32 only.
    replace(plain("GeneralizedPareto", loc=[-1.0, 0.0, 2.0], scale=V, concentration=[0.2, 0.1, -0.7]), dtype="float32"),
    plain("Geometric", probs=[0.2, 0.5, 0.9]),
    plain("Geometric", logits=[-1.0, 0.3, 2.0]),
    plain("Gumbel", loc=[-1.0, 0.0, 2.0], scale=V),
    plain("HalfCauchy", scale=V, heavy=True),
    plain("HalfNormal", scale=V),
    Row("Independent", {"loc": P, "scale": P}, lambda D, loc, scale: D.Independent(D.Normal(loc, scale), 1)),
    plain("InverseGamma", concentration=[3.5, 5.0, 9.0], rate=V),
    plain("Kumaraswamy", concentration1=[0.8, 1.7, 4.2], concentration0=[2.5, 1.4, 1.3]),
    Row("LKJCholesky", {"concentration": V}, lambda D, concentration: D.LKJCholesky(3, concentration)),
    plain("Laplace", loc=[-1.0, 0.0, 2.0], scale=V),
    plain("LogNormal", loc=[-1.0, 0.0, 0.5], scale=[0.3, 0.7, 0.5]),
    plain("LogisticNormal", loc=P, scale=P),
    plain("LowRankMultivariateNormal", loc=[[0.1, 1.0, -1.0]], cov_factor=W, cov_diag=[V, [1.0, 2.0, 3.0]]),
    Row("MixtureSameFamily", {"weights": P, "loc": P, "scale": P}, mixture),
    Row("MixtureSameFamily", {"weights": [0.3, -1.0], "loc": P}, mixture_of_vectors),
    Row("Multinomial", {"probs": P}, lambda D, probs: D.Multinomial(5, probs)),
    Row("Multinomial", {"logits": P}, lambda D, logits: D.Multinomial(3, logits=logits)),
    plain("MultivariateNormal", loc=[[0.1, 1.0, -1.0], [0.0, 0.0, 2.0]], covariance_matrix=M),
    plain("MultivariateNormal", loc=[0.1, 1.0, -1.0], precision_matrix=M),
    plain("MultivariateNormal", loc=[0.1, 1.0, -1.0], scale_tril=TRIL),
    plain("NegativeBinomial", total_count=[3.0, 5.5, 1.0], probs=[0.2, 0.5, 0.7]),
    plain("NegativeBinomial", total_count=[3.0, 5.5, 1.0], logits=[-1.0, 0.3, 0.7]),
    plain("Normal", loc=[-1.0, 0.0, 2.0], scale=V),
    plain("OneHotCategorical", probs=P),
    plain("OneHotCategorical", logits=P),
    plain("OneHotCategoricalStraightThrough", probs=P),
    plain("Pareto", scale=V, alpha=[2.5, 6.0, 9.0]),
    plain("Poisson", rate=V),
    Row("RelaxedBernoulli", {"probs": [0.2, 0.5, 0.9], "t": 0.7}, lambda D, probs, t: D.RelaxedBernoulli(t, probs)),
    Row("RelaxedBernoulli", {"logits": V, "t": 2.0}, lambda D, logits, t: D.RelaxedBernoulli(t, logits=logits)),
    Row("RelaxedOneHotCategorical", {"probs": P, "t": 0.7}, lambda D, probs, t: D.RelaxedOneHotCategorical(t, probs)),
    Row("RelaxedOneHotCategorical", {"x": P, "t": 2.0}, lambda D, x, t: D.RelaxedOneHotCategorical(t, logits=x)),
    plain("StudentT", df=[5.0, 9.0, 12.0], loc=[-1.0, 0.0, 2.0], scale=V),
    plain("StudentT", df=[0.7, 1.5, 2.0], loc=[-1.0, 0.0, 2.0], scale=V, heavy=True),
    Row("TransformedDistribution", {"loc": [-1.0, 0.0, 2.0], "scale": V}, logistic),
    Row("TransformedDistribution", {"loc": P, "scale": P}, squashed),
    plain("Uniform", low=[-1.0, 0.0, 2.0], high=[0.3, 1.7, 4.2]),
    plain("VonMises", loc=[-1.0, 0.0, 2.0], concentration=V),
    plain("Weibull", scale=V, concentration=[0.7, 1.5, 3.0]),
    Row("Wishart", {"df": [4.0, 6.5], "c": M}, lambda D, df, c: D.Wishart(df, covariance_matrix=c)),
    Row("Wishart", {"df": 5.0, "c": M}, lambda D, df, c: D.Wishart(df, precision_matrix=c)),
    plain("Wishart", df=5.0, scale_tril=TRIL),
]  # fmt: skip
