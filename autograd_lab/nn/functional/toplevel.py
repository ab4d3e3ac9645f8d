"""The same functions under PyTorch's names at the top of the library, where the order of arguments is another one.

There the reduction of a loss is a number: 0 for none, as it is unless given, 1 for the mean, 2 for the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.functional.registry import function
from autograd_lab.nn.functional import (
    binary,
    ctc,
    gated,
    margin as margins,
    noise,
    normalization,
    regression,
)
from autograd_lab.nn.functional.checks import in_place
from autograd_lab.nn.functional.embedding import embedding as look_up
from autograd_lab.ops.normalization import BatchNorm
from autograd_lab.tensor import Tensor

REDUCTIONS = ("none", "mean", "sum")


def _named(reduction: int) -> str:
    if reduction not in (0, 1, 2):
        raise ArgumentError("nn.loss.reduction", got=reduction)
    return REDUCTIONS[reduction]


# -- activations, which write in place only as ``selu_`` -------------------------------------------------------------


@function
def selu(input: Tensor) -> Tensor:
    """``nn.functional.selu``."""
    return gated.selu(input)


@function
def celu(input: Tensor, alpha: float = 1.0) -> Tensor:
    """``nn.functional.celu``."""
    return gated.celu(input, alpha)


# -- dropout -------------------------------------------------------------------------------------------------------


@function
def dropout(input: Tensor, p: float, train: bool, inplace: bool = False) -> Tensor:
    """``nn.functional.dropout``."""
    return noise.dropout(input, p, train, inplace)


@function
def alpha_dropout(input: Tensor, p: float, train: bool, inplace: bool = False) -> Tensor:
    """``nn.functional.alpha_dropout``."""
    return noise.alpha_dropout(input, p, train, inplace)


@function
def feature_alpha_dropout(input: Tensor, p: float, train: bool, inplace: bool = False) -> Tensor:
    """``nn.functional.feature_alpha_dropout``."""
    return noise.feature_alpha_dropout(input, p, train, inplace)


@function
def feature_dropout(input: Tensor, p: float, train: bool, inplace: bool = False) -> Tensor:
    """Dropout of whole channels: input (N, C, ...)."""
    return noise.drop_channels(input, p, train, inplace)


for fn in (dropout, alpha_dropout, feature_alpha_dropout, feature_dropout):
    function(in_place(fn))


# -- normalisation and embeddings ------------------------------------------------------------------------------------


@function
def layer_norm(input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None,
               bias: Tensor | None = None, eps: float = 1e-5, cudnn_enable: bool = True) -> Tensor:  # fmt: skip
    """``nn.functional.layer_norm``."""
    return normalization.layer_norm(input, normalized_shape, weight, bias, eps)


@function
def group_norm(input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None,
               eps: float = 1e-5, cudnn_enabled: bool = True) -> Tensor:  # fmt: skip
    """``nn.functional.group_norm``."""
    return normalization.group_norm(input, num_groups, weight, bias, eps)


@function
def batch_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None,
               running_var: Tensor | None, training: bool, momentum: float, eps: float,
               cudnn_enabled: bool) -> Tensor:  # fmt: skip
    """``nn.functional.batch_norm``, which takes the statistics first."""
    return normalization.normalize_channels(
        BatchNorm, input, running_mean, running_var, weight, bias, training, momentum, eps
    )


@function
def instance_norm(input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None,
                  running_var: Tensor | None, use_input_stats: bool, momentum: float, eps: float,
                  cudnn_enabled: bool) -> Tensor:  # fmt: skip
    """``nn.functional.instance_norm``, which takes the statistics first."""
    return normalization.instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)


@function
def embedding(weight: Tensor, indices: Tensor, padding_idx: int = -1, scale_grad_by_freq: bool = False,
              sparse: bool = False) -> Tensor:  # fmt: skip
    """``nn.functional.embedding``, which takes the numbers first; a negative ``padding_idx`` means none."""
    padding = padding_idx if padding_idx >= 0 else None
    return look_up(indices, weight, padding, scale_grad_by_freq=scale_grad_by_freq, sparse=sparse)


# -- losses --------------------------------------------------------------------------------------------------------


@function
def hinge_embedding_loss(input: Tensor, target: Tensor, margin: float = 1.0, reduction: int = 0) -> Tensor:
    """``nn.functional.hinge_embedding_loss``."""
    return margins.hinge_embedding_loss(input, target, margin, reduction=_named(reduction))


@function
def margin_ranking_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0,
                        reduction: int = 0) -> Tensor:  # fmt: skip
    """``nn.functional.margin_ranking_loss``."""
    return margins.margin_ranking_loss(input1, input2, target, margin, reduction=_named(reduction))


@function
def cosine_embedding_loss(input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0,
                          reduction: int = 0) -> Tensor:  # fmt: skip
    """``nn.functional.cosine_embedding_loss``."""
    return margins.cosine_embedding_loss(input1, input2, target, margin, reduction=_named(reduction))


@function
def triplet_margin_loss(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2.0,
                        eps: float = 1e-6, swap: bool = False, reduction: int = 0) -> Tensor:  # fmt: skip
    """``nn.functional.triplet_margin_loss``."""
    return margins.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction=_named(reduction))


@function
def kl_div(input: Tensor, target: Tensor, reduction: int = 0, *, log_target: bool = False) -> Tensor:
    """``nn.functional.kl_div``."""
    total = binary.kl_div(input, target, reduction="none" if reduction == 0 else "sum", log_target=log_target)
    return total / max(input.numel(), 1) if _named(reduction) == "mean" else total


@function
def poisson_nll_loss(input: Tensor, target: Tensor, log_input: bool, full: bool, eps: float, reduction: int) -> Tensor:
    """``nn.functional.poisson_nll_loss``."""
    return regression.poisson_nll_loss(input, target, log_input, full, eps=eps, reduction=_named(reduction))


@function
def binary_cross_entropy_with_logits(input: Tensor, target: Tensor, weight: Tensor | None = None,
                                     pos_weight: Tensor | None = None, reduction: int = 0) -> Tensor:  # fmt: skip
    """``nn.functional.binary_cross_entropy_with_logits``."""
    return binary.binary_cross_entropy_with_logits(
        input, target, weight, pos_weight=pos_weight, reduction=_named(reduction)
    )


@function
def ctc_loss(log_probs: Tensor, targets: Tensor, input_lengths: Any, target_lengths: Any, blank: int = 0,
             reduction: int = 0, zero_infinity: bool = False) -> Tensor:  # fmt: skip
    """``nn.functional.ctc_loss``."""
    return ctc.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, _named(reduction), zero_infinity)
