"""What each CUDA kernel is tested on: one row per way through it, at odd sizes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.ops.activation import LogSoftmax, Softmax
from autograd_lab.ops.base import Op
from autograd_lab.ops.gated import Gelu, GeluTanh
from autograd_lab.ops.loss import NllLoss


@dataclass(frozen=True)
class Row:
    """An op on random numbers of these shapes (None: no such input; an array: itself). ``taken``: what of it a kernel
    does."""

    op: type[Op]
    inputs: tuple[Any, ...]
    params: dict[str, Any] = field(default_factory=dict)
    taken: str = "forward backward"
    scale: float = 1.0  # of the numbers
    far: float = 0.0  # what is added to those of the first input

    def __str__(self) -> str:
        shapes = [x.shape if isinstance(x, np.ndarray) else x for x in self.inputs]
        return f"{self.op.__name__}{shapes}{self.params}{' far' if self.far else ''}".replace(" ", "")


def whole(high: int, *shape: int, low: int = 0) -> Any:
    return np.random.default_rng(5).integers(low, high, shape)


def nll(*shape: int, weighted: bool = False, reduction: str = "mean", ignored: int = -100) -> Row:
    t, w = whole(shape[1], shape[0], *shape[2:]), np.linspace(0.5, 2, shape[1]) if weighted else None
    t.flat[::5] = -100
    return Row(NllLoss, (shape, t, w), {"ignore_index": ignored, "reduction": reduction}, "forward")


LINES = ((13, 10), (3, 5, 77), (1, 1500), (3, 11, 7), (31, 4, 2), (9, 1))
ROWS = [
    Row(Gelu, ((7, 113),), scale=3.0),
    Row(GeluTanh, ((7, 113),), scale=3.0),
    *[Row(op, (shape,), {"axis": axis}, scale=5.0)
      for op in (Softmax, LogSoftmax) for shape, axis in zip(LINES, (-1, 2, 1, 1, 0, 1), strict=True)],
    *[nll(19, 7, weighted=weighted, reduction=reduction)
      for weighted in (False, True) for reduction in ("none", "sum", "mean")],
    nll(5, 3, 4, 6, weighted=True),
    nll(5, 3, 4, 6, reduction="none"),
    nll(300, 40),
]  # fmt: skip
