"""Instance normalization as layers. Source: Ulyanov et al. 2016, arXiv:1607.08022."""

from __future__ import annotations

import warnings
from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.i18n import tr
from autograd_lab.nn import functional as F
from autograd_lab.nn.modules.batchnorm import _LazyNormBase, _NormBase
from autograd_lab.tensor import Tensor


class _InstanceNorm(_NormBase):
    """Each channel of each sample brought to mean 0 and variance 1; weight and bias only if ``affine``.

    It takes one sample or a batch. ValueError for other numbers of dims, and for channels that are not as many as
    weight and bias; without these two only a warning.
    """

    def __init__(self, num_features: int, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = False,
                 track_running_stats: bool = False, device: Any = None, dtype: Any = None, *,
                 bias: bool = True) -> None:  # fmt: skip
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        single = input.ndim == self.dims[0]
        dim = 0 if single else 1
        if input.shape[dim] != self.num_features:
            given = {"dim": dim, "features": self.num_features, "got": input.shape[dim]}
            if self.affine:
                raise ArgumentError("nn.instancenorm.features", **given)
            warnings.warn(tr("nn.instancenorm.unused", **given), UserWarning, stacklevel=4)
        y = self._normalize(input.unsqueeze(0) if single else input)
        return y.squeeze(0) if single else y

    def _normalize(self, input: Tensor) -> Tensor:
        learns = self.training or not self.track_running_stats
        share = 0.0 if self.momentum is None else self.momentum
        return F.instance_norm(input, self.running_mean, self.running_var, self.weight, self.bias, learns, share,
                               self.eps)  # fmt: skip


class InstanceNorm1d(_InstanceNorm):
    """Instance norm of sequences (N, C, L) or (C, L)."""

    dims = (2, 3)


class InstanceNorm2d(_InstanceNorm):
    """Instance norm of images (N, C, H, W) or (C, H, W)."""

    dims = (3, 4)


class InstanceNorm3d(_InstanceNorm):
    """Instance norm of volumes (N, C, D, H, W) or (C, D, H, W)."""

    dims = (4, 5)


class LazyInstanceNorm1d(_LazyNormBase, _InstanceNorm):
    """An InstanceNorm1d that learns ``num_features`` from its first input."""

    dims = InstanceNorm1d.dims
    cls_to_become = InstanceNorm1d


class LazyInstanceNorm2d(_LazyNormBase, _InstanceNorm):
    """An InstanceNorm2d that learns ``num_features`` from its first input."""

    dims = InstanceNorm2d.dims
    cls_to_become = InstanceNorm2d


class LazyInstanceNorm3d(_LazyNormBase, _InstanceNorm):
    """An InstanceNorm3d that learns ``num_features`` from its first input."""

    dims = InstanceNorm3d.dims
    cls_to_become = InstanceNorm3d
