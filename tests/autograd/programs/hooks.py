"""Hooks on tensors: when they run, in which order, with what, and what they may do."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def a_hook_sees_the_gradient(torch: Any) -> Any:
    x, seen = torch.tensor([1.0, 2.0], requires_grad=True), []
    y = x * 2
    y.register_hook(lambda g: seen.append(g.clone()))
    (y * y).sum().backward()
    return seen


def hooks_run_in_the_order_of_registration(torch: Any) -> Any:
    x, seen = torch.tensor(1.0, requires_grad=True), []
    y = x * 2
    for name in "abc":
        y.register_hook(lambda g, name=name: seen.append(name))
    y.backward()
    return seen


def each_hook_gets_what_the_last_one_made(torch: Any) -> Any:
    x, seen = torch.tensor(1.0, requires_grad=True), []
    y = x * 2
    y.register_hook(lambda g: g + 1)
    y.register_hook(lambda g: g * 10)
    y.register_hook(lambda g: seen.append(g.item()))
    y.backward()
    return seen, x.grad


def a_hook_on_a_leaf_changes_what_is_stored(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.register_hook(lambda g: g * 10)
    (x * 2).sum().backward()
    (x * 3).sum().backward()
    return x.grad


def a_hook_sees_each_pass_and_not_the_sum(torch: Any) -> Any:
    x, seen = torch.tensor(1.0, requires_grad=True), []
    x.register_hook(lambda g: seen.append(g.item()))
    (x * 2).backward()
    (x * 3).backward()
    return seen, x.grad


def a_hook_sees_the_sum_of_all_uses(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    y = x * 1
    y.register_hook(lambda g: seen.append(g.item()))
    (y * y + y * 3).backward()
    return seen


def a_removed_hook_is_silent(torch: Any) -> Any:
    x, seen = torch.tensor(1.0, requires_grad=True), []
    handle = x.register_hook(lambda g: seen.append("gone"))
    x.register_hook(lambda g: seen.append("stays"))
    handle.remove()
    handle.remove()
    (x * 2).backward()
    return seen


def a_hook_removed_between_passes(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    handle = x.register_hook(lambda g: g * 10)
    (x * 2).backward()
    handle.remove()
    (x * 2).backward()
    return x.grad


def a_handle_is_a_context_manager(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    with x.register_hook(lambda g: g * 10):
        (x * 2).backward()
    (x * 2).backward()
    return x.grad


def a_hook_that_removes_itself(torch: Any) -> Any:
    x, seen = torch.tensor(1.0, requires_grad=True), []

    def once(g: Any) -> None:
        seen.append(g.item())
        handle.remove()

    handle = x.register_hook(once)
    (x * 2).backward()
    (x * 3).backward()
    return seen


def a_hook_that_registers_another(torch: Any) -> Any:
    x, seen = torch.tensor(1.0, requires_grad=True), []

    def first(g: Any) -> None:
        seen.append("first")
        x.register_hook(lambda g: seen.append("second"))

    x.register_hook(first)
    (x * 2).backward()
    before = list(seen)
    (x * 2).backward()
    return before, seen


def a_hook_that_raises(torch: Any) -> Any:
    x, w = torch.tensor(1.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)

    def fail(g: Any) -> None:
        raise KeyError("no")

    y = x * w
    y.register_hook(fail)
    return attempt((y * 2).backward), x.grad, w.grad


def after_a_hook_that_raised_the_graph_can_be_walked(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)

    def fail(g: Any) -> None:
        raise KeyError("no")

    y = x * 3
    handle = y.register_hook(fail)
    z = y + 1
    first = attempt(z.backward)
    handle.remove()
    z.backward()
    return first, x.grad


def a_hook_returning_another_shape(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.register_hook(lambda g: torch.ones(3))
    return attempt(y.sum().backward), x.grad


def a_hook_returning_a_broadcastable_shape(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.register_hook(lambda g: torch.tensor(5.0))
    return attempt(y.sum().backward), x.grad


def a_hook_returning_another_dtype(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2
    y.register_hook(lambda g: g.double())
    return attempt(y.sum().backward), x.grad


def a_hook_on_a_leaf_returning_another_dtype(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.register_hook(lambda g: g.double())
    return attempt((x * 2).sum().backward), x.grad


def a_hook_returning_a_number(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.register_hook(lambda g: 5.0)
    return attempt((x * 2).sum().backward), x.grad


def a_hook_returning_false(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    x.register_hook(lambda g: False)
    return attempt((x * 2).sum().backward), x.grad


def a_hook_that_writes_into_the_gradient(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x * 2

    def double(g: Any) -> None:
        g.mul_(2)

    y.register_hook(double)
    y.backward(torch.ones(2))
    return x.grad


def a_hook_on_a_tensor_without_grad(torch: Any) -> Any:
    return torch.ones(2).register_hook(lambda g: g)


def a_hook_on_a_number(torch: Any) -> Any:
    x = torch.ones(2, requires_grad=True)
    return isinstance(attempt(lambda: x.register_hook(5)), str), attempt((x * 2).sum().backward), x.grad


def a_hook_on_the_root(torch: Any) -> Any:
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    y.register_hook(lambda g: g * 10)
    y.backward()
    return x.grad


def a_hook_in_autograd_grad(torch: Any) -> Any:
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    y.register_hook(lambda g: g * 10)
    x.register_hook(lambda g: g + 1)
    return torch.autograd.grad(y, x)


def the_gradient_of_an_input_is_after_its_hooks(torch: Any) -> Any:
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    y.register_hook(lambda g: g * 10)
    return torch.autograd.grad(y * 2, [y, x])


def a_retained_grad_is_after_later_hooks(torch: Any) -> Any:
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    y.retain_grad()
    y.register_hook(lambda g: g * 10)
    (y * 2).backward()
    return y.grad, x.grad


def hooks_before_and_after_an_in_place_write(torch: Any) -> Any:
    x, seen = torch.tensor(1.0, requires_grad=True), []
    y = x * 2
    y.register_hook(lambda g: seen.append(("before", g.item())))
    y.mul_(10)
    y.register_hook(lambda g: seen.append(("after", g.item())))
    (y * 3).backward()
    return seen


def a_hook_of_before_a_write_can_be_removed(torch: Any) -> Any:
    x, seen = torch.tensor(1.0, requires_grad=True), []
    y = x * 2
    handle = y.register_hook(lambda g: seen.append("before"))
    y.mul_(10)
    handle.remove()
    y.backward()
    return seen


def a_hook_on_a_view(torch: Any) -> Any:
    x, seen = torch.tensor([1.0, 2.0], requires_grad=True), []
    y = x * 2
    v = y[0]
    v.register_hook(lambda g: seen.append(g.item()))
    (y.sum() + v * 10).backward()
    return seen, x.grad


def a_hook_on_a_view_whose_base_is_written(torch: Any) -> Any:
    x, seen = torch.tensor([1.0, 2.0], requires_grad=True), []
    y = x * 2
    v = y[0]
    v.register_hook(lambda g: seen.append(g.item()))
    y.mul_(5)
    v.backward()
    return seen, x.grad


def a_hook_on_a_view_that_is_written(torch: Any) -> Any:
    x, seen = torch.tensor([1.0, 2.0], requires_grad=True), []
    y = x * 2
    v = y[0]
    v.register_hook(lambda g: seen.append("before"))
    v.mul_(10)
    v.register_hook(lambda g: seen.append("after"))
    (y.sum() + v).backward()
    return seen, x.grad


def a_hook_on_an_unused_tensor(torch: Any) -> Any:
    x, seen = torch.tensor(1.0, requires_grad=True), []
    unused = x * 5
    unused.register_hook(lambda g: seen.append("ran"))
    (x * 2).backward()
    return seen


def a_hook_on_one_of_two_outputs(torch: Any) -> Any:
    x, seen = torch.tensor([3.0, 1.0, 2.0], requires_grad=True), []
    values, places = x.sort()
    values.register_hook(lambda g: seen.append(g.clone()))
    (values * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    return seen, x.grad, places


def a_hook_on_a_part_that_gets_no_gradient(torch: Any) -> Any:
    x, seen = torch.tensor([3.0, 1.0], requires_grad=True), []
    a, b = x.unbind()
    a.register_hook(lambda g: seen.append("a"))
    b.register_hook(lambda g: seen.append("b"))
    (a * 2).backward()
    return seen, x.grad


def a_hook_on_a_leaf_registered_after_the_forward(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    y = x * 2
    x.register_hook(lambda g: g * 10)
    y.backward()
    return x.grad


def a_hook_on_a_leaf_that_changes_its_flag(torch: Any) -> Any:
    x = torch.tensor(1.0, requires_grad=True)
    x.register_hook(lambda g: g * 10)
    x.requires_grad_(False)
    x.requires_grad_(True)
    (x * 2).backward()
    return x.grad


def a_hook_seen_with_create_graph(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    y = x * x
    y.register_hook(lambda g: seen.append((g.requires_grad, torch.is_grad_enabled())))
    (y * y).backward(create_graph=True)
    return seen


def a_hook_seen_without_create_graph(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    y = x * x
    y.register_hook(lambda g: seen.append((g.requires_grad, torch.is_grad_enabled())))
    (y * y).backward()
    return seen


def a_hook_that_scales_is_part_of_the_second_derivative(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 1
    y.register_hook(lambda g: g * x)
    (g,) = torch.autograd.grad(y**2, x, create_graph=True)
    return g, torch.autograd.grad(g, x)


def a_hook_that_clips(torch: Any) -> Any:
    x = torch.tensor([1.0, 100.0], requires_grad=True)
    y = x * 1
    y.register_hook(lambda g: g.clamp(max=5))
    (y * y).sum().backward()
    return x.grad


def hooks_across_a_clone_of_a_leaf(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    c = x.clone()
    x.register_hook(lambda g: seen.append(("leaf", g.item())))
    c.register_hook(lambda g: seen.append(("clone", g.item())))
    (c * 3 + x * 4).backward()
    return seen


def detached_tensors_do_not_share_hooks(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    x.register_hook(lambda g: seen.append("x"))
    d = x.detach().requires_grad_()
    (d * 3).backward()
    return seen, d.grad


def the_order_of_hooks_along_a_chain(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    a = x * 2
    b = a + 1
    c = b * 3
    for name, t in zip("xabc", (x, a, b, c), strict=True):
        t.register_hook(lambda g, name=name: seen.append((name, g.item())))
    c.backward()
    return seen


def hooks_on_a_diamond_run_once(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    a = x * 1
    b, c = a * 2, a * 3
    for name, t in zip("abc", (a, b, c), strict=True):
        t.register_hook(lambda g, name=name: seen.append(name))
    (b + c).backward()
    return sorted(seen), seen[-1]


def hooks_with_inputs_that_stop_before(torch: Any) -> Any:
    x, seen = torch.tensor(2.0, requires_grad=True), []
    a = x * 2
    b = a * 3
    x.register_hook(lambda g: seen.append("x"))
    a.register_hook(lambda g: seen.append("a"))
    torch.autograd.grad(b, a)
    return seen


def the_same_hook_twice(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)

    def double(g: Any) -> Any:
        return g * 2

    first = x.register_hook(double)
    x.register_hook(double)
    first.remove()
    (x * 1).backward()
    return x.grad
