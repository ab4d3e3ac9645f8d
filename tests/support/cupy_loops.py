"""Which dtypes each elementwise function of the real CuPy computes with, and gives: recorded, as its names are.

python -m tests.support.cupy_loops      writes cupy_loops.json from the installed CuPy (it needs no GPU)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np

RECORD = Path(__file__).with_suffix(".json")
WEAK = {bool: "?biufcV", int: "biufcV", float: "fcV", complex: "c"}  # Python's numbers, and the kinds they join
OPERATORS = {
    "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "true_divide", "floordiv": "floor_divide",
    "mod": "remainder", "pow": "power", "and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor",
    "lshift": "left_shift", "rshift": "right_shift", "neg": "negative", "abs": "absolute", "invert": "invert",
    "eq": "equal", "ne": "not_equal", "lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal",
}  # fmt: skip


def recorded() -> dict[str, list[str]]:
    return json.loads(RECORD.read_text()) if RECORD.exists() else {}


def installed() -> dict[str, list[str]]:
    """The same table, read from the CuPy of this machine; ImportError without one."""
    import cupy
    import cupyx.scipy.special

    owners = {"": cupy, "scipy.special.": cupyx.scipy.special}
    return {
        prefix + name: getattr(owner, name).types
        for prefix, owner in owners.items()
        for name in sorted(dir(owner))
        if isinstance(getattr(owner, name), cupy.ufunc)
    }


def letter(kind: Any) -> Any:
    return np.dtype(ml_dtypes.bfloat16) if kind == "E" else np.dtype(kind)


LOOPS = {
    name: [tuple([letter(k) for k in side] for side in loop.split("->")) for loop in loops]
    for name, loops in recorded().items()
}


def outputs(name: str, inputs: Sequence[Any]) -> list[Any] | None:
    """The dtypes that ``cupy.name`` of these host arrays and numbers has; None where it is no elementwise function.
    TypeError, as from CuPy, where it is not computed for them."""
    loops = LOOPS.get(name)
    if loops is None and name.startswith("__"):
        plain = name.strip("_")
        loops = LOOPS.get(OPERATORS.get(plain, OPERATORS.get(plain[1:], "")))
    if loops is None:
        return None
    strong = any(hasattr(x, "dtype") for x in inputs)
    for wanted, given in loops:
        if len(wanted) == len(inputs) and all(_fits(x, kind, strong) for x, kind in zip(inputs, wanted, strict=True)):
            return list(given)
    raise TypeError(f"cupy.{name} is not computed for {[getattr(x, 'dtype', type(x)) for x in inputs]}")


def given(result: Any, kinds: Sequence[Any]) -> Any:
    """A NumPy result in the dtypes that CuPy gives it."""
    if isinstance(result, tuple):
        return tuple(part.astype(kind, copy=False) for part, kind in zip(result, kinds, strict=True))
    return result.astype(kinds[0], copy=False)


def _fits(value: Any, kind: Any, strong: bool) -> bool:
    if hasattr(value, "dtype"):
        return bool(np.can_cast(value.dtype, kind))
    return kind.kind in WEAK[type(value)] if strong else bool(np.can_cast(np.asarray(value).dtype, kind))


if __name__ == "__main__":
    entries = (f"  {json.dumps(name)}: {json.dumps(loops)}" for name, loops in installed().items())
    RECORD.write_text("{\n" + ",\n".join(entries) + "\n}\n")
