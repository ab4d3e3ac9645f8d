"""Convolution over one, two or three axes, and its transpose."""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.registry import function
from autograd_lab.nn.functional.padding import pad
from autograd_lab.nn.functional.sizes import at_least, by, need_kind, on_batch, spread
from autograd_lab.ops.convolution import Conv, ConvTranspose
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply


@function
def conv1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
           dilation: Any = 1, groups: int = 1) -> Tensor:  # fmt: skip
    """Slide ``weight`` (F, C/groups, K) over ``input`` (N, C, L) or (C, L)."""
    return convolve(1, input, weight, bias, stride, padding, dilation, groups)


@function
def conv2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
           dilation: Any = 1, groups: int = 1) -> Tensor:  # fmt: skip
    """Slide ``weight`` (F, C/groups, KH, KW) over ``input`` (N, C, H, W) or (C, H, W)."""
    return convolve(2, input, weight, bias, stride, padding, dilation, groups)


@function
def conv3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
           dilation: Any = 1, groups: int = 1) -> Tensor:  # fmt: skip
    """Slide ``weight`` (F, C/groups, KD, KH, KW) over ``input`` (N, C, D, H, W) or (C, D, H, W)."""
    return convolve(3, input, weight, bias, stride, padding, dilation, groups)


def convolve(axes: int, input: Tensor, weight: Tensor, bias: Tensor | None, stride: Any, padding: Any, dilation: Any,
             groups: int) -> Tensor:  # fmt: skip
    """Convolution over ``axes`` axes; ``padding`` may be "same" or "valid". RuntimeError says which size is wrong."""
    name = f"conv{axes}d"
    stride, dilation = _strides(axes, stride, dilation, name)
    _check(axes, name, input, weight, bias, groups)
    x, w = input.array, weight.array
    channels, wanted = x.shape[-axes - 1], w.shape[1] * groups
    if channels != wanted:
        raise ShapeError("nn.conv.channels", groups=groups, weight=list(w.shape), input=list(x.shape), expected=wanted,
                         got=channels)  # fmt: skip
    _check_bias(weight, bias, w.shape[0])
    kernel = w.shape[2:]
    if isinstance(padding, str):
        input, padding = _by_name(padding, input, kernel, stride, dilation)
    else:
        padding = spread(padding, axes, "padding", name)
        at_least(0, padding, "padding", name)
    size = tuple(n + 2 * p for n, p in zip(input.array.shape[-axes:], padding, strict=True))
    reach = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    if any(n < r for n, r in zip(size, reach, strict=True)) or 0 in input.array.shape[-axes:]:
        raise ShapeError("nn.conv.kernel_too_large", size=by(" x ", size), kernel=by(" x ", reach))
    params = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return on_batch(axes, input, lambda x: apply(Conv, x, weight, bias, **params))


@function
def conv_transpose1d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
                     output_padding: Any = 0, groups: int = 1, dilation: Any = 1) -> Tensor:  # fmt: skip
    """The adjoint of ``conv1d``: ``weight`` (C, F/groups, K) laid down for each value of ``input`` (N, C, L)."""
    return spread_out(1, input, weight, bias, stride, padding, output_padding, groups, dilation)


@function
def conv_transpose2d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
                     output_padding: Any = 0, groups: int = 1, dilation: Any = 1) -> Tensor:  # fmt: skip
    """The adjoint of ``conv2d``: ``weight`` (C, F/groups, KH, KW) laid down for each value of ``input``."""
    return spread_out(2, input, weight, bias, stride, padding, output_padding, groups, dilation)


@function
def conv_transpose3d(input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: Any = 1, padding: Any = 0,
                     output_padding: Any = 0, groups: int = 1, dilation: Any = 1) -> Tensor:  # fmt: skip
    """The adjoint of ``conv3d``: ``weight`` (C, F/groups, KD, KH, KW) laid down for each value of ``input``."""
    return spread_out(3, input, weight, bias, stride, padding, output_padding, groups, dilation)


def spread_out(axes: int, input: Tensor, weight: Tensor, bias: Tensor | None, stride: Any, padding: Any,
               output_padding: Any, groups: int, dilation: Any) -> Tensor:  # fmt: skip
    """Transposed convolution: sizes grow to (n - 1) stride - 2 padding + dilation (kernel - 1) + 1 + output_padding.

    Several sizes shrink to the same one under a strided convolution; ``output_padding`` says which is meant.
    Source: Dumoulin & Visin 2016, section 4.
    """
    name = f"conv_transpose{axes}d"
    stride, dilation = _strides(axes, stride, dilation, name)
    padding = spread(padding, axes, "padding", name)
    extra = spread(output_padding, axes, "output_padding", name)
    _check(axes, name, input, weight, bias, groups)
    need_kind(input, "fVci" if input.array.dtype.itemsize == 8 else "fVc", name)
    x, w = input.array, weight.array
    channels, features = x.shape[-axes - 1], w.shape[1] * groups
    if channels != w.shape[0]:
        raise ShapeError("nn.conv.channels", groups=groups, weight=list(w.shape), input=list(x.shape),
                         expected=w.shape[0], got=channels)  # fmt: skip
    _check_bias(weight, bias, features)
    at_least(0, padding, "padding", name)
    at_least(0, extra, "output_padding", name)
    if any(e >= max(s, d) for e, s, d in zip(extra, stride, dilation, strict=True)):
        raise ShapeError("conv.output_padding", extra=extra, stride=stride, dilation=dilation)
    size = tuple(
        (n - 1) * s - 2 * p + d * (k - 1) + 1 + e
        for n, s, p, d, k, e in zip(x.shape[-axes:], stride, padding, dilation, w.shape[2:], extra, strict=True)
    )
    if any(n < 1 for n in (*size, *x.shape[-axes:])):
        raise ShapeError("conv.output_size", size=by(" x ", size), input=by(" x ", x.shape[-axes:]))
    params = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}

    def compute(x: Tensor) -> Tensor:
        return apply(ConvTranspose, x, weight, bias, x_shape=(x.array.shape[0], features, *size), **params)

    return on_batch(axes, input, compute)


@function
def convolution(input: Tensor, weight: Tensor, bias: Tensor | None, stride: Any, padding: Any, dilation: Any,
                transposed: bool, output_padding: Any, groups: int) -> Tensor:  # fmt: skip
    """Any convolution: over as many axes as ``weight`` has, in either direction."""
    axes = weight.ndim - 2
    if transposed:
        return spread_out(axes, input, weight, bias, stride, padding, output_padding, groups, dilation)
    return convolve(axes, input, weight, bias, stride, padding, dilation, groups)


@function
def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: int = 0) -> Tensor:
    """``conv1d`` with time first: ``input`` (L, N, C), ``weight`` (K, C, F), output (L', N, F)."""
    return conv1d(input.permute(1, 2, 0), weight.permute(2, 1, 0), bias, padding=pad).permute(2, 0, 1)


def _strides(axes: int, stride: Any, dilation: Any, name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    stride, dilation = spread(stride, axes, "stride", name), spread(dilation, axes, "dilation", name)
    at_least(1, stride, "stride", name)
    at_least(1, dilation, "dilation", name)
    return stride, dilation


def _check(axes: int, name: str, input: Tensor, weight: Tensor, bias: Tensor | None, groups: int) -> None:
    """What both directions ask: numbers of dimensions, groups and dtypes."""
    need_tensor(input, "input", name)
    need_tensor(weight, "weight", name)
    x, w = input.array, weight.array
    if w.ndim != axes + 2:
        raise ShapeError("nn.conv.weight_ndim", function=name, ndim=axes + 2, got=list(w.shape))
    if x.ndim not in (axes + 1, axes + 2):
        raise ShapeError("nn.conv.input_ndim", function=name, one=axes + 1, many=axes + 2, got=list(x.shape))
    at_least(1, w.shape[2:], "kernel_size", name)
    if groups < 1:
        raise ShapeError("nn.conv.groups", groups=groups)
    if w.shape[0] % groups or not w.shape[0]:
        raise ShapeError("nn.conv.out_groups", weight=list(w.shape), groups=groups)
    if x.dtype != w.dtype or (bias is not None and bias.array.dtype != w.dtype):
        raise DtypeError("nn.conv.dtypes", x=input.dtype, w=weight.dtype)
    need_kind(input, "fVciu", name)


def _check_bias(weight: Tensor, bias: Tensor | None, features: int) -> None:
    if bias is not None and bias.array.shape != (features,):
        raise ShapeError("nn.conv.bias", weight=list(weight.shape), expected=features, got=list(bias.shape))


def _by_name(padding: str, input: Tensor, kernel: Any, stride: Any, dilation: Any) -> tuple[Tensor, tuple[int, ...]]:
    """ "valid" pads nothing; "same" so much that the size stays, the odd one at the end."""
    if padding == "valid":
        return input, (0,) * len(kernel)
    if padding != "same":
        raise ShapeError("nn.conv.padding_name", padding=padding)
    if any(s != 1 for s in stride):
        raise ShapeError("nn.conv.same_stride", stride=stride)
    total = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    if any(t % 2 for t in total):
        input = pad(input, [n for t in reversed(total) for n in (0, t % 2)])
    return input, tuple(t // 2 for t in total)
