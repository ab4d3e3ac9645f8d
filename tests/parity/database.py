"""The entries of PyTorch's operator database, and what stands for each of them here."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import reduce
from typing import Any

import torch

with warnings.catch_warnings(action="ignore"):
    from torch.testing._internal.common_methods_invocations import op_db

import autograd_lab as lab

DTYPES = (
    torch.float32, torch.float64, torch.complex64, torch.int64, torch.uint8, torch.bool, torch.bfloat16, torch.float16,
)  # fmt: skip

# Not asked for: another layout or compiler, and PyTorch's private entry points.
LEFT_OUT = ("sparse.", "to_sparse", "jiterator_", "torch.ops.", "torch._", "_", "bmm triton")


def entries(wanted: list[str]) -> Iterator[Any]:
    """The dense part of the database; only what begins with one of ``wanted``, if any."""
    for info in op_db:
        if full_name(info).startswith(LEFT_OUT) and not info.name.startswith("__"):
            continue
        if not wanted or any(info.name == w or (w.endswith(".") and info.name.startswith(w)) for w in wanted):
            yield info


def full_name(info: Any) -> str:
    return f"{info.name} {info.variant_test_name}".strip()


def ours(info: Any) -> Any:
    """The function of this name, or else the method; None if there is neither."""
    if info.variant_test_name == "in_place":
        return getattr(lab.Tensor, f"{info.name}_", None)
    try:
        found = reduce(getattr, info.name.split("."), lab)
        if callable(found):  # not a dtype, such as torch.half beside x.half()
            return found
    except AttributeError:
        pass
    found = getattr(lab.Tensor, info.name, None) or getattr(lab.Tensor, f"{info.name}_", None)
    return found.fget if isinstance(found, property) else found  # x.T


def ours_inplace(info: Any) -> Any:
    variant = info.inplace_variant
    return None if variant is None else getattr(lab.Tensor, variant.__name__, None)
