"""Pooling undone, and pooling in windows of random size."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.nn import functional as F
from autograd_lab.nn.functional.sizes import spread
from autograd_lab.nn.module import Module
from autograd_lab.nn.text import options
from autograd_lab.tensor import Tensor


class _MaxUnpoolNd(Module):
    """Each value where MaxPool found it (its ``indices``), 0 elsewhere. ``output_size`` in the call chooses among the
    sizes that MaxPool brings to the same one."""

    axes: int
    _unpool: Any

    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        name = type(self).__name__
        self.kernel_size = spread(kernel_size, self.axes, "kernel_size", name)
        self.stride = spread(kernel_size if stride is None else stride, self.axes, "stride", name)
        self.padding = spread(padding, self.axes, "padding", name)

    def forward(self, input: Tensor, indices: Tensor, output_size: Any = None) -> Tensor:
        return self._unpool(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        return options(self, "kernel_size", "stride", "padding")


class MaxUnpool1d(_MaxUnpoolNd):
    """MaxPool1d undone, as far as it can be: (N, C, L') -> (N, C, L)."""

    axes = 1
    _unpool = staticmethod(F.max_unpool1d)


class MaxUnpool2d(_MaxUnpoolNd):
    """MaxPool2d undone, as far as it can be: (N, C, H', W') -> (N, C, H, W)."""

    axes = 2
    _unpool = staticmethod(F.max_unpool2d)


class MaxUnpool3d(_MaxUnpoolNd):
    """MaxPool3d undone, as far as it can be: (N, C, D', H', W') -> (N, C, D, H, W)."""

    axes = 3
    _unpool = staticmethod(F.max_unpool3d)


class _FractionalMaxPool(Module):
    """The largest value of windows whose places are drawn at random so that ``output_size`` of them fit.

    Give that size, or ``output_ratio`` as its share of the input's, between 0 and 1. ValueError for both or neither.
    Source: Graham 2014, arXiv:1412.6071.
    """

    axes: int
    _pool: Any
    _random_samples: Tensor | None

    def __init__(self, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
                 return_indices: bool = False, _random_samples: Tensor | None = None) -> None:  # fmt: skip
        super().__init__()
        name, axes = type(self).__name__, self.axes
        self.kernel_size = spread(kernel_size, axes, "kernel_size", name)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        if (output_size is None) == (output_ratio is None):
            raise ArgumentError("nn.fractional.choose", cls=name)
        self.output_size = None if output_size is None else spread(output_size, axes, "output_size", name)
        self.output_ratio = None
        if output_ratio is not None:
            self.output_ratio = output_ratio if isinstance(output_ratio, tuple) else (output_ratio,) * axes
            if not all(0 < ratio < 1 for ratio in self.output_ratio):
                raise ArgumentError("nn.fractional.ratio", got=output_ratio)

    def forward(self, input: Tensor) -> Any:
        return self._pool(input, self.kernel_size, self.output_size, self.output_ratio, self.return_indices,
                          _random_samples=self._random_samples)  # fmt: skip


class FractionalMaxPool2d(_FractionalMaxPool):
    """Max pooling of an image (N, C, H, W) in windows at random places."""

    axes = 2
    _pool = staticmethod(F.fractional_max_pool2d)


class FractionalMaxPool3d(_FractionalMaxPool):
    """Max pooling of a volume (N, C, D, H, W) in windows at random places."""

    axes = 3
    _pool = staticmethod(F.fractional_max_pool3d)
