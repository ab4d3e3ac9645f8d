"""Losses of a number against a number."""

from __future__ import annotations

import math

from autograd_lab.backend.dtypes import FLOATS
from autograd_lab.errors import ArgumentError, DtypeError, ShapeError
from autograd_lab.functional.arguments import check_broadcast
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.functional.filled import full_like
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn.functional.checks import need_float
from autograd_lab.nn.functional.reductions import REDUCTIONS, Reduction, reduced, reduction_of, warn_of_broadcasting
from autograd_lab.ops import loss as ops
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, promote
from autograd_lab.tensor.transformed import numbers


@explained
def mse_loss(input: Tensor, target: Tensor, size_average: Flag | None = None, reduce: Flag | None = None,
             reduction: Reduction = "mean", weight: Tensor | None = None) -> Tensor:  # fmt: skip
    """The squared distance (input - target)², averaged, summed, or with ``reduction="none"`` left per element.

    Warns when the shapes differ, for then the tensors broadcast and the number is rarely the one meant.
    ``weight``, of input's shape, weighs the elements; the mean is then divided by the sum of the weights.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    warn_of_broadcasting(input, target)
    a, b = _pair(input, target, "mse_loss")
    if weight is not None:
        return _weighted(apply(ops.MseLoss, a, b, reduction="none"), weight, input, reduction)
    return apply(ops.MseLoss, a, b, reduction=reduction)


@explained
def l1_loss(input: Tensor, target: Tensor, size_average: Flag | None = None, reduce: Flag | None = None,
            reduction: Reduction = "mean", weight: Tensor | None = None) -> Tensor:  # fmt: skip
    """The distance |input - target|, reduced and weighted as ``mse_loss``."""
    reduction = reduction_of(size_average, reduce, reduction)
    warn_of_broadcasting(input, target)
    distance = (input - target).abs()
    return reduced(distance, reduction) if weight is None else _weighted(distance, weight, input, reduction)


@explained
def smooth_l1_loss(input: Tensor, target: Tensor, size_average: Flag | None = None, reduce: Flag | None = None,
                   reduction: Reduction = "mean", beta: float = 1.0) -> Tensor:  # fmt: skip
    """The distance from the target, less ``beta / 2``; below ``beta`` the squared distance over ``2 beta``.

    With ``beta=0`` it is ``l1_loss``. RuntimeError for a negative one.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if beta == 0:
        return l1_loss(input, target, reduction=reduction)
    warn_of_broadcasting(input, target)
    a, b = _pair(input, target, "smooth_l1_loss")
    if beta < 0:
        raise ShapeError("loss.beta", got=beta)
    return apply(ops.SmoothL1Loss, a, b, reduction=reduction, beta=beta)


@explained
def huber_loss(input: Tensor, target: Tensor, reduction: Reduction = "mean", delta: float = 1.0,
               weight: Tensor | None = None) -> Tensor:  # fmt: skip
    """Half the squared distance up to ``delta``, beyond it ``delta`` times (distance - delta / 2).

    RuntimeError unless ``delta`` is positive. ``weight``, of input's shape, weighs the elements.
    """
    reduction = reduction_of(None, None, reduction)
    warn_of_broadcasting(input, target)
    a, b = _pair(input, target, "huber_loss")
    if delta <= 0:
        raise ShapeError("loss.delta", got=delta)
    if input.array.dtype.kind not in FLOATS:
        raise DtypeError("loss.result_dtype", result=a.dtype, dtype=input.dtype)
    if weight is None:
        return cast(apply(ops.HuberLoss, a, b, reduction=reduction, delta=delta), input.dtype)
    _check_weight(weight, input)
    return reduced(apply(ops.HuberLoss, a, b, reduction="none", delta=delta) * weight, reduction)


def _pair(input: Tensor, target: Tensor, function: str) -> tuple[Tensor, Tensor]:
    """Both in one floating dtype."""
    check_broadcast(input, target)
    a, b = promote(input, target)
    need_float(a, function)
    return a, b


def _weighted(losses: Tensor, weight: Tensor, input: Tensor, reduction: str) -> Tensor:
    """Weighted losses, whose mean is divided by the sum of the weights."""
    _check_weight(weight, input)
    weighted = losses * weight
    return weighted.sum() / weight.sum() if reduction == "mean" else reduced(weighted, reduction)


def _check_weight(weight: Tensor, input: Tensor) -> None:
    if weight.array.shape != input.array.shape:
        raise ArgumentError("loss.weight_size", weight=tuple(weight.shape), input=tuple(input.shape))


@explained
def poisson_nll_loss(input: Tensor, target: Tensor, log_input: bool = True, full: bool = False,
                     size_average: Flag | None = None, eps: float = 1e-8, reduce: Flag | None = None,
                     reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """Minus the log-probability of a count ``target`` under a Poisson distribution, up to a constant of the target.

    ``input`` is the logarithm of the rate, or with ``log_input=False`` the rate itself. ``full`` adds the constant
    where target > 1, by Stirling's formula.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    loss = input.exp() - target * input if log_input else input - target * (input + eps).log()
    if full:
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        loss = loss + stirling.masked_fill(target <= 1, 0)
    return reduced(loss, reduction)


@explained
def gaussian_nll_loss(input: Tensor, target: Tensor, var: Tensor | float, full: bool = False, eps: float = 1e-6,
                      reduction: str = "mean") -> Tensor:  # fmt: skip
    """Minus the log-probability of ``target`` under a normal distribution of mean ``input`` and variance ``var``.

    ``var`` has input's shape, or one value per row: then its last dim is 1 or missing. It counts as ``eps`` at least,
    which its gradient does not see. ``full`` adds the constant. ValueError for a negative variance.
    Source: Nix and Weigend 1994, Estimating the mean and variance of the target probability distribution.
    """
    spread = var if isinstance(var, Tensor) else full_like(input, var)
    if bool((numbers(spread) < 0).any()):
        raise ArgumentError("loss.variance")
    spread = _per_row(spread, input)
    if reduction not in REDUCTIONS:
        raise ArgumentError("nn.loss.reduction", got=reduction)
    spread = spread.clone()
    with no_grad():
        spread.clamp_(min=eps)
    loss = 0.5 * (spread.log() + (input - target) ** 2 / spread)
    return reduced(loss + 0.5 * math.log(2 * math.pi) if full else loss, reduction)


def _per_row(var: Tensor, input: Tensor) -> Tensor:
    v, x = var.array.shape, input.array.shape
    if v == x[:-1] and v != x:
        return var.unsqueeze(-1)
    if v != x and (len(v) != len(x) or sum(n for m, n in zip(x, v, strict=True) if m != n) != 1):
        raise ArgumentError("loss.variance_size", var=v, input=x)
    return var
