"""Normalisation over features, channels, groups or the batch."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.errors import ArgTypeError, ArgumentError, DimError, DtypeError, ShapeError
from autograd_lab.functional.arguments import sizes
from autograd_lab.functional.explain import explained
from autograd_lab.functional.registry import function
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn.functional.checks import need_constants, need_float
from autograd_lab.nn.functional.padding import pad
from autograd_lab.nn.functional.pooling import avg_pool2d
from autograd_lab.ops import normalization as ops
from autograd_lab.ops.variance import VarMean
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast


@explained
def layer_norm(input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None,
               bias: Tensor | None = None, eps: float = 1e-5) -> Tensor:  # fmt: skip
    """Each sample brought to mean 0 and variance 1 over its last dims, which must be ``normalized_shape``; then times
    ``weight`` plus ``bias``, both of that shape."""
    axes = _last_axes(input, normalized_shape, weight, bias, "layer_norm")
    need_float(input, "layer_norm")
    _check_dtypes(input, weight, bias)
    shape = input.array.shape
    affine = (1,) * axes[0] + shape[axes[0] :]
    return _as_input(apply(ops.LayerNorm, input, weight, bias, view=shape, affine=affine, axes=axes, eps=eps), input)


@function
def rms_norm(input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None,
             eps: float | None = None) -> Tensor:  # fmt: skip
    """The last dims of each sample, ``normalized_shape``, divided by the root of their mean square; then times
    ``weight``. ``eps`` is the distance from 1 to the next number of the dtype unless given."""
    axes = _last_axes(input, normalized_shape, weight, None, "rms_norm")
    need_float(input, "rms_norm", INEXACT)
    if eps is None:
        wide = np.dtype(np.float32) if input.array.dtype.itemsize == 2 else input.array.dtype
        eps = float(np.finfo(wide).eps)
    if weight is not None and weight.dtype != input.dtype:
        weight = cast(weight, input.dtype)
    affine = (1,) * axes[0] + input.array.shape[axes[0] :]
    return apply(ops.RmsNorm, input, weight, affine=affine, axes=axes, eps=eps)


def _last_axes(input: Tensor, shape: Any, weight: Tensor | None, bias: Tensor | None, function: str) -> tuple[int, ...]:
    """The axes that ``shape`` describes. RuntimeError unless input, weight and bias have it."""
    if not isinstance(shape, (tuple, list)) or any(isinstance(n, str) for n in shape):
        raise ArgTypeError("arg.type", function=function, name="normalized_shape", wanted="tuple of ints",
                           got=type(shape).__name__)  # fmt: skip
    shape = sizes((shape,), function)
    if function == "rms_norm" and input.ndim < len(shape):
        raise ArgumentError("norm.shape", shape=shape, input=tuple(input.shape))
    if not shape:
        raise ShapeError("norm.no_shape", function=function)
    for name, given in (("weight", weight), ("bias", bias)):
        if given is not None and given.array.shape != tuple(shape):
            raise ShapeError("norm.parameter_shape", name=name, got=tuple(given.shape), shape=tuple(shape))
    if input.array.shape[-len(shape) :] != tuple(shape):
        raise ShapeError("norm.shape", shape=tuple(shape), input=tuple(input.shape))
    return tuple(range(input.ndim - len(shape), input.ndim))


@explained
def batch_norm(input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None = None,
               bias: Tensor | None = None, training: bool = False, momentum: float = 0.1,
               eps: float = 1e-5) -> Tensor:  # fmt: skip
    """Each channel of input (N, C, ...) brought to mean 0 and variance 1, times ``weight`` plus ``bias``, both (C).

    While ``training`` the statistics are those of the batch, and the running ones, if given, move towards them by
    ``momentum``, in place: ``running = (1 - momentum) * running + momentum * batch``, with the unbiased variance.
    Otherwise the running ones are used. ValueError if a channel has a single value to learn from.
    """
    if input.ndim == 1 and not input.array.size:
        return input.clone()
    if input.ndim < 2:
        if running_mean is not None:
            raise ShapeError("norm.channels", name="running_mean", channels=0, got=tuple(running_mean.shape))
        raise DimError("arg.dim_range", low=-1, high=0, dim=1)
    if training and input.array.size == input.array.shape[1]:
        raise ArgumentError("norm.one_value", shape=tuple(input.shape))
    if eps < 0 or (training and eps == 0):
        raise ArgumentError("norm.eps", got=eps)
    return normalize_channels(ops.BatchNorm, input, running_mean, running_var, weight, bias, training, momentum, eps)


@explained
def instance_norm(input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None,
                  weight: Tensor | None = None, bias: Tensor | None = None, use_input_stats: bool = True,
                  momentum: float = 0.1, eps: float = 1e-5) -> Tensor:  # fmt: skip
    """Each channel of each sample of input (N, C, ...) brought to mean 0 and variance 1, as ``batch_norm`` does it for
    a channel of all samples."""
    if not use_input_stats and input.ndim < 2:
        raise DimError("arg.dim_range", low=-1, high=0, dim=1)
    if use_input_stats and prod(input.array.shape[2:]) == 1:
        raise ArgumentError("norm.one_element", shape=tuple(input.shape))
    if not use_input_stats and (running_mean is None or running_var is None):
        raise ShapeError("norm.no_statistics", name="running_mean and running_var")
    return normalize_channels(
        ops.InstanceNorm, input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
    )


def normalize_channels(
    op: Any, input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, weight: Tensor | None,
    bias: Tensor | None, training: bool, momentum: float, eps: float,
) -> Tensor:  # fmt: skip
    """Batch norm, or with ``InstanceNorm`` the same for each sample by itself."""
    channels = input.array.shape[1]
    running = {"running_mean": running_mean, "running_var": running_var}
    for name, value in ({"weight": weight, "bias": bias} | running).items():
        if value is not None and value.array.shape != (channels,):
            raise ShapeError("norm.channels", name=name, channels=channels, got=tuple(value.shape))
    if (running_mean is None) != (running_var is None) and training:
        raise ArgumentError("norm.one_statistic")
    need_float(input, "batch_norm")
    _check_dtypes(input, weight, bias, running_mean, running_var)
    need_constants("native_batch_norm", **running)
    shape = input.array.shape
    affine = (1, channels) + (1,) * (len(shape) - 2)
    if not training:
        for name, value in running.items():
            if value is None:
                raise ShapeError("norm.no_statistics", name=name)
        y = apply(ops.FixedNorm, input, running_mean, running_var, weight, bias, affine=affine, eps=eps)
        return _as_input(y, input)
    axes = tuple(range(2 if op is ops.InstanceNorm else 0, len(shape)))
    axes = axes if op is ops.InstanceNorm else tuple(a for a in axes if a != 1)
    if running_mean is not None and running_var is not None and input.array.size:
        _follow(input, running_mean, running_var, axes, momentum)
    return _as_input(apply(op, input, weight, bias, view=shape, affine=affine, axes=axes, eps=eps), input)


def _follow(input: Tensor, running_mean: Tensor, running_var: Tensor, axes: tuple[int, ...], momentum: float) -> None:
    """Move the running statistics towards those of ``input``, in place."""
    with no_grad():
        x = input if input.array.dtype.itemsize > 2 else input.float()
        var, mean = apply(VarMean, x, axis=axes)
        for running, value in ((running_mean, mean), (running_var, var)):
            value = value.mean(0) if value.ndim > 1 else value  # of all samples
            running.copy_(running * (1 - momentum) + value.to(running.dtype) * momentum)


@explained
def group_norm(input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None,
               eps: float = 1e-5) -> Tensor:  # fmt: skip
    """The channels of input (N, C, ...) in ``num_groups`` groups, each brought to mean 0 and variance 1 within each
    sample; then times ``weight`` plus ``bias``, both (C)."""
    if input.ndim < 2:
        raise ShapeError("norm.group_ndim", ndim=input.ndim)
    samples, channels, *rest = input.array.shape
    if num_groups < 1:
        raise ShapeError("norm.groups", got=num_groups)
    if samples * channels // num_groups * prod(rest) == 1:
        raise ArgumentError("norm.one_value", shape=tuple(input.shape))
    if channels % num_groups:
        raise ShapeError("norm.group_channels", shape=tuple(input.shape), groups=num_groups)
    for name, value in (("weight", weight), ("bias", bias)):
        if value is not None and value.array.shape != (channels,):
            raise ShapeError("norm.parameter_shape", name=name, got=tuple(value.shape), shape=(channels,))
    need_float(input, "group_norm")
    _check_dtypes(input, weight, bias)
    grouped = (num_groups, channels // num_groups)
    y = apply(ops.GroupNorm, input, weight, bias, view=(samples, *grouped, prod(rest)), affine=(1, *grouped, 1),
              axes=(2, 3), eps=eps)  # fmt: skip
    return _as_input(y, input)


def _check_dtypes(input: Tensor, *others: Tensor | None) -> None:
    """RuntimeError unless the others have input's dtype; half precision also goes with all of float32."""
    found = {other.dtype for other in others if other is not None}
    narrow = input.array.dtype.itemsize == 2
    if found and found != {input.dtype} and not (narrow and all(d.name == "float32" for d in found)):
        raise DtypeError("norm.dtypes", input=input.dtype, others=", ".join(sorted(map(str, found))))


def _as_input(y: Tensor, input: Tensor) -> Tensor:
    """Half precision normalised with float32 parameters is half precision again."""
    return cast(y, input.dtype)


@explained
def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """The input divided by ``(k + alpha * mean of squares over size neighbouring channels) ** beta``.

    Source: Krizhevsky et al. 2012, ImageNet classification with deep convolutional neural networks, section 3.3.
    """
    if input.ndim < 3:
        raise ArgumentError("norm.response_ndim", ndim=input.ndim)
    if size < 1:
        raise ShapeError("norm.response_size", got=size)
    if not input.array.size:
        return input
    n, channels, *rest = input.array.shape
    squares = (input * input).reshape(n, 1, channels, prod(rest))
    around = pad(squares, (0, 0, size // 2, (size - 1) // 2))  # channels before and after
    near = avg_pool2d(around, (size, 1), stride=1).reshape(input.shape)
    return input / (near * alpha + k) ** beta
