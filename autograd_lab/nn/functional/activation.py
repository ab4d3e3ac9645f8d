"""Activation functions."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from autograd_lab.functional import probability
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.functional.pointwise import relu as _relu, sigmoid, tanh
from autograd_lab.functional.registry import PUBLIC
from autograd_lab.i18n import tr
from autograd_lab.tensor import Tensor

__all__ = ["log_softmax", "relu", "relu_", "sigmoid", "softmax", "softmin", "tanh"]


@explained
def relu(input: Tensor, inplace: Flag = False) -> Tensor:
    """Positives stay, negatives become 0; ``inplace`` writes into ``input``."""
    return input.relu_() if inplace else _relu(input)


relu_ = PUBLIC["relu_"]


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """Scores along ``dim`` as probabilities that sum to 1."""
    return probability.softmax(input, _chosen(softmax, input, dim), dtype)


def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """The logarithm of ``softmax``."""
    return probability.log_softmax(input, _chosen(log_softmax, input, dim), dtype)


def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
    """``softmax`` of the negated scores: the lowest gets the most."""
    need_tensor(input, "input", "softmin")
    return probability.softmax(-input, _chosen(softmin, input, dim), dtype)


def _chosen(function: Callable[..., Any], input: Tensor, dim: int | None) -> int:
    """The dim asked for; without one the dim that PyTorch guesses, with its warning."""
    if dim is not None:
        return dim
    warnings.warn(tr("nn.softmax.dim", function=function.__name__), UserWarning, stacklevel=3)
    return 0 if input.ndim in (0, 1, 3) else 1
