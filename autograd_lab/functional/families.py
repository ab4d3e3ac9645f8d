"""How element-wise functions are made: from an op, one function for Tensors and numbers, operators, in-place forms."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend.dtypes import from_numpy_dtype
from autograd_lab.errors import ArgTypeError, NotWritten
from autograd_lab.functional.arguments import check_broadcast, need_tensor
from autograd_lab.functional.autocast import being
from autograd_lab.functional.explain import explained
from autograd_lab.functional.registry import METHODS, PUBLIC, alias, both, function, method
from autograd_lab.graph.modes import modes
from autograd_lab.ops.base import Op
from autograd_lab.tensor import shortcut
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.inplace import apply_inplace, check_overlap
from autograd_lab.tensor.promotion import as_float, is_number, promote
from autograd_lab.tensor.tensor import Tensor, make

# Kinds of dtypes, as NumPy names them, that a function takes (V is bfloat16).
EVERY = "biufVc"
REAL = "biufV"
NUMBERS = "iufVc"
ORDERED = "iufV"  # numbers that can be compared
INTEGERS = "iu"
FLOATING = "fV"


def need_kind(x: Tensor, kinds: str, function: str) -> None:
    """NotImplementedError, which is a RuntimeError, unless the dtype of ``x`` is of one of ``kinds``."""
    if x.array.dtype.kind not in kinds:
        raise NotWritten("dtype.not_implemented", function=function, dtype=from_numpy_dtype(x.array.dtype))


def binary(
    op: type[Op], a: Any, b: Any, name: str, to_float: bool = False, kinds: str = EVERY, **params: Any
) -> Tensor:
    """``op`` on two operands brought to one dtype of ``kinds``, at least one of them a Tensor."""
    for x in (a, b):
        if not isinstance(x, Tensor) and not is_number(x):
            raise ArgTypeError("arg.need_tensor_or_number", function=name, got=type(x).__name__)
    if not isinstance(a, Tensor) and not isinstance(b, Tensor):
        raise ArgTypeError("arg.need_tensor", function=name, name="input", got=type(a).__name__)
    a, b = promote(a, b, to_float=to_float)
    if kinds is not EVERY:
        need_kind(a if isinstance(a, Tensor) else b, kinds, name)
    try:
        return apply(op, a, b, **params)
    except ValueError:
        check_broadcast(a, b)
        raise


def one(name: str, op: type[Op], *, floats: bool = True, kinds: str = EVERY) -> Callable[[Tensor], Tensor]:
    """The function ``name`` of one tensor, for a namespace; with ``floats`` integers become floats first.

    NotImplementedError for a dtype that is not of ``kinds``.
    """

    def general(input: Tensor) -> Tensor:
        need_tensor(input, "input", name)
        if kinds is not EVERY:
            need_kind(input, kinds, name)
        return apply(op, as_float(input) if floats else input)

    explained_form = named(general, name, op)
    if "f" not in kinds:
        return explained_form
    # The short way asks no questions about float32 and float64; what is no tensor it leaves to the other.
    short = shortcut.unary(op, explained_form)
    short.explained = True  # type: ignore[attr-defined]
    return named(short, name, op)


def unary(
    name: str, op: type[Op], *, floats: bool = True, kinds: str = EVERY, writes: str = "both"
) -> Callable[[Tensor], Tensor]:
    """``one``, as function and method; its in-place form, as ``writes`` says, is "both" too, a "method", or none."""
    public = both(one(name, op, floats=floats, kinds=kinds))
    if writes:
        in_place = inplace(public)
        if writes == "both":
            function(in_place)
    return public


def two(
    name: str, op: type[Op], *, numbers: str = "", to_float: bool = False, kinds: str = EVERY
) -> Callable[[Any, Any], Tensor]:
    """The function ``name`` of two operands, for a namespace.

    ``numbers`` are the operands that may be a Python number: "other", "input other", or none.
    """
    first, second = "input" not in numbers, "other" not in numbers

    def fn(input: Any, other: Any) -> Tensor:
        if first:
            need_tensor(input, "input", name)
        if second:
            need_tensor(other, "other", name)
        return binary(op, input, other, name, to_float, kinds)

    return named(fn, name, op)


def pair(
    name: str, op: type[Op], *, numbers: str = "", to_float: bool = False, kinds: str = EVERY, writes: bool = True
) -> Callable[[Any, Any], Tensor]:
    """``two``, as function and method; and the method ``name_`` if it ``writes``."""
    public = both(two(name, op, numbers=numbers, to_float=to_float, kinds=kinds))
    if writes:
        inplace(public)
    return public


def named(fn: Any, name: str, op: type[Op]) -> Any:
    """``fn`` under its public name, explained by the op it computes."""
    fn.__name__ = fn.__qualname__ = name
    fn.__doc__ = op.__doc__
    return explained(fn)


def synonyms(names: dict[str, Callable[..., Any]]) -> None:
    """Second names of functions, and of their in-place forms: ``{"arcsin": asin}``."""
    for second, fn in names.items():
        alias(second, fn)
        first = f"{fn.__name__}_"
        if first in METHODS:
            METHODS[f"{second}_"] = METHODS[first]
            setattr(Tensor, f"{second}_", METHODS[first])
        if first in PUBLIC:
            PUBLIC[f"{second}_"] = PUBLIC[first]


def operators(forms: dict[str, Callable[..., Any]], *, reflected: bool = False, **ops: type[Op]) -> None:
    """Hang functions on Tensor as Python's operators: ``{"add": add}`` gives ``x + y``, and ``2 + x`` if reflected.

    For foreign types they answer NotImplemented, so that Python tries the other side. An op named beside them, such
    as ``add=Add``, says what the operator does to two ordinary float tensors; those then take the short way.
    """
    for symbol, fn in forms.items():
        general = _operator(fn)
        setattr(Tensor, f"__{symbol}__", shortcut.binary(ops[symbol], general) if symbol in ops else general)
        if reflected:
            setattr(Tensor, f"__r{symbol}__", _reflected(fn, f"__r{symbol}__"))


def _operator(fn: Callable[..., Any]) -> Callable[[Tensor, Any], Any]:
    fn = inspect.unwrap(fn)  # what explains a failing call is of no use here, and one call more

    def operate(self: Tensor, other: Any) -> Any:
        other = _operand(other)
        return NotImplemented if other is NotImplemented else fn(self, other)

    return operate


def _reflected(fn: Callable[..., Any], name: str) -> Callable[[Tensor, Any], Any]:
    fn = inspect.unwrap(fn)

    def operate(self: Tensor, other: Any) -> Any:
        need_tensor(self, "self", name)
        other = _operand(other)
        return NotImplemented if other is NotImplemented else fn(other, self)

    return operate


def _operand(other: Any) -> Any:
    """The other side of an operator: a Tensor, a number, a NumPy array as a Tensor; NotImplemented for strangers."""
    if isinstance(other, Tensor) or is_number(other):
        return other
    return make(np.asarray(other)) if isinstance(other, np.ndarray) else NotImplemented


def inplace(fn: Callable[..., Tensor], *, places: bool = False) -> Callable[..., Tensor]:
    """The method ``fn_``: the same function, written back into its first argument.

    One that writes to ``places``, which its arguments name, refuses to read them from the tensor itself.
    """

    def apart(x: Tensor) -> Callable[..., Tensor]:
        def computed(before: Tensor, *args: Any, **kwargs: Any) -> Tensor:
            value = fn(before, *args, **kwargs)  # first: it looks at all arguments
            check_overlap(x, (*args, *kwargs.values()), places=True)
            return value

        return computed

    @functools.wraps(inspect.unwrap(fn))  # without its check of the arguments: that is added anew
    def write_back(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        need_tensor(self, "input", write_back.__name__)
        if modes.autocast is not None:  # what is written to has its dtype already
            with being(None):
                return write_back(self, *args, **kwargs)
        return apply_inplace(apart(self) if places else fn, self, *args, **kwargs)

    write_back.__name__ = write_back.__qualname__ = f"{fn.__name__}_"
    write_back.__doc__ = f"In-place ``{fn.__name__}``: writes the result into this tensor."
    return method(write_back)


def inplace_operators(forms: dict[str, Callable[..., Any]]) -> None:
    """``x += y`` and its like: ``{"add": add}`` also makes ``x.add_(y)``."""
    for symbol, fn in forms.items():
        setattr(Tensor, f"__i{symbol}__", METHODS.get(f"{fn.__name__}_") or inplace(fn))
