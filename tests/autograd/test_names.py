"""Names of ``torch.autograd`` that old or careful programs use."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest


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


def test_volatile_is_warned_of(torch: Any) -> None:
    with pytest.warns(UserWarning, match="volatile was removed"):
        torch.autograd.Variable(torch.ones(2), volatile=True)


def test_a_removed_hook_lets_go_of_what_it_held(torch: Any) -> None:
    class Held:
        pass

    held = Held()
    alive = weakref.ref(held)
    x = torch.ones(2, requires_grad=True)
    handle = x.register_hook(lambda g, held=held: None)
    del held
    handle.remove()
    gc.collect()
    assert alive() is None
