"""Randomness on purpose: dropout, and sampling that gradients pass through. All of it is drawn from the generator that
``manual_seed`` seeds."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from autograd_lab.backend.dtypes import FLOATS, INEXACT
from autograd_lab.backend.random import drawn
from autograd_lab.backend.streams import Stream
from autograd_lab.errors import ArgumentError, DtypeError, ShapeError
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.i18n import tr
from autograd_lab.kernels.registry import kernel_of
from autograd_lab.nn.functional.gated import SELU_ALPHA, SELU_SCALE
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.tensor import make


def check_probability(p: float) -> float:
    """``p`` itself; ValueError unless it lies in [0, 1]."""
    if not 0 <= p <= 1:
        raise ArgumentError("nn.dropout.p", p=p)
    return p


@explained
def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: Flag = False) -> Tensor:
    """While ``training``: each element becomes 0 with probability ``p``, and the rest grows by 1 / (1 - p) so that
    the expected value stays. Otherwise the input itself.

    Source: Srivastava et al. 2014, Dropout, JMLR 15; the scaling is the "inverted" form of its section 10.
    """
    return _drop(input, p, training, inplace, input.array.shape)


@explained
def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: Flag = False) -> Tensor:
    """``dropout`` of whole channels: input (N, C, L) or (C, L).

    Source: Tompson et al. 2015, arXiv:1411.4280.
    """
    check_probability(p)
    if input.ndim not in (2, 3):
        raise ShapeError("dropout.ndim", ndim=input.ndim)
    return _drop(input, p, training, inplace, _channels(input, p, training, batched=input.ndim == 3))


@explained
def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: Flag = False) -> Tensor:
    """``dropout`` of whole channels: input (N, C, H, W). With 3 dims it is read as (N, C, L), and PyTorch warns."""
    check_probability(p)
    if input.ndim != 4:
        key = "nn.dropout2d.three" if input.ndim == 3 else "nn.dropout.ndim"
        warnings.warn(tr(key, function="dropout2d", ndim=input.ndim), UserWarning, stacklevel=3)
    return _drop(input, p, training, inplace, _channels(input, p, training))


@explained
def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: Flag = False) -> Tensor:
    """``dropout`` of whole channels: input (N, C, D, H, W) or (C, D, H, W)."""
    check_probability(p)
    if input.ndim not in (4, 5):
        warnings.warn(tr("nn.dropout.ndim", function="dropout3d", ndim=input.ndim), UserWarning, stacklevel=3)
    return _drop(input, p, training, inplace, _channels(input, p, training, batched=input.ndim == 5))


@explained
def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: Flag = False) -> Tensor:
    """Dropout that keeps mean 0 and variance 1: elements fall to the lowest value of SELU instead of 0, and all are
    then scaled and shifted.

    Source: Klambauer et al. 2017, arXiv:1706.02515, section "New dropout technique".
    """
    return _drop_alpha(input, p, training, inplace, input.array.shape)


@explained
def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: Flag = False) -> Tensor:
    """``alpha_dropout`` of whole channels: input (N, C, ...)."""
    return _drop_alpha(input, p, training, inplace, _channels(input, p, training))


def drop_channels(input: Tensor, p: float, training: bool, inplace: Flag) -> Tensor:
    """``dropout`` of whole channels, whatever the number of dims: input (N, C, ...)."""
    return _drop(input, p, training, inplace, _channels(input, p, training))


def _channels(input: Tensor, p: float, training: bool, batched: bool = True) -> tuple[int, ...]:
    """One draw per channel. RuntimeError if there are none, and there is something to draw."""
    shape = input.array.shape
    if not training or p in (0, 1):
        return ()
    if len(shape) + (not batched) < 2:
        raise ShapeError("dropout.no_channels", ndim=len(shape))
    kept = 2 if batched else 1
    return shape[:kept] + (1,) * (len(shape) - kept)


def _drop(input: Tensor, p: float, training: bool, inplace: Flag, drawn: tuple[int, ...]) -> Tensor:
    check_probability(p)
    if not training or p == 0:
        return input
    if p == 1:
        return input.mul_(0) if inplace else input * 0
    mask = _mask(input, p, drawn, "dropout", 1 / (1 - p))
    return input.mul_(mask) if inplace else input * mask


def _drop_alpha(input: Tensor, p: float, training: bool, inplace: Flag, drawn: tuple[int, ...]) -> Tensor:
    check_probability(p)
    if not training or p == 0:
        return input
    if p == 1:
        return input.mul_(0) if inplace else input * 0
    lowest = -SELU_ALPHA * SELU_SCALE
    scale = 1 / math.sqrt((lowest * lowest * p + 1) * (1 - p))
    mask = _mask(input, p, drawn, "alpha_dropout")
    shift = (1 - mask) * (lowest * scale) - lowest * scale * p
    return input.mul_(mask * scale).add_(shift) if inplace else input * (mask * scale) + shift


@explained
def _mask(input: Tensor, p: float, shape: tuple[int, ...], function: str, scale: float = 1.0) -> Tensor:
    """``scale`` where something stays, 0 where it is dropped."""
    dtype = input.array.dtype
    if dtype.kind not in INEXACT:
        raise DtypeError("dropout.dtype", function=function, dtype=input.dtype)

    def kept(numbers: Any) -> Any:
        mask = np.asarray(numbers.kept(p, shape), "d" if dtype.char in "dD" else "f")
        return np.asarray(mask * scale, dtype)

    def kept_there(xp: Any, numbers: Any) -> Any:
        kernel = kernel_of(xp, "kept")
        return None if kernel is None else kernel(xp, numbers, shape, p, scale, dtype)

    return make(drawn(kept, input.device, there=kept_there))


@explained
def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """A sample from the categorical distribution of ``logits`` along ``dim``, softened so that gradients pass.

    ``tau`` near 0 makes it nearly one-hot. ``hard`` returns the one-hot vector, with the gradient of the soft one.
    Source: Jang et al. 2016, arXiv:1611.01144; Maddison et al. 2016, arXiv:1611.00712.
    """
    if logits.array.dtype.kind not in FLOATS:
        raise DtypeError("dropout.dtype", function="gumbel_softmax", dtype=logits.dtype)
    if eps != 1e-10:
        warnings.warn(tr("nn.gumbel.eps"), UserWarning, stacklevel=3)
    shape, dtype = logits.array.shape, logits.array.dtype

    def draw(numbers: Stream) -> Any:
        return np.asarray(-np.log(numbers.exponential(shape).astype(dtype)))

    gumbels = make(drawn(draw, logits.device))
    soft = ((logits + gumbels) / tau).softmax(dim)
    if not hard:
        return soft
    chosen = soft == soft.max(dim, True)[0]
    return chosen.to(soft.dtype) - soft.detach() + soft  # one-hot in value, soft in its gradient
