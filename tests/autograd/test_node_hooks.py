"""Hooks on nodes, on leaves after accumulation, and the order in which all kinds of hooks are called."""

from __future__ import annotations

from typing import Any

import pytest


def leaf(torch: Any, *values: float) -> Any:
    return torch.tensor(values, requires_grad=True)


def scalar(torch: Any, value: float) -> Any:
    return torch.tensor(value, requires_grad=True)


def numbers(grads: Any) -> list[Any]:
    return [None if g is None else g.tolist() for g in grads]


# -- hooks after the node -----------------------------------------------------------------------------------------


def test_a_hook_sees_gradients_on_both_sides(torch: Any) -> None:
    a, b = scalar(torch, 2.0), scalar(torch, 3.0)
    y = a * b
    seen: list[Any] = []
    y.grad_fn.register_hook(lambda gi, go: seen.append((numbers(gi), numbers(go))))
    (y * 10).backward()
    assert seen == [([30.0, 20.0], [10.0])]


def test_an_input_without_gradient_is_none(torch: Any) -> None:
    a = scalar(torch, 2.0)
    y = torch.tensor(3.0) * a
    seen: list[Any] = []
    y.grad_fn.register_hook(lambda gi, go: seen.append(numbers(gi)))
    y.backward()
    assert seen == [[None, 3.0]]


def test_a_hook_replaces_what_goes_on(torch: Any) -> None:
    a, b = scalar(torch, 2.0), scalar(torch, 3.0)
    y = a * b
    y.grad_fn.register_hook(lambda gi, go: (gi[0] * 100, gi[1]))
    y.backward()
    assert (a.grad.item(), b.grad.item()) == (300.0, 2.0)


def test_the_next_hook_sees_what_the_first_returned(torch: Any) -> None:
    a = scalar(torch, 2.0)
    y = a.exp()
    seen: list[float] = []
    y.grad_fn.register_hook(lambda gi, go: (gi[0] * 0 + 5,))
    y.grad_fn.register_hook(lambda gi, go: seen.append(gi[0].item()))
    y.backward()
    assert seen == [5.0] and a.grad.item() == 5.0


def test_a_hook_may_stop_a_gradient(torch: Any) -> None:
    a, b = scalar(torch, 2.0), scalar(torch, 3.0)
    y = a * b
    y.grad_fn.register_hook(lambda gi, go: (None, gi[1]))
    y.backward()
    assert a.grad is None and b.grad.item() == 2.0


def test_a_handle_takes_the_hook_off(torch: Any) -> None:
    a = scalar(torch, 2.0)
    y = a.exp()
    handle = y.grad_fn.register_hook(lambda gi, go: (gi[0] * 0,))
    handle.remove()
    handle.remove()
    y.backward()
    assert a.grad.item() != 0


def test_a_handle_is_a_context(torch: Any) -> None:
    a = leaf(torch, 1.0)
    y = a * 2
    with y.grad_fn.register_hook(lambda gi, go: (gi[0] * 10, None)):
        y.backward(retain_graph=True)
    y.backward()
    assert a.grad.tolist() == [22.0]


def test_hooks_of_a_node_with_several_outputs(torch: Any) -> None:
    a = torch.arange(4.0, requires_grad=True)
    first, _ = a.chunk(2)
    seen: list[Any] = []
    first.grad_fn.register_prehook(lambda go: seen.append(numbers(go)))
    first.grad_fn.register_hook(lambda gi, go: seen.append((numbers(gi), numbers(go))))
    first.sum().backward()
    assert seen == [[[1.0, 1.0], None], ([[1.0, 1.0, 0.0, 0.0]], [[1.0, 1.0], None])]


@pytest.mark.parametrize(
    ("returned", "error", "words"),
    [
        (lambda gi: gi[0], TypeError, "expected tuple, but hook returned"),
        (lambda gi: [gi[0]], TypeError, "expected tuple, but hook returned 'list'"),
        (lambda gi: (1.0,), TypeError, "expected Variable, but hook returned 'float'"),
        (lambda gi: (gi[0], gi[0]), RuntimeError, "incorrect number of values"),
        (lambda gi: (), RuntimeError, "incorrect number of values"),
        (lambda gi: (gi[0].sum(),), RuntimeError, "has changed the size"),
        (lambda gi: (gi[0].double(),), RuntimeError, "has changed"),
    ],
)
def test_what_a_hook_may_not_return(torch: Any, returned: Any, error: type[Exception], words: str) -> None:
    a = leaf(torch, 1.0, 2.0)
    for register in ("register_hook", "register_prehook"):
        y = a.exp()
        getattr(y.grad_fn, register)(lambda *grads: returned(grads[0]))
        with pytest.raises(error, match=words):
            y.sum().backward()
    assert a.grad is None


def test_nothing_can_take_the_place_of_none(torch: Any) -> None:
    a = leaf(torch, 1.0)
    y = a * torch.tensor([2.0])
    y.grad_fn.register_hook(lambda gi, go: (gi[0], gi[0]))
    with pytest.raises(RuntimeError, match="can't replace a None gradient"):
        y.backward()


# -- hooks before the node ----------------------------------------------------------------------------------------


def test_a_prehook_replaces_the_gradient_for_the_rule(torch: Any) -> None:
    a = scalar(torch, 2.0)
    y = a * 3
    y.grad_fn.register_prehook(lambda go: (go[0] * 7,))
    y.backward()
    assert a.grad.item() == 21.0


def test_prehooks_come_after_the_hooks_of_the_tensor(torch: Any) -> None:
    a = scalar(torch, 2.0)
    y = a * 3
    seen: list[float] = []
    y.grad_fn.register_prehook(lambda go: seen.append(go[0].item()))
    y.register_hook(lambda g: g * 2)  # registered later, called earlier
    y.backward()
    assert seen == [2.0]


def test_a_prehook_that_gives_none_stops_backward_there(torch: Any) -> None:
    a, b = scalar(torch, 2.0), scalar(torch, 3.0)
    y = a * 3
    y.grad_fn.register_prehook(lambda go: (None,))
    (y + b).backward()
    assert a.grad is None and b.grad.item() == 1.0


def test_a_retained_gradient_is_that_before_the_prehook(torch: Any) -> None:
    a = scalar(torch, 2.0)
    y = a * 3
    y.retain_grad()
    y.register_hook(lambda g: g * 10)
    y.grad_fn.register_prehook(lambda go: (go[0] * 100,))
    y.backward()
    assert y.grad.item() == 10.0 and a.grad.item() == 3000.0


def test_retained_gradients_add_up(torch: Any) -> None:
    a = scalar(torch, 2.0)
    y = a * 3
    y.retain_grad()
    z = y * 5
    z.backward(retain_graph=True)
    z.backward()
    assert y.grad.item() == 10.0


# -- where no gradient comes --------------------------------------------------------------------------------------


def test_a_tensor_without_gradient_beside_one_that_has_some(torch: Any) -> None:
    first, second = torch.arange(4.0, requires_grad=True).chunk(2)
    seen: list[Any] = []
    second.register_hook(seen.append)
    second.retain_grad()
    first.sum().backward()
    assert seen == [None] and second.grad is None


def test_hooks_behind_a_function_that_returns_none(torch: Any) -> None:
    class Stop(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x * 1

        @staticmethod
        def backward(ctx: Any, grad: Any) -> None:
            return None

    a = leaf(torch, 1.0)
    h = a * 2
    log: list[Any] = []
    h.register_hook(log.append)
    h.grad_fn.register_prehook(log.append)
    h.grad_fn.register_hook(lambda gi, go: log.append((gi, go)))
    a.register_hook(log.append)
    a.register_post_accumulate_grad_hook(lambda p: log.append(p.grad))
    Stop.apply(h).backward()
    assert log == [None, (None,), ((None, None), (None,)), None, None]


# -- order --------------------------------------------------------------------------------------------------------


def test_all_kinds_in_order(torch: Any) -> None:
    log: list[str] = []
    ws = [scalar(torch, float(i + 1)) for i in range(3)]
    x = scalar(torch, 1.0)
    h = x
    for i, w in enumerate(ws):
        h = h * w
        h.grad_fn.register_hook(lambda gi, go, i=i: log.append(f"after {i}"))
        h.grad_fn.register_prehook(lambda go, i=i: log.append(f"before {i}"))
        h.register_hook(lambda g, i=i: log.append(f"tensor {i}"))
        w.register_post_accumulate_grad_hook(lambda p, i=i: log.append(f"added {i}"))
        w.register_hook(lambda g, i=i: log.append(f"leaf {i}"))
    x.register_hook(lambda g: log.append("leaf x"))
    h.backward()
    assert log == [
        *("tensor 2", "before 2", "after 2", "leaf 2", "added 2"),
        *("tensor 1", "before 1", "after 1", "leaf 1", "added 1"),
        *("tensor 0", "before 0", "after 0", "leaf x", "leaf 0", "added 0"),
    ]


@pytest.mark.parametrize("swapped", [False, True])
def test_leaves_of_one_op_come_in_the_order_of_its_inputs(torch: Any, swapped: bool) -> None:
    log: list[str] = []
    a, b = scalar(torch, 1.0), scalar(torch, 2.0)
    a.register_hook(lambda g: log.append("a"))
    b.register_hook(lambda g: log.append("b"))
    (b * a if swapped else a * b).backward()
    assert log == (["b", "a"] if swapped else ["a", "b"])


def test_a_leaf_comes_when_its_last_user_has_given_its_part(torch: Any) -> None:
    log: list[str] = []
    a, b = scalar(torch, 1.0), scalar(torch, 2.0)
    a.register_hook(lambda g: log.append("a"))
    b.register_hook(lambda g: log.append("b"))
    y = a * b
    y.register_hook(lambda g: log.append("y"))
    (y + a).backward()
    assert log == ["y", "a", "b"]


# -- nodes of leaves ----------------------------------------------------------------------------------------------


def test_hooks_on_the_node_of_a_leaf(torch: Any) -> None:
    a = scalar(torch, 1.0)
    y = a * 2
    node = y.grad_fn.next_functions[0][0]
    log: list[Any] = []
    node.register_hook(lambda gi, go: log.append(("after", numbers(gi), numbers(go), a.grad.item())))
    node.register_prehook(lambda go: (log.append(("before", numbers(go))), (go[0] * 5,))[1])
    a.register_hook(lambda g: log.append(("tensor", g.item())))
    a.register_post_accumulate_grad_hook(lambda p: log.append(("added", p.grad.item())))
    y.backward()
    assert log == [("tensor", 2.0), ("before", [2.0]), ("added", 10.0), ("after", [], [10.0], 10.0)]
    assert a.grad.item() == 10.0


def test_hooks_on_the_node_of_a_leaf_go_with_the_node(torch: Any) -> None:
    a = scalar(torch, 1.0)
    (a * 2).grad_fn.next_functions[0][0].register_prehook(lambda go: (go[0] * 100,))
    (a * 2).backward()
    assert a.grad.item() == 2.0


def test_hooks_of_a_leafs_tensor_stay(torch: Any) -> None:
    a = scalar(torch, 1.0)
    a.register_hook(lambda g: g * 100)
    (a * 2).backward()
    (a * 3).backward()
    assert a.grad.item() == 500.0


# -- after accumulation -------------------------------------------------------------------------------------------


def test_the_new_gradient_is_there(torch: Any) -> None:
    a = scalar(torch, 1.0)
    seen: list[Any] = []
    a.register_post_accumulate_grad_hook(lambda p: seen.append((p is a, p.grad.item())))
    (a * 2).backward()
    (a * 3).backward()
    assert seen == [(True, 2.0), (True, 5.0)]


def test_a_step_in_the_middle_of_backward(torch: Any) -> None:
    w, v = leaf(torch, 1.0, 2.0), leaf(torch, 3.0, 4.0)

    def step(p: Any) -> None:
        with torch.no_grad():
            p -= 0.5 * p.grad
        p.grad = None

    w.register_post_accumulate_grad_hook(step)
    v.register_post_accumulate_grad_hook(step)
    ((w * 2) * v).sum().backward()
    assert w.grad is None and v.grad is None
    assert w.tolist() == [1 - 3.0, 2 - 4.0] and v.tolist() == [3 - 1.0, 4 - 2.0]


def test_autograd_grad_accumulates_nothing(torch: Any) -> None:
    a = scalar(torch, 1.0)
    seen: list[Any] = []
    a.register_post_accumulate_grad_hook(seen.append)
    torch.autograd.grad(a * 2, a)
    assert not seen


def test_it_runs_where_inputs_are_given(torch: Any) -> None:
    a, b = scalar(torch, 1.0), scalar(torch, 1.0)
    seen: list[str] = []
    a.register_post_accumulate_grad_hook(lambda p: seen.append("a"))
    b.register_post_accumulate_grad_hook(lambda p: seen.append("b"))
    (a * b).backward(inputs=[a])
    assert seen == ["a"]


def test_its_handle(torch: Any) -> None:
    a = scalar(torch, 1.0)
    seen: list[str] = []
    first = a.register_post_accumulate_grad_hook(lambda p: seen.append("first"))
    a.register_post_accumulate_grad_hook(lambda p: seen.append("second"))
    first.remove()
    (a * 2).backward()
    assert seen == ["second"]


def test_only_leaves_have_it(torch: Any) -> None:
    y = scalar(torch, 1.0) * 2
    with pytest.raises(RuntimeError, match="non-leaf"):
        y.register_post_accumulate_grad_hook(lambda p: None)
    with pytest.raises(RuntimeError, match="doesn't require gradient"):
        torch.ones(2).register_post_accumulate_grad_hook(lambda p: None)


# -- captured gradients -------------------------------------------------------------------------------------------


def test_a_gradient_asked_for_at_the_end_is_that_after_the_hooks(torch: Any) -> None:
    x = scalar(torch, 2.0)
    y = x * 2
    y.register_hook(lambda g: g * 10)
    y.grad_fn.register_prehook(lambda go: (go[0] * 100,))
    (got,) = torch.autograd.grad(y * 3, [y])
    assert got.item() == 30.0


def test_a_gradient_asked_for_on_the_way_is_that_before_the_hooks(torch: Any) -> None:
    x = scalar(torch, 2.0)
    y = x * 2
    y.register_hook(lambda g: g * 10)
    y.grad_fn.register_prehook(lambda go: (go[0] * 100,))
    at_x, at_y = torch.autograd.grad(y * 3, [x, y])
    assert (at_x.item(), at_y.item()) == (6000.0, 3.0)


def test_node_hooks_run_only_where_the_node_does(torch: Any) -> None:
    x, w = scalar(torch, 2.0), scalar(torch, 3.0)
    y = x * 2
    log: list[str] = []
    y.register_hook(lambda g: log.append("tensor"))
    y.grad_fn.register_prehook(lambda go: log.append("before"))
    y.grad_fn.register_hook(lambda gi, go: log.append("after"))
    z = y * w
    torch.autograd.grad(z, w, retain_graph=True)
    assert log == []
    torch.autograd.grad(z, y, retain_graph=True)
    assert log == ["tensor"]
    torch.autograd.grad(z, x)
    assert log == ["tensor", "tensor", "before", "after"]


def test_inputs_that_are_no_leaves_retain_their_gradient(torch: Any) -> None:
    x = scalar(torch, 2.0)
    y = x * 2
    z = y * 3
    z.backward(inputs=[y], retain_graph=True)
    assert y.grad.item() == 3.0 and x.grad is None and y.retains_grad
    z.backward(inputs=[x, y])
    assert y.grad.item() == 6.0 and x.grad.item() == 6.0


# -- errors and graphs --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("register", ["register_hook", "register_prehook"])
def test_a_hook_that_raises(torch: Any, register: str) -> None:
    x = scalar(torch, 2.0)
    y = x * 3

    def fail(*grads: Any) -> None:
        raise ValueError("mine")

    handle = getattr(y.grad_fn, register)(fail)
    z = y * 2
    with pytest.raises(ValueError, match="mine"):
        z.backward(retain_graph=True)
    assert x.grad is None
    handle.remove()
    z.backward()
    assert x.grad.item() == 6.0


def test_a_failing_hook_after_accumulation_leaves_the_leaf_with_its_gradient(torch: Any) -> None:
    x = scalar(torch, 2.0)

    def fail(p: Any) -> None:
        raise ValueError("mine")

    x.register_post_accumulate_grad_hook(fail)
    with pytest.raises(ValueError, match="mine"):
        (x * 3).backward()
    assert x.grad.item() == 3.0


def test_node_hooks_while_a_graph_of_backward_is_made(torch: Any) -> None:
    x = scalar(torch, 3.0)
    y = x**3
    y.grad_fn.register_hook(lambda gi, go: (gi[0] * 2,))
    y.grad_fn.register_prehook(lambda go: (go[0] * 5,))
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    assert g.requires_grad and g.item() == 270.0
    (gg,) = torch.autograd.grad(g, x)
    assert gg.item() == 180.0


def test_hooks_see_detached_gradients_otherwise(torch: Any) -> None:
    x = scalar(torch, 3.0)
    y = x**3
    seen: list[bool] = []
    y.grad_fn.register_hook(lambda gi, go: seen.append(gi[0].requires_grad or torch.is_grad_enabled()))
    y.backward()
    assert seen == [False]


def test_a_hook_on_a_view_written_in_place(torch: Any) -> None:
    x = leaf(torch, 1.0, 2.0)
    y = x * 1
    log: list[str] = []
    y.register_hook(lambda g: log.append("old"))
    y.mul_(3)
    y.register_hook(lambda g: log.append("new"))
    y.sum().backward()
    assert log == ["new", "old"] and x.grad.tolist() == [3.0, 3.0]


def test_a_backward_inside_a_hook(torch: Any) -> None:
    x, w = scalar(torch, 2.0), scalar(torch, 5.0)
    y = x * 3
    y.grad_fn.register_hook(lambda gi, go: (w * 4).backward() if torch.is_grad_enabled() else None)

    def inner(gi: Any, go: Any) -> None:
        with torch.enable_grad():
            (w * 4).backward()

    y.grad_fn.register_hook(inner)
    y.backward()
    assert w.grad.item() == 4.0 and x.grad.item() == 3.0
