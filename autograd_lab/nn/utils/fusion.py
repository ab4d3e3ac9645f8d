"""A layer and the batch normalization behind it, made one: in evaluation both are affine maps.

With the running mean m and variance v, batch normalization is y = s (x - m) + b where s = weight / √(v + eps). So a
linear map W x + c before it becomes (s W) x + (s (c - m) + b).
"""

from __future__ import annotations

import copy
from typing import Any, TypeVar

from autograd_lab.errors import DataError
from autograd_lab.nn.module import Module
from autograd_lab.nn.parameter import Parameter
from autograd_lab.tensor import Tensor

M = TypeVar("M", bound=Module)


def fuse_conv_bn_eval(conv: M, bn: Any, transpose: bool = False) -> M:
    """One convolution that does what ``conv`` and then ``bn`` do; AssertionError in training. ``transpose`` for a
    transposed convolution, whose weight has the outputs in dim 1."""
    _check(conv, bn)
    fused: Any = copy.deepcopy(conv)
    fused.weight, fused.bias = fuse_conv_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, transpose
    )
    return fused


def fuse_conv_bn_weights(
    conv_w: Tensor, conv_b: Tensor | None, bn_rm: Tensor, bn_rv: Tensor, bn_eps: float, bn_w: Tensor | None,
    bn_b: Tensor | None, transpose: bool = False,
) -> tuple[Parameter, Parameter]:  # fmt: skip
    """Weight and bias of the fused convolution."""
    shape = [1] * conv_w.ndim
    shape[1 if transpose else 0] = -1
    return _fused(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, shape)


def fuse_linear_bn_eval(linear: M, bn: Any) -> M:
    """One Linear that does what ``linear`` and then ``bn`` do; AssertionError in training, or if their features do
    not fit."""
    _check(linear, bn)
    fused: Any = copy.deepcopy(linear)
    if bn.num_features not in (1, fused.out_features):
        raise DataError("fuse.features", linear=fused.out_features, bn=bn.num_features)
    fused.weight, fused.bias = fuse_linear_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    )
    return fused


def fuse_linear_bn_weights(
    linear_w: Tensor, linear_b: Tensor | None, bn_rm: Tensor, bn_rv: Tensor, bn_eps: float, bn_w: Tensor | None,
    bn_b: Tensor | None,
) -> tuple[Parameter, Parameter]:  # fmt: skip
    """Weight and bias of the fused Linear."""
    return _fused(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, [-1, 1])


def _check(layer: Module, bn: Any) -> None:
    if layer.training or bn.training:
        raise DataError("fuse.training")
    if bn.running_mean is None or bn.running_var is None:
        raise DataError("fuse.statistics")


def _fused(
    weight: Tensor, bias: Tensor | None, mean: Tensor, var: Tensor, eps: float, scale: Tensor | None,
    shift: Tensor | None, shape: list[int],
) -> tuple[Parameter, Parameter]:  # fmt: skip
    """``shape`` says which dim of the weight counts the outputs."""
    kind = weight.dtype if bias is None else bias.dtype
    c = mean.new_zeros(mean.shape) if bias is None else bias
    s = (mean.new_ones(mean.shape) if scale is None else scale) * (var + eps).rsqrt()
    b = mean.new_zeros(mean.shape) if shift is None else shift
    fused_weight, fused_bias = weight * s.reshape(shape), (c - mean) * s + b
    return (
        Parameter(fused_weight.detach().to(weight.dtype), weight.requires_grad),
        Parameter(fused_bias.detach().to(kind), c.requires_grad),
    )
