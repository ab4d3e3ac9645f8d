"""``torch.testing.make_tensor``: within its bounds, of its dtype, laid out as asked, and refused as in PyTorch."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.support.both import torch as torch  # the fixture

KINDS = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64",
         "complex128")  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_between_its_bounds(torch: Any, kind: str) -> None:
    make, dtype = torch.testing.make_tensor, getattr(torch, kind)
    torch.manual_seed(0)
    x = make((20, 30), dtype=dtype, device="cpu")
    assert x.dtype == dtype and tuple(x.shape) == (20, 30) and x.is_contiguous() and not x.requires_grad
    wide = torch.view_as_real(x) if dtype.is_complex else x.double()
    least = 0 if kind in ("bool", "uint8") else -9
    assert least <= wide.min().item() < least + 1.5
    assert (0.99 if kind == "bool" else 7.9) <= wide.max().item() <= 9
    narrow = make(50, dtype=dtype, device="cpu", low=0, high=2, exclude_zero=True)
    assert (narrow != 0).all()


def test_layouts(torch: Any) -> None:
    make = torch.testing.make_tensor
    apart = make(3, 4, dtype=torch.float32, device="cpu", noncontiguous=True, requires_grad=True)
    assert tuple(apart.shape) == (3, 4) and apart.stride() == (8, 2) and apart.is_leaf and apart.requires_grad
    assert make((), dtype=torch.float32, device="cpu", noncontiguous=True).is_contiguous()
    images = make((2, 3, 4, 4), dtype=torch.float32, device="cpu", memory_format=torch.channels_last)
    assert images.is_contiguous(memory_format=torch.channels_last)
    huge = make(50, dtype=torch.float64, device="cpu", low=-math.inf, high=math.inf)
    assert huge.isfinite().all() and huge.abs().max().item() > 1e300


@pytest.mark.parametrize(
    "options",
    [
        {"low": math.nan},
        {"low": 3, "high": 2},
        {"low": 2, "high": 2, "dtype": "int64"},
        {"low": 300, "high": 400, "dtype": "uint8"},
        {"noncontiguous": True, "memory_format": "contiguous_format"},
        {"requires_grad": True, "dtype": "int64"},
    ],
    ids=str,
)
def test_what_is_refused(torch: Any, options: dict[str, Any]) -> None:
    named = {k: getattr(torch, v) if isinstance(v, str) else v for k, v in options.items()}
    with pytest.raises(ValueError):
        torch.testing.make_tensor(2, 2, **{"device": "cpu", "dtype": torch.float32, **named})
