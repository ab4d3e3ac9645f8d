"""Element-wise steps in a row, fused: block by block instead of array by array.

NumPy goes through a whole array for each operation, so a large array travels from memory to the processor and back
at every step. A fused part does all of its steps on one block, which stays in the cache, before it takes the next.
Results that only the part itself reads never exist as a whole: they need one block of scratch memory, or not even
that where the part is compiled (``machine.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from autograd_lab.compiler.machine import suits
from autograd_lab.compiler.program import FUSED, MADE, UFUNC, Step, Value

LARGE = 2**15  # elements from which on it is worth it; below, arrays are in the cache anyway
ALONE = (np.maximum, np.minimum)  # what is worth a loop of its own, as of ReLU: NumPy's takes one thread
BLOCK = 2**13  # elements of a block: a few blocks of float32 fit into a cache of 256 KB


@dataclass(eq=False)
class Part:
    """The inside of a fused step: ``steps`` on blocks, which are values of their own."""

    rows: int
    columns: int
    height: int  # rows of a block
    blocks: dict[Value, Value] = field(default_factory=dict)  # whole value: its block
    steps: list[Step] = field(default_factory=list)
    inside: list[Value] = field(default_factory=list)  # blocks of values that nobody else reads
    compiled: bool = False

    @property
    def scratch(self) -> list[Value]:
        """The blocks that need memory."""
        return [] if self.compiled else self.inside


def fused(steps: Sequence[Step], kept: Sequence[Value]) -> list[Step]:
    """The same steps, with every run of large element-wise ones as a single step."""
    readers: dict[Value, int] = {}
    for step in steps:
        for value in {*step.reads()}:
            for one in {value, value.root}:
                readers[one] = readers.get(one, 0) + 1
            for inner in (*value.holds, *value.root.holds):
                readers[inner] = readers[inner.root] = readers.get(inner.root, 0) + len(steps)
    for value in kept:
        readers[value] = readers[value.root] = readers.get(value.root, 0) + len(steps)
    done: list[Step] = []
    run: list[Step] = []
    for step in [*steps, None]:
        if step is not None and _fits(step) and (not run or _shape(run[0]) == _shape(step)):
            run.append(step)
            continue
        done += _joined(run, readers) if len(run) > 1 or (run and run[0].function in ALONE) else run
        run = []
        if step is not None:
            (run if _fits(step) else done).append(step)
    return done


def _shape(step: Step) -> Any:
    return step.outs[0].shape if step.outs and step.outs[0] is not None else None


def _fits(step: Step) -> bool:
    """Whether a step is element by element on a large array, and each input a like array, one row, or one number."""
    if step.kind != UFUNC or step.function is np.matmul or step.params:
        return False
    (out,) = step.outs
    if out is None or prod(out.shape) < LARGE or not out.shape or not _in_order(out):
        return False
    return all(_role(value, out.shape) for value in step.reads())


def _in_order(value: Value) -> bool:
    step = value.dtype.itemsize
    for n, stride in zip(reversed(value.shape), reversed(value.strides), strict=True):
        if n > 1 and stride != step:
            return False
        step *= n
    return True


def _role(value: Value, shape: tuple[int, ...]) -> str:
    """How an input meets results of ``shape``: it is cut as they are, or it is there whole; "" if neither."""
    if value.shape == shape:
        return "cut" if _in_order(value) else ""
    if prod(value.shape) == 1:
        return "whole"
    row = value.shape[-1] == shape[-1] == prod(value.shape) and _in_order(value)
    return "whole" if row else ""


def _joined(run: Sequence[Step], readers: dict[Value, int]) -> list[Step]:
    shape = _shape(run[0])
    columns = shape[-1]
    rows = prod(shape[:-1])
    if columns > BLOCK or rows == 1:
        if any(_role(v, shape) == "whole" and prod(v.shape) > 1 for step in run for v in step.reads()):
            return list(run)
        columns, rows = 1, rows * columns  # a plain line of numbers
    part = Part(rows, columns, max(1, BLOCK // columns))
    made = [out for step in run for out in step.outs if out is not None]
    inside = dict.fromkeys(made, 0)
    for step in run:
        for value in {*step.reads()} & inside.keys():
            inside[value] += 1
    taken: list[Value] = []
    for step in run:
        for value in step.reads():
            if value not in part.blocks and _role(value, shape) == "cut":
                part.blocks[value] = _block(part, value)
                taken.append(value)
        (out,) = step.outs
        assert out is not None
        part.blocks[out] = _block(part, out)
        inner = tuple([part.blocks.get(arg, arg) if isinstance(arg, Value) else arg for arg in step.args])
        part.steps.append(Step(UFUNC, step.function, inner, outs=(part.blocks[out],)))
    outs = tuple([out for out in made if readers.get(out, 0) > inside[out]])
    part.inside = [part.blocks[out] for out in made if out not in outs]
    part.compiled = suits(run, outs)
    if len(run) == 1 and not part.compiled:
        return list(run)
    given = tuple([value for value in taken if value not in inside])
    whole = tuple(dict.fromkeys(v for step in run for v in step.reads() if v not in part.blocks))
    step = Step(FUSED, None, given, {"part": part, "whole": whole}, outs)
    for out in outs:
        out.step = step
    return [step]


def _block(part: Part, value: Value) -> Value:
    block = Value(MADE)
    size = value.dtype.itemsize
    block.shape, block.dtype, block.strides = (part.height, part.columns), value.dtype, (part.columns * size, size)
    return block


def cut(array: Any, rows: int, columns: int, height: int) -> list[Any]:
    """An array in blocks of ``height`` rows, the last of what is left."""
    flat = array.reshape(rows, columns)
    return [flat[k : k + height] for k in range(0, rows, height)]


def loop(part: Part, arrays: Sequence[Any], scratch: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The blocks of ``arrays`` side by side, with scratch memory of the same height."""
    columns = [cut(array, part.rows, part.columns, part.height) for array in arrays]
    count = -(-part.rows // part.height)
    last = part.rows - (count - 1) * part.height
    columns += [[whole] * (count - 1) + [whole[:last]] for whole in scratch]
    return list(zip(*columns, strict=True))
