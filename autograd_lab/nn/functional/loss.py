"""Losses of a choice among classes."""

from __future__ import annotations

from typing import Any

from autograd_lab.backend.dtypes import FLOATS
from autograd_lab.errors import ArgumentError, DimError, DtypeError, ShapeError
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.nn.functional.activation import log_softmax
from autograd_lab.nn.functional.checks import need_constants, need_float, outside
from autograd_lab.nn.functional.linear import linear
from autograd_lab.nn.functional.reductions import Reduction, reduction_of
from autograd_lab.ops import loss as ops
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.transformed import numbers

__all__ = ["cross_entropy", "linear_cross_entropy", "nll_loss", "reduction_of"]


@explained
def nll_loss(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Flag | None = None,
             ignore_index: int = -100, reduce: Flag | None = None,
             reduction: Reduction = "mean") -> Tensor:  # fmt: skip
    """Minus the log-probability of the right class.

    input (N, C, ...) holds log-probabilities, target (N, ...) class numbers; (C) and () for a single sample.
    ``weight`` (C) weighs the classes, and the mean divides by the weights of the targets that count. IndexError for
    a class that does not exist.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    _check_classes(input, target, weight, ignore_index)
    need_float(input, "nll_loss")
    return _nll_loss(input, target, weight, ignore_index, reduction)


def _nll_loss(input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str) -> Tensor:
    """``nll_loss`` of what has been looked at: on a GPU a look at the labels is a wait."""
    need_constants("nll_loss", weight=weight)
    if input.ndim == 1:
        y = apply(ops.NllLoss, input.unsqueeze(0), target.reshape(1), weight, ignore_index=ignore_index,
                  reduction=reduction)  # fmt: skip
        return y.squeeze(0) if reduction == "none" else y
    op = ops.NllLoss if input.ndim == 2 else ops.NllLoss2D
    return apply(op, input, target, weight, ignore_index=ignore_index, reduction=reduction)


@explained
def cross_entropy(input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: Flag | None = None,
                  ignore_index: int = -100, reduce: Flag | None = None, reduction: Reduction = "mean",
                  label_smoothing: float = 0.0) -> Tensor:  # fmt: skip
    """``nll_loss(log_softmax(input), target)``: input (N, C, ...) are raw scores, no softmax before it.

    target: class numbers (N, ...) as int64, or a probability for each class in input's shape and dtype.
    ``label_smoothing`` mixes the target with the uniform distribution (Szegedy et al. 2016, arXiv:1512.00567,
    section 7).
    """
    reduction = reduction_of(size_average, reduce, reduction)
    if not 0 <= label_smoothing <= 1:
        raise ShapeError("nn.loss.smoothing", got=label_smoothing)
    if input.ndim == 0:
        raise DimError("nn.loss.zero_dim")
    need_float(input, "cross_entropy")
    axis = 0 if input.ndim == 1 else 1
    if target.array.shape == input.array.shape:
        if ignore_index >= 0 and target.array.dtype.kind in FLOATS:
            raise ShapeError("loss.ignore_probabilities", got=ignore_index)
        return _probabilities(input, target, weight, reduction, label_smoothing, axis)
    _check_classes(input, target, weight, ignore_index)
    logs = log_softmax(input, axis)
    loss = _nll_loss(logs, target, weight, ignore_index, reduction)
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
        raise ArgumentError("nn.loss.zero_dim")
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
    if len(x) == 1 and len(t) == 1 and t != (1,):
        raise ArgumentError("nn.loss.batch", x=1, t=t[0])
    classes = x[0] if len(x) == 1 else x[1]
    _check_weight(input, weight, 0 if len(x) == 1 else 1)
    labels = numbers(target)
    bad = outside(labels, classes, ignore_index)
    if bool(bad.any()):
        raise DimError("nn.loss.class_range", label=int(labels[bad].ravel()[0]), classes=classes, last=classes - 1)


@explained
def linear_cross_entropy(
    input: Tensor, linear_weight: Tensor, target: Tensor, *, linear_bias: Tensor | None = None,
    weight: Tensor | None = None, reduction: Reduction = "mean", ignore_index: int | None = None,
    label_smoothing: float = 0.0, options: Any = None,
) -> Tensor:  # fmt: skip
    """``cross_entropy`` of the scores that a linear layer gives.

    input (N, in) or (in); linear_weight (C, in), or (C, d1, ..., in) for scores (N, C, d1, ...); linear_bias of
    linear_weight's shape without ``in``. ``options``, how PyTorch cuts the work into chunks, changes nothing here.
    """
    w, x = linear_weight.array.shape, input.array.shape
    if len(x) not in (1, 2):
        raise ShapeError("loss.linear_input", ndim=len(x))
    if len(w) < 2:
        raise ShapeError("loss.linear_weight", ndim=len(w))
    if x[-1] != w[-1]:
        raise ShapeError("loss.linear_features", input=x, weight=w)
    if linear_bias is not None and linear_bias.array.shape != w[:-1]:
        raise ShapeError("loss.linear_bias", expected=w[:-1], got=tuple(linear_bias.shape))
    if len(w) > 2 and len(x) == 1:
        raise ShapeError("loss.linear_batch", weight=w, input=x)
    if target.array.shape == x[:-1] + w[:-1] and ignore_index is not None:
        raise ShapeError("loss.linear_ignore")
    bias = None if linear_bias is None else linear_bias.reshape(-1)
    scores = linear(input, linear_weight.reshape(-1, w[-1]), bias).reshape(x[:-1] + w[:-1])
    return cross_entropy(scores, target, weight, ignore_index=-100 if ignore_index is None else ignore_index,
                         reduction=reduction, label_smoothing=label_smoothing)  # fmt: skip
