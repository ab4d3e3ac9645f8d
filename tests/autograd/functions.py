"""Custom Functions in one line, for tests that are about the call and not about the mathematics."""

from __future__ import annotations

from typing import Any


def function(torch: Any, forward: Any, backward: Any = None, **members: Any) -> Any:
    """A ``torch.autograd.Function`` called MyFn with these static methods and attributes."""
    members["forward"] = forward
    if backward is not None:
        members["backward"] = backward
    static = {name: staticmethod(value) if callable(value) else value for name, value in members.items()}
    return type("MyFn", (torch.autograd.Function,), static)


def leaf(torch: Any, *values: float) -> Any:
    """A tensor of two numbers, or of these, that wants a gradient."""
    return torch.tensor(list(values or (1.0, 2.0)), requires_grad=True)


def twice(ctx: Any, x: Any) -> Any:
    return x * 2


def back_twice(ctx: Any, g: Any) -> Any:
    return g * 2


def save_and_double(ctx: Any, x: Any) -> Any:
    ctx.save_for_backward(x)
    return x * 2


def back_saved(ctx: Any, g: Any) -> Any:
    (x,) = ctx.saved_tensors
    return g * x
