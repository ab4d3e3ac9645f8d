"""Losses: element by element for all samples, then reduced within each sample."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.filled import full_like
from autograd_lab.ops import likelihood, loss
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.batched import Call, one_by_one, rule
from autograd_lab.transforms.rules.elementwise import aligned
from autograd_lab.transforms.rules.images import merged, parted


def reduced(y: Tensor, reduction: str) -> Tensor:
    """The sum or mean of each sample."""
    if reduction == "none" or y.ndim == 1:
        return y
    dims = tuple(range(1, y.ndim))
    return y.sum(dims) if reduction == "sum" else y.mean(dims)


@rule(
    loss.MseLoss, loss.HuberLoss, loss.SmoothL1Loss, likelihood.BinaryCrossEntropy,
    likelihood.BinaryCrossEntropyWithLogits, likelihood.SoftMarginLoss,
)  # fmt: skip
def element_by_element(call: Call) -> Any:
    return reduced(call.apply(*aligned(call), reduction="none"), call.params["reduction"])


@rule(likelihood.KlDiv)
def divergence(call: Call) -> Any:
    return call.apply(*aligned(call))


@rule(loss.NllLoss, loss.NllLoss2D)
def likelihood_of_classes(call: Call) -> Any:
    x, target, *weight = call.xs
    if any(call.batched[2:]):
        return one_by_one(call)
    x, target, reduction = merged(call.spread(0)), merged(call.spread(1)), call.params["reduction"]
    y = parted(call.apply(x, target, *weight, reduction="none"), call.size)
    if reduction != "mean":
        return reduced(y, reduction)
    # The loss of constant scores -1 is the weight of the target, and 0 where it is ignored.
    share = parted(call.apply(full_like(x, -1), target, *weight, reduction="none"), call.size)
    return reduced(y, "sum") / reduced(share, "sum")
