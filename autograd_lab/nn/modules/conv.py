"""Convolution as layers."""

from __future__ import annotations

import math
from math import prod
from typing import Any

from autograd_lab.errors import ArgumentError, NotWritten
from autograd_lab.nn import functional as F, init
from autograd_lab.nn.functional.sizes import spread
from autograd_lab.nn.module import Module
from autograd_lab.nn.parameter import Parameter, unset
from autograd_lab.tensor import Tensor

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _Conv(Module):
    """weight (out_channels, in_channels/groups, *kernel_size) and bias (out_channels) over ``axes`` axes."""

    axes: int
    _convolve: Any
    bias: Parameter | None

    def __init__(self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1, padding: Any = 0,
                 dilation: Any = 1, groups: int = 1, bias: bool = True, padding_mode: str = "zeros",
                 device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        super().__init__()
        name = type(self).__name__
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = spread(kernel_size, self.axes, "kernel_size", name)
        self.stride = spread(stride, self.axes, "stride", name)
        self.padding = padding if isinstance(padding, str) else spread(padding, self.axes, "padding", name)
        self.dilation = spread(dilation, self.axes, "dilation", name)
        self.groups, self.padding_mode = groups, padding_mode
        self._check()
        shape = (out_channels, in_channels // groups, *self.kernel_size)
        self.weight = unset(*shape, device=device, dtype=dtype)
        self.register_parameter("bias", unset(out_channels, device=device, dtype=dtype) if bias else None)
        self.reset_parameters()

    def _check(self) -> None:
        if self.groups <= 0:
            raise ArgumentError("nn.conv.groups", groups=self.groups)
        for what, channels in (("in_channels", self.in_channels), ("out_channels", self.out_channels)):
            if channels % self.groups:
                raise ArgumentError("nn.conv.divisible", what=what, channels=channels, groups=self.groups)
        if isinstance(self.padding, str):
            if self.padding not in ("same", "valid"):
                raise ArgumentError("nn.conv.padding_name", padding=self.padding)
            if self.padding == "same" and any(s != 1 for s in self.stride):
                raise ArgumentError("nn.conv.same_stride", stride=self.stride)
        if self.padding_mode not in PADDING_MODES:
            raise ArgumentError("nn.conv.padding_mode", known=PADDING_MODES, got=self.padding_mode)
        if self.padding_mode != "zeros":
            raise NotWritten("nn.pad.mode", mode=self.padding_mode)

    def reset_parameters(self) -> None:
        """Both spread evenly over ±1/sqrt(fan_in)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        fan_in = prod(self.weight.array.shape[1:])
        if self.bias is not None and fan_in:
            init.uniform_(self.bias, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))

    def forward(self, input: Tensor) -> Tensor:
        return self._convolve(input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)

    def extra_repr(self) -> str:
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        usual = (0,) * self.axes, (1,) * self.axes
        parts += [f"padding={self.padding}"] if self.padding != usual[0] else []
        parts += [f"dilation={self.dilation}"] if self.dilation != usual[1] else []
        parts += [f"groups={self.groups}"] if self.groups != 1 else []
        parts += ["bias=False"] if self.bias is None else []
        return ", ".join(parts)


class Conv1d(_Conv):
    """Convolution over sequences: (N, C, L) -> (N, F, L')."""

    axes = 1
    _convolve = staticmethod(F.conv1d)


class Conv2d(_Conv):
    """Convolution over images: (N, C, H, W) -> (N, F, H', W')."""

    axes = 2
    _convolve = staticmethod(F.conv2d)


class Conv3d(_Conv):
    """Convolution over volumes: (N, C, D, H, W) -> (N, F, D', H', W')."""

    axes = 3
    _convolve = staticmethod(F.conv3d)
