"""Backward inside backward, and other things that happen while a walk is under way."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def backward_of_another_graph_inside_a_hook(torch: Any) -> Any:
    x, w = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    y = x * x
    y.register_hook(lambda g: (w * w * g).backward())
    (y * 5).backward()
    return x.grad, w.grad


def backward_to_the_same_leaf_inside_a_hook(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)

    def again(g: Any) -> None:
        with torch.enable_grad():
            (x * 100).backward()

    y = x * x
    y.register_hook(again)
    y.backward()
    return x.grad


def a_graph_is_made_inside_a_hook(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []

    def inner(g: Any) -> None:
        with torch.enable_grad():
            w = torch.tensor(3.0, requires_grad=True)
            seen.append(torch.autograd.grad(w**2, w))

    y = x * x
    y.register_hook(inner)
    y.backward()
    return seen, x.grad


def backward_of_the_same_graph_inside_a_hook(torch: Any) -> Any:
    x, depth = torch.tensor(2.0, requires_grad=True), [0]
    y = x * x

    def again(g: Any) -> None:
        if depth[0] < 2:
            depth[0] += 1
            y.backward(retain_graph=True)

    y.register_hook(again)
    y.backward(retain_graph=True)
    return x.grad, depth


def the_same_graph_freed_inside_a_hook(torch: Any) -> Any:
    x, once = torch.tensor(2.0, requires_grad=True), [True]
    a = x * x
    b = a * a

    def again(g: Any) -> None:
        if once:
            once.clear()
            b.backward()

    b.register_hook(again)
    return attempt(b.backward), x.grad


def an_inner_backward_that_fails(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    y = x * x
    y.register_hook(lambda g: seen.append(attempt(lambda: torch.ones(2).backward())))
    y.backward()
    return seen, x.grad


def an_inner_error_that_is_not_caught(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)

    def fail(g: Any) -> None:
        torch.ones(2).backward()

    y = x * x
    y.register_hook(fail)
    return attempt(y.backward), x.grad, torch.is_grad_enabled()


def the_mode_after_a_failed_backward(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x.exp()
    y.backward()
    failed = attempt(y.backward)
    with torch.no_grad():
        inside = attempt(y.backward), torch.is_grad_enabled()
    return failed, torch.is_grad_enabled(), inside


def grad_inside_a_hook_with_create_graph(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []

    def look(g: Any) -> None:
        seen.append(torch.autograd.grad(g, x, retain_graph=True, allow_unused=True))

    y = x**3
    z = y * y
    y.register_hook(look)
    z.backward(create_graph=True)
    return seen, x.grad.detach()


def a_leaf_is_written_inside_a_hook(torch: Any) -> Any:
    x, w = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True)
    y = x * w
    z = y * 2

    def update(g: Any) -> None:
        with torch.no_grad():
            w.add_(1)

    z.register_hook(update)
    return attempt(z.backward), w, x.grad


def a_step_taken_inside_the_hook_of_a_leaf(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)

    def step(g: Any) -> None:
        with torch.no_grad():
            x.sub_(0.1 * g)

    x.register_hook(step)
    (x * 3).backward()
    return x, x.grad


def the_grad_seen_inside_the_hook_of_a_leaf(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    x.register_hook(lambda g: seen.append(None if x.grad is None else x.grad.clone()))
    (x * 3).backward()
    (x * 4).backward()
    return seen, x.grad


def the_grad_set_inside_the_hook_of_a_leaf(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)

    def put(g: Any) -> None:
        x.grad = torch.tensor(100.0)

    x.register_hook(put)
    (x * 3).backward()
    return x.grad


def other_leaves_seen_inside_a_late_hook(torch: Any) -> Any:
    x, w, seen = torch.tensor(2.0, requires_grad=True), torch.tensor(3.0, requires_grad=True), []
    x.register_hook(lambda g: seen.append("x"))
    w.register_hook(lambda g: seen.append("w"))
    (x.exp() * w).backward()
    return sorted(seen)


def a_hook_that_keeps_the_gradient(torch: Any) -> Any:
    x, kept = torch.tensor([2.0, 3.0], requires_grad=True), []
    y = x * 1
    y.register_hook(kept.append)
    (y * 4).sum().backward()
    (x * 100).sum().backward()
    return kept, x.grad


def deep_reentrance(torch: Any) -> Any:
    x, count = torch.tensor(1.0, requires_grad=True), [0]

    def nest(g: Any) -> None:
        count[0] += 1
        if count[0] < 20:
            with torch.enable_grad():
                y = x * 1
                y.register_hook(nest)
                y.backward()

    y = x * 1
    y.register_hook(nest)
    y.backward()
    return count, x.grad


def a_generator_of_losses(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)

    def losses() -> Any:
        for k in range(3):
            yield (x * k).sum()

    for loss in losses():
        loss.backward()
    return x.grad
