"""What this library promises and PyTorch does not."""

from __future__ import annotations

import pytest

import autograd_lab as torch


def test_a_leaf_owns_a_gradient_that_was_a_view() -> None:
    x = torch.zeros(2, 2, requires_grad=True)
    start = torch.ones(4)
    x.reshape(4).backward(start)
    x.grad.zero_()
    assert start.tolist() == [1.0] * 4


def test_a_backward_that_fails_changes_no_leaf() -> None:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    bad = x.exp()
    bad.backward(retain_graph=False)
    before = x.grad.item()
    with pytest.raises(RuntimeError):
        (y * 2 + bad).backward()
    assert x.grad.item() == before and y.grad is None


def test_a_hook_that_raises_changes_no_leaf() -> None:
    early, late = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    y = early * 5

    def fail(grad: torch.Tensor) -> None:
        raise ZeroDivisionError

    y.register_hook(fail)
    with pytest.raises(ZeroDivisionError):
        (y * late).backward()  # the gradient of late is known before the hook runs
    assert early.grad is None and late.grad is None


def test_every_interrupt_leaves_each_gradient_old_or_new() -> None:
    """Ctrl-C at the n-th call or return inside the library, for every n: where Python looks for signals."""
    import sys

    def leaves() -> list[torch.Tensor]:
        made = [torch.tensor([1.0, 2.0], requires_grad=True) for _ in range(2)]
        made[0].grad = torch.tensor([10.0, 10.0])
        return made

    def step(a: torch.Tensor, b: torch.Tensor) -> None:
        (a * b).exp().sum().backward()

    a, b = leaves()
    step(a, b)
    finished = [a.grad.tolist(), b.grad.tolist()]
    point, interrupted = 0, 0
    while True:
        point += 1
        a, b = leaves()
        left = point

        def trace(frame, event, arg):
            nonlocal left
            if event in ("call", "return") and "autograd_lab" in frame.f_code.co_filename:
                left -= 1
                if left == 0:
                    raise KeyboardInterrupt
            return trace

        sys.settrace(trace)
        try:
            step(a, b)
        except KeyboardInterrupt:
            interrupted += 1
        else:
            break
        finally:
            sys.settrace(None)
        assert torch.is_grad_enabled()
        assert a.grad.tolist() in ([10.0, 10.0], finished[0])
        assert b.grad is None or b.grad.tolist() == finished[1]
        a.grad, b.grad = torch.tensor([10.0, 10.0]), None
        step(a, b)  # and the next step is right
        assert [a.grad.tolist(), b.grad.tolist()] == finished
    assert interrupted > 100
