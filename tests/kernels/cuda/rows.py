"""What each CUDA kernel is tested on: one row per way through it, at odd sizes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.ops.activation import LogSoftmax, Relu, Sigmoid, Softmax, Tanh
from autograd_lab.ops.attention import AttentionWeights
from autograd_lab.ops.base import Op
from autograd_lab.ops.gated import Gelu, GeluTanh, Silu
from autograd_lab.ops.indexing import ScatterItem
from autograd_lab.ops.loss import NllLoss
from autograd_lab.ops.lstm import Lstm
from autograd_lab.ops.normalization import BatchNorm, FixedNorm, GroupNorm, InstanceNorm, LayerNorm
from autograd_lab.ops.pooling import AdaptiveAvgPool, AdaptiveAvgUnpool, AddPlane, AvgPool, AvgUnpool, MaxPool
from autograd_lab.ops.variance import VarMean


@dataclass(frozen=True)
class Row:
    """An op on random numbers of these shapes (None: no such input; an array: itself). ``taken``: what of it a kernel
    does."""

    op: type[Op]
    inputs: tuple[Any, ...]
    params: dict[str, Any] = field(default_factory=dict)
    taken: str = "forward backward"
    scale: float = 1.0  # of the numbers
    far: float = 0.0  # what is added to those of the first input: then digits are lost

    def __str__(self) -> str:
        shapes = [x.shape if isinstance(x, np.ndarray) else x for x in self.inputs]
        return f"{self.op.__name__}{shapes}{self.params}{' far' if self.far else ''}".replace(" ", "")


def whole(high: int, *shape: int, low: int = 0) -> Any:
    return np.random.default_rng(5).integers(low, high, shape)


def nll(*shape: int, weighted: bool = False, reduction: str = "mean", ignored: int = -100) -> Row:
    t, w = whole(shape[1], shape[0], *shape[2:]), np.linspace(0.5, 2, shape[1]) if weighted else None
    t.flat[::5] = ignored
    return Row(NllLoss, (shape, t, w), {"ignore_index": ignored, "reduction": reduction}, "forward")


def norm(shape: Any, last: Any = None) -> dict[str, Any]:
    """Layer norm over the ``last`` axes; without them batch norm."""
    axes = tuple(range(len(shape) - len(last), len(shape))) if last else (0, *range(2, len(shape)))
    affine = (1,) * axes[0] + last if last else (1, shape[1], *[1] * (len(shape) - 2))
    return {"view": shape, "affine": affine, "axes": axes, "eps": 1e-5}


def group_norm(shape: Any, groups: int, op: type[Op]) -> dict[str, Any]:
    """As the functions of both ask for it."""
    n, c, size = shape[0], shape[1], int(np.prod(shape[2:]))
    if op is InstanceNorm:
        return {
            "view": shape,
            "affine": (1, c, *[1] * len(shape[2:])),
            "axes": tuple(range(2, len(shape))),
            "eps": 1e-5,
        }
    grouped = (groups, c // groups)
    return {"view": (n, *grouped, size), "affine": (1, *grouped, 1), "axes": (2, 3), "eps": 1e-5}


def mean(kernel: Any, stride: Any, padding: Any, out: Any, count: bool = True, divisor: Any = None) -> dict[str, Any]:
    sizes = {"kernel": kernel, "stride": stride, "padding": padding, "out": out}
    return {**sizes, "count_padding": count, "divisor": divisor}


def pool(kernel: Any, stride: Any, padding: Any, out: Any, dilation: Any = None) -> dict[str, Any]:
    ones = (1,) * len(kernel)
    return {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation or ones, "out": out}


TIES = np.where(whole(4, 2, 3, 9, 8) == 3, np.nan, whole(2, 2, 3, 9, 8).astype(float))
DIVIDED = (((9, 8), (1, 1)), ((40, 41), (1, 1)), ((9, 8), (4, 3)), ((3, 4), (5, 7)), ((10,), (3,)), ((60, 2), (2, 1)))
ROWS_OF = (((13,), (10,)), ((2, 9), (3, 7)), ((300,), (65,)), ((3,), (1500,)))
LINES = ((13, 10), (3, 5, 77), (1, 1500), (3, 11, 7), (31, 4, 2), (9, 1))
ROWS = [
    *[Row(op, ((7, 113),), scale=3.0) for op in (Gelu, GeluTanh, Silu, Sigmoid)],
    *[Row(op, ((7, 113),), {}, "backward") for op in (Relu, Tanh)],
    *[Row(op, (shape,), {"axis": axis}, scale=5.0)
      for op in (Softmax, LogSoftmax) for shape, axis in zip(LINES, (-1, 2, 1, 1, 0, 1), strict=True)],
    *[nll(19, 7, weighted=weighted, reduction=reduction)
      for weighted in (False, True) for reduction in ("none", "sum", "mean")],
    nll(5, 3, 4, 6, weighted=True),
    nll(5, 3, 4, 6, reduction="none"),
    nll(300, 40),
    nll(20, 6, ignored=2),
    *[Row(LayerNorm, ((*lead, *shape), shape, shape), norm((*lead, *shape), shape)) for lead, shape in ROWS_OF],
    Row(LayerNorm, ((9, 5), None, None), norm((9, 5), (5,))),
    Row(LayerNorm, ((90, 3), (3,), None), norm((90, 3), (3,)), far=30.0),
    *[Row(BatchNorm, (shape, (shape[1],), (shape[1],)), norm(shape)) for shape in ((4, 3, 5, 7), (37, 5), (2, 6, 999))],
    Row(BatchNorm, ((4, 3, 5), None, None), norm((4, 3, 5)), far=30.0),
    # As under vmap: models along the first axis, each with weights of its own.
    Row(BatchNorm, ((2, 4, 3, 5), None, None), norm((2, 4, 3, 5)) | {"axes": (1, 3)}, ""),
    Row(BatchNorm, ((2, 4, 3, 5), (2, 4), (2, 4)), norm((2, 4, 3, 5)) | {"affine": (2, 4, 1, 1)}, ""),
    Row(LayerNorm, ((2, 4, 5), (2, 5), (2, 5)), norm((2, 4, 5), (5,)) | {"affine": (2, 1, 5)}, ""),
    Row(BatchNorm, ((4, 3, 5), (3,), None), norm((4, 3, 5))),
    Row(VarMean, ((4, 3, 5, 7),), {"axis": (0, 2, 3), "correction": 1}, "forward"),
    Row(VarMean, ((40, 3),), {"axis": (0,), "correction": 0}, "forward"),
    *[Row(FixedNorm, ((4, 3, 5), np.arange(3.0), np.arange(1, 4.0), *wb), {"affine": (1, 3, 1), "eps": 0.1}, "forward")
      for wb in (((3,), (3,)), (None, None))],
    Row(AttentionWeights, ((2, 3, 9, 5), (2, 3, 11, 5), None), {"scale": 0.3}),
    Row(AttentionWeights, ((3, 9, 5), (3, 9, 5), None), {"scale": 0.3, "causal": True}),
    Row(AttentionWeights, ((1, 2, 3), (1, 1100, 3), None), {"scale": -0.3, "causal": True}),
    *[Row(AttentionWeights, (np.full((2, 1), -np.inf), np.ones((3, 1)), None), {"scale": 1.0, "blind": blind})
      for blind in (0.0, np.nan)],
    *[Row(AttentionWeights, ((2, 3, 9, 5), (2, 3, 11, 5), whole(3, *mask) > 0), {"scale": 0.3})
      for mask in ((2, 1, 1, 11), (9, 11), (3, 9, 1), (2, 3, 9, 11))],
    Row(AttentionWeights, ((3, 9, 5), (3, 1100, 5), whole(3, 9, 1100) > 0), {"scale": 0.3}),
    Row(AttentionWeights, ((9, 5), (11, 5), whole(3, 9, 11) > 2), {"scale": 0.3, "blind": np.nan}),  # sees nothing
    Row(AttentionWeights, ((2, 3, 9, 5), (2, 3, 11, 5), (3, 1, 11)), {"scale": 0.3}, "forward"),
    *[Row(op, ((n, c, *s), *wb), group_norm((n, c, *s), g, op))
      for n, c, s, g, op in ((2, 6, (5, 7), 3, GroupNorm), (3, 4, (300,), 2, GroupNorm), (5, 6, (), 2, GroupNorm),
                             (3, 4, (5, 3), 4, InstanceNorm))
      for wb in (((c,), (c,)), (None, None))],
    Row(GroupNorm, ((2, 4, 3, 5), (4,), None), group_norm((2, 4, 3, 5), 2, GroupNorm), far=30.0),
    Row(AttentionWeights, ((6, 5), (4, 5), None), {"scale": 0.3, "causal": True}),
    Row(Lstm, ((12, 7), (20, 7), (20, 5), (20,), (20,), (4, 5), (4, 5), None), {"sizes": (4, 4, 4)}),
    Row(Lstm, ((3, 2), (4, 2), (4, 1), None, None, (3, 1), (3, 1), None), {"sizes": (3,)}),
    Row(ScatterItem, ((40, 7),), {"shape": (9, 7), "index": whole(9, 40, low=-9)}, "forward"),
    Row(ScatterItem, ((5, 6, 3, 2),), {"shape": (300, 3, 2), "index": whole(300, 5, 6)}, "forward"),
    Row(ScatterItem, ((40,),), {"shape": (9,), "index": whole(9, 40)}, "forward"),
    Row(AddPlane, ((2, 3, 5, 4), whole(42, 2, 3, 5, 4)), {"shape": (2, 3, 6, 7)}, "forward"),
    Row(MaxPool, ((2, 3, 9, 8),), pool((2, 3), (2, 1), (0, 0), (4, 6)), "forward"),
    Row(MaxPool, ((2, 3, 9, 8),), pool((3, 3), (2, 2), (1, 1), (5, 4)), "forward"),
    Row(MaxPool, (TIES,), pool((3, 3), (2, 2), (1, 1), (5, 4)), "forward"),
    Row(MaxPool, ((2, 3, 10),), pool((2,), (1,), (0,), (8,), dilation=(2,)), "forward"),
    *[Row(AvgPool, ((2, 3, 9, 8),), mean((3, 2), (2, 2), (1, 1), (5, 5), count, divisor), "forward")
      for count, divisor in ((True, None), (False, None), (False, 7))],
    Row(AvgPool, ((2, 3, 10),), mean((4,), (3,), (0,), (3,)), "forward"),
    *[Row(AvgUnpool, ((2, 3, 5, 5),), {"x_shape": (2, 3, 9, 8)} | mean((3, 2), (2, 2), (1, 1), (5, 5), *how), "forward")
      for how in ((True, None), (False, None), (False, 7))],
    Row(AvgUnpool, ((2, 3, 3),), {"x_shape": (2, 3, 14), **mean((2,), (4,), (0,), (3,))}, "forward"),
    *[Row(AdaptiveAvgPool, ((2, 3, *size),), {"out": out}, "forward") for size, out in DIVIDED],
    *[Row(AdaptiveAvgUnpool, ((2, 3, *out),), {"size": size}, "forward") for size, out in DIVIDED],
]  # fmt: skip
