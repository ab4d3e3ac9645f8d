"""PyTorch's names for normalisation that also hands out the statistics: result, mean, one over the spread."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_lab.functional.registry import function
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn.functional.normalization import batch_norm, group_norm, layer_norm
from autograd_lab.tensor import Tensor

Statistics = tuple[Tensor, Tensor, Tensor]


@function
def native_layer_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None, bias: Tensor | None, eps: float
) -> Statistics:
    """``layer_norm``, and of every sample the mean and one over the standard deviation."""
    y = layer_norm(input, normalized_shape, weight, bias, eps)
    with no_grad():
        mean, rstd = _statistics(input, tuple(range(-len(normalized_shape), 0)), eps, keepdim=True)
        if weight is not None or bias is not None:
            like = weight if weight is not None else bias
            mean, rstd = (s if like is None else s.to(like.dtype) for s in (mean, rstd))
    return y, mean, rstd


@function
def native_group_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, N: int, C: int, HxW: int, group: int, eps: float
) -> Statistics:
    """``group_norm``, and of every group the mean and one over the standard deviation."""
    y = group_norm(input, group, weight, bias, eps)
    return y, *_statistics(input.reshape(N, group, C // group * HxW), (2,), eps)


@function
def native_batch_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None,
    running_var: Tensor | None, training: bool, momentum: float, eps: float,
) -> Statistics:  # fmt: skip
    """``batch_norm``, and while training of every channel the mean and one over the standard deviation."""
    y = batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)
    with no_grad():
        if not training:
            nothing = input.flatten()[:0]
            return y, nothing, nothing.clone()
        return y, *_statistics(input, (0, *range(2, input.ndim)), eps)


def _statistics(x: Tensor, axes: tuple[int, ...], eps: float, keepdim: bool = False) -> tuple[Tensor, Tensor]:
    wide = x.float() if x.array.dtype.itemsize == 2 else x
    mean, rstd = wide.mean(axes, keepdim), (wide.var(axes, correction=0, keepdim=keepdim) + eps).rsqrt()
    return mean.to(x.dtype), rstd.to(x.dtype)
