"""What autocast does to the calls of tests/functions: the dtypes of their results, here and in PyTorch."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from tests.functions import FAMILIES, checks
from tests.functions.case import Call

RECORDED = Path(__file__).parent / "recorded.json"
INPUTS = ("float32", "bfloat16")

# Where we differ: the function, and why.
KNOWN = {
    "dlpack": "NumPy has no bfloat16 to hand over",
    "histogram": "not for halves here, as PyTorch's documentation has it",
    ".det()": "decompositions of halves are refused; PyTorch happens to have a path for some",
    "linalg.pinv": "PyTorch's second product inside is cast, which costs digits and helps nobody",
    "_lowrank": "the same",
    "storage()": "tells NumPy's name of bfloat16",
    "weight=w": "weighted losses are made of several functions in PyTorch, one of which is not listed",
    "instance_norm": "running statistics of another dtype are refused",
    "local_response_norm": "divided by a float32 pooling or by a half, by the number of dimensions",
    "pdist": "not for halves, as without autocast",
}


def differs_on_purpose(case: Call) -> bool:
    return any(part in case.expression for part in KNOWN)


def dtypes(torch: Any, case: Call, inputs: str, autocast: bool = True) -> list[str] | None:
    """Of each output, None if the call is refused. Inputs are leaves of float32 or bfloat16."""
    leaves = checks.leaves(torch, case, dtype=np.float32)
    if inputs == "bfloat16":
        for name, x in leaves.items():
            if x.dtype.is_floating_point:
                leaves[name] = x.detach().bfloat16().requires_grad_(x.requires_grad)
    try:
        with warnings.catch_warnings(action="ignore"), torch.autocast("cpu", enabled=autocast):
            outputs = checks.run(torch, case, leaves)
    except (RuntimeError, TypeError, ValueError, AttributeError, BufferError):
        return None
    return [str(y.dtype) if checks.is_tensor(y) else type(y).__name__ for y in outputs]


def cases() -> list[Call]:
    return [case for family in FAMILIES.values() for case in family if not differs_on_purpose(case)]


def record(torch: Any) -> dict[str, dict[str, list[str]]]:
    """PyTorch's answers where autocast changes them."""
    found: dict[str, dict[str, list[str]]] = {}
    for case in cases():
        for inputs in INPUTS:
            mixed = dtypes(torch, case, inputs)
            if mixed is not None and mixed != dtypes(torch, case, inputs, autocast=False):
                found.setdefault(case.key, {})[inputs] = mixed
    return found


def recorded() -> dict[str, dict[str, list[str]]]:
    return json.loads(RECORDED.read_text(encoding="utf-8"))


if __name__ == "__main__":  # python -m tests.amp.calls
    import torch as pytorch

    text = json.dumps(record(pytorch), indent=0, sort_keys=True, ensure_ascii=False)
    RECORDED.write_text(text + "\n", encoding="utf-8")
