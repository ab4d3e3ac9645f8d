"""How the losses of all elements become one number."""

from __future__ import annotations

import warnings
from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.functional.explain import Flag
from autograd_lab.i18n import tr
from autograd_lab.tensor import Tensor

REDUCTIONS = ("none", "mean", "sum")
Reduction = Any  # one of these; ``reduction_of`` refuses what is not with a ValueError, as PyTorch does


def reduction_of(size_average: Flag | None, reduce: Flag | None, reduction: Reduction) -> str:
    """PyTorch's two old flags, if given, instead of ``reduction``. ValueError for a reduction that does not exist."""
    if size_average is not None or reduce is not None:
        average, reduced = (flag is None or bool(flag) for flag in (size_average, reduce))
        reduction = ("mean" if average else "sum") if reduced else "none"
    if not isinstance(reduction, str) or reduction not in REDUCTIONS:
        raise ArgumentError("nn.loss.reduction", got=reduction)
    return reduction


def reduced(losses: Tensor, reduction: str) -> Tensor:
    """The mean or the sum of all losses, or the losses themselves."""
    return losses.mean() if reduction == "mean" else losses.sum() if reduction == "sum" else losses


def warn_of_broadcasting(input: Tensor, target: Tensor) -> None:
    """Shapes that differ broadcast, and the number is rarely the one meant."""
    if input.array.shape != target.array.shape:
        text = tr("nn.mse.broadcast", input=tuple(input.shape), target=tuple(target.shape))
        warnings.warn(text, UserWarning, stacklevel=4)  # the caller of the loss, which is wrapped once
