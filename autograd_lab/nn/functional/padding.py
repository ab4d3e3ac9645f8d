"""Padding: room around a tensor."""

from __future__ import annotations

from collections.abc import Sequence

from autograd_lab.errors import NotWritten, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.ops.padding import Pad
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """``value`` added around ``input``: ``pad`` counts (before, after) of the last dim, then of the one before it.

    A negative count cuts away. RuntimeError for an odd number of counts or more than two per dim.
    """
    need_tensor(input, "input", "pad")
    if mode != "constant":
        raise NotWritten("nn.pad.mode", mode=mode)
    if len(pad) % 2 or len(pad) > 2 * input.ndim:
        raise ShapeError("nn.pad.count", count=len(pad), ndim=input.ndim)
    pairs = list(zip(pad[::2], pad[1::2], strict=True))[::-1]
    width = tuple([(0, 0)] * (input.ndim - len(pairs)) + pairs)
    for n, (before, after) in zip(input.array.shape, width, strict=True):
        if n + before + after < 0:
            raise ShapeError("nn.pad.negative", pad=tuple(pad), shape=tuple(input.shape))
    return apply(Pad, input, width=width, value=0 if value is None else value)
