"""Element-wise ops: all samples at once, once the dims of one sample stand under each other."""

from __future__ import annotations

from typing import Any

from autograd_lab.functional.shapes import reshape
from autograd_lab.ops import floats
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.transforms.batched import Call, rule
from autograd_lab.transforms.kinds import EACH


def aligned(call: Call) -> list[Any]:
    """The inputs with dims of length 1 between the samples and their own, up to as many as the largest has."""
    ranks = [x.array.ndim - mine if isinstance(x, Tensor) else 0 for x, mine in zip(call.xs, call.batched, strict=True)]
    most = max(ranks)
    return [
        padded(x, most) if mine and own < most else x for x, mine, own in zip(call.xs, call.batched, ranks, strict=True)
    ]


def padded(x: Tensor, rank: int) -> Tensor:
    """x, samples in front, with ``rank`` more dims."""
    missing = rank + 1 - x.array.ndim
    return x if missing <= 0 else reshape(x, (x.array.shape[0], *(1,) * missing, *x.array.shape[1:]))


@rule(*EACH, floats.Frexp)
def element_by_element(call: Call) -> Any:
    return call.apply(*aligned(call))
