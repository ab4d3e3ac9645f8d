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
from autograd_lab.compiler.program import Step, Value

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
}


@loops.inline
def larger(a, b):
    """NumPy's maximum: nan if either is."""
    return a if a >= b or a != a else b


@loops.inline
def smaller(a, b):
    return a if a <= b or a != a else b


def suits(steps: Sequence[Step]) -> bool:
    """Whether all steps are in the table above, on numbers of one float dtype, or Python's own."""
    values = [value for step in steps for value in (*step.reads(), *step.outs) if value is not None]
    alike = {value.dtype for value in values} in ({np.dtype("f")}, {np.dtype("d")})
    known = all(step.function in TEXTS for step in steps)
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
        body.append(f"t{k} = {TEXTS[step.function].format(*args)}")
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
