"""Filling parameters before training, with PyTorch's names and distributions. Each works in place, unrecorded.

``fan_in`` is the number of inputs that meet in one output, ``fan_out`` the number of outputs one input reaches.
Sources: Glorot & Bengio 2010 (xavier), He et al. 2015, arXiv:1502.01852 (kaiming), Saxe et al. 2014, arXiv:1312.6120
(orthogonal), Martens 2010 (sparse).
"""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable
from math import prod
from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.backend.random import Generator, for_parameters
from autograd_lab.errors import ArgumentError
from autograd_lab.functional import filled
from autograd_lab.functional.random import randperm
from autograd_lab.graph.modes import no_grad
from autograd_lab.i18n import tr
from autograd_lab.linalg.factors import qr
from autograd_lab.nn.functional.checks import need_float
from autograd_lab.tensor import Tensor

_GAINS = {
    "linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4,
    **{f"conv{t}{n}d": 1.0 for t in ("", "_transpose") for n in (1, 2, 3)},
}  # fmt: skip


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By how much to scale weights before an activation so that the signal keeps its size."""
    if nonlinearity == "leaky_relu":
        if param is not None and (isinstance(param, bool) or not isinstance(param, (int, float))):
            raise ArgumentError("nn.init.slope", got=param)
        return math.sqrt(2 / (1 + (0.01 if param is None else param) ** 2))
    if nonlinearity not in _GAINS:
        raise ArgumentError("nn.init.nonlinearity", got=nonlinearity)
    return _GAINS[nonlinearity]


@for_parameters()
@no_grad()
def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Spread evenly over [a, b)."""
    return tensor.uniform_(a, b, generator=generator)


@for_parameters()
@no_grad()
def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal with the given mean and standard deviation."""
    return tensor.normal_(mean, std, generator=generator)


@for_parameters()
@no_grad()
def trunc_normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0,
                  generator: Generator | None = None) -> Tensor:  # fmt: skip
    """Normal, but only between ``a`` and ``b``: what would fall outside is drawn again. A warning if nearly all would.

    Where that is most of it, evenly drawn numbers are taken instead, each with the chance that its density is to the
    largest one (rejection sampling: von Neumann 1951).
    """
    need_float(tensor, "trunc_normal_")
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(tr("nn.init.truncated", mean=mean, std=std, a=a, b=b), UserWarning, stacklevel=3)
    low, high = (math.erf((edge - mean) / (std * math.sqrt(2))) / 2 for edge in (a, b))
    least, most = (tensor.new_tensor(edge).item() for edge in (a, b))  # as the dtype has them
    peak = (min(max(mean, a), b) - mean) / std
    pending: Any = tensor.new_ones(tensor.shape, dtype=dtypes.bool_)
    while pending.any():
        tries = tensor.new_empty(tensor.shape)
        if high - low > 0.3:
            tries.normal_(mean, std, generator=generator)
            refused = (tries < least) | (tries > most)
        else:
            tries.uniform_(a, b, generator=generator)
            density = (peak**2 - ((tries - mean) / std) ** 2) / 2
            refused = tries.new_empty(tries.shape).uniform_(generator=generator).log() > density
        tensor.copy_(tries.where(pending, tensor))
        pending &= refused
    return tensor


@no_grad()
def constant_(tensor: Tensor, val: float) -> Tensor:
    """Every element ``val``."""
    return tensor.fill_(val)


def ones_(tensor: Tensor) -> Tensor:
    """Every element 1."""
    return constant_(tensor, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    """Every element 0."""
    return constant_(tensor, 0.0)


def eye_(tensor: Tensor) -> Tensor:
    """The identity matrix: a linear layer that passes on as many inputs as it can."""
    if tensor.ndim != 2:
        raise ArgumentError("nn.init.two_dims", shape=tuple(tensor.shape))
    with no_grad():
        return tensor.copy_(filled.eye(*tensor.shape))


@no_grad()
def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """A convolution (out, in/groups, *kernel) that passes on as many channels as it can, in each group."""
    if tensor.ndim not in (3, 4, 5):
        raise ArgumentError("nn.init.dirac_ndim", shape=tuple(tensor.shape))
    outs, ins, *kernel = tensor.shape
    if outs % groups:
        raise ArgumentError("nn.init.dirac_groups", outs=outs, groups=groups)
    tensor.zero_()
    middle = tuple(size // 2 for size in kernel)
    for first in range(0, outs, outs // groups):
        for i in range(min(outs // groups, ins)):
            tensor[(first + i, i, *middle)] = 1
    return tensor


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Even over [-a, a] with a = gain · sqrt(6 / (fan_in + fan_out))."""
    bound = gain * math.sqrt(6 / sum(_calculate_fan_in_and_fan_out(tensor)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal with standard deviation gain · sqrt(2 / (fan_in + fan_out))."""
    return normal_(tensor, 0.0, gain * math.sqrt(2 / sum(_calculate_fan_in_and_fan_out(tensor))), generator)


def kaiming_uniform_(tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
                     generator: Generator | None = None) -> Tensor:  # fmt: skip
    """Even over [-b, b] with b = gain · sqrt(3 / fan); ``a`` is the slope of the leaky ReLU behind."""
    if 0 in tensor.shape:
        return _nothing(tensor)
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3 / _calculate_correct_fan(tensor, mode))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
                    generator: Generator | None = None) -> Tensor:  # fmt: skip
    """Normal with standard deviation gain / sqrt(fan)."""
    if 0 in tensor.shape:
        return _nothing(tensor)
    std = calculate_gain(nonlinearity, a) / math.sqrt(_calculate_correct_fan(tensor, mode))
    return normal_(tensor, 0.0, std, generator)


def _nothing(tensor: Tensor) -> Tensor:
    warnings.warn(tr("nn.init.empty"), UserWarning, stacklevel=3)
    return tensor


@for_parameters()
@no_grad()
def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """Rows (or columns, if there are fewer of them) that are orthogonal and of length ``gain``; dims after the first
    count as one. Each orthogonal matrix is as likely as any other."""
    if tensor.ndim < 2:
        raise ArgumentError("nn.init.orthogonal_ndim", shape=tuple(tensor.shape))
    if not tensor.numel():
        return tensor
    rows, columns = tensor.shape[0], tensor.numel() // tensor.shape[0]
    tall = tensor.new_empty(max(rows, columns), min(rows, columns)).normal_(0, 1, generator=generator)
    q, r = qr(tall)
    q = q * r.diagonal().sign()  # QR chooses the signs; so they are as random as the numbers
    return tensor.copy_((q if rows >= columns else q.mT).reshape(tensor.shape) * gain)


@for_parameters()
@no_grad()
def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> Tensor:
    """Normal with standard deviation ``std``, but in each column a share ``sparsity`` of zeros at random places."""
    if tensor.ndim != 2:
        raise ArgumentError("nn.init.two_dims", shape=tuple(tensor.shape))
    rows, columns = tensor.shape
    tensor.normal_(0, std, generator=generator)
    for column in range(columns):
        tensor[randperm(rows, device=tensor.device)[: math.ceil(sparsity * rows)], column] = 0
    return tensor


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """(fan_in, fan_out) of a weight (out, in, *kernel)."""
    if tensor.ndim < 2:
        raise ArgumentError("nn.init.fan_ndim", shape=tuple(tensor.shape))
    outs, ins, *kernel = tensor.array.shape
    return ins * prod(kernel), outs * prod(kernel)


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    """The fan that ``mode``, "fan_in" or "fan_out", names."""
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ArgumentError("nn.init.mode", got=mode)
    return _calculate_fan_in_and_fan_out(tensor)[mode.lower() == "fan_out"]


def _old(fn: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """``fn`` under its name of before 2018, without the underscore."""
    name = fn.__name__[:-1]

    @functools.wraps(fn)
    def call(*args: object, **kwargs: object) -> Tensor:
        warnings.warn(tr("nn.old_name", old=f"nn.init.{name}", new=f"nn.init.{name}_"), FutureWarning, stacklevel=2)
        return fn(*args, **kwargs)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"The old name of ``{name}_``."
    return call


uniform, normal, constant, eye, dirac = map(_old, (uniform_, normal_, constant_, eye_, dirac_))
xavier_uniform, xavier_normal = _old(xavier_uniform_), _old(xavier_normal_)
kaiming_uniform, kaiming_normal = _old(kaiming_uniform_), _old(kaiming_normal_)
orthogonal, sparse = _old(orthogonal_), _old(sparse_)
