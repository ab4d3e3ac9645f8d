"""How element-wise functions are made: from an op, one function for Tensors and numbers, operators, in-place forms."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError
from autograd_lab.functional.arguments import check_broadcast, need_tensor
from autograd_lab.functional.registry import both, method
from autograd_lab.ops.base import Op
from autograd_lab.tensor import shortcut
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import apply_inplace
from autograd_lab.tensor.promotion import as_float, is_number, promote
from autograd_lab.tensor.tensor import Tensor, make


def binary(op: type[Op], a: Any, b: Any, name: str, to_float: bool = False) -> Tensor:
    """``op`` on two operands brought to one dtype, at least one of them a Tensor."""
    for x in (a, b):
        if not isinstance(x, Tensor) and not is_number(x):
            raise ArgTypeError("arg.need_tensor_or_number", function=name, got=type(x).__name__)
    if not isinstance(a, Tensor) and not isinstance(b, Tensor):
        raise ArgTypeError("arg.need_tensor", function=name, name="input", got=type(a).__name__)
    a, b = promote(a, b, to_float=to_float)
    try:
        return apply(op, a, b)
    except ValueError:
        check_broadcast(a, b)
        raise


def unary(name: str, op: type[Op], floats: bool = True) -> Callable[[Tensor], Tensor]:
    """The function and method ``name``; with ``floats`` integers become floats first."""

    def general(input: Tensor) -> Tensor:
        need_tensor(input, "input", name)
        return apply(op, as_float(input) if floats else input)

    fn = shortcut.unary(op, general)
    fn.__name__ = fn.__qualname__ = name
    fn.__doc__ = op.__doc__
    return both(fn)


def operators(forms: dict[str, Callable[..., Any]], *, reflected: bool = False, **ops: type[Op]) -> None:
    """Hang functions on Tensor as Python's operators: ``{"add": add}`` gives ``x + y``, and ``2 + x`` if reflected.

    For foreign types they answer NotImplemented, so that Python tries the other side. An op named beside them, such
    as ``add=Add``, says what the operator does to two ordinary float tensors; those then take the short way.
    """
    for symbol, fn in forms.items():
        general = _operator(fn)
        setattr(Tensor, f"__{symbol}__", shortcut.binary(ops[symbol], general) if symbol in ops else general)
        if reflected:
            setattr(Tensor, f"__r{symbol}__", _operator(fn, reflected=True))


def _operator(fn: Callable[..., Any], reflected: bool = False) -> Callable[[Tensor, Any], Any]:
    fn = inspect.unwrap(fn)  # what explains a failing call is of no use here, and one call more

    def operate(self: Tensor, other: Any) -> Any:
        if not isinstance(other, Tensor) and not is_number(other):
            if not isinstance(other, np.ndarray):
                return NotImplemented
            other = make(np.asarray(other))
        return fn(other, self) if reflected else fn(self, other)

    return operate


def inplace(fn: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The method ``fn_``: the same function, written back into its first argument."""

    @functools.wraps(inspect.unwrap(fn))  # without its check of the arguments: that is added anew
    def write_back(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        return apply_inplace(fn, self, *args, **kwargs)

    write_back.__name__ = write_back.__qualname__ = f"{fn.__name__}_"
    write_back.__doc__ = f"In-place ``{fn.__name__}``: writes the result into this tensor."
    return method(write_back)
