"""Activations made of straight pieces: relatives of ReLU."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend.device import CPU
from autograd_lab.backend.random import Generator, drawn
from autograd_lab.errors import ArgumentError, DtypeError, NotWritten, ShapeError
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.functional.registry import both, function
from autograd_lab.nn.functional.checks import activate, in_place, need_float
from autograd_lab.ops import rectifier as ops
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import make


@explained
def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: Flag = False) -> Tensor:
    """Positives stay, negatives shrink by ``negative_slope``."""
    need_float(input, "leaky_relu")
    return activate(ops.LeakyRelu, input, inplace, slope=_number(negative_slope))


@both
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """Positives stay, negatives are multiplied by ``weight``: one number, or one per channel (dim 1) of the input."""
    w = weight.array
    need_float(input, "prelu")
    if weight.dtype is not input.dtype:
        raise DtypeError("prelu.dtype", input=input.dtype, weight=weight.dtype)
    if w.ndim > 1:
        raise ShapeError("prelu.ndim", ndim=w.ndim)
    if w.size != 1:
        channels = input.array.shape[1] if input.ndim > 1 else 1
        if not input.ndim or w.size != channels:
            raise ShapeError("prelu.channels", weights=w.size, shape=tuple(input.shape), channels=channels)
    along = (w.size, *(1,) * (input.ndim - 2)) if input.ndim > 1 else (1,) * input.ndim
    return apply(ops.Prelu, input, weight.reshape(along))


@function
def rrelu(input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: Flag = False,
          generator: Generator | None = None) -> Tensor:  # fmt: skip
    """Positives stay, negatives are multiplied by a slope: while ``training`` drawn evenly from ``lower`` to ``upper``
    for every element, otherwise the mean of the two. RuntimeError if ``lower > upper``."""
    need_float(input, "rrelu")
    if lower > upper:
        raise ShapeError("rrelu.bounds", lower=lower, upper=upper)
    if not training:
        return activate(ops.LeakyRelu, input, inplace, slope=(lower + upper) / 2)
    x = input.array
    below = x <= 0 if input.device == CPU else np.ones(x.shape, bool)

    def draw(numbers: Any) -> Any:
        slopes = np.ones(x.shape, x.dtype)
        slopes[below] = numbers.uniform(np.count_nonzero(below)) * (upper - lower) + lower  # for no others, as PyTorch
        return slopes

    return activate(ops.Rrelu, input, inplace, make(drawn(draw, input.device, generator)))


@explained
def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: Flag = False) -> Tensor:
    """Values below ``min_val`` become ``min_val``, above ``max_val`` become ``max_val``; there the gradient is 0.

    ValueError if ``min_val > max_val``.
    """
    if min_val > max_val:
        raise ArgumentError("hardtanh.bounds", low=min_val, high=max_val)
    return _hardtanh(input, min_val, max_val, inplace)


@explained
def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """In-place ``hardtanh``. Where ``min_val > max_val`` everything becomes ``max_val``, as in PyTorch."""
    return _hardtanh(input, min_val, max_val, True)


def _hardtanh(input: Tensor, min_val: float, max_val: float, inplace: Flag) -> Tensor:
    kind = input.array.dtype.kind
    if kind == "b" or (kind == "u" and min_val < 0):
        raise DtypeError("hardtanh.dtype", dtype=input.dtype)
    if kind == "c":
        raise NotWritten("layer.dtype", function="hardtanh", dtype=input.dtype)
    return activate(ops.Hardtanh, input, inplace, low=cast(min_val, input.dtype), high=cast(max_val, input.dtype))


@explained
def relu6(input: Tensor, inplace: Flag = False) -> Tensor:
    """Values kept between 0 and 6."""
    return hardtanh(input, 0.0, 6.0, inplace)


@explained
def hardsigmoid(input: Tensor, inplace: Flag = False) -> Tensor:
    """0 below -3, 1 above 3, a straight line between."""
    need_float(input, "hardsigmoid")
    return activate(ops.Hardsigmoid, input, inplace)


@explained
def hardswish(input: Tensor, inplace: Flag = False) -> Tensor:
    """``input * hardsigmoid(input)``."""
    need_float(input, "hardswish")
    return activate(ops.Hardswish, input, inplace)


@both
def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """0 where the input lies between ``-lambd`` and ``lambd``, elsewhere the input."""
    need_float(input, "hardshrink")
    return apply(ops.Hardshrink, input, width=_number(lambd))


@explained
def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """The input moved towards 0 by ``lambd``, and 0 where that would pass it. RuntimeError for a negative ``lambd``."""
    need_float(input, "softshrink")
    if _number(lambd) < 0:
        raise ShapeError("softshrink.lambd", got=lambd)
    return apply(ops.Softshrink, input, width=lambd)


@function
def threshold(input: Tensor, threshold: float, value: float, inplace: Flag = False) -> Tensor:
    """The input where it exceeds ``threshold``, elsewhere ``value``."""
    need_float(input, "threshold", "iufV")
    limit, value = cast(_number(threshold), input.dtype), cast(_number(value), input.dtype)
    return activate(ops.Threshold, input, inplace, threshold=limit, value=value)


def _number(value: Any) -> Any:
    """``value`` as a Python number; TypeError for anything else, which ``explained`` turns into words."""
    return value.item() if isinstance(value, Tensor) else value + 0


leaky_relu_ = in_place(leaky_relu)
rrelu_, threshold_ = function(in_place(rrelu)), function(in_place(threshold))
