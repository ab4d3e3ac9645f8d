"""Smooth activations: exponential tails, and gates."""

from __future__ import annotations

from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.errors import ShapeError
from autograd_lab.functional.arguments import wrap_dim
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.functional.registry import function
from autograd_lab.nn.functional.checks import activate, in_place, need_float
from autograd_lab.ops import gated as ops
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply

# The fixed point of mean 0 and variance 1: Klambauer et al. 2017, arXiv:1706.02515, equation 14.
SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


@explained
def elu(input: Tensor, alpha: float = 1.0, inplace: Flag = False) -> Tensor:
    """Positives stay, negatives become ``alpha * (exp(input) - 1)``."""
    need_float(input, "elu")
    return activate(ops.Elu, input, inplace, alpha=alpha)


@explained
def selu(input: Tensor, inplace: Flag = False) -> Tensor:
    """A scaled ELU, whose constants keep mean 0 and variance 1 from layer to layer."""
    need_float(input, "selu")
    return activate(ops.Elu, input, inplace, alpha=SELU_ALPHA, scale=SELU_SCALE)


@explained
def celu(input: Tensor, alpha: float = 1.0, inplace: Flag = False) -> Tensor:
    """Positives stay, negatives become ``alpha * (exp(input / alpha) - 1)``. RuntimeError for ``alpha == 0``."""
    need_float(input, "celu")
    if alpha == 0:
        raise ShapeError("celu.alpha")
    return activate(ops.Celu, input, inplace, alpha=alpha, rate=1 / alpha)


@explained
def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """``input`` times the probability that a standard normal variable is smaller; "tanh" approximates it."""
    need_float(input, "gelu")
    if approximate not in ("none", "tanh"):
        raise ShapeError("gelu.approximate", got=approximate)
    return apply(ops.Gelu if approximate == "none" else ops.GeluTanh, input)


@explained
def silu(input: Tensor, inplace: Flag = False) -> Tensor:
    """``input * sigmoid(input)``, also called swish."""
    need_float(input, "silu", INEXACT)
    return activate(ops.Silu, input, inplace)


@explained
def mish(input: Tensor, inplace: Flag = False) -> Tensor:
    """``input * tanh(softplus(input))``."""
    need_float(input, "mish")
    return activate(ops.Mish, input, inplace)


@explained
def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """``log(1 + exp(beta * input)) / beta``; the input itself where ``beta * input`` exceeds ``threshold``."""
    need_float(input, "softplus")
    return apply(ops.Softplus, input, beta=beta, threshold=threshold)


@explained
def logsigmoid(input: Tensor) -> Tensor:
    """``log(sigmoid(input))``, computed so that it never takes log(0)."""
    need_float(input, "logsigmoid")
    return apply(ops.LogSigmoid, input)


@explained
def softsign(input: Tensor) -> Tensor:
    """``input / (1 + |input|)``."""
    return input / (input.abs() + 1)


@explained
def tanhshrink(input: Tensor) -> Tensor:
    """``input - tanh(input)``."""
    return input - input.tanh()


@explained
def glu(input: Tensor, dim: int = -1) -> Tensor:
    """The first half along ``dim`` times the sigmoid of the second. RuntimeError for an odd size."""
    if input.ndim == 0:
        raise ShapeError("glu.zero_dim")
    axis = wrap_dim(dim, input.ndim)
    size = input.array.shape[axis]
    if size % 2:
        raise ShapeError("glu.odd", dim=axis, size=size)
    need_float(input, "glu")
    return apply(ops.Glu, *input.split(size // 2, axis)) if size else input.clone()


@explained
def elu_(input: Tensor, alpha: float = 1.0, scale: float = 1.0, input_scale: float = 1.0) -> Tensor:
    """In-place ``elu``, everything times ``scale``, and the negatives first times ``input_scale``."""
    need_float(input, "elu_")
    return activate(ops.Elu, input, True, alpha=alpha, scale=scale, rate=input_scale)


selu_, celu_ = function(in_place(selu)), function(in_place(celu))
