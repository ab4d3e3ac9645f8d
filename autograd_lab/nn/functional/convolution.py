"""Convolution over one, two or three axes."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgumentError, DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.nn.functional.padding import pad
from autograd_lab.nn.functional.sizes import at_least, spread
from autograd_lab.ops.convolution import Conv
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply


def conv1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
           dilation: Any = 1, groups: int = 1) -> Tensor:  # fmt: skip
    """Slide ``weight`` (F, C/groups, K) over ``input`` (N, C, L) or (C, L)."""
    return convolve(1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
           dilation: Any = 1, groups: int = 1) -> Tensor:  # fmt: skip
    """Slide ``weight`` (F, C/groups, KH, KW) over ``input`` (N, C, H, W) or (C, H, W)."""
    return convolve(2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
           dilation: Any = 1, groups: int = 1) -> Tensor:  # fmt: skip
    """Slide ``weight`` (F, C/groups, KD, KH, KW) over ``input`` (N, C, D, H, W) or (C, D, H, W)."""
    return convolve(3, input, weight, bias, stride, padding, dilation, groups)


def convolve(axes: int, input: Tensor, weight: Tensor, bias: Tensor | None, stride: Any, padding: Any, dilation: Any,
             groups: int) -> Tensor:  # fmt: skip
    """Convolution over ``axes`` axes; ``padding`` may be "same" or "valid". RuntimeError says which size is wrong."""
    name = f"conv{axes}d"
    need_tensor(input, "input", name)
    need_tensor(weight, "weight", name)
    _check(axes, name, input, weight, bias, groups)
    stride, dilation = spread(stride, axes, "stride", name), spread(dilation, axes, "dilation", name)
    at_least(1, stride, "stride", name)
    at_least(1, dilation, "dilation", name)
    kernel = weight.array.shape[2:]
    if isinstance(padding, str):
        input, padding = _by_name(padding, input, kernel, stride, dilation)
    else:
        padding = spread(padding, axes, "padding", name)
        at_least(0, padding, "padding", name)
    size = tuple(n + 2 * p for n, p in zip(input.array.shape[-axes:], padding, strict=True))
    reach = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    if any(n < r for n, r in zip(size, reach, strict=True)):
        raise ShapeError("nn.conv.kernel_too_large", size=by_times(size), kernel=by_times(reach))
    batched = input.ndim == axes + 2
    y = apply(Conv, input if batched else input.unsqueeze(0), weight, bias, stride=stride, padding=padding,
              dilation=dilation, groups=groups)  # fmt: skip
    return y if batched else y.squeeze(0)


def by_times(numbers: tuple[int, ...]) -> str:
    """(3, 5) as "3 x 5"."""
    return " x ".join(map(str, numbers))


def _check(axes: int, name: str, input: Tensor, weight: Tensor, bias: Tensor | None, groups: int) -> None:
    x, w = input.array, weight.array
    if w.ndim != axes + 2:
        raise ShapeError("nn.conv.weight_ndim", function=name, ndim=axes + 2, got=list(w.shape))
    if x.ndim not in (axes + 1, axes + 2):
        raise ShapeError("nn.conv.input_ndim", function=name, one=axes + 1, many=axes + 2, got=list(x.shape))
    if groups < 1:
        raise ShapeError("nn.conv.groups", groups=groups)
    channels = x.shape[-axes - 1]
    if channels != w.shape[1] * groups:
        raise ShapeError("nn.conv.channels", groups=groups, weight=list(w.shape), input=list(x.shape),
                         expected=w.shape[1] * groups, got=channels)  # fmt: skip
    if w.shape[0] % groups:
        raise ShapeError("nn.conv.out_groups", weight=list(w.shape), groups=groups)
    if bias is not None and bias.array.shape != w.shape[:1]:
        raise ShapeError("nn.conv.bias", weight=list(w.shape), expected=w.shape[0], got=list(bias.shape))
    if x.dtype != w.dtype or (bias is not None and bias.array.dtype != w.dtype):
        raise DtypeError("nn.conv.dtypes", x=input.dtype, w=weight.dtype)


def _by_name(padding: str, input: Tensor, kernel: Any, stride: Any, dilation: Any) -> tuple[Tensor, tuple[int, ...]]:
    """ "valid" pads nothing; "same" so much that the size stays, the odd one at the end."""
    if padding == "valid":
        return input, (0,) * len(kernel)
    if padding != "same":
        raise ArgumentError("nn.conv.padding_name", padding=padding)
    if any(s != 1 for s in stride):
        raise ShapeError("nn.conv.same_stride", stride=stride)
    total = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    if any(t % 2 for t in total):
        input = pad(input, [n for t in reversed(total) for n in (0, t % 2)])
    return input, tuple(t // 2 for t in total)
