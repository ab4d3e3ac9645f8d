"""Looking into an op: which functions of NumPy does its text call?

The op's own forward, or its gradient rule, is run with ``Symbol`` objects in the place of arrays. NumPy hands every
function that meets one over to it (``__array_ufunc__``, ``__array_function__``); it computes with the true array and
notes the call. So the text in ``ops`` stays the only place where the mathematics stands. What a Symbol cannot follow
(a loop over numbers, memory written to, a function of SciPy) leaves the op whole, as one step.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from autograd_lab.backend.arrays import MODULES
from autograd_lab.compiler.program import (
    ARG,
    CONSTANT,
    MADE,
    NUMPY,
    REDUCE,
    TENSOR,
    UFUNC,
    VIEW,
    Step,
    Value,
    mapped,
    select,
)

VIEWS = {"reshape", "transpose", "swapaxes", "squeeze", "ravel", "broadcast_to", "expand_dims", "moveaxis"}
MAKES = {"astype", "copy", "where", "sum", "mean", "max", "min", "any", "all", "cumsum", "argmax", "argmin", "take",
         "clip", "concatenate", "stack", "zeros_like", "ones_like", "take_along_axis", "pad", "repeat"}  # fmt: skip
METHODS = {"reshape", "transpose", "swapaxes", "squeeze", "ravel", "astype", "copy", "sum", "mean", "max", "min",
           "any", "all", "cumsum", "argmax", "argmin", "take", "clip"}  # fmt: skip


PART = 2**16  # bytes that are compared at once


class NotPlain(Exception):
    """The op does what a Symbol cannot follow."""


class Symbol(NDArrayOperatorsMixin):
    """An array that notes what is done with it."""

    __slots__ = ("notes", "value")

    def __init__(self, value: Value, notes: list[Step]) -> None:
        self.value, self.notes = value, notes

    shape = property(lambda self: self.value.shape)
    dtype = property(lambda self: self.value.dtype)
    ndim = property(lambda self: len(self.value.shape))
    size = property(lambda self: self.value.array.size)
    itemsize = property(lambda self: self.value.dtype.itemsize)
    flags = property(lambda self: self.value.array.flags)
    T = property(lambda self: self.transpose())

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **params: Any) -> Any:
        if method not in ("__call__", "reduce") or ufunc.nout != 1:
            raise NotPlain
        if "out" in params:
            return self._write(ufunc, method, inputs, params)
        if ufunc.signature is not None and ufunc is not np.matmul:
            raise NotPlain
        if method == "reduce":
            return self._note(REDUCE, ufunc, inputs, params)
        return self._note(UFUNC, ufunc, inputs, params)

    def _write(self, ufunc: Any, method: str, inputs: Any, params: Any) -> Any:
        """``y += b``: to the plan it is a new value, which will take the place of the old one."""
        (target,) = params.pop("out")
        if type(target) is not Symbol or method != "__call__" or params:
            raise NotPlain
        old = target.value
        own = any(old in step.outs for step in self.notes)
        if not own or old.base is not None or any(out.base is old for step in self.notes for out in step.outs if out):
            raise NotPlain  # memory that others see too
        made = self.__array_ufunc__(ufunc, method, *inputs)
        if made.shape != old.shape or made.dtype != old.dtype:
            raise NotPlain
        target.value = made.value
        return target

    def __array_function__(self, function: Any, types: Any, args: Any, params: Any) -> Any:
        name = function.__name__
        if name == "where" and len(args) == 3:
            return self._note(UFUNC, select, args, params)
        if name in VIEWS:
            return self._note(VIEW, function, args, params)
        if name in MAKES:
            return self._note(NUMPY, function, args, params)
        raise NotPlain

    def __getattr__(self, name: str) -> Any:
        if name not in METHODS:
            raise NotPlain
        kind, function = (VIEW if name in VIEWS else NUMPY), getattr(np.ndarray, name)
        return lambda *args, **params: self._note(kind, function, (self, *args), params)

    def __getitem__(self, index: Any) -> Any:
        parts = index if isinstance(index, tuple) else (index,)
        if not all(part is None or part is Ellipsis or type(part) in (int, slice) for part in parts):
            raise NotPlain
        return self._note(VIEW, np.ndarray.__getitem__, (self, index), {})

    def __setitem__(self, index: Any, value: Any) -> None:
        raise NotPlain

    def __bool__(self) -> bool:
        raise NotPlain

    __float__ = __int__ = __index__ = __len__ = __iter__ = __array__ = __bool__

    def __hash__(self) -> int:
        return id(self)

    def _note(self, kind: str, function: Any, args: Any, params: Any) -> Symbol:
        values = mapped(args, value_of)
        arrays = mapped(values, lambda leaf: leaf.array if isinstance(leaf, Value) else leaf)
        call = function.reduce if kind == REDUCE else function
        made = np.asarray(call(*arrays, **params))
        base = values[0].root if kind == VIEW and isinstance(values[0], Value) else None
        if base is not None and not np.may_share_memory(made, values[0].array):
            kind, base = NUMPY, None  # such as a reshape that had to copy
        out = Value(MADE, made, base=base)
        self.notes.append(Step(kind, function, values, mapped(params, value_of), (out,)))
        return Symbol(out, self.notes)


MODULES[Symbol] = np  # an op's text that asks which module an array belongs to hears of NumPy


def value_of(leaf: Any) -> Any:
    """A leaf of a step's arguments. An array that the op made itself is a constant of it, small ones only."""
    if isinstance(leaf, Symbol):
        return leaf.value
    if isinstance(leaf, np.ndarray) and leaf.size > 64:
        raise NotPlain
    return leaf


def looked_into(call: Any, args: tuple[Any, ...], params: dict[str, Any]) -> tuple[Any, list[Step]] | None:
    """What ``call`` returns for these ``args``, with Values in the place of arrays, and the steps that make it; None
    where it cannot be followed."""
    notes: list[Step] = []

    def enter(leaf: Any) -> Any:
        return Symbol(leaf, notes) if isinstance(leaf, Value) else leaf

    try:
        result = call(np, *mapped(args, enter), **params)
    except Exception:  # whatever confuses an op that gets no arrays: it can still run as a whole
        give_up(notes)
        return None
    fits = True

    def leave(leaf: Any) -> Any:
        nonlocal fits
        if isinstance(leaf, Symbol):
            return leaf.value
        if isinstance(leaf, (np.ndarray, np.generic)):
            fits = False  # computed beside the Symbols: whether from their numbers cannot be seen
        return leaf

    result = mapped(result, leave)
    if fits:
        return result, notes
    give_up(notes)
    return None


def same_bits(value: Value, array: Any) -> bool:
    """Whether a value is, in every bit and in its layout, what the op as a whole gave."""
    mine = value.array
    if mine.shape != array.shape or mine.dtype != array.dtype or mine.strides != array.strides:
        return False
    return equal_bits(mine, array)


def equal_bits(a: Any, b: Any) -> bool:
    """Whether two arrays of one shape and dtype hold the same bytes. Large ones are compared part by part: copies of
    the whole would be what most memory goes into."""
    if a.nbytes <= PART or not a.ndim:
        return a.tobytes() == b.tobytes()
    if len(a) == 1:
        return equal_bits(a[0], b[0])
    step = max(PART * len(a) // a.nbytes, 1)
    return all(equal_bits(a[k : k + step], b[k : k + step]) for k in range(0, len(a), step))


def stands_for(saved: Any, arrays: Any) -> bool:
    """Whether what an op saves when it is looked into is what it saved as a whole. From now on the values are those
    arrays, which the graph holds as long as backward may come."""
    if not isinstance(saved, tuple) or type(arrays) is not tuple or len(saved) != len(arrays):
        return False
    pairs = [(v, array) for v, array in zip(saved, arrays, strict=True) if type(v) is Value and array is not None]
    if not all(type(array) is np.ndarray and same_bits(value, array) for value, array in pairs):
        return False  # None is what no rule will ask for
    for value, array in pairs:
        if value.kind not in (CONSTANT, ARG, TENSOR):
            value.array = array
            value.loosen()
    return True


def loosen(steps: list[Step]) -> None:
    """Let go of all arrays that were made on the way."""
    for step in steps:
        for out in step.outs:
            if out is not None:
                out.loosen()


def give_up(steps: list[Step]) -> None:
    """Steps that nobody will follow: they and their values would keep each other, and arrays, for a while."""
    for step in steps:
        step.outs = ()
