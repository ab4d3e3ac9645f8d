"""Losses that are content once a margin is kept."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from autograd_lab.backend.arrays import array_module
from autograd_lab.errors import ArgumentError, DtypeError, ShapeError
from autograd_lab.functional.arguments import check_broadcast
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.nn.functional.checks import need_constants, need_float
from autograd_lab.nn.functional.distance import pairwise_distance
from autograd_lab.nn.functional.reductions import Reduction, reduced, reduction_of
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import make
from autograd_lab.tensor.transformed import numbers

TINY = 1e-12  # what is added to a squared length, so that dividing by it is safe


@explained
def hinge_embedding_loss(input: Tensor, target: Tensor, margin: float = 1.0, size_average: Flag | None = None,
                         reduce: Flag | None = None, reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """The input where target is 1 (a distance to be small), ``max(margin - input, 0)`` where it is -1."""
    reduction = reduction_of(size_average, reduce, reduction)
    check_broadcast(input, target)
    far = (cast(margin, input.dtype) - input).clamp(min=0).masked_fill(target == 1, 0)
    return reduced(far + input.masked_fill(target == -1, 0), reduction)


@explained
def margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0,
                        size_average: Flag | None = None, reduce: Flag | None = None,
                        reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """``max(margin - target * (input1 - input2), 0)``: target 1 wants input1 to be larger, -1 input2."""
    reduction = reduction_of(size_average, reduce, reduction)
    if not input1.ndim == input2.ndim == target.ndim:
        shapes = ", ".join(str(tuple(x.shape)) for x in (input1, input2, target))
        raise ShapeError("loss.ranking_ndim", shapes=shapes)
    return reduced((-target * (input1 - input2) + margin).clamp(min=0), reduction)


@explained
def cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0,
                          size_average: Flag | None = None, reduce: Flag | None = None,
                          reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """``1 - cos`` where target is 1, ``max(cos - margin, 0)`` where it is -1; cos is that between the inputs.

    Inputs (N, D) with target (N), or (D) with a target of no dims.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if target.ndim > 1 or {input1.ndim, input2.ndim} != {target.ndim + 1}:
        raise ShapeError("loss.cosine_ndim", target=tuple(target.shape), a=tuple(input1.shape), b=tuple(input2.shape))
    check_broadcast(input1, input2)
    lengths = ((input1 * input1).sum(-1) + TINY) * ((input2 * input2).sum(-1) + TINY)
    cosine = (input1 * input2).sum(-1) / lengths.sqrt()
    check_broadcast(cosine, target)
    apart = (cosine - margin).clamp(min=0).masked_fill(target != -1, 0)
    return reduced((1 - cosine).masked_fill(target != 1, 0) + apart, reduction)


@explained
def triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2,
                        eps: float = 1e-6, swap: bool = False, size_average: Flag | None = None,
                        reduce: Flag | None = None, reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """``max(d(anchor, positive) - d(anchor, negative) + margin, 0)`` with d the p-norm of the difference.

    ``swap`` takes d(positive, negative) if that is smaller (Balntas et al. 2016, Learning shallow convolutional
    feature descriptors with triplet losses). ValueError unless the margin is positive.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    return triplet_margin_with_distance_loss(
        anchor, positive, negative, margin=margin, swap=swap, reduction=reduction,
        distance_function=lambda a, b: pairwise_distance(a, b, p, eps),
    )  # fmt: skip


@explained
def triplet_margin_with_distance_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None, margin: float = 1.0, swap: bool = False,
    reduction: Reduction = "mean",
) -> Tensor:  # fmt: skip
    """``triplet_margin_loss`` with a distance of one's own."""
    reduction = reduction_of(None, None, reduction)
    if margin <= 0:
        raise ArgumentError("loss.margin", got=margin)
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise ShapeError("loss.triplet_ndim", anchor=anchor.ndim, positive=positive.ndim, negative=negative.ndim)
    distance = distance_function or pairwise_distance
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = far.minimum(distance(positive, negative))
    return reduced((margin + near - far).clamp(min=0), reduction)


@explained
def multi_margin_loss(input: Tensor, target: Tensor, p: Any = 1, margin: float = 1.0, weight: Tensor | None = None,
                      size_average: Flag | None = None, reduce: Flag | None = None,
                      reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """By how much, to the power ``p``, other classes come closer than ``margin`` to the right one, averaged over all.

    input (N, C) holds scores, target (N) class numbers; or (C) and a single number. ``weight`` (C) weighs by the
    right class.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if p not in (1, 2):
        raise ArgumentError("loss.power", got=p)
    if weight is not None and weight.ndim != 1:
        raise ArgumentError("loss.weight_ndim", got=tuple(weight.shape))
    scores, classes = _rows(input, "multi_margin_loss")
    need_float(input, "multi_margin_loss")
    if target.array.size != scores.shape[0] or target.ndim > 1:
        raise ShapeError("loss.batch_target", target=tuple(target.shape), count=scores.shape[0])
    count = scores.shape[1]
    _check_labels(target, 0, count)
    need_constants("multi_margin_loss", weight=weight)
    if weight is not None and weight.array.shape != (count,):
        raise ShapeError("loss.weight_count", classes=count, got=tuple(weight.shape))
    right = target.reshape(-1, 1)
    short = margin - scores.gather(1, right) + scores
    counts = (classes != right) & (short > 0)
    loss = short.masked_fill(~counts, 0) ** p  # not clamp: nan counts as 0 in PyTorch
    if weight is not None:
        loss = loss * weight[right]
    loss = loss.sum(1) / count
    return reduced(loss if input.ndim == 2 else loss.squeeze(0), reduction)


@explained
def multilabel_margin_loss(input: Tensor, target: Tensor, size_average: Flag | None = None, reduce: Flag | None = None,
                           reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """By how much wrong classes come closer than 1 to right ones: a sum over all such pairs, divided by C.

    input (N, C) or (C) holds scores; target of the same shape the numbers of the right classes, up to the first -1.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    scores, classes = _rows(input, "multilabel_margin_loss")
    if target.array.shape != input.array.shape:
        raise ShapeError("loss.same_target", target=tuple(target.shape), input=tuple(input.shape))
    need_float(input, "multilabel_margin_loss")
    _check_labels(target, -1, scores.shape[1])
    labels = target.reshape(scores.shape)
    listed = (labels < 0).cumsum(1) == 0  # before the first -1
    right = labels.masked_fill(~listed, 0)
    is_right = ((right.unsqueeze(2) == classes) & listed.unsqueeze(2)).any(1)
    short = 1 - scores.gather(1, right).unsqueeze(2) + scores.unsqueeze(1)  # (N, right one, other)
    counts = listed.unsqueeze(2) & ~is_right.unsqueeze(1) & (short > 0)
    loss = short.masked_fill(~counts, 0).sum((1, 2)) / max(scores.shape[1], 1)
    return reduced(loss if input.ndim == 2 else loss.squeeze(0), reduction)


def _rows(input: Tensor, function: str) -> tuple[Tensor, Tensor]:
    """Scores as (N, C), and the numbers of the classes."""
    if input.ndim > 2 or not prod(input.shape[-1:]):
        raise ShapeError("loss.scores", function=function, shape=tuple(input.shape))
    scores = input if input.ndim == 2 else input.reshape(1, -1)
    return scores, make(array_module(input.array).arange(scores.shape[1]))


def _check_labels(target: Tensor, least: int, count: int) -> None:
    if target.array.dtype != "int64":
        raise DtypeError("loss.label_dtype", got=target.dtype)
    labels = numbers(target)
    if bool(((labels < least) | (labels >= count)).any()):
        raise ShapeError("loss.label_range", classes=count, last=count - 1)
