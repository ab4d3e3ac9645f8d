"""Pooling over one, two or three axes."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, prod
from typing import Any

from autograd_lab.errors import ArgumentError, DimError, ShapeError
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.functional.registry import function
from autograd_lab.nn.functional.sizes import at_least, by, need_images, need_kind, on_batch, spread
from autograd_lab.ops.pooling import AvgPool, MaxPool
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply


def pool(
    axes: int, op: Any, input: Tensor, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool,
    name: str, **params: Any,
) -> Any:  # fmt: skip
    """``op`` over every window of the last ``axes`` axes. RuntimeError says which size is wrong."""
    kernel = spread(kernel_size, axes, "kernel_size", name)
    stride = kernel if stride is None or stride in ((), []) else spread(stride, axes, "stride", name)
    padding, dilation = spread(padding, axes, "padding", name), spread(dilation, axes, "dilation", name)
    if op is AvgPool and axes == 2 and input.ndim < 3:
        raise DimError("nn.pool.ndim", function=name, one=3, many=4, got=list(input.shape))
    for least, numbers, what in (
        (1, kernel, "kernel_size"), (1, stride, "stride"), (0, padding, "padding"), (1, dilation, "dilation"),
    ):  # fmt: skip
        at_least(least, numbers, what, name)
    need_images(axes, input, name)
    size = input.array.shape[-axes:]
    for p, k in zip(padding, kernel, strict=True):
        if p > k // 2:
            raise ShapeError("nn.pool.padding", padding=p, kernel=k)
    out = tuple(_places(*numbers, ceil_mode) for numbers in zip(size, kernel, stride, padding, dilation, strict=True))
    fits = op is MaxPool or axes < 3 or all(n >= k for n, k in zip(size, kernel, strict=True))  # volumes need more
    if any(o < 1 for o in out) or not fits:
        channels = input.array.shape[-axes - 1]
        raise ShapeError("nn.pool.too_small", size=by("x", (channels, *size)), out=by("x", (channels, *out)))
    if op is MaxPool:
        params["dilation"] = dilation
    params |= {"kernel": kernel, "stride": stride, "padding": padding, "out": out}
    return on_batch(axes, input, lambda x: apply(op, x, **params))


def _places(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> int:
    """How many windows fit along one axis; with ``ceil_mode`` the last may stick out, but not begin outside."""
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if not ceil_mode:
        return room // stride + 1
    out = -(-room // stride) + 1
    return out - 1 if (out - 1) * stride >= size + padding else out


def _max_pool(axes: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    name = f"max_pool{axes}d"

    def with_indices(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
                     ceil_mode: bool = False, return_indices: Flag = True) -> tuple[Tensor, Tensor]:  # fmt: skip
        y = pool(axes, MaxPool, input, kernel_size, stride, padding, dilation, ceil_mode, name)
        need_kind(input, "fViu", name)
        return y

    def max_pool(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
                 ceil_mode: bool = False, return_indices: Flag = False) -> Any:  # fmt: skip
        y, indices = with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)
        if return_indices:
            return y, indices
        need_kind(input, "fV" if axes == 1 else "fViu", name)
        return y

    max_pool.__name__ = max_pool.__qualname__ = name
    with_indices.__name__ = with_indices.__qualname__ = f"{name}_with_indices"
    max_pool.__doc__ = (
        f"The largest value of each window over the last {axes} axes; ``stride`` is the kernel size unless given. "
        "With ``return_indices`` also where it stood in the flattened plane."
    )
    with_indices.__doc__ = f"``{name}(..., return_indices=True)``."
    return function(max_pool), explained(with_indices)


max_pool1d, max_pool1d_with_indices = _max_pool(1)
max_pool2d, max_pool2d_with_indices = _max_pool(2)
max_pool3d, max_pool3d_with_indices = _max_pool(3)
function(max_pool1d_with_indices)


def _avg(axes: int, input: Tensor, kernel_size: Any, stride: Any, padding: Any, ceil_mode: bool, count_padding: bool,
         divisor: int | None) -> Tensor:  # fmt: skip
    name = f"avg_pool{axes}d"
    if divisor == 0:
        raise ShapeError("nn.pool.divisor")
    y = pool(axes, AvgPool, input, kernel_size, stride, padding, 1, ceil_mode, name,
             count_padding=count_padding, divisor=divisor)  # fmt: skip
    need_kind(input, "fVi" if input.array.dtype.itemsize == 8 else "fV", name)
    return y


@function
def avg_pool1d(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
               count_include_pad: bool = True) -> Tensor:  # fmt: skip
    """The mean of each window over the last axis. Padding counts as zeros unless ``count_include_pad`` is false."""
    return _avg(1, input, kernel_size, stride, padding, ceil_mode, count_include_pad, None)


@explained
def avg_pool2d(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
               count_include_pad: bool = True, divisor_override: int | None = None) -> Tensor:  # fmt: skip
    """The mean of each window over the last 2 axes. Padding counts as zeros unless ``count_include_pad`` is false;
    ``divisor_override`` replaces the number to divide by."""
    return _avg(2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


@explained
def avg_pool3d(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
               count_include_pad: bool = True, divisor_override: int | None = None) -> Tensor:  # fmt: skip
    """The mean of each window over the last 3 axes. Padding counts as zeros unless ``count_include_pad`` is false;
    ``divisor_override`` replaces the number to divide by."""
    return _avg(3, input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)


def _lp_pool(axes: int) -> Callable[..., Tensor]:
    name = f"lp_pool{axes}d"
    mean, most = ((avg_pool1d, max_pool1d), (avg_pool2d, max_pool2d), (avg_pool3d, max_pool3d))[axes - 1]

    def lp_pool(input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None,
                ceil_mode: bool = False) -> Tensor:  # fmt: skip
        if axes > 1 and isinstance(kernel_size, (tuple, list)) and len(kernel_size) != axes:
            raise ArgumentError("nn.size.count", function=name, name="kernel_size", axes=axes, got=kernel_size)
        if norm_type == inf:
            return most(input.abs(), kernel_size, stride, 0, 1, ceil_mode)
        if norm_type == -inf:
            return -most(-input.abs(), kernel_size, stride, 0, 1, ceil_mode)
        count = prod(spread(kernel_size, axes, "kernel_size", name))
        total = mean(input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
        return (total.sign() * total.abs().relu() * count).pow(1.0 / norm_type)

    lp_pool.__name__ = lp_pool.__qualname__ = name
    lp_pool.__doc__ = (
        f"The p-norm of each window over the last {axes} axes: (sum of x^p)^(1/p), with p = ``norm_type``; for p = inf "
        "the largest absolute value."
    )
    return explained(lp_pool)


lp_pool1d, lp_pool2d, lp_pool3d = _lp_pool(1), _lp_pool(2), _lp_pool(3)
