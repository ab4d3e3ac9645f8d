"""What the functions of this package share: reading an input, and writing into it when asked to."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend import capture
from autograd_lab.backend.arrays import out_of_range
from autograd_lab.backend.dtypes import FLOATS
from autograd_lab.errors import ArgTypeError, GraphError, NotWritten
from autograd_lab.graph.modes import modes
from autograd_lab.ops.base import Op
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import apply_inplace
from autograd_lab.tensor.promotion import cast


def need_float(input: Tensor, function: str, kinds: str = FLOATS) -> None:
    """NotImplementedError, as in PyTorch, for integers and what else the function has no kernel for."""
    if input.array.dtype.kind not in kinds:
        raise NotWritten("layer.dtype", function=function, dtype=input.dtype)


def outside(numbers: Any, count: int, but: int | None = None) -> Any:
    """Which of these integers are none of 0 ... count - 1, nor ``but``."""
    if watch.watchers:
        watch.tell("checked", numbers, count, but)
    bad = out_of_range(numbers, count, but)
    captured = capture.current()
    return bad if captured is None else captured.later(bad)


def need_constants(function: str, **arguments: Tensor | None) -> None:
    """RuntimeError if one of these arguments wants a gradient: the function has none to give, as in PyTorch."""
    for name, value in arguments.items():
        if value is not None and value.requires_grad and modes.grad_enabled:
            raise GraphError("layer.constant", function=function, name=name)


def widened(fn: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """``fn``, composed of several steps, on halves as a single op is: in float32, rounded once at the end."""

    @functools.wraps(fn)
    def compute(*args: Any, **kwargs: Any) -> Tensor:
        first = next((x for x in args if isinstance(x, Tensor)), None)
        if first is None or first.array.dtype.itemsize != 2 or first.array.dtype.kind not in FLOATS:
            return fn(*args, **kwargs)
        wide = [x.float() if isinstance(x, Tensor) and x.dtype == first.dtype else x for x in args]
        more = {n: x.float() if isinstance(x, Tensor) and x.dtype == first.dtype else x for n, x in kwargs.items()}
        y = fn(*wide, **more)
        return cast(y, first.dtype) if y.array.dtype == np.float32 else y

    return compute


def activate(op: type[Op], input: Tensor, inplace: Any, *others: Tensor, **params: Any) -> Tensor:
    """``op`` of ``input``, in new memory or written into the input's."""
    if inplace:
        return apply_inplace(partial(apply, op), input, *others, **params)
    return apply(op, input, *others, **params)


def in_place(fn: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The function ``fn_``, which is ``fn`` with ``inplace=True`` and so without that argument."""
    names = [name for name in inspect.signature(fn).parameters if name != "inplace"]

    @functools.wraps(fn)
    def write(*args: Any, **kwargs: Any) -> Tensor:
        if len(args) > len(names) or "inplace" in kwargs or kwargs.keys() & names[: len(args)]:
            raise ArgTypeError("arg.inplace_form", function=f"{fn.__name__}_", names=", ".join(names))
        return fn(**dict(zip(names, args, strict=False)), **kwargs, inplace=True)

    write.__name__ = write.__qualname__ = f"{fn.__name__}_"
    write.__doc__ = f"In-place ``{fn.__name__}``: writes the result into ``input``."
    return write
