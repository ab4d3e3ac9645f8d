"""Names of ``torch.autograd`` that old or careful programs use."""

from __future__ import annotations

from typing import Any


def test_variable_is_a_tensor(torch: Any) -> None:
    x = torch.ones(2)
    v = torch.autograd.Variable(x, requires_grad=True)
    (v * 3).sum().backward()
    assert v.grad.tolist() == [3.0, 3.0]
    assert not x.requires_grad
    assert isinstance(x, torch.autograd.Variable)
    assert not isinstance(1, torch.autograd.Variable)
    x += 1
    assert v.tolist() == [2.0, 2.0]


def test_multithreading_is_remembered(torch: Any) -> None:
    assert torch.autograd.is_multithreading_enabled()
    with torch.autograd.set_multithreading_enabled(False):
        assert not torch.autograd.is_multithreading_enabled()
    assert torch.autograd.grad_mode.set_multithreading_enabled(True) is not None
    assert torch.autograd.is_multithreading_enabled()


def test_switches_under_both_names(torch: Any) -> None:
    for name in ("no_grad", "enable_grad", "set_grad_enabled", "inference_mode"):
        assert getattr(torch.autograd.grad_mode, name) is getattr(torch.autograd, name) is getattr(torch, name)
