"""Padding as layers: room around a tensor."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.nn import functional as F
from autograd_lab.nn.functional.sizes import spread
from autograd_lab.nn.module import Module
from autograd_lab.nn.text import options
from autograd_lab.tensor import Tensor


class _Pad(Module):
    """``padding`` is (before, after) of the last axis, then of the one before it; one number stands for all."""

    axes: int
    mode: str

    def __init__(self, padding: Any) -> None:
        super().__init__()
        self.padding = spread(padding, 2 * self.axes, "padding", type(self).__name__)

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        return str(self.padding)


class _ConstantPadNd(_Pad):
    def __init__(self, padding: Any, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return options(self, "padding", "value")


class ConstantPad1d(_ConstantPadNd):
    """``value`` before and after a sequence (..., L)."""

    axes = 1


class ConstantPad2d(_ConstantPadNd):
    """``value`` around an image (..., H, W): (left, right, top, bottom)."""

    axes = 2


class ConstantPad3d(_ConstantPadNd):
    """``value`` around a volume (..., D, H, W): (left, right, top, bottom, front, back)."""

    axes = 3


class ZeroPad1d(ConstantPad1d):
    """Zeros before and after a sequence (..., L)."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    extra_repr = _Pad.extra_repr


class ZeroPad2d(ConstantPad2d):
    """Zeros around an image (..., H, W)."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    extra_repr = _Pad.extra_repr


class ZeroPad3d(ConstantPad3d):
    """Zeros around a volume (..., D, H, W)."""

    def __init__(self, padding: Any) -> None:
        super().__init__(padding, 0.0)

    extra_repr = _Pad.extra_repr


class _ReflectionPadNd(_Pad):
    mode = "reflect"


class ReflectionPad1d(_ReflectionPadNd):
    """A sequence (N, C, L) mirrored at its ends, which are not repeated."""

    axes = 1


class ReflectionPad2d(_ReflectionPadNd):
    """An image (N, C, H, W) mirrored at its edges, which are not repeated."""

    axes = 2


class ReflectionPad3d(_ReflectionPadNd):
    """A volume (N, C, D, H, W) mirrored at its faces, which are not repeated."""

    axes = 3


class _ReplicationPadNd(_Pad):
    mode = "replicate"


class ReplicationPad1d(_ReplicationPadNd):
    """A sequence (N, C, L) whose ends are repeated."""

    axes = 1


class ReplicationPad2d(_ReplicationPadNd):
    """An image (N, C, H, W) whose edges are repeated."""

    axes = 2


class ReplicationPad3d(_ReplicationPadNd):
    """A volume (N, C, D, H, W) whose faces are repeated."""

    axes = 3


class _CircularPadNd(_Pad):
    """What leaves on one side comes in on the other. ValueError unless one sample or a batch."""

    mode = "circular"

    def forward(self, input: Tensor) -> Tensor:
        one, many = self.axes + 1, self.axes + 2
        if input.ndim not in (one, many):
            name = type(self).__name__
            raise ArgumentError("nn.input_ndim", layer=name, wanted=f"{one}D or {many}D", got=input.ndim)
        return super().forward(input)


class CircularPad1d(_CircularPadNd):
    """A sequence (N, C, L) that goes on with its other end."""

    axes = 1


class CircularPad2d(_CircularPadNd):
    """An image (N, C, H, W) that goes on with its other side, like a torus."""

    axes = 2


class CircularPad3d(_CircularPadNd):
    """A volume (N, C, D, H, W) that goes on with its other side."""

    axes = 3
