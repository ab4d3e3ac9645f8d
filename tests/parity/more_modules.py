"""Modules that PyTorch's module database leaves out, with samples of our own in its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.testing._internal.common_modules import FunctionInput, ModuleInfo, ModuleInput


def made(*args: Any, **kwargs: Any) -> FunctionInput:
    return FunctionInput(*args, **kwargs)


class Draw:
    """Random inputs of one sample."""

    def __init__(self, dtype: torch.dtype) -> None:
        self.dtype = dtype

    def x(self, *shape: int, low: float = -2.0, high: float = 2.0) -> torch.Tensor:
        return torch.empty(shape, dtype=self.dtype).uniform_(low, high).requires_grad_()

    def n(self, high: int, *shape: int) -> torch.Tensor:
        return torch.randint(high, shape)


Rows = Callable[[Draw], list[tuple[FunctionInput, FunctionInput]]]  # (for the constructor, for forward)


def info(cls: type, rows: Rows) -> ModuleInfo:
    def samples(module_info: Any, device: Any, dtype: Any, requires_grad: bool, training: bool) -> list[ModuleInput]:
        return [ModuleInput(constructor, inputs) for constructor, inputs in rows(Draw(dtype))]

    # In training Dropout is random; what it does there is tested by its statistics.
    return ModuleInfo(cls, module_inputs_func=samples)


def pooled(*shape: int) -> Callable[[Draw], FunctionInput]:
    """What MaxUnpool takes: values and where MaxPool found them."""
    pool = (nn.functional.max_pool1d, nn.functional.max_pool2d, nn.functional.max_pool3d)[len(shape) - 3]

    def inputs(d: Draw) -> FunctionInput:
        y, indices = pool(d.x(*shape), 2, return_indices=True)
        return made(y.detach().requires_grad_(), indices)

    return inputs


def bags(d: Draw) -> list[tuple[FunctionInput, FunctionInput]]:
    offsets = torch.tensor([0, 2, 2, 5])
    flat, rows = d.n(7, 6), d.n(7, 3, 4)
    return [
        (made(7, 3), made(rows)),
        (made(7, 3, mode="sum"), made(flat, offsets)),
        (made(7, 3, mode="max"), made(flat, offsets)),
        (made(7, 3, mode="mean", padding_idx=-2), made(flat, offsets)),
        (made(7, 3, mode="sum", include_last_offset=True), made(flat, torch.tensor([0, 2, 6]))),
        (made(7, 3, mode="sum"), made(rows, per_sample_weights=d.x(3, 4))),
        (made(7, 3, max_norm=1.0, norm_type=1.0), made(rows)),
    ]


MORE = [
    info(nn.AdaptiveLogSoftmaxWithLoss, lambda d: [
        (made(8, 20, [5, 10], 2.0), made(d.x(6, 8), torch.tensor([0, 4, 5, 9, 12, 19]))),
        (made(8, 20, [5], 2.0, head_bias=True), made(d.x(6, 8), torch.tensor([0, 4, 5, 9, 12, 19]))),
        (made(8, 20, [5, 10], 2.0), made(d.x(8), torch.tensor(12))),
        (made(8, 20, [5, 10], 2.0), made(d.x(2, 8), torch.tensor([1, 0]))),
    ]),
    info(nn.ChannelShuffle, lambda d: [(made(2), made(d.x(2, 4, 3, 3))), (made(3), made(d.x(1, 6, 5)))]),
    info(nn.CosineSimilarity, lambda d: [
        (made(), made(d.x(3, 4), d.x(3, 4))), (made(dim=0, eps=1.0), made(d.x(3, 4), d.x(3, 1))),
    ]),
    info(nn.DataParallel, lambda d: [(made(nn.Identity()), made(d.x(3, 2)))]),
    *(info(cls, lambda d: [(made(0.0), made(d.x(2, 3))), (made(1.0), made(d.x(2, 3)))])
      for cls in (nn.Dropout, nn.Dropout1d, nn.AlphaDropout, nn.FeatureAlphaDropout)),
    info(nn.Dropout2d, lambda d: [(made(0.0, inplace=True), made(d.x(2, 3, 2, 2).detach()))]),
    info(nn.Dropout3d, lambda d: [(made(0.0), made(d.x(2, 3, 2, 2, 2)))]),
    info(nn.Embedding, lambda d: [
        (made(5, 3, padding_idx=-1), made(d.n(5, 2, 3))),
        (made(5, 3, max_norm=1.0, norm_type=1.0), made(d.n(5, 4))),
        (made(5, 3, scale_grad_by_freq=True, _freeze=False), made(d.n(5, 9))),
    ]),
    info(nn.EmbeddingBag, bags),
    info(nn.Flatten, lambda d: [(made(), made(d.x(2, 3, 4))), (made(0, 1), made(d.x(2, 3, 4)))]),
    info(nn.Fold, lambda d: [
        (made((4, 5), 2), made(d.x(2, 8, 12))), (made(5, (2, 3), 1, 1, 2), made(d.x(12, 9))),
    ]),
    info(nn.Unfold, lambda d: [(made(2), made(d.x(2, 2, 4, 5))), (made((2, 3), 1, 1, 2), made(d.x(2, 5, 5)))]),
    info(nn.Hardsigmoid, lambda d: [(made(), made(d.x(3, 4, low=-5, high=5))), (made(True), made(d.x(2).detach()))]),
    info(nn.Identity, lambda d: [(made(3, a=4), made(d.x(2)))]),
    *(info(cls, lambda d, shape=shape: [(made(), made(d.x(*shape))), (made(1e-3, None, False), made(d.x(*shape)))])
      for cls, shape in ((nn.LazyBatchNorm1d, (4, 3)), (nn.LazyBatchNorm2d, (4, 3, 2, 2)),
                         (nn.LazyBatchNorm3d, (4, 3, 2, 2, 2)), (nn.LazyInstanceNorm1d, (4, 3, 5)),
                         (nn.LazyInstanceNorm2d, (4, 3, 2, 2)), (nn.LazyInstanceNorm3d, (4, 3, 2, 2, 2)))),
    info(nn.LazyLinear, lambda d: [(made(3), made(d.x(2, 4))), (made(3, bias=False), made(d.x(4)))]),
    info(nn.MaxUnpool1d, lambda d: [(made(2), pooled(2, 3, 8)(d))]),
    info(nn.MaxUnpool2d, lambda d: [
        (made(2, 2), pooled(2, 3, 4, 6)(d)),
        (made(2), made(*pooled(2, 3, 5, 7)(d).args, output_size=(5, 7))),
    ]),
    info(nn.MaxUnpool3d, lambda d: [(made((2, 2, 2)), pooled(1, 2, 4, 4, 4)(d))]),
    info(nn.NLLLoss2d, lambda d: [(made(), made(d.x(2, 3, 4, 4), d.n(3, 2, 4, 4)))]),
    info(nn.PairwiseDistance, lambda d: [
        (made(), made(d.x(3, 4), d.x(3, 4))), (made(1.0, 0.1, keepdim=True), made(d.x(3, 4), d.x(4))),
    ]),
    info(nn.PixelShuffle, lambda d: [(made(2), made(d.x(2, 8, 3, 3)))]),
    info(nn.PixelUnshuffle, lambda d: [(made(2), made(d.x(2, 2, 4, 6)))]),
    info(nn.RReLU, lambda d: [(made(0.25, 0.25), made(d.x(3, 4)))]),
    info(nn.SyncBatchNorm, lambda d: [(made(3), made(d.x(4, 3))), (made(3, 1e-3, 0.3, False), made(d.x(4, 3, 2)))]),
    info(nn.TripletMarginLoss, lambda d: [
        (made(), made(d.x(4, 3), d.x(4, 3), d.x(4, 3))),
        (made(0.5, 1.0, 1e-3, True, reduction="none"), made(d.x(4, 3), d.x(4, 3), d.x(4, 3))),
    ]),
    info(nn.TripletMarginWithDistanceLoss, lambda d: [
        (made(), made(d.x(4, 3), d.x(4, 3), d.x(4, 3))),
        (made(margin=0.5, swap=True, reduction="sum"), made(d.x(4, 3), d.x(4, 3), d.x(4, 3))),
    ]),
    info(nn.Unflatten, lambda d: [(made(1, (2, -1)), made(d.x(2, 6))), (made(-1, [3, 2]), made(d.x(2, 6)))]),
    info(nn.Upsample, lambda d: [
        (made(scale_factor=2), made(d.x(2, 3, 4))), (made((5, 6)), made(d.x(2, 3, 4, 4))),
        (made(scale_factor=(2, 1.5), mode="bilinear", align_corners=False), made(d.x(2, 3, 4, 4))),
        (made(5, mode="bicubic"), made(d.x(2, 3, 4, 4))),
    ]),
    info(nn.UpsamplingBilinear2d, lambda d: [(made(5), made(d.x(2, 3, 4, 4)))]),
    info(nn.UpsamplingNearest2d, lambda d: [(made(scale_factor=2), made(d.x(2, 3, 4, 4)))]),
    info(nn.Conv2d, lambda d: [
        (made(4, 6, (3, 2), 2, (1, 2), 1, 2, False, mode), made(d.x(2, 4, 7, 6)))
        for mode in ("reflect", "replicate", "circular")
    ] + [(made(4, 6, 2, padding="same", padding_mode="reflect"), made(d.x(2, 4, 7, 6)))]),
    info(nn.ConvTranspose2d, lambda d: [
        (made(4, 6, 3, 2, 1, 1, 2, False, 2), made(d.x(2, 4, 5, 5))),
        (made(4, 6, 3, stride=2), made(d.x(2, 4, 5, 5), output_size=(12, 11))),
    ]),
]  # fmt: skip
