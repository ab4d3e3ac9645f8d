"""Pooling over one, two or three axes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.errors import ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.nn.functional.sizes import at_least, spread
from autograd_lab.ops.pooling import AvgPool, MaxPool
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply


def pool(
    axes: int, op: Any, input: Tensor, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool,
    name: str, **params: Any,
) -> Any:  # fmt: skip
    """``op`` over every window of the last ``axes`` axes. RuntimeError says which size is wrong."""
    need_tensor(input, "input", name)
    kernel = spread(kernel_size, axes, "kernel_size", name)
    stride = kernel if stride is None or stride == () else spread(stride, axes, "stride", name)
    padding, dilation = spread(padding, axes, "padding", name), spread(dilation, axes, "dilation", name)
    for least, numbers, what in (
        (1, kernel, "kernel_size"), (1, stride, "stride"), (0, padding, "padding"), (1, dilation, "dilation"),
    ):  # fmt: skip
        at_least(least, numbers, what, name)
    if input.ndim not in (axes + 1, axes + 2):
        raise ShapeError("nn.pool.ndim", function=name, one=axes + 1, many=axes + 2, got=list(input.shape))
    size = input.array.shape[-axes:]
    for p, k, d in zip(padding, kernel, dilation, strict=True):
        if p > (d * (k - 1) + 1) // 2:
            raise ShapeError("nn.pool.padding", padding=p, kernel=k, dilation=d)
    out = tuple(_places(*numbers, ceil_mode) for numbers in zip(size, kernel, stride, padding, dilation, strict=True))
    if any(o < 1 for o in out):
        channels = input.array.shape[-axes - 1]
        raise ShapeError("nn.pool.too_small", size=_by_x(channels, *size), out=_by_x(channels, *out))
    batched = input.ndim == axes + 2
    y = apply(op, input if batched else input.unsqueeze(0), kernel=kernel, stride=stride, padding=padding, out=out,
              **params, **({"dilation": dilation} if op is MaxPool else {}))  # fmt: skip
    if batched:
        return y
    return tuple(part.squeeze(0) for part in y) if isinstance(y, tuple) else y.squeeze(0)


def _places(size: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> int:
    """How many windows fit along one axis; with ``ceil_mode`` the last may stick out, but not begin outside."""
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if not ceil_mode:
        return room // stride + 1
    out = -(-room // stride) + 1
    return out - 1 if (out - 1) * stride >= size + padding else out


def _by_x(*numbers: int) -> str:
    return "x".join(map(str, numbers))


def _max_pool(axes: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    name = f"max_pool{axes}d"

    def with_indices(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
                     ceil_mode: bool = False, return_indices: bool = True) -> tuple[Tensor, Tensor]:  # fmt: skip
        return pool(axes, MaxPool, input, kernel_size, stride, padding, dilation, ceil_mode, name)

    def max_pool(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1,
                 ceil_mode: bool = False, return_indices: bool = False) -> Any:  # fmt: skip
        y, indices = with_indices(input, kernel_size, stride, padding, dilation, ceil_mode)
        return (y, indices) if return_indices else y

    max_pool.__name__ = max_pool.__qualname__ = name
    with_indices.__name__ = with_indices.__qualname__ = f"{name}_with_indices"
    max_pool.__doc__ = (
        f"The largest value of each window over the last {axes} axes; ``stride`` is the kernel size unless given. "
        "With ``return_indices`` also where it stood in the flattened plane."
    )
    with_indices.__doc__ = f"``{name}(..., return_indices=True)``."
    return max_pool, with_indices


max_pool1d, max_pool1d_with_indices = _max_pool(1)
max_pool2d, max_pool2d_with_indices = _max_pool(2)
max_pool3d, max_pool3d_with_indices = _max_pool(3)


def _avg_pool(axes: int) -> Callable[..., Tensor]:
    name = f"avg_pool{axes}d"

    def avg_pool(input: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0, ceil_mode: bool = False,
                 count_include_pad: bool = True, divisor_override: int | None = None) -> Tensor:  # fmt: skip
        if divisor_override == 0:
            raise ShapeError("nn.pool.divisor")
        return pool(axes, AvgPool, input, kernel_size, stride, padding, 1, ceil_mode, name,
                    count_padding=count_include_pad, divisor=divisor_override)  # fmt: skip

    avg_pool.__name__ = avg_pool.__qualname__ = name
    avg_pool.__doc__ = (
        f"The mean of each window over the last {axes} axes. Padding counts as zeros unless ``count_include_pad`` is "
        "false; ``divisor_override`` replaces the number to divide by."
    )
    return avg_pool


avg_pool1d, avg_pool2d, avg_pool3d = _avg_pool(1), _avg_pool(2), _avg_pool(3)
