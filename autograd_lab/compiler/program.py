"""What a plan is made of: values, and the steps that make them."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

ARG, TENSOR, GRAD, CONSTANT, MADE, HELD = "argument", "tensor", "grad", "constant", "made", "held"


class Value:
    """An array that the plan works with.

    Where it comes from is its ``kind``: an ARGument of the call (``source`` says which), a TENSOR that was there before
    (a parameter), the GRAD of one, a CONSTANT, or MADE by a step. HELD is no array but all that an op saved for its
    rule. ``base`` is the value whose memory this one looks at.
    """

    __slots__ = ("_array", "base", "dtype", "fixed", "holds", "kind", "name", "shape", "source", "step", "strides")

    shape: tuple[int, ...]
    dtype: Any
    strides: tuple[int, ...]
    fixed: bool  # whether NumPy does not let it be written to

    def __init__(self, kind: str, array: Any = None, source: Any = None, base: Value | None = None) -> None:
        self.kind, self.source, self.base = kind, source, base
        self._array = array
        self.shape, self.dtype, self.strides, self.fixed = (), None, (), False
        if array is not None:
            self.shape, self.dtype, self.strides = array.shape, array.dtype, array.strides
            self.fixed = not array.flags.writeable
        self.step: Step | None = None  # that made it
        self.holds: tuple[Value, ...] = ()  # values at whose memory it may look; of HELD, those among it
        self.name = ""  # in the text of the plan

    @property
    def array(self) -> Any:
        """Its numbers in the run that is recorded, as long as somebody holds them there; None after that."""
        return self._array() if type(self._array) is weakref.ref else self._array

    @array.setter
    def array(self, array: Any) -> None:
        self._array = array

    def loosen(self) -> None:
        """Do not hold the numbers any more: a recorded run is to take as much memory as any other."""
        if (
            self.kind not in (CONSTANT, ARG, TENSOR)
            and self._array is not None
            and type(self._array) is not weakref.ref
        ):
            self._array = weakref.ref(self._array)

    @property
    def root(self) -> Value:
        """The value whose memory this is."""
        return self if self.base is None else self.base

    @property
    def nbytes(self) -> int:
        count = self.dtype.itemsize if self.dtype is not None else 0
        for n in self.shape:
            count *= n
        return count


# What a step does with its function; source.py says how each is written.
UFUNC = "ufunc"  # NumPy's element by element, and matmul: can write into memory that stands ready
FUSED = "fused"  # several of these, block by block
REDUCE = "reduce"  # its .reduce
NUMPY = "numpy"  # another function of NumPy, or a method of an array, that makes an array
VIEW = "view"  # one that looks at the memory of its first argument
OP = "op"  # the forward of an op, as a whole
RULE = "rule"  # its gradient rules
COPY = "copy"
WRITE = "write"  # into memory that others look at too
CALL = "call"  # a public function on Tensors: random numbers, new tensors
CHECK = "check"  # that integers are in a range, or an IndexError
ACCUMULATE = "accumulate"  # gradients arrive at leaves
CLEAR = "clear"  # .grad = None
OPTIMIZER = "optimizer"  # optimizer.step()
EFFECTS = (WRITE, CALL, CHECK, ACCUMULATE, CLEAR, OPTIMIZER)  # what is done even if nobody reads what it makes


def select(condition: Any, a: Any, b: Any, out: Any = None) -> Any:
    """``np.where`` in the form of a ufunc; ``out`` may be ``a`` or ``b``."""
    if out is None:
        return np.where(condition, a, b)
    if isinstance(a, np.ndarray) and np.may_share_memory(a, out):
        np.copyto(out, b, where=np.logical_not(condition))
    else:
        if out is not b:
            out[...] = b
        np.copyto(out, a, where=condition)
    return out


@dataclass(eq=False)
class Step:
    """One call. ``args`` may hold Values, constants, and tuples of both; ``outs`` are what it makes (None: unused)."""

    kind: str
    function: Any
    args: tuple[Any, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    outs: tuple[Value | None, ...] = ()
    held: Value | None = None  # of OP: what it saved
    dead: bool = False

    def __post_init__(self) -> None:
        for out in (*self.outs, self.held):
            if out is not None and out.kind in (MADE, HELD, GRAD) and out.step is None:
                out.step = self

    def reads(self) -> Iterator[Value]:
        """The values that it needs."""
        yield from values_in((self.args, self.params))


@dataclass(eq=False)
class Record:
    """One op of the recorded graph, or one gradient rule, with the steps that do the same."""

    label: str
    backward: bool
    inputs: tuple[Value | None, ...]
    outs: tuple[Value | None, ...]
    steps: list[Step]
    line: tuple[str, int] | None = None
    scope: tuple[str, ...] = ()


def values_in(tree: Any) -> Iterator[Value]:
    """Every Value in nested tuples, lists, dicts and slices."""
    if isinstance(tree, Value):
        yield tree
    elif isinstance(tree, (tuple, list)):
        for part in tree:
            yield from values_in(part)
    elif isinstance(tree, dict):
        for part in tree.values():
            yield from values_in(part)
    elif isinstance(tree, slice):
        yield from values_in((tree.start, tree.stop, tree.step))


def mapped(tree: Any, change: Callable[[Any], Any]) -> Any:
    """The same tree with every leaf changed."""
    if type(tree) in (tuple, list):
        return type(tree)([mapped(part, change) for part in tree])
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*[mapped(part, change) for part in tree])
    if type(tree) is dict:
        return {key: mapped(part, change) for key, part in tree.items()}
    return change(tree)
