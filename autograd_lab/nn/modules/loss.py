"""Losses of classification as layers, and what all losses share."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.nn import functional as F
from autograd_lab.nn.functional.loss import reduction_of
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules.linear import Linear
from autograd_lab.nn.text import options as named
from autograd_lab.tensor import Tensor


class _Loss(Module):
    """What all losses share: how the numbers of the samples become one.

    ``reduction`` is "mean", "sum" or "none"; the two flags before it are PyTorch's older form of the same.
    """

    def __init__(self, size_average: bool | None = None, reduce: bool | None = None, reduction: str = "mean") -> None:
        super().__init__()
        flags_given = size_average is not None or reduce is not None
        self.reduction = reduction_of(size_average, reduce, "mean") if flags_given else reduction


class _WeightedLoss(_Loss):
    """A loss with one weight per class, kept as a buffer so that it moves with the model."""

    weight: Tensor | None

    def __init__(self, weight: Tensor | None = None, size_average: bool | None = None, reduce: bool | None = None,
                 reduction: str = "mean") -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class NLLLoss(_WeightedLoss):
    """Minus the log-probability of the right class; expects log-probabilities, as LogSoftmax gives them."""

    def __init__(self, weight: Tensor | None = None, size_average: bool | None = None, ignore_index: int = -100,
                 reduce: bool | None = None, reduction: str = "mean") -> None:  # fmt: skip
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.nll_loss(input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


class CrossEntropyLoss(_WeightedLoss):
    """How surprised the model is by the right class; expects raw scores, no Softmax before it."""

    def __init__(self, weight: Tensor | None = None, size_average: bool | None = None, ignore_index: int = -100,
                 reduce: bool | None = None, reduction: str = "mean",
                 label_smoothing: float = 0.0) -> None:  # fmt: skip
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return F.cross_entropy(input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction,
                               label_smoothing=self.label_smoothing)  # fmt: skip


@dataclass
class LinearCrossEntropyOptions:
    """How PyTorch cuts the work of LinearCrossEntropyLoss into pieces. Here it is always done at once, so these are
    checked and kept, no more."""

    allow_retain_graph: bool = False
    batch_chunk_size: int | None = None
    chunking_method: str = "auto"
    acc_policy: str = "auto"
    acc_dtype: Any = None

    def __post_init__(self) -> None:
        size = self.batch_chunk_size
        if size is not None and (not isinstance(size, int) or size < 1):
            raise ArgumentError("nn.linear_loss.chunk", got=size)


class LinearCrossEntropyLoss(_WeightedLoss):
    """A Linear layer and cross-entropy in one: input (N, in_features), target as for CrossEntropyLoss.

    ``out_features`` are further dims: the scores are (N, num_classes, *out_features).
    """

    def __init__(self, in_features: int, num_classes: int, *, out_features: Any = (), bias: bool = False,
                 device: Any = None, dtype: Any = None, reduction: str = "mean", weight: Tensor | None = None,
                 ignore_index: int | None = None, label_smoothing: float = 0.0,
                 options: LinearCrossEntropyOptions | None = None) -> None:  # fmt: skip
        super().__init__(weight, reduction=reduction)
        if weight is not None and tuple(weight.shape) != (num_classes,):
            raise ShapeError("nn.linear_loss.weight", got=tuple(weight.shape), classes=num_classes)
        if not 0.0 <= label_smoothing <= 1.0:
            raise ShapeError("nn.linear_loss.smoothing", got=label_smoothing)
        self.num_classes = num_classes
        self.out_features = out_features
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing
        self.options = options
        self.linear = Linear(in_features, num_classes * prod(out_features), bias, device, dtype)

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        shape, bias = (self.num_classes, *self.out_features), self.linear.bias
        return F.linear_cross_entropy(
            input, self.linear.weight.reshape(*shape, -1), target, weight=self.weight, reduction=self.reduction,
            linear_bias=None if bias is None else bias.reshape(shape), ignore_index=self.ignore_index,
            label_smoothing=self.label_smoothing,
        )  # fmt: skip

    def extra_repr(self) -> str:
        more = named(self, "reduction", "ignore_index", "label_smoothing", "options")
        sizes = f"in_features={self.linear.in_features}, {named(self, 'num_classes', 'out_features')}"
        return f"{sizes}, bias={self.linear.bias is not None}, {more}"
