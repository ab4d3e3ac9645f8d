"""Adaptive pooling: the output's size is given, and the windows follow from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.errors import ArgumentError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.functional.registry import PUBLIC, function
from autograd_lab.nn.functional.sizes import at_least, need_images, need_kind, on_batch, spread
from autograd_lab.ops.pooling import AdaptiveAvgPool, AdaptiveMaxPool
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply


def _divide(axes: int, op: Any, input: Tensor, output_size: Any, name: str) -> Any:
    """``op`` over as many windows as ``output_size`` says; None keeps the size of that axis."""
    need_tensor(input, "input", name)
    several = isinstance(output_size, (tuple, list))
    if several and axes > 1 and input.ndim <= len(output_size):
        raise ArgumentError("nn.pool.ndim", function=name, one=axes + 1, many=axes + 2, got=list(input.shape))
    asked = output_size
    if several and axes > 1 and len(output_size) == axes and input.ndim >= axes:
        asked = tuple(n if a is None else a for a, n in zip(output_size, input.array.shape[-axes:], strict=True))
    out = spread(asked, axes, "output_size", name, single=axes == 1)
    one = op is AdaptiveAvgPool and axes > 1 and out == (1,) * axes  # a plain mean, which complex numbers have too
    if one and input.ndim not in (axes + 1, axes + 2):
        need_kind(input, "fVc", name)
        return input.mean(tuple(range(-axes, 0)), True)
    need_images(axes, input, name, channels=op is AdaptiveMaxPool and axes > 1)
    at_least(0, out, "output_size", name)
    need_kind(input, "fVc" if one else "fV", name)
    return on_batch(axes, input, lambda x: apply(op, x, out=out))


def _avg(axes: int) -> Callable[..., Tensor]:
    name = f"adaptive_avg_pool{axes}d"

    def adaptive_avg_pool(input: Tensor, output_size: Any) -> Tensor:
        return _divide(axes, AdaptiveAvgPool, input, output_size, name)

    adaptive_avg_pool.__name__ = adaptive_avg_pool.__qualname__ = name
    adaptive_avg_pool.__doc__ = (
        f"The last {axes} axes divided into ``output_size`` windows, whatever the input's size; the mean of each. "
        "Where the size cannot be divided, neighbouring windows share a place."
    )
    return explained(adaptive_avg_pool)


adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d = function(_avg(1)), _avg(2), _avg(3)


def _max(axes: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    name = f"adaptive_max_pool{axes}d"

    def with_indices(input: Tensor, output_size: Any, return_indices: Flag = True) -> tuple[Tensor, Tensor]:
        return _divide(axes, AdaptiveMaxPool, input, output_size, name)

    def adaptive_max_pool(input: Tensor, output_size: Any, return_indices: Flag = False) -> Any:
        y, indices = _divide(axes, AdaptiveMaxPool, input, output_size, name)
        return (y, indices) if return_indices else y

    adaptive_max_pool.__name__ = adaptive_max_pool.__qualname__ = name
    with_indices.__name__ = with_indices.__qualname__ = f"{name}_with_indices"
    adaptive_max_pool.__doc__ = (
        f"The last {axes} axes divided into ``output_size`` windows, whatever the input's size; the largest value of "
        "each. With ``return_indices`` also where it stood in the flattened plane."
    )
    with_indices.__doc__ = f"``{name}(..., return_indices=True)``."
    return explained(adaptive_max_pool), explained(with_indices)


adaptive_max_pool1d, adaptive_max_pool1d_with_indices = _max(1)
adaptive_max_pool2d, adaptive_max_pool2d_with_indices = _max(2)
adaptive_max_pool3d, adaptive_max_pool3d_with_indices = _max(3)
PUBLIC["adaptive_max_pool1d"] = adaptive_max_pool1d_with_indices  # torch.adaptive_max_pool1d always gives both
