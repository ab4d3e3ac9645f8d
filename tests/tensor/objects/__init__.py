"""Tensors as objects: expressions over the names of ``world``, one a line in the text files beside this one.

What PyTorch answers to them is recorded; of an expression that raises, the class of its error.
"""

from __future__ import annotations

import copy
import math
import pickle
from pathlib import Path
from typing import Any

import numpy as np


def world(torch: Any) -> dict[str, Any]:
    """Fresh tensors of every kind, and what Python needs to work on them."""
    return {
        "__name__": "learner", "torch": torch, "np": np,
        "copy": copy, "pickle": pickle, "math": math, "inf": math.inf, "nan": math.nan,
        "x": torch.tensor([[1.5, -2.0, 3.25], [4.0, 5.0, -6.5]]), "i": torch.tensor([2, 0, 1]),
        "b": torch.tensor([True, False]), "s": torch.tensor(1.25), "z": torch.tensor([1 + 2j, -3.5 - 1j]),
        "e": torch.zeros(0), "r": torch.tensor([1.0, 2.0], requires_grad=True),
        "h": torch.tensor([1.5, 2.0], dtype=torch.float16), "bf": torch.tensor([1.5, 2.0], dtype=torch.bfloat16),
    }  # fmt: skip


OBJECTS = [line for path in sorted(Path(__file__).parent.glob("*.txt")) for line in path.read_text().splitlines()]
