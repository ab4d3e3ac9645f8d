"""What a custom backward returns: None, other shapes and dtypes, too many, too few, no tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.autograd.functions import back_twice, function, leaf, twice


def same(ctx: Any, x: Any) -> Any:
    return x * 1


def product(ctx: Any, x: Any, y: Any) -> Any:
    return x * y


def test_none_is_no_gradient(torch: Any) -> None:
    x, y = leaf(torch), leaf(torch)
    function(torch, product, lambda ctx, g: (None, g)).apply(x, y).sum().backward()
    assert x.grad is None and y.grad.tolist() == [1.0, 1.0]
    stop = function(torch, same, lambda ctx, g: None)
    with pytest.raises(RuntimeError):
        torch.autograd.grad(stop.apply(x).sum(), x)
    assert torch.autograd.grad(stop.apply(x).sum(), x, allow_unused=True) == (None,)


def test_none_stops_the_way_back(torch: Any) -> None:
    x = leaf(torch)
    stop = function(torch, same, lambda ctx, g: None)
    (stop.apply(x * 2) + x).sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("materialize", [True, False])
def test_none_reaches_a_function_further_down_as_zeros(torch: Any, materialize: bool) -> None:
    seen: list[Any] = []

    def forward(ctx: Any, x: Any) -> Any:
        ctx.set_materialize_grads(materialize)
        return x * 1

    def backward(ctx: Any, g: Any) -> Any:
        seen.append(g)
        return g

    x = leaf(torch)
    stop = function(torch, same, lambda ctx, g: None)
    stop.apply(function(torch, forward, backward).apply(x) * 3).sum().backward()
    if materialize:
        assert seen[0].tolist() == [0.0, 0.0] and x.grad.tolist() == [0.0, 0.0]
    else:
        assert seen == [None] and x.grad is None


def test_superfluous_nones_are_dropped(torch: Any) -> None:
    x = leaf(torch)
    function(torch, twice, lambda ctx, g: (g, None, None)).apply(x).sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_a_gradient_that_was_broadcast_is_summed(torch: Any) -> None:
    x = leaf(torch)
    function(torch, same, lambda ctx, g: torch.ones(3, 2) * g).apply(x).sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]
    (g,) = torch.autograd.grad(
        function(torch, same, lambda ctx, g: torch.ones(3, 2).double() * g).apply(x).sum(), x, create_graph=True
    )
    assert g.tolist() == [3.0, 3.0] and g.dtype == torch.float32


@pytest.mark.parametrize(
    "value",
    [
        lambda t: t.tensor([3.0, 4.0], dtype=t.float64),
        lambda t: t.tensor([3.0, 4.0], dtype=t.float16),
        lambda t: t.tensor([3, 4]),
        lambda t: t.tensor([3, 4], dtype=t.uint8),
    ],
)
def test_a_gradient_is_cast_to_the_dtype_of_its_input(torch: Any, value: Callable[[Any], Any]) -> None:
    x = leaf(torch)
    function(torch, same, lambda ctx, g: value(torch)).apply(x).sum().backward()
    assert x.grad.tolist() == [3.0, 4.0] and x.grad.dtype == torch.float32


def test_a_real_gradient_of_a_complex_input(torch: Any) -> None:
    z = torch.tensor([1 + 1j], requires_grad=True)
    function(torch, same, lambda ctx, g: g.real * 0 + 2).apply(z).abs().sum().backward()
    assert z.grad.tolist() == [2 + 0j]


@pytest.mark.parametrize(
    "returned",
    [
        pytest.param(lambda t: t.ones(5), id="another length"),
        pytest.param(lambda t: t.ones(2, 3), id="another shape"),
        pytest.param(lambda t: t.tensor(3.0), id="a number of no dims"),
        pytest.param(lambda t: t.ones(1), id="one element, not expanded"),
        pytest.param(lambda t: t.ones(2) * 1j, id="complex for real"),
        pytest.param(lambda t: 3.0, id="a number"),
        pytest.param(lambda t: t.ones(2).numpy(), id="an array"),
        pytest.param(lambda t: [t.ones(2)], id="a list"),
        pytest.param(lambda t: (t.ones(2), t.ones(2)), id="too many"),
        pytest.param(lambda t: (), id="none at all"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(torch: Any, returned: Callable[[Any], Any]) -> None:
    x = leaf(torch)
    y = function(torch, same, lambda ctx, g: returned(torch)).apply(x)
    with pytest.raises(RuntimeError):
        (y + x).sum().backward()
    assert x.grad is None


def test_too_few(torch: Any) -> None:
    for returned in (lambda ctx, g: g, lambda ctx, g: (g,), lambda ctx, g: [g, g]):
        with pytest.raises(RuntimeError):
            function(torch, product, returned).apply(leaf(torch), leaf(torch)).sum().backward()


def test_a_gradient_for_a_number(torch: Any) -> None:
    with pytest.raises(RuntimeError):
        function(torch, lambda ctx, x, k: x * k, lambda ctx, g: (g, g)).apply(leaf(torch), 2.0).sum().backward()


def test_where_no_gradient_is_wanted_its_shape_does_not_matter(torch: Any) -> None:
    x = leaf(torch)
    function(torch, product, lambda ctx, g: (g, torch.ones(7))).apply(x, torch.ones(2)).sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]
    with pytest.raises(RuntimeError):  # but its kind does
        function(torch, product, lambda ctx, g: (g, 3)).apply(x, torch.ones(2)).sum().backward()


def test_an_error_of_the_learner_comes_through(torch: Any) -> None:
    def broken(ctx: Any, g: Any) -> Any:
        raise KeyError("mine")

    x = leaf(torch)
    with pytest.raises(KeyError, match="mine"):
        function(torch, twice, broken).apply(x).sum().backward()
    with pytest.raises(KeyError, match="mine"):
        function(torch, broken).apply(x)
    assert torch.is_grad_enabled() and x.grad is None


def test_only_some_inputs_are_asked_for(torch: Any) -> None:
    x, y = leaf(torch), leaf(torch)
    F = function(torch, product, lambda ctx, g: (g * 10, g * 20))
    assert torch.autograd.grad(F.apply(x, y).sum(), y)[0].tolist() == [20.0, 20.0]
    F.apply(x, y).sum().backward(inputs=[x])
    assert x.grad.tolist() == [10.0, 10.0] and y.grad is None


def test_a_function_used_twice_adds_up(torch: Any) -> None:
    x = leaf(torch)
    F = function(torch, twice, back_twice)
    (F.apply(x) + F.apply(F.apply(x))).sum().backward()
    assert x.grad.tolist() == [6.0, 6.0]


def test_gradients_in_one_list(torch: Any) -> None:
    def backward(ctx: Any, gs: Any) -> Any:
        assert type(gs) is list and len(gs) == 2
        return gs.pop() * 5

    x = leaf(torch)
    F = function(torch, lambda ctx, x: (x * 1, x * 2), backward, boxed_grads_call=True)
    y, z = F.apply(x)
    (y + z).sum().backward()
    assert x.grad.tolist() == [5.0, 5.0]


def test_writing_into_the_gradient(torch: Any) -> None:
    def backward(ctx: Any, g: Any) -> Any:
        return g.mul_(5)

    x = leaf(torch)
    y = function(torch, twice, backward).apply(x)
    y.backward(torch.ones(2))
    assert x.grad.tolist() == [5.0, 5.0]
    with pytest.raises(RuntimeError):  # the gradient of a sum is one number, seen twice
        function(torch, twice, backward).apply(x).sum().backward()


def test_functional_gradients_of_it(torch: Any) -> None:
    def backward(ctx: Any, g: Any) -> Any:
        return g * 3 * ctx.saved_tensors[0] ** 2

    def setup(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.save_for_backward(inputs[0])

    x, F = torch.tensor([1.0, 2.0]), function(torch, lambda x: x**3, backward, setup_context=setup)
    grad = torch.func.grad(lambda x: F.apply(x).sum())
    assert grad(x).tolist() == [3.0, 12.0]
    assert torch.func.grad(lambda x: grad(x).sum())(x).tolist() == [6.0, 12.0]
    assert torch.func.jacrev(F.apply)(x).tolist() == [[3.0, 0.0], [0.0, 12.0]]  # backward for a batch of gradients
    assert torch.func.vjp(F.apply, x)[1](x)[0].tolist() == [3.0, 24.0]
