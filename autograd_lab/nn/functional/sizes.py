"""What the functions on images ask of their arguments: sizes for each axis, dtypes, one sample or a batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.errors import ArgTypeError, NotWritten, ShapeError
from autograd_lab.functional.arguments import need_tensor
from autograd_lab.tensor import Tensor


def spread(value: Any, axes: int, name: str, function: str, single: bool = True) -> tuple[int, ...]:
    """``value`` for each of ``axes`` axes; RuntimeError if it has another number of entries.

    Where ``single`` is true, a list of one number is as good as the number.
    """
    numbers = tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes
    if len(numbers) == 1 and single:
        numbers *= axes
    for n in numbers:
        if isinstance(n, bool) or not hasattr(n, "__index__"):
            raise ArgTypeError("nn.size.type", function=function, name=name, got=type(n).__name__)
    if len(numbers) != axes:
        raise ShapeError("nn.size.count", function=function, name=name, axes=axes, got=numbers)
    return tuple(n.__index__() for n in numbers)


def at_least(least: int, numbers: tuple[int, ...], name: str, function: str) -> None:
    """RuntimeError if one of the numbers is smaller than ``least``."""
    if any(n < least for n in numbers):
        raise ShapeError("nn.size.least", function=function, name=name, least=least, got=numbers)


def need_kind(input: Tensor, kinds: str, function: str) -> None:
    """NotImplementedError unless the kind of the tensor's dtype is among ``kinds``."""
    if input.array.dtype.kind not in kinds:
        raise NotWritten("images.dtype", function=function, dtype=input.dtype)


def need_images(axes: int, input: Any, function: str, channels: bool = True) -> None:
    """RuntimeError unless ``input`` is one sample (C, *S) or a batch (N, C, *S), empty at most in N.

    It may be empty in C as well where ``channels`` need not be there.
    """
    need_tensor(input, "input", function)
    shape = input.array.shape
    if input.ndim not in (axes + 1, axes + 2) or 0 in shape[-axes - channels :]:
        raise ShapeError("nn.pool.ndim", function=function, one=axes + 1, many=axes + 2, got=list(shape))


def on_batch(axes: int, input: Tensor, compute: Callable[[Tensor], Any]) -> Any:
    """``compute`` on a batch; one sample goes in as a batch of one and comes out as one."""
    if input.ndim == axes + 2:
        return compute(input)
    y = compute(input.unsqueeze(0))
    return tuple(part.squeeze(0) for part in y) if isinstance(y, tuple) else y.squeeze(0)


def by(sign: str, numbers: Any) -> str:
    """(3, 5) as "3x5"."""
    return sign.join(map(str, numbers))
