"""Dropout as layers. Source: Srivastava et al. 2014, JMLR 15."""

from __future__ import annotations

from typing import Any

from autograd_lab.nn import functional as F
from autograd_lab.nn.functional.noise import check_probability
from autograd_lab.nn.module import Module
from autograd_lab.nn.text import options
from autograd_lab.tensor import Tensor


class _DropoutNd(Module):
    """In training something is dropped with probability ``p``; in evaluation nothing happens."""

    _drop: Any

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        self.p = check_probability(p)
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return self._drop(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return options(self, "p", "inplace")


class Dropout(_DropoutNd):
    """In training each element becomes 0 with probability ``p``, the others grow by 1/(1-p); in evaluation nothing
    happens."""

    _drop = staticmethod(F.dropout)


class Dropout1d(_DropoutNd):
    """Drops whole channels of sequences (N, C, L): neighbours in a channel tell almost the same."""

    _drop = staticmethod(F.dropout1d)


class Dropout2d(_DropoutNd):
    """Drops whole channels of images (N, C, H, W). Source: Tompson et al. 2015, arXiv:1411.4280."""

    _drop = staticmethod(F.dropout2d)


class Dropout3d(_DropoutNd):
    """Drops whole channels of volumes (N, C, D, H, W)."""

    _drop = staticmethod(F.dropout3d)


class AlphaDropout(_DropoutNd):
    """Dropout for SELU: what is dropped takes SELU's lowest value, and mean and variance stay as they were.

    ``inplace`` changes nothing, as in PyTorch. Source: Klambauer et al. 2017, arXiv:1706.02515.
    """

    def forward(self, input: Tensor) -> Tensor:
        return F.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(_DropoutNd):
    """AlphaDropout of whole channels."""

    def forward(self, input: Tensor) -> Tensor:
        return F.feature_alpha_dropout(input, self.p, self.training)
