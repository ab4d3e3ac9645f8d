"""Convolutions that learn the number of input channels from their first input."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.nn.modules.conv import (
    Conv1d,
    Conv2d,
    Conv3d,
    ConvTranspose1d,
    ConvTranspose2d,
    ConvTranspose3d,
    _ConvNd,
)
from autograd_lab.nn.modules.lazy import LazyModuleMixin
from autograd_lab.nn.parameter import UninitializedParameter
from autograd_lab.tensor import Tensor


class _Lazy(LazyModuleMixin, _ConvNd):
    """A convolution without ``in_channels``; see LazyModuleMixin."""

    def _wait(self, out_channels: int, bias: bool, device: Any, dtype: Any) -> None:
        """Take ``out_channels`` after a construction with none, in which no memory was needed."""
        self.out_channels = out_channels
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)

    def reset_parameters(self) -> None:
        """As the convolution's, once there is a shape."""
        if not self.has_uninitialized_params() and self.in_channels:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor, *args: Any, **kwargs: Any) -> None:
        """``in_channels`` is the size of the input's channel dim. ValueError if ``groups`` does not divide it."""
        if self.has_uninitialized_params():
            self._take(input)
        self.in_channels = self.weight.shape[0] if self.transposed else self.weight.shape[1] * self.groups

    def _take(self, input: Tensor) -> None:
        axes, outs = self.axes, self.out_channels
        if input.ndim not in (axes + 1, axes + 2):
            name, got = self._get_name(), tuple(input.shape)
            raise ShapeError("nn.conv.input_ndim", function=name, one=axes + 1, many=axes + 2, got=got)
        ins = input.shape[-axes - 1]
        if ins % self.groups:
            raise ArgumentError("nn.conv.divisible", what="in_channels", channels=ins, groups=self.groups)
        self.in_channels = ins
        channels = (ins, outs // self.groups) if self.transposed else (outs, ins // self.groups)
        self.weight.materialize((*channels, *self.kernel_size))
        if self.bias is not None:
            self.bias.materialize((outs,))
        self.reset_parameters()


class _LazyConv(_Lazy):
    def __init__(self, out_channels: int, kernel_size: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1,
                 groups: int = 1, bias: bool = True, padding_mode: str = "zeros", device: Any = None,
                 dtype: Any = None) -> None:  # fmt: skip
        super().__init__(0, 0, kernel_size, stride, padding, dilation, groups, False, padding_mode)
        self._wait(out_channels, bias, device, dtype)


class _LazyConvTranspose(_Lazy):
    def __init__(self, out_channels: int, kernel_size: Any, stride: Any = 1, padding: Any = 0,
                 output_padding: Any = 0, groups: int = 1, bias: bool = True, dilation: Any = 1,
                 padding_mode: str = "zeros", device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        super().__init__(
            0, 0, kernel_size, stride, padding, output_padding, groups, False, dilation, padding_mode
        )  # fmt: skip
        self._wait(out_channels, bias, device, dtype)


class LazyConv1d(_LazyConv, Conv1d):
    """A Conv1d that learns ``in_channels`` from its first input."""

    cls_to_become = Conv1d


class LazyConv2d(_LazyConv, Conv2d):
    """A Conv2d that learns ``in_channels`` from its first input."""

    cls_to_become = Conv2d


class LazyConv3d(_LazyConv, Conv3d):
    """A Conv3d that learns ``in_channels`` from its first input."""

    cls_to_become = Conv3d


class LazyConvTranspose1d(_LazyConvTranspose, ConvTranspose1d):
    """A ConvTranspose1d that learns ``in_channels`` from its first input."""

    cls_to_become = ConvTranspose1d


class LazyConvTranspose2d(_LazyConvTranspose, ConvTranspose2d):
    """A ConvTranspose2d that learns ``in_channels`` from its first input."""

    cls_to_become = ConvTranspose2d


class LazyConvTranspose3d(_LazyConvTranspose, ConvTranspose3d):
    """A ConvTranspose3d that learns ``in_channels`` from its first input."""

    cls_to_become = ConvTranspose3d
