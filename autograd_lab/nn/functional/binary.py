"""Losses of a yes or no, and of one distribution against another."""

from __future__ import annotations

import warnings

from autograd_lab.backend.dtypes import FLOATS, INEXACT
from autograd_lab.errors import ArgumentError, DtypeError, ShapeError
from autograd_lab.functional.arguments import check_broadcast, need_tensor
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.i18n import tr
from autograd_lab.nn.functional.checks import need_constants, need_float
from autograd_lab.nn.functional.gated import logsigmoid
from autograd_lab.nn.functional.reductions import Reduction, reduced, reduction_of
from autograd_lab.ops import likelihood as ops
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, promote
from autograd_lab.tensor.transformed import numbers


@explained
def binary_cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None,
                         size_average: Flag | None = None, reduce: Flag | None = None,
                         reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """How surprised one is by ``target``, 0 or 1 or between, when ``input`` is the probability of 1.

    Both of one shape and dtype, with values from 0 to 1 (RuntimeError otherwise); ``weight`` broadcasts to it. Raw
    scores go to ``binary_cross_entropy_with_logits``, which is exact where a probability rounds to 0 or 1.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    _same_shape(input, target, "binary_cross_entropy")
    need_float(input, "binary_cross_entropy")
    if target.dtype != input.dtype:
        raise DtypeError("loss.target_dtype", expected=input.dtype, got=target.dtype)
    need_constants("binary_cross_entropy", weight=weight)
    if weight is not None:
        try:
            weight = weight.expand(input.shape)
        except RuntimeError:
            raise ShapeError("loss.weight_broadcast", weight=tuple(weight.shape), input=tuple(input.shape)) from None
    for name, values in (("input", numbers(input)), ("target", numbers(target))):
        if not bool(((values >= 0) & (values <= 1)).all()):  # nan is none either
            raise ShapeError("loss.not_probability", name=name)
    weight = None if weight is None else cast(weight, input.dtype)
    return apply(ops.BinaryCrossEntropy, input, target, weight, reduction=reduction)


@explained
def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Flag | None = None,
    reduce: Flag | None = None, reduction: Reduction = "mean", pos_weight: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """``binary_cross_entropy(sigmoid(input), target)``, exact also where the sigmoid rounds to 0 or 1.

    ``weight`` weighs the elements, ``pos_weight`` the yes against the no; both broadcast.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    _same_shape(input, target, "binary_cross_entropy_with_logits")
    need_float(input, "log_sigmoid")
    if target.array.dtype.kind not in FLOATS:
        raise DtypeError("loss.result_dtype", result=input.dtype, dtype=target.dtype)
    need_constants("binary_cross_entropy_with_logits", weight=weight, pos_weight=pos_weight)
    for broadcast in (weight, pos_weight):
        check_broadcast(input, broadcast)
    a, b = promote(input, target)
    if pos_weight is not None and pos_weight.array.dtype.kind == "b":
        raise DtypeError("loss.bool_weight", name="pos_weight")
    weights = (None if w is None else cast(w, a.dtype) for w in (weight, pos_weight))
    y = apply(ops.BinaryCrossEntropyWithLogits, a, b, *weights, reduction=reduction)
    return y if weight is not None or pos_weight is not None else cast(y, target.dtype)


def _same_shape(input: Tensor, target: Tensor, function: str) -> None:
    need_tensor(input, "input", function)
    need_tensor(target, "target", function)
    if input.array.shape != target.array.shape:
        raise ArgumentError("loss.same_size", input=tuple(input.shape), target=tuple(target.shape))


@explained
def soft_margin_loss(input: Tensor, target: Tensor, size_average: Flag | None = None, reduce: Flag | None = None,
                     reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """``log(1 + exp(-target * input))`` for targets of 1 and -1."""
    reduction = reduction_of(size_average, reduce, reduction)
    need_constants("soft_margin_loss", target=target)
    a, b = promote(input, target)
    if input.array.dtype.kind not in INEXACT or (target.dtype.is_complex and not input.dtype.is_complex):
        raise DtypeError("loss.result_dtype", result=a.dtype, dtype=input.dtype)
    check_broadcast(a, b)
    if target.ndim > input.ndim or any(n > m for n, m in zip(b.array.shape[::-1], a.array.shape[::-1], strict=False)):
        raise ShapeError("loss.target_broadcast", input=tuple(input.shape), target=tuple(target.shape))
    return cast(apply(ops.SoftMarginLoss, a, b, reduction=reduction), input.dtype)


@explained
def multilabel_soft_margin_loss(input: Tensor, target: Tensor, weight: Tensor | None = None,
                                size_average: Flag | None = None, reduce: Flag | None = None,
                                reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """Binary cross-entropy of every class, averaged over the classes: input and target (..., C), ``weight`` (C)."""
    reduction = reduction_of(size_average, reduce, reduction)
    loss = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        loss = loss * weight
    return reduced(loss.sum(-1) / input.shape[-1], reduction)


@explained
def kl_div(input: Tensor, target: Tensor, size_average: Flag | None = None, reduce: Flag | None = None,
           reduction: Reduction = "mean", log_target: bool = False) -> Tensor:  # fmt: skip
    """The Kullback-Leibler divergence ``target * (log(target) - input)``: input holds log-probabilities, target
    probabilities, or with ``log_target`` their logarithms.

    ``reduction="batchmean"`` divides the sum by the first dim, as the definition does; "mean" divides by all elements.
    """
    batchmean = reduction == "batchmean" and size_average is None and reduce is None
    if reduction == "mean" and size_average is None and reduce is None:
        warnings.warn(tr("nn.kl_div.mean"), UserWarning, stacklevel=3)
    how = reduction_of(size_average, reduce, "sum" if batchmean else reduction)
    for given in (input, target):
        if given.array.dtype.kind not in FLOATS:
            raise DtypeError("loss.kl_dtype", dtype=given.dtype)
    check_broadcast(input, target)
    losses = target.exp() * (target - input) if log_target else apply(ops.KlDiv, *promote(input, target))
    total = reduced(losses, how)
    return total / input.shape[0] if batchmean and input.ndim else total
