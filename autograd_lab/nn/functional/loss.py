"""Losses: how wrong a prediction is, as one number."""

from __future__ import annotations

import warnings

from autograd_lab.backend.dtypes import FLOATS, INEXACT
from autograd_lab.errors import ArgumentError, DimError, DtypeError, ShapeError
from autograd_lab.functional.arguments import check_broadcast, need_tensor
from autograd_lab.i18n import tr
from autograd_lab.nn.functional.activation import log_softmax
from autograd_lab.ops import loss as ops
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import promote

REDUCTIONS = ("none", "mean", "sum")


def _check_reduction(reduction: str) -> None:
    if reduction not in REDUCTIONS:
        raise ArgumentError("nn.loss.reduction", got=reduction)


def mse_loss(input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
             reduction: str = "mean", weight: Tensor | None = None) -> Tensor:  # fmt: skip
    """The squared distance (input - target)², averaged, summed, or with ``reduction="none"`` left per element.

    Warns when the shapes differ, for then the tensors broadcast and the number is rarely the one meant.
    """
    need_tensor(input, "input", "mse_loss")
    need_tensor(target, "target", "mse_loss")
    reduction = reduction_of(size_average, reduce, reduction)
    if input.array.shape != target.array.shape:
        warnings.warn(
            tr("nn.mse.broadcast", input=tuple(input.shape), target=tuple(target.shape)), UserWarning, stacklevel=2
        )
        check_broadcast(input, target)
    if weight is not None:
        squares = mse_loss(input, target, reduction="none") * weight
        total = squares.sum()
        return {"none": squares, "sum": total, "mean": total / weight.expand(squares.shape).sum()}[reduction]
    a, b = promote(input, target)
    if a.array.dtype.kind not in INEXACT:
        raise DtypeError("nn.loss.needs_float", function="mse_loss", dtype=a.dtype)
    return apply(ops.MseLoss, a, b, reduction=reduction)


def nll_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
             ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean") -> Tensor:  # fmt: skip
    """Minus the log-probability of the right class.

    input (N, C, ...) holds log-probabilities, target (N, ...) class numbers; (C) and () for a single sample.
    ``weight`` (C) weighs the classes, and the mean divides by the weights of the targets that count. IndexError for
    a class that does not exist.
    """
    need_tensor(input, "input", "nll_loss")
    need_tensor(target, "target", "nll_loss")
    reduction = reduction_of(size_average, reduce, reduction)
    _check_classes(input, target, weight, ignore_index)
    if input.ndim == 1:
        y = apply(ops.NllLoss, input.unsqueeze(0), target.unsqueeze(0), weight, ignore_index=ignore_index,
                  reduction=reduction)  # fmt: skip
        return y.squeeze(0) if reduction == "none" else y
    op = ops.NllLoss if input.ndim == 2 else ops.NllLoss2D
    return apply(op, input, target, weight, ignore_index=ignore_index, reduction=reduction)


def cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
                  ignore_index: int = -100, reduce: bool | None = None, reduction: str = "mean",
                  label_smoothing: float = 0.0) -> Tensor:  # fmt: skip
    """``nll_loss(log_softmax(input), target)``: input (N, C, ...) are raw scores, no softmax before it.

    target: class numbers (N, ...) as int64, or a probability for each class in input's shape and dtype.
    ``label_smoothing`` mixes the target with the uniform distribution (Szegedy et al. 2016, arXiv:1512.00567,
    section 7).
    """
    need_tensor(input, "input", "cross_entropy")
    need_tensor(target, "target", "cross_entropy")
    reduction = reduction_of(size_average, reduce, reduction)
    if not 0 <= label_smoothing <= 1:
        raise ShapeError("nn.loss.smoothing", got=label_smoothing)
    if input.ndim == 0:
        raise ShapeError("nn.loss.zero_dim")
    axis = 0 if input.ndim == 1 else 1
    if target.array.shape == input.array.shape:
        return _probabilities(input, target, weight, reduction, label_smoothing, axis)
    _check_classes(input, target, weight, ignore_index)
    logs = log_softmax(input, axis)
    loss = nll_loss(logs, target, weight, ignore_index=ignore_index, reduction=reduction)
    if label_smoothing == 0:
        return loss
    smooth = _smoothing(logs, target, weight, ignore_index, reduction, axis)
    return loss * (1 - label_smoothing) + smooth * (label_smoothing / input.array.shape[axis])


def _smoothing(
    logs: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str, axis: int
) -> Tensor:
    """The loss against every class at once, of the samples that count."""
    counted = target != ignore_index
    weighted = logs if weight is None else logs * _along(weight, logs, axis)
    smooth = -(weighted.sum(axis)).masked_fill(~counted, 0.0)
    if reduction != "mean":
        return smooth if reduction == "none" else smooth.sum()
    if weight is None:
        return smooth.sum() / counted.sum()
    return smooth.sum() / weight[target[counted]].sum()


def _probabilities(
    input: Tensor, target: Tensor, weight: Tensor | None, reduction: str, smoothing: float, axis: int
) -> Tensor:
    """Cross-entropy between two distributions over the classes."""
    if target.array.dtype.kind not in FLOATS:
        raise DtypeError("nn.loss.probabilities", dtype=target.dtype)
    _check_weight(input, weight, axis)
    classes = input.array.shape[axis]
    if smoothing > 0:
        target = target * (1 - smoothing) + smoothing / classes
    products = log_softmax(input, axis) * target
    if weight is not None:
        products = products * _along(weight, input, axis)
    if reduction == "none":
        return -products.sum(axis)
    samples = input.array.size // classes if reduction == "mean" and classes else 1
    return -products.sum() / samples if reduction == "mean" else -products.sum()


def _along(weight: Tensor, like: Tensor, axis: int) -> Tensor:
    """A number per class, ready to broadcast along the class axis."""
    return weight.reshape(-1, *(1,) * (like.ndim - axis - 1))


def _check_weight(input: Tensor, weight: Tensor | None, axis: int) -> None:
    if weight is None:
        return
    classes = input.array.shape[axis]
    if weight.array.shape != (classes,):
        raise ShapeError("nn.loss.weight_shape", classes=classes, got=list(weight.shape))
    if weight.array.dtype != input.array.dtype:
        raise DtypeError("nn.loss.weight_dtype", expected=input.dtype, got=weight.dtype)


def _check_classes(input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int) -> None:
    x, t = input.array.shape, target.array.shape
    if not x:
        raise ShapeError("nn.loss.zero_dim")
    if len(x) == 1 and len(t) > 1:
        raise ShapeError("nn.loss.multi_target", input=list(x), target=list(t))
    if len(x) > 1:
        if not t or x[0] != t[0]:
            raise ArgumentError("nn.loss.batch", x=x[0], t=t[0] if t else 0)
        if len(x) == 2 and len(t) > 1:
            raise ShapeError("nn.loss.multi_target", input=list(x), target=list(t))
        if x[2:] != t[1:]:
            raise ShapeError("nn.loss.sizes", input=list(x), target=list(t))
    if target.array.dtype != "int64" and target.array.dtype != "uint8":
        raise DtypeError("nn.loss.target_dtype", dtype=target.dtype)
    classes = x[0] if len(x) == 1 else x[1]
    _check_weight(input, weight, 0 if len(x) == 1 else 1)
    labels = target.array
    bad = labels[((labels < 0) | (labels >= classes)) & (labels != ignore_index)]
    if bad.size:
        raise DimError("nn.loss.class_range", label=int(bad.ravel()[0]), classes=classes, last=classes - 1)


def reduction_of(size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """PyTorch's two old flags, if given, instead of ``reduction``."""
    if size_average is not None or reduce is not None:
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    _check_reduction(reduction)
    return reduction
