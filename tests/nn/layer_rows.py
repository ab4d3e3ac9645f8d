"""Layers and inputs for them. What PyTorch answers is kept in layers.json, so that the comparison needs no PyTorch.

python -m tests.nn.record       writes the answers anew from the installed PyTorch
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

RECORD = Path(__file__).parent / "layers.json"


def drawn(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    return np.random.default_rng(seed + 7 * sum(shape)).uniform(-2, 2, shape)


def share(*shape: int, seed: int = 0) -> np.ndarray[Any, Any]:
    """Probabilities."""
    return np.random.default_rng(seed + 7 * sum(shape)).uniform(0.05, 0.95, shape)


def signs(*shape: int) -> np.ndarray[Any, Any]:
    return np.where(np.arange(np.prod(shape)).reshape(shape) % 3, 1.0, -1.0)


def ints(high: int, *shape: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng(high + 7 * sum(shape)).integers(0, high, shape)


_LINE, _IMAGE, _VOLUME = drawn(2, 4, 6), drawn(2, 4, 6, 5), drawn(2, 4, 4, 4, 3)
_TABLE, _OTHER = drawn(4, 3), drawn(4, 3, seed=1)
_BY_AXES = {1: _LINE, 2: _IMAGE, 3: _VOLUME}

Row = tuple[str, tuple[Any, ...]]  # (how the layer is made, its inputs)

ROWS: list[Row] = [
    *((f"nn.{name}", (drawn(3, 4),)) for name in (
        "ReLU()", "ReLU6()", "LeakyReLU(0.2)", "PReLU()", "PReLU(4, 0.1)", "Hardtanh(-0.5, 1.5)",
        "Threshold(0.1, -3.0)", "Hardsigmoid()", "Hardswish()", "Hardshrink(0.7)", "Softshrink()", "ELU(0.5)",
        "CELU(2.0)", "SELU()", "SiLU()", "Mish()", "GELU()", "GELU('tanh')", "Softplus(2.0, 1.0)", "GLU()", "Tanh()",
        "Sigmoid()", "LogSigmoid()", "Softsign()", "Tanhshrink()", "Softmax(0)", "LogSoftmax(1)", "Softmin(1)",
        "RReLU(0.1, 0.3).eval()", "Dropout(0.3).eval()", "AlphaDropout(0.3).eval()", "Linear(4, 2)", "LazyLinear(2)",
        "LayerNorm(4)", "RMSNorm(4)", "BatchNorm1d(4).eval()", "BatchNorm1d(4, momentum=None, affine=False)",
        "BatchNorm1d(4, track_running_stats=False)", "LazyBatchNorm1d()", "SyncBatchNorm(4, bias=False)",
    )),
    ("nn.Bilinear(3, 4, 2)", (_TABLE, drawn(4, 4))),
    *((text.format(n), (x,)) for n, x in _BY_AXES.items() for text in (
        "nn.Conv{}d(4, 6, 3, padding=1, groups=2)", "nn.Conv{}d(4, 2, 3, padding='same', padding_mode='reflect')",
        "nn.Conv{}d(4, 2, 2, stride=2, padding=1, padding_mode='circular', bias=False)",
        "nn.ConvTranspose{}d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2)",
        "nn.LazyConv{}d(2, 2)", "nn.LazyConvTranspose{}d(2, 2)", "nn.MaxPool{}d(2)", "nn.AvgPool{}d(2, padding=1)",
        "nn.LPPool{}d(2, 2)", "nn.AdaptiveAvgPool{}d(2)", "nn.AdaptiveMaxPool{}d(2)", "nn.ConstantPad{}d(1, 2.5)",
        "nn.ZeroPad{}d(2)", "nn.ReflectionPad{}d(1)", "nn.ReplicationPad{}d(2)", "nn.CircularPad{}d(1)",
        "nn.BatchNorm{}d(4)", "nn.LazyBatchNorm{}d(affine=False)", "nn.InstanceNorm{}d(4)",
        "nn.InstanceNorm{}d(4, affine=True, track_running_stats=True)", "nn.LazyInstanceNorm{}d()",
        "nn.Dropout{}d(0.4).eval()",
    )),
    *((text, (_IMAGE,)) for text in (
        "nn.GroupNorm(2, 4)", "nn.LocalResponseNorm(3, 0.1)", "nn.Upsample(scale_factor=2)", "nn.Softmax2d()",
        "nn.PixelShuffle(2)", "nn.ChannelShuffle(2)", "nn.Upsample((9, 4), mode='bilinear', align_corners=True)",
        "nn.UpsamplingNearest2d(scale_factor=2)", "nn.UpsamplingBilinear2d(size=7)", "nn.Unfold(2, stride=2)",
        "nn.Flatten()",
    )),
    ("nn.MaxUnpool2d(2)", (share(1, 1, 2, 2), np.array([[[[0, 3], [9, 14]]]]))),
    ("nn.PixelUnshuffle(2)", (drawn(1, 2, 4, 6),)),
    ("nn.Fold((4, 5), 2)", (drawn(2, 8, 12),)),
    ("nn.Unflatten(1, (2, -1))", (_LINE,)), ("nn.Identity(3)", (_LINE,)),
    ("nn.Embedding(5, 3, padding_idx=0)", (ints(5, 2, 3),)),
    ("nn.Embedding(5, 3, max_norm=1.0)", (ints(5, 4),)),
    ("nn.EmbeddingBag(7, 3)", (ints(7, 3, 4),)),
    ("nn.EmbeddingBag(7, 3, mode='sum', padding_idx=2)", (ints(7, 6), np.array([0, 2, 2]))),
    ("nn.EmbeddingBag(7, 3, mode='max', include_last_offset=True)", (ints(7, 6), np.array([0, 4, 6]))),
    ("nn.CosineSimilarity()", (_TABLE, _OTHER)), ("nn.PairwiseDistance(1.0)", (_TABLE, _OTHER)),
    *((f"nn.{name}", (_TABLE, _OTHER)) for name in (
        "L1Loss()", "MSELoss(reduction='sum')", "SmoothL1Loss(beta=0.5)", "HuberLoss('none', 2.0)",
    )),
    ("nn.PoissonNLLLoss(full=True)", (_TABLE, 3 * share(4, 3))),
    ("nn.GaussianNLLLoss(full=True)", (_TABLE, _OTHER, share(4, 3))),
    ("nn.NLLLoss()", (drawn(4, 3), ints(3, 4))), ("nn.CrossEntropyLoss(label_smoothing=0.1)", (_TABLE, ints(3, 4))),
    ("nn.LinearCrossEntropyLoss(3, 5)", (_TABLE, ints(5, 4))),
    ("nn.AdaptiveLogSoftmaxWithLoss(8, 9, [3, 6], 2.0)", (drawn(5, 8), np.array([0, 8, 3, 2, 5]))),
    ("nn.BCELoss()", (share(4, 3), share(4, 3, seed=1))), ("nn.BCEWithLogitsLoss()", (_TABLE, share(4, 3))),
    ("nn.KLDivLoss(reduction='batchmean')", (_TABLE, share(4, 3))),
    ("nn.CTCLoss()", (drawn(6, 2, 4), np.array([[1, 2], [3, 3]]), np.array([6, 5]), np.array([2, 2]))),
    ("nn.SoftMarginLoss()", (_TABLE, signs(4, 3))), ("nn.MultiLabelSoftMarginLoss()", (_TABLE, share(4, 3))),
    ("nn.MultiMarginLoss(p=2)", (_TABLE, ints(3, 4))),
    ("nn.MultiLabelMarginLoss()", (_TABLE, np.array([[0, 2, -1], [1, -1, 0], [2, 1, 0], [-1, 0, 0]]))),
    ("nn.HingeEmbeddingLoss()", (_TABLE, signs(4, 3))),
    ("nn.CosineEmbeddingLoss(0.2)", (_TABLE, _OTHER, signs(4))),
    ("nn.MarginRankingLoss(0.2)", (drawn(4), drawn(4, seed=1), signs(4))),
    ("nn.TripletMarginLoss()", (_TABLE, _OTHER, drawn(4, 3, seed=2))),
    ("nn.TripletMarginWithDistanceLoss(swap=True)", (_TABLE, _OTHER, drawn(4, 3, seed=2))),
]  # fmt: skip


def answer(torch: Any, row: Row) -> dict[str, Any]:
    """What a layer prints, holds and computes, its parameters set to numbers that are always the same.

    Of an array two numbers are kept: its sum, and its sum weighted by cosines, which notices every change of order.
    """
    text, arrays = row
    layer = eval(text, {"nn": torch.nn}).double()
    printed = repr(layer)
    first_only = "Loss" in text  # the rest are targets
    xs = [torch.tensor(x, requires_grad=x.dtype.kind == "f" and not (i and first_only)) for i, x in enumerate(arrays)]
    if "Lazy" in text:
        layer(*xs)
    for i, (name, value) in enumerate(layer.state_dict().items()):
        if value.dtype == torch.float64:
            numbers = drawn(*value.shape, seed=i)
            value.copy_(torch.tensor(np.abs(numbers) if name == "running_var" else numbers))
    y = layer(*xs)
    ys = [t for t in (y if isinstance(y, tuple) else (y,)) if t.requires_grad]
    if ys:
        sum((t * weights(torch, t)).sum() for t in ys).backward()
    leaves = {**{str(i): x for i, x in enumerate(xs)}, **dict(layer.named_parameters())}
    return {
        "repr": printed,
        "outputs": [summed(torch, t) for t in (y if isinstance(y, tuple) else (y,))],
        "state": {name: summed(torch, value) for name, value in layer.state_dict().items()},
        "gradients": {name: summed(torch, x.grad) for name, x in leaves.items() if x.grad is not None},
    }


def weights(torch: Any, t: Any) -> Any:
    return torch.tensor(np.cos(np.arange(t.numel())).reshape(tuple(t.shape)))


def summed(torch: Any, t: Any) -> list[Any]:
    t = t.detach()
    return [str(t.dtype), list(t.shape), float(t.sum()), float((t * weights(torch, t)).sum())]
