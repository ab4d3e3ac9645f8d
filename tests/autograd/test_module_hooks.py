"""Hooks that hang on every module, and the older backward hooks; the others are in tests/nn/test_hooks.py."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest


@pytest.fixture
def everywhere(torch: Any) -> Any:
    return torch.nn.modules.module


@pytest.fixture
def handles() -> Iterator[Any]:
    """Handles of hooks on all modules, to be taken off again."""
    with ExitStack() as stack:
        yield stack.enter_context


def modules(torch: Any) -> tuple[Any, Any]:
    class Square(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return x * x

    class SinSquare(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return (x * x).sin()

    return Square, SinSquare


def test_all_kinds_in_order(torch: Any, everywhere: Any, handles: Any) -> None:
    square, other = modules(torch)
    log: list[str] = []
    own = other()
    own.register_forward_pre_hook(lambda m, a: log.append("own before"))
    own.register_forward_hook(lambda m, a, y: log.append("own after"))
    own.register_full_backward_pre_hook(lambda m, go: log.append("own back"))
    own.register_full_backward_hook(lambda m, gi, go: log.append("own done"))

    def named(word: str) -> Any:
        return lambda module, *rest: log.append(f"{word} {type(module).__name__}")

    handles(everywhere.register_module_forward_pre_hook(named("before")))
    handles(everywhere.register_module_forward_hook(named("after")))
    handles(everywhere.register_module_full_backward_pre_hook(named("back")))
    done = everywhere.register_module_full_backward_hook(named("done"))
    torch.nn.Sequential(own, square())(torch.ones(2, requires_grad=True)).sum().backward()
    done.remove()
    assert log == [
        *("before Sequential", "before SinSquare", "own before", "after SinSquare", "own after"),
        *("before Square", "after Square", "after Sequential"),
        *("back Sequential", "back Square", "done Square"),
        *("back SinSquare", "own back", "done SinSquare", "own done", "done Sequential"),
    ]


def test_they_are_gone_with_their_handles(torch: Any, everywhere: Any) -> None:
    square, _ = modules(torch)
    calls: list[Any] = []
    handle = everywhere.register_module_forward_hook(lambda *args: calls.append(args))
    square()(torch.ones(1))
    handle.remove()
    square()(torch.ones(1))
    assert len(calls) == 1


def test_they_may_replace(torch: Any, everywhere: Any, handles: Any) -> None:
    square, _ = modules(torch)
    handles(everywhere.register_module_forward_pre_hook(lambda m, a: (a[0] * 3,)))
    handles(everywhere.register_module_forward_hook(lambda m, a, y: y + 1))
    assert square()(torch.ones(1)).tolist() == [10.0]


def test_with_keywords(torch: Any, everywhere: Any, handles: Any) -> None:
    square, _ = modules(torch)
    seen: list[Any] = []
    handles(everywhere.register_module_forward_hook(lambda m, a, k, y: seen.append((a, list(k))), with_kwargs=True))
    square()(x=torch.ones(1))
    assert seen == [((), ["x"])]


def test_always_called(torch: Any, everywhere: Any, handles: Any) -> None:
    class Failing(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            raise ValueError("mine")

    seen: list[Any] = []
    handles(everywhere.register_module_forward_hook(lambda m, a, y: seen.append(y), always_call=True))
    with pytest.raises(ValueError, match="mine"):
        Failing()(torch.ones(1))
    assert seen == [None]


def test_an_error_in_such_a_hook_does_not_hide_the_first(torch: Any) -> None:
    class Failing(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            raise ValueError("mine")

    def fail(*args: Any) -> None:
        raise KeyError("hook")

    module = Failing()
    module.register_forward_hook(fail, always_call=True)
    with (
        pytest.warns(UserWarning, match="silenced as another error was raised in forward"),
        pytest.raises(ValueError, match="mine"),
    ):
        module(torch.ones(1))


def test_registrations(torch: Any, everywhere: Any, handles: Any) -> None:
    log: list[Any] = []
    handles(everywhere.register_module_parameter_registration_hook(lambda m, n, p: log.append(("parameter", n))))
    handles(everywhere.register_module_buffer_registration_hook(lambda m, n, b: log.append(("buffer", n))))
    handles(everywhere.register_module_module_registration_hook(lambda m, n, c: log.append(("module", n))))
    module = torch.nn.Module()
    module.w = torch.nn.Parameter(torch.ones(1))
    module.register_parameter("v", torch.nn.Parameter(torch.ones(1)))
    module.register_parameter("none", None)
    module.register_buffer("b", torch.ones(1))
    module.b = torch.zeros(1)
    module.child = torch.nn.Module()
    module.add_module("other", torch.nn.Module())
    assert log == [
        *(("parameter", "w"), ("parameter", "v"), ("buffer", "b"), ("buffer", "b")),
        *(("module", "child"), ("module", "other")),
    ]


def test_a_registration_may_be_replaced(torch: Any, everywhere: Any, handles: Any) -> None:
    replacement = torch.nn.Parameter(torch.tensor([7.0]))
    handles(everywhere.register_module_parameter_registration_hook(lambda m, n, p: replacement))
    module = torch.nn.Module()
    module.w = torch.nn.Parameter(torch.ones(1))
    assert module.w is replacement


def test_the_older_kind_sees_the_last_node(torch: Any) -> None:
    square, other = modules(torch)
    x = torch.ones(2, requires_grad=True)
    seen: list[Any] = []
    for module in (square(), other()):
        module.register_backward_hook(lambda m, gi, go: seen.append((len(gi), go[0].tolist())))
        with pytest.warns(FutureWarning, match="non-full backward hook"):
            y = module(x)
        y.sum().backward()
    assert seen == [(2, [1.0, 1.0]), (1, [1.0, 1.0])]


def test_the_older_kind_may_replace(torch: Any) -> None:
    _, other = modules(torch)
    x = torch.ones(1, requires_grad=True)
    module = other()
    module.register_backward_hook(lambda m, gi, go: (gi[0] * 0 + 5,))
    with warnings.catch_warnings(action="ignore"):
        module(x).backward()
    assert x.grad.tolist() == [10.0]


def test_one_kind_only(torch: Any) -> None:
    square, _ = modules(torch)
    for first, second in (
        ("register_backward_hook", "register_full_backward_hook"),
        ("register_full_backward_hook", "register_backward_hook"),
    ):
        module = square()
        getattr(module, first)(print)
        with pytest.raises(RuntimeError, match="Cannot use both regular backward hooks and full backward hooks"):
            getattr(module, second)(print)
