"""Smooth activations: the input times a gate, or bent by an exponential."""

from __future__ import annotations

from autograd_lab.nn import functional as F
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules.rectifier import InPlace
from autograd_lab.nn.text import options
from autograd_lab.tensor import Tensor


class _Alpha(InPlace):
    """An exponential below 0 that ends at ``-alpha``."""

    _shown = ("alpha",)

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.alpha = alpha


class ELU(_Alpha):
    """x where it is positive, ``alpha * (e^x - 1)`` where it is negative. Source: Clevert et al. 2016,
    arXiv:1511.07289."""

    def forward(self, input: Tensor) -> Tensor:
        return F.elu(input, self.alpha, self.inplace)


class CELU(_Alpha):
    """``max(x, 0) + min(alpha * (e^(x/alpha) - 1), 0)``: ELU whose slope has no jump at 0 for any alpha. Source:
    Barron 2017, arXiv:1704.07483."""

    def forward(self, input: Tensor) -> Tensor:
        return F.celu(input, self.alpha, self.inplace)


class SELU(InPlace):
    """A scaled ELU that keeps mean 0 and variance 1 from layer to layer. Source: Klambauer et al. 2017,
    arXiv:1706.02515."""

    def forward(self, input: Tensor) -> Tensor:
        return F.selu(input, self.inplace)


class SiLU(InPlace):
    """``x * sigmoid(x)``, also called swish. Source: Hendrycks & Gimpel 2016, arXiv:1606.08415."""

    def forward(self, input: Tensor) -> Tensor:
        return F.silu(input, self.inplace)


class Mish(InPlace):
    """``x * tanh(softplus(x))``. Source: Misra 2019, arXiv:1908.08681."""

    def forward(self, input: Tensor) -> Tensor:
        return F.mish(input, self.inplace)


class GELU(Module):
    """x times the probability that a standard normal number is below x; ``approximate="tanh"`` computes that by tanh.

    Source: Hendrycks & Gimpel 2016, arXiv:1606.08415.
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class Softplus(Module):
    """``log(1 + e^(beta x)) / beta``: a smooth ReLU; x itself where ``beta * x`` is above ``threshold``."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input: Tensor) -> Tensor:
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return options(self, "beta", "threshold")


class GLU(Module):
    """The first half of the input along ``dim`` times the sigmoid of the second. Source: Dauphin et al. 2017,
    arXiv:1612.08083."""

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return F.glu(input, self.dim)

    def extra_repr(self) -> str:
        return options(self, "dim")
