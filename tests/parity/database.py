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


# Samples that the database does not give as a user would: other orders of arguments, other first steps.
REWORDED: dict[str, Any] = {
    "einsum": lambda tensors, equation: lab.einsum(equation, tensors),
    "linalg.lstsq grad_oriented": lambda a, b, driver: lab.linalg.lstsq(a, b, driver=driver)[:2],
    "linalg.pinv singular": lambda a, b: lab.linalg.pinv(a @ b.mT),
    "nn.functional.embedding": lambda table, index, **options: lab.nn.functional.embedding(index, table, **options),
    "nn.functional.embedding_bag": lambda table, *index, **options: lab.nn.functional.embedding_bag(
        index[0], table, *index[1:], **options
    ),
    "pca_lowrank": lambda a, b, **options: lab.pca_lowrank(a @ b.mT, **options),
    "polygamma": lambda x, n: lab.polygamma(n, x),
    "special.polygamma": lambda x, n: lab.special.polygamma(n, x),
    "svd_lowrank": lambda a, b, **options: lab.svd_lowrank(a @ b.mT, **options),
    "where": lambda x, *arguments: x.where(*arguments),
    "zero_": lambda x: x.clone().zero_(),
}


def ours(info: Any) -> Any:
    """The function of this name, or else the method; None if there is neither."""
    for name in (full_name(info), info.name):
        if name in REWORDED:
            return REWORDED[name]
    if info.variant_test_name == "in_place":
        return getattr(lab.Tensor, f"{info.name}_", None)
    try:
        found = reduce(getattr, info.name.split("."), lab)
        if not isinstance(found, lab.dtype):  # x.half() rather than torch.half
            return found
    except AttributeError:
        pass
    found = getattr(lab.Tensor, info.name, None) or getattr(lab.Tensor, f"{info.name}_", None)
    return found.fget if isinstance(found, property) else found  # x.T


def ours_inplace(info: Any) -> Any:
    variant = info.inplace_variant
    return None if variant is None else getattr(lab.Tensor, variant.__name__, None)
