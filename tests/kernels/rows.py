"""What each kernel is tested on: one row per way through it, large enough for it to take the work."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.ops.activation import LogSoftmax, Relu, Sigmoid, Softmax, Tanh
from autograd_lab.ops.attention import AttentionWeights
from autograd_lab.ops.base import Op
from autograd_lab.ops.convolution import Conv, ConvInput, ConvTranspose, ConvWeight
from autograd_lab.ops.embedding import BagSum, Embedding
from autograd_lab.ops.gated import Gelu, Silu
from autograd_lab.ops.gru import Gru
from autograd_lab.ops.indexing import ScatterItem
from autograd_lab.ops.linalg.norms import VectorNorm
from autograd_lab.ops.loss import NllLoss
from autograd_lab.ops.lstm import Lstm
from autograd_lab.ops.normalization import BatchNorm, GroupNorm, InstanceNorm, LayerNorm
from autograd_lab.ops.pooling import AdaptiveAvgPool, AdaptiveAvgUnpool, AdaptiveMaxPool, MaxPool
from autograd_lab.ops.rectifier import LeakyRelu
from autograd_lab.ops.variance import VarMean


@dataclass(frozen=True)
class Row:
    """An op on random numbers of these shapes (None: no such input; an array is one itself). ``taken``: what of it a
    kernel does in NumPy, ``loops``: and what one of compiled loops."""

    op: type[Op]
    shapes: tuple[Any, ...]
    params: dict[str, Any] = field(default_factory=dict)
    taken: str = "forward backward"
    loops: str = ""
    scale: float = 1.0  # of the numbers
    far: float = 0.0  # what is added to those of the first input
    dtypes: str = "fd"

    def __str__(self) -> str:
        shapes = tuple([s.shape if isinstance(s, np.ndarray) else s for s in self.shapes])
        return f"{self.op.__name__}{shapes}{' far' if self.far else ''}"


def conv(stride: Any = (1, 1), padding: Any = (0, 0), dilation: Any = None) -> dict[str, Any]:
    return {"stride": stride, "padding": padding, "dilation": dilation or (1,) * len(stride), "groups": 1}


def norm(view: Any, affine: Any, axes: Any) -> dict[str, Any]:
    return {"view": view, "affine": affine, "axes": axes, "eps": 1e-5}


def pool(kernel: Any, stride: Any, dilation: Any, out: Any) -> dict[str, Any]:
    return {"kernel": kernel, "stride": stride, "padding": (0,) * len(kernel), "dilation": dilation, "out": out}


def nll(reduction: str, ignored: int, weighted: bool) -> Row:
    labels = np.random.default_rng(0).integers(0, 30, 200)
    shapes = (200, 30), labels, (30,) if weighted else None
    return Row(NllLoss, shapes, {"ignore_index": ignored, "reduction": reduction}, "forward")


PLACES = np.random.default_rng(0).integers(0, 900, 700)
SIX_TIMES = {"sizes": (10,) * 6}
SMALL = (20, 30, 7, 6)
IMAGES, LINES, PLANES = (3, 8, 20, 17), (5, 4, 300), (6, 10, 9, 11)
SAME = conv((1, 1), (1, 1))
TWICE = "forward", "forward"  # taken by either library
BOTH = "forward backward"
ROWS = [
    Row(Conv, (IMAGES, (8, 8, 3, 3), (8,)), SAME, *TWICE),  # the kernel's rows outside
    Row(Conv, (IMAGES, (16, 8, 3, 2), None), conv(padding=(1, 0)), *TWICE),  # and inside
    Row(Conv, (IMAGES, (5, 8, 1, 1), (5,)), conv(), *TWICE),
    Row(Conv, (IMAGES, (6, 8, 4, 4), (6,)), conv((2, 2), (1, 1)), "forward"),
    Row(Conv, ((3, 8, 20, 16), (6, 8, 2, 2), (6,)), conv((2, 2), (0, 0)), "forward"),
    Row(Conv, (LINES, (6, 4, 5), (6,)), conv((1,), (2,)), *TWICE),
    Row(Conv, (LINES, (6, 4, 3), (6,)), conv((3,), (0,)), "forward"),
    Row(ConvInput, ((3, 8, 20, 17), (8, 4, 3, 3)), {"x_shape": (3, 4, 20, 17), **SAME}, *TWICE),
    Row(ConvInput, ((3, 8, 20, 17), (8, 4, 4, 4)), {"x_shape": (3, 4, 41, 34), **conv((2, 2), (1, 1))}, *TWICE),
    Row(ConvTranspose, ((3, 8, 20, 17), (8, 4, 4, 4), (4,)), {"x_shape": (3, 4, 40, 34), **conv((2, 2), (1, 1))}, ""),
    Row(ConvWeight, (IMAGES, (3, 6, 20, 17)), {"w_shape": (6, 8, 3, 3), **SAME}, *TWICE),
    Row(ConvWeight, (IMAGES, (3, 16, 20, 17)), {"w_shape": (16, 8, 3, 3), **SAME}, *TWICE),
    Row(ConvWeight, (LINES, (5, 6, 300)), {"w_shape": (6, 4, 5), **conv((1,), (2,))}, *TWICE),
    Row(Conv, (SMALL, (5, 30, 3, 3), (5,)), SAME, *TWICE),  # the images as the last axis
    Row(Conv, (SMALL, (5, 30, 4, 2), None), conv((2, 1), (1, 0)), "forward"),
    Row(Conv, ((20, 40, 9), (5, 40, 3), (5,)), conv((2,), (1,)), "forward"),
    Row(ConvInput, ((20, 6, 7, 6), (6, 30, 3, 3)), {"x_shape": SMALL, **SAME}, *TWICE),
    Row(ConvInput, ((20, 20, 4, 3), (20, 3, 3, 3)), {"x_shape": (20, 3, 8, 6), **conv((2, 2), (1, 1))}, "forward"),
    Row(ConvWeight, (SMALL, (20, 6, 7, 6)), {"w_shape": (6, 30, 3, 3), **SAME}, *TWICE),
    Row(Conv, ((3, 8, 41, 34), (6, 8, 3, 5), (6,)), conv((2, 3), (1, 2)), "", "forward"),  # a kernel of 1.5 strides
    Row(Conv, ((3, 8, 45, 34), (6, 8, 1, 1), None), conv((2, 2), (0, 0)), "", "forward"),  # places that no tap meets
    Row(Conv, ((3, 8, 30, 34), (9, 8, 3, 3), None), conv((2, 1), (2, 3), (3, 2)), "", "forward"),
    Row(Conv, ((1, 4, 64, 40), (5, 4, 3, 3), (5,)), SAME, "", "forward"),  # in strips
    Row(Conv, ((4, 1, 28, 28), (6, 1, 5, 5), (6,)), conv((1, 1), (2, 2)), "", "forward"),
    Row(ConvInput, ((3, 8, 20, 17), (8, 4, 3, 4)), {"x_shape": (3, 4, 38, 35), **conv((2, 2), (2, 1))}, "", "forward"),
    Row(ConvInput, ((3, 8, 20, 17), (8, 4, 1, 3)), {"x_shape": (3, 4, 40, 35), **conv((2, 2), (0, 0))}, "", "forward"),
    Row(ConvWeight, ((18, 3, 9, 8), (18, 5, 9, 8)), {"w_shape": (5, 3, 3, 3), **SAME}, "", "forward"),
    Row(ConvWeight, ((2, 4, 64, 40), (2, 5, 64, 40)), {"w_shape": (5, 4, 3, 3), **SAME}, "", "forward"),
    Row(Conv, ((4, 24, 17, 10), (29, 24, 3, 3), (29,)), SAME, "", "forward"),  # two rows at a time
    Row(Conv, ((9, 24, 9, 8), (24, 24, 3, 2), None), conv(padding=(2, 1)), "", "forward"),  # of some images
    Row(Conv, ((5, 24, 16, 14), (25, 24, 3, 4), (25,)), conv(padding=(0, 0)), "", "forward"),
    Row(ConvInput, ((5, 24, 15, 10), (24, 27, 3, 3)), {"x_shape": (5, 27, 15, 10), **SAME}, "", "forward"),
    Row(ConvInput, ((5, 24, 13, 8), (24, 25, 3, 4)), {"x_shape": (5, 25, 15, 11), **conv()}, "", "forward"),
    Row(Gelu, ((70, 300),), scale=3.0, dtypes="f", loops=BOTH),
    Row(Relu, ((70, 300),), taken="", loops=BOTH),
    Row(LeakyRelu, ((70, 300),), {"slope": 0.1}, "", loops=BOTH),
    Row(Sigmoid, ((70, 300),), taken="", loops=BOTH, scale=30.0),
    Row(Tanh, ((70, 300),), taken="", loops="backward"),
    Row(Silu, ((70, 300),), taken="", loops=BOTH, scale=30.0),
    Row(Softmax, ((90, 4, 30),), {"axis": -1}, "", loops=BOTH, scale=9.0),
    Row(LogSoftmax, ((90, 4, 30),), {"axis": 2}, "", loops=BOTH, scale=9.0),
    Row(LayerNorm, ((90, 100), (100,), (100,)), norm((90, 100), (100,), (1,)), loops=BOTH),
    Row(LayerNorm, ((90, 100), (100,), (100,)), norm((90, 100), (100,), (1,)), loops=BOTH, far=30.0),
    Row(LayerNorm, ((90, 4, 30), None, None), norm((90, 4, 30), (4, 30), (1, 2)), loops=BOTH),
    Row(BatchNorm, (PLANES, (10,), (10,)), norm(PLANES, (1, 10, 1, 1), (0, 2, 3)), loops=BOTH),
    Row(BatchNorm, (PLANES, (10,), (10,)), norm(PLANES, (1, 10, 1, 1), (0, 2, 3)), loops=BOTH, far=30.0),
    Row(BatchNorm, ((6, 10, 99), None, None), norm((6, 10, 99), (1, 10, 1), (0, 2)), loops=BOTH),
    Row(GroupNorm, (PLANES, (10,), (10,)), norm((6, 5, 2, 99), (1, 5, 2, 1), (2, 3)), "", loops=BOTH),
    Row(InstanceNorm, (PLANES, (10,), (10,)), norm(PLANES, (1, 10, 1, 1), (2, 3)), "", loops=BOTH),
    Row(VarMean, (PLANES,), {"axis": (0, 2, 3), "correction": 1}, "forward", loops="forward"),
    Row(AttentionWeights, ((9, 4, 20, 8), (9, 4, 30, 8), None), {"scale": 0.3}, loops=BOTH),
    Row(AttentionWeights, ((9, 4, 20, 8), (9, 4, 20, 8), None), {"scale": 0.3, "causal": True}, loops=BOTH),
    Row(AttentionWeights, ((90, 20, 8), (90, 10, 8), None), {"scale": -2.0, "causal": True}, "", loops=BOTH, scale=9.0),
    Row(AttentionWeights, ((100, 8), (100, 8), None), {"scale": 0.3}, loops=BOTH),
    Row(AttentionWeights, ((9, 4, 20, 8), (9, 4, 20, 8), (9, 1, 1, 20)), {"scale": 0.3}, "", loops="forward"),
    Row(Lstm, ((60, 7), (32, 7), (32, 8), (32,), (32,), (10, 8), (10, 8), None), SIX_TIMES, dtypes="f", loops=BOTH),
    Row(Lstm, ((60, 7), (36, 7), (36, 9), None, (36,), (10, 9), (10, 9), None), SIX_TIMES, dtypes="f", loops=BOTH),
    Row(Gru, ((60, 7), (24, 7), (24, 8), (24,), (24,), (10, 8)), SIX_TIMES, "", loops=BOTH),
    Row(Gru, ((60, 7), (27, 7), (27, 9), (27,), None, (10, 9)), SIX_TIMES, "", loops=BOTH),
    Row(ScatterItem, ((700, 30),), {"shape": (900, 30), "index": PLACES}, "forward", "forward", dtypes="f"),
    Row(ScatterItem, ((350, 2, 30),), {"shape": (40, 30), "index": PLACES.reshape(350, 2) % 40}, "", "forward"),
    Row(Embedding, ((900, 30), None), {"index": PLACES.reshape(350, 2)}, "", "forward", dtypes="f"),
    Row(MaxPool, (IMAGES,), pool((2, 2), (2, 2), (1, 1), (10, 8)), "forward"),
    Row(MaxPool, ((8, 8, 20, 17),), pool((2, 2), (2, 2), (1, 1), (10, 8)), "forward", loops="backward"),
    Row(MaxPool, ((8, 8, 20, 18),), pool((2, 2), (2, 2), (1, 1), (10, 9)), "forward", loops=BOTH),
    Row(MaxPool, ((8, 8, 20, 17),), pool((3, 3), (1, 1), (1, 1), (18, 15)), "forward", loops=BOTH),
    Row(MaxPool, ((8, 8, 300),), pool((4,), (3,), (2,), (98,)), "forward", loops=BOTH),
    Row(AdaptiveMaxPool, ((8, 8, 20, 17),), {"out": (9, 11)}, "", loops="backward"),
    Row(MaxPool, (IMAGES,), pool((3, 2), (2, 1), (2, 3), (8, 14)), "forward"),  # windows that overlap, with gaps
    Row(MaxPool, (LINES,), pool((4,), (3,), (1,), (99,)), "forward"),
    Row(AdaptiveAvgPool, (IMAGES,), {"out": (1, 1)}, "forward"),
    Row(AdaptiveAvgUnpool, ((6, 10, 1, 1),), {"size": (9, 11)}, "forward"),
    Row(VectorNorm, ((90, 100),), {"p": 2}, "", "forward", dtypes="f"),
    nll("mean", -100, False),
    nll("mean", 3, True),
    nll("sum", 3, False),
    nll("none", 3, True),
    Row(BagSum, ((400, 30), (400,)), {"bag": np.repeat(np.arange(8), 50), "bags": 8}, "forward"),
    Row(BagSum, ((800, 30), None), {"bag": np.repeat(np.arange(8), 100), "bags": 8}, "forward", "backward", dtypes="f"),
]  # fmt: skip
