"""The way back from max pooling, and pooling over windows at random places."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from autograd_lab.errors import ArgTypeError, ArgumentError, DimError, DtypeError, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.functional.explain import Flag, explained
from autograd_lab.functional.registry import PUBLIC
from autograd_lab.nn.functional.sizes import at_least, by, need_images, need_kind, on_batch, spread
from autograd_lab.ops.unpool import FractionalMaxPool, MaxUnpool
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.transformed import numbers


def _max_unpool(axes: int) -> Callable[..., Tensor]:
    name = f"max_unpool{axes}d"

    def max_unpool(input: Tensor, indices: Tensor, kernel_size: Any, stride: Any = None, padding: Any = 0,
                   output_size: Any = None) -> Tensor:  # fmt: skip
        need_images(axes, input, name)
        need_tensor(indices, "indices", name)
        kernel = spread(kernel_size, axes, "kernel_size", name)
        stride = kernel if stride is None else spread(stride, axes, "stride", name)
        size = _size(input, kernel, stride, spread(padding, axes, "padding", name), output_size)
        at_least(1, stride, "stride", name)
        need_kind(input, "fV", name)
        _check_indices(input, indices, size, name)
        if input.ndim == axes + 2:
            return apply(MaxUnpool, input, indices, shape=(*input.array.shape[:2], *size))
        one = apply(MaxUnpool, input.unsqueeze(0), indices.unsqueeze(0), shape=(1, input.array.shape[0], *size))
        return one.squeeze(0)

    max_unpool.__name__ = max_unpool.__qualname__ = name
    max_unpool.__doc__ = (
        f"Zeros in which each value stands where ``max_pool{axes}d(..., return_indices=True)`` found it. Several input "
        "sizes pool to the same one; ``output_size`` says which is meant."
    )
    return explained(max_unpool)


def _check_indices(input: Tensor, indices: Tensor, size: tuple[int, ...], name: str) -> None:
    k = numbers(indices)
    if (k.dtype.kind, k.dtype.itemsize) != ("i", 8):
        raise DtypeError("unpool.index_dtype", function=name, got=indices.dtype)
    if indices.shape != input.shape:
        raise ShapeError("unpool.index_shape", x=list(input.shape), got=list(indices.shape))
    if k.size and prod(size):
        least, most = int(k.min()), int(k.max())
        if least < 0 or most >= prod(size):
            raise ShapeError("unpool.index_range", index=least if least < 0 else most, size=by("x", size))


def _size(input: Tensor, kernel: tuple[int, ...], stride: tuple[int, ...], padding: tuple[int, ...],
          asked: Any) -> tuple[int, ...]:  # fmt: skip
    """The size of what was pooled: as asked, if it fits."""
    axes = len(kernel)
    size = input.array.shape[-axes:]
    usual = tuple((n - 1) * s + k - 2 * p for n, s, k, p in zip(size, stride, kernel, padding, strict=True))
    if asked is None:
        wanted = usual
    else:
        wanted = tuple(asked)[2:] if len(asked) == axes + 2 else tuple(asked)
        if len(wanted) != axes:
            raise ArgumentError("unpool.count", axes=axes, many=axes + 2, got=len(asked))
        for d, (n, u, s) in enumerate(zip(wanted, usual, stride, strict=True)):
            if not u - s < n < u + s:
                raise ArgumentError("unpool.size", got=tuple(asked), dim=d, low=u - s, high=u + s)
    if any(n < 0 for n in wanted):
        raise ArgumentError("unpool.negative", got=wanted)
    return wanted


max_unpool1d, max_unpool2d, max_unpool3d = _max_unpool(1), _max_unpool(2), _max_unpool(3)


def _fractional(axes: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    name = f"fractional_max_pool{axes}d"

    def with_indices(input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
                     return_indices: Flag = True, _random_samples: Tensor | None = None) -> Any:  # fmt: skip
        if output_size is None and output_ratio is None:
            raise ArgumentError("fractional.one_of", function=name)
        need_tensor(input, "input", name)
        if output_size is None:
            output_size = _from_ratio(axes, input, output_ratio, name)
        if input.ndim <= axes:
            raise DimError("nn.pool.ndim", function=name, one=axes + 1, many=axes + 2, got=list(input.shape))
        need_images(axes, input, name)
        need_kind(input, "fV", name)
        kernel = spread(kernel_size, axes, "kernel_size", name)
        out = spread(output_size, axes, "output_size", name)
        at_least(1, kernel, "kernel_size", name)
        for n, k, o in zip(input.array.shape[-axes:], kernel, out, strict=True):
            if o + k - 1 + (axes == 3) > n:  # in three axes PyTorch asks for one place more
                raise ShapeError("fractional.too_large", function=name, kernel=k, out=o, size=n)
        batch = 1 if input.ndim == axes + 1 else input.array.shape[0]
        shape = (batch, input.array.shape[-axes - 1], axes)
        samples = _random_samples
        if samples is None:
            samples = PUBLIC["rand"](*shape, dtype=input.dtype, device=input.device)
        _check_samples(samples, shape, input)
        samples = samples[:batch]  # PyTorch takes samples for a larger batch too
        return on_batch(axes, input, lambda x: apply(FractionalMaxPool, x, samples, kernel=kernel, out=out))

    def fractional_max_pool(input: Tensor, kernel_size: Any, output_size: Any = None, output_ratio: Any = None,
                            return_indices: Flag = False, _random_samples: Tensor | None = None) -> Any:  # fmt: skip
        y, indices = with_indices(input, kernel_size, output_size, output_ratio, True, _random_samples)
        return (y, indices) if return_indices else y

    fractional_max_pool.__name__ = fractional_max_pool.__qualname__ = name
    with_indices.__name__ = with_indices.__qualname__ = f"{name}_with_indices"
    fractional_max_pool.__doc__ = (
        f"The largest value of each of ``output_size`` windows (or ``output_ratio`` times the size) over the last "
        f"{axes} axes. The windows' distances vary at random, as ``_random_samples`` (N, C, {axes}) in [0, 1) say."
    )
    with_indices.__doc__ = f"``{name}(..., return_indices=True)``."
    return explained(fractional_max_pool), explained(with_indices)


def _from_ratio(axes: int, input: Tensor, ratio: Any, name: str) -> tuple[int, ...]:
    if not isinstance(ratio, (tuple, list)):
        raise ArgTypeError("fractional.ratio", function=name, axes=axes, got=ratio)
    ratios = tuple(ratio) * (axes if len(ratio) == 1 else 1)
    if len(ratios) != axes:
        raise ArgumentError("fractional.ratio", function=name, axes=axes, got=ratio)
    return tuple(int(n * float(r)) for n, r in zip(input.array.shape[-axes:], ratios, strict=True))


def _check_samples(samples: Tensor, shape: tuple[int, ...], input: Tensor) -> None:
    got = samples.array.shape
    if len(got) != 3 or got[0] < shape[0] or got[1:] != shape[1:]:
        raise ShapeError("fractional.samples", expected=shape, got=got)
    if samples.array.dtype != input.array.dtype:
        raise DtypeError("fractional.samples_dtype", x=input.dtype, got=samples.dtype)


fractional_max_pool2d, fractional_max_pool2d_with_indices = _fractional(2)
fractional_max_pool3d, fractional_max_pool3d_with_indices = _fractional(3)
