"""Names that programs import for annotations and handles."""

from __future__ import annotations

import autograd_lab as torch
from autograd_lab.types import Device, Number, _Number, _size
from autograd_lab.utils.hooks import RemovableHandle


def test_they_say_what_they_mean() -> None:
    assert isinstance(2, Number) and isinstance(2.5, _Number) and not isinstance("2", Number)
    assert isinstance(torch.device("cpu"), Device) and isinstance(None, Device)
    assert _size is torch.types._size and torch.types.Tensor is torch.Tensor


def test_a_hook_gives_a_handle() -> None:
    x = torch.ones(1, requires_grad=True)
    with x.register_hook(lambda gradient: gradient) as handle:
        assert isinstance(handle, RemovableHandle)
