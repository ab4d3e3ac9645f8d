"""A fused part as one loop that numba compiles: each number is read once, goes through all steps in the processor's
registers, and is written once. Parts of steps that NumPy rounds correctly only, so that the bits stay those of eager;
a part with an exponential in it goes block by block (``fuse.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import isfinite, prod
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_lab.backend import loops
from autograd_lab.compiler.program import Step, Value, select

if TYPE_CHECKING:
    from autograd_lab.compiler.fuse import Part

TEXTS = {
    np.add: "{} + {}",
    np.subtract: "{} - {}",
    np.multiply: "{} * {}",
    np.divide: "{} / {}",
    np.negative: "-{}",
    np.positive: "{}",
    np.square: "{0} * {0}",
    np.absolute: "abs({})",
    np.sqrt: "sqrt({})",
    np.maximum: "larger({}, {})",
    np.minimum: "smaller({}, {})",
    select: "{1} if {0} else {2}",
}
# What is true counts as 1 in what follows, as NumPy has it.
COMPARED = {
    np.equal: "number({} == {})",
    np.not_equal: "number({} != {})",
    np.less: "number({} < {})",
    np.less_equal: "number({} <= {})",
    np.greater: "number({} > {})",
    np.greater_equal: "number({} >= {})",
}
KNOWN = TEXTS | COMPARED


@loops.inline
def larger(a, b):
    """NumPy's maximum: nan if either is; of two zeros b, as it is where several numbers are taken at once."""
    return a if a > b or a != a else b


@loops.inline
def smaller(a, b):
    return a if a < b or a != a else b


def suits(steps: Sequence[Step], outs: Sequence[Value]) -> bool:
    """Whether all steps are in the tables above, on numbers of one float dtype, or Python's own. What was compared is
    read by these steps only."""
    truths = {out for step in steps if step.function in COMPARED for out in step.outs}
    values = {value for step in steps for value in (*step.reads(), *step.outs) if value is not None} - truths
    alike = {value.dtype for value in values} in ({np.dtype("f")}, {np.dtype("d")})
    known = all(step.function in KNOWN for step in steps) and truths.isdisjoint(outs)
    return known and alike and all(map(_writable, (arg for step in steps for arg in step.args))) and loops.importable()


def _writable(arg: Any) -> bool:
    """Whether an argument can stand in a text: inf and nan cannot."""
    return isinstance(arg, Value) or (type(arg) in (int, float) and isfinite(arg))


def text_of(part: Part, given: Sequence[Value], whole: Sequence[Value], made: Sequence[Value]) -> str:
    """The loop that makes the arrays y0, y1, ... from a0, a1, ... of the same shape, and from the rows or single
    numbers w0, w1, ...: (rows, columns) each, or (numbers) where a part has no rows."""
    here = "[r]" if part.columns == 1 else "[r, c]"
    names = {part.blocks[value]: f"a{k}{here}" for k, value in enumerate(given)}
    names |= {value: f"w{k}{'[0]' if prod(value.shape) == 1 else '[c]'}" for k, value in enumerate(whole)}
    body = []
    for k, step in enumerate(part.steps):
        args = [names[arg] if isinstance(arg, Value) else f"number({arg!r})" for arg in step.args]
        (out,) = step.outs
        assert out is not None
        names[out] = f"t{k}"
        body.append(f"t{k} = {KNOWN[step.function].format(*args)}")
    body += [f"y{k}{here} = {names[part.blocks[value]]}" for k, value in enumerate(made)]
    heads = [f"{letter}{k}" for letter, group in (("y", made), ("a", given), ("w", whole)) for k in range(len(group))]
    lines = [f"def fused({', '.join(heads)}):", "    for r in prange(y0.shape[0]):"]
    if part.columns > 1:
        lines.append("        for c in range(y0.shape[1]):")
    indent = " " * (4 * len(lines))
    return "\n".join([*lines, *(indent + line for line in body), ""])


@cache
def compiled(text: str, dtype: str) -> loops.Loop:
    """The loop of this text; one for all plans that have it."""
    known = {"number": getattr(np, dtype), "larger": larger, "smaller": smaller, "sqrt": np.sqrt}
    return loops.from_text(f"# on {dtype}\n{text}", "fused", known)
