"""Convolution as layers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from math import prod
from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.nn import functional as F, init
from autograd_lab.nn.functional.sizes import spread
from autograd_lab.nn.module import Module
from autograd_lab.nn.parameter import Parameter, unset
from autograd_lab.tensor import Tensor

PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _ConvNd(Module):
    """weight (out_channels, in_channels/groups, *kernel_size) and bias (out_channels) over ``axes`` axes.

    ``padding`` is a number, one per axis, "valid" (none) or "same" (the output is as large as the input).
    ``padding_mode`` says what is put there: "zeros", "reflect", "replicate" or "circular".
    """

    axes: int
    transposed = False
    _convolve: Any
    weight: Parameter
    bias: Parameter | None

    def __init__(self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1, padding: Any = 0,
                 dilation: Any = 1, groups: int = 1, bias: bool = True, padding_mode: str = "zeros",
                 device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        super().__init__()
        self._set(in_channels, out_channels, kernel_size, stride, padding, dilation, 0, groups, padding_mode)
        channels = (in_channels, out_channels // groups) if self.transposed else (out_channels, in_channels // groups)
        self.weight = unset(*channels, *self.kernel_size, device=device, dtype=dtype)
        self.register_parameter("bias", unset(out_channels, device=device, dtype=dtype) if bias else None)
        self.reset_parameters()

    def _set(self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any, padding: Any, dilation: Any,
             output_padding: Any, groups: int, padding_mode: str) -> None:  # fmt: skip
        """Keep the options, each with one number per axis. ValueError for those that do not go together."""
        axes, name = self.axes, type(self).__name__
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = spread(kernel_size, axes, "kernel_size", name)
        self.stride = spread(stride, axes, "stride", name)
        named = isinstance(padding, str) and not self.transposed
        self.padding: Any = padding if named else spread(padding, axes, "padding", name)
        self.dilation = spread(dilation, axes, "dilation", name)
        self.output_padding = spread(output_padding, axes, "output_padding", name)
        self.groups, self.padding_mode = groups, padding_mode
        if groups <= 0:
            raise ArgumentError("nn.conv.groups", groups=groups)
        for what, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            if channels % groups:
                raise ArgumentError("nn.conv.divisible", what=what, channels=channels, groups=groups)
        if isinstance(self.padding, str):
            if padding not in ("same", "valid"):
                raise ArgumentError("nn.conv.padding_name", padding=padding)
            if padding == "same" and any(s != 1 for s in self.stride):
                raise ArgumentError("nn.conv.same_stride", stride=self.stride)
        if padding_mode not in PADDING_MODES:
            raise ArgumentError("nn.conv.padding_mode", known=PADDING_MODES, got=padding_mode)

    def reset_parameters(self) -> None:
        """Both spread evenly over ±1/sqrt(fan_in)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        fan_in = prod(self.weight.array.shape[1:])
        if self.bias is not None and fan_in:
            init.uniform_(self.bias, -1 / math.sqrt(fan_in), 1 / math.sqrt(fan_in))

    def _around(self) -> list[int]:
        """The padding as ``F.pad`` takes it: before and after, the last axis first."""
        if self.padding == "valid":
            return [0, 0] * self.axes
        if self.padding == "same":
            reach = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size, strict=True)]
            return [n for total in reversed(reach) for n in (total // 2, total - total // 2)]
        return [n for p in reversed(self.padding) for n in (p, p)]

    def _conv_forward(self, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        """``forward`` with another weight and bias: for layers that compute theirs, such as standardised ones."""
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = F.pad(input, self._around(), self.padding_mode), 0
        return self._convolve(input, weight, bias, self.stride, padding, self.dilation, self.groups)

    def forward(self, input: Tensor) -> Tensor:
        return self._conv_forward(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        zeros, ones = (0,) * self.axes, (1,) * self.axes
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        parts += [f"padding={self.padding}"] if self.padding != zeros else []
        parts += [f"dilation={self.dilation}"] if self.dilation != ones else []
        parts += [f"output_padding={self.output_padding}"] if self.output_padding != zeros else []
        parts += [f"groups={self.groups}"] if self.groups != 1 else []
        parts += ["bias=False"] if self.bias is None else []
        parts += [f"padding_mode={self.padding_mode}"] if self.padding_mode != "zeros" else []
        return ", ".join(parts)


class Conv1d(_ConvNd):
    """Convolution over sequences: (N, C, L) -> (N, F, L')."""

    axes = 1
    _convolve = staticmethod(F.conv1d)


class Conv2d(_ConvNd):
    """Convolution over images: (N, C, H, W) -> (N, F, H', W')."""

    axes = 2
    _convolve = staticmethod(F.conv2d)


class Conv3d(_ConvNd):
    """Convolution over volumes: (N, C, D, H, W) -> (N, F, D', H', W')."""

    axes = 3
    _convolve = staticmethod(F.conv3d)


class _ConvTransposeNd(_ConvNd):
    """The gradient of a convolution by its input, as a layer of its own: it makes images larger.

    weight (in_channels, out_channels/groups, *kernel_size). With a stride several input sizes lead to the same output
    size of the convolution; ``output_padding``, or ``output_size`` in the call, chooses one.
    """

    transposed = True

    def __init__(self, in_channels: int, out_channels: int, kernel_size: Any, stride: Any = 1, padding: Any = 0,
                 output_padding: Any = 0, groups: int = 1, bias: bool = True, dilation: Any = 1,
                 padding_mode: str = "zeros", device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        if padding_mode != "zeros":
            raise ArgumentError("nn.conv.transposed_mode", cls=type(self).__name__, got=padding_mode)
        super().__init__(in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode,
                         device, dtype)  # fmt: skip
        self.output_padding = spread(output_padding, self.axes, "output_padding", type(self).__name__)

    def forward(self, input: Tensor, output_size: Sequence[int] | None = None) -> Tensor:
        extra = self.output_padding if output_size is None else self._missing_to(input, output_size)
        return self._convolve(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation
        )

    def _missing_to(self, input: Tensor, wanted: Sequence[int]) -> tuple[int, ...]:
        """What has to be added to the smallest output for it to be ``wanted``; ValueError if that cannot be had."""
        given, axes, got = tuple(wanted), self.axes, len(wanted)
        if got == input.ndim:
            given = given[-axes:]
        if len(given) != axes:
            raise ArgumentError("nn.conv.output_size", cls=type(self).__name__, ndim=input.ndim, axes=axes, got=got)
        each = zip(input.shape[-axes:], self.stride, self.padding, self.dilation, self.kernel_size, strict=True)
        least = [(n - 1) * s - 2 * p + d * (k - 1) + 1 for n, s, p, d, k in each]
        most = [n + s - 1 for n, s in zip(least, self.stride, strict=True)]
        if any(not low <= n <= high for low, n, high in zip(least, given, most, strict=True)):
            raise ArgumentError("nn.conv.output_range", got=given, least=least, most=most, input=input.shape[-axes:])
        return tuple(n - low for n, low in zip(given, least, strict=True))


class ConvTranspose1d(_ConvTransposeNd):
    """Transposed convolution over sequences: (N, C, L) -> (N, F, L')."""

    axes = 1
    _convolve = staticmethod(F.conv_transpose1d)


class ConvTranspose2d(_ConvTransposeNd):
    """Transposed convolution over images: (N, C, H, W) -> (N, F, H', W')."""

    axes = 2
    _convolve = staticmethod(F.conv_transpose2d)


class ConvTranspose3d(_ConvTransposeNd):
    """Transposed convolution over volumes: (N, C, D, H, W) -> (N, F, D', H', W')."""

    axes = 3
    _convolve = staticmethod(F.conv_transpose3d)
