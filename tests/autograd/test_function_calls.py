"""What a custom forward and backward are given, and what forward may return."""

from __future__ import annotations

from typing import Any

import pytest

from tests.autograd.functions import back_twice, function, leaf, twice

# -- what forward and backward are given --------------------------------------------------------------------------


def test_forward_does_not_record(torch: Any) -> None:
    seen: list[Any] = []

    def forward(ctx: Any, x: Any) -> Any:
        seen.extend([x, torch.is_grad_enabled(), (x * 2).requires_grad, x.requires_grad])
        return x * 2

    x = leaf(torch)
    function(torch, forward, back_twice).apply(x)
    assert seen[0] is x and seen[1:] == [False, False, True] and torch.is_grad_enabled()


def test_what_is_recorded_inside_does_not_count(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        with torch.enable_grad():
            return x * x

    x = leaf(torch)
    y = function(torch, forward, lambda ctx, g: g * 100).apply(x)
    y.sum().backward()
    assert y.grad_fn.name() == "MyFnBackward" and x.grad.tolist() == [100.0, 100.0]


def test_backward_records_only_for_a_second_derivative(torch: Any) -> None:
    seen: list[Any] = []

    def backward(ctx: Any, g: Any) -> Any:
        seen.append((torch.is_grad_enabled(), g.requires_grad))
        return g * 2

    x, v = leaf(torch), torch.ones(2, requires_grad=True)
    y = function(torch, twice, backward).apply(x)
    y.sum().backward(retain_graph=True)
    (g,) = torch.autograd.grad(y, x, v, create_graph=True)
    assert seen == [(False, False), (True, True)]
    assert torch.autograd.grad(g.sum(), v)[0].tolist() == [2.0, 2.0]


def test_backward_may_differentiate_inside(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return x**3

    def backward(ctx: Any, g: Any) -> Any:
        with torch.enable_grad():
            x = ctx.saved_tensors[0].detach().requires_grad_()
            return torch.autograd.grad(x**3, x, g)

    x = leaf(torch)
    function(torch, forward, backward).apply(x).sum().backward()
    assert x.grad.tolist() == [3.0, 12.0]


def test_functions_inside_functions(torch: Any) -> None:
    F = function(torch, twice, back_twice)
    G = function(torch, lambda ctx, x: F.apply(x) + 1, lambda ctx, g: F.apply(g))
    x = leaf(torch)
    (g,) = torch.autograd.grad((G.apply(x) ** 2).sum(), x, create_graph=True)
    assert g.tolist() == [12.0, 20.0]
    assert torch.autograd.grad(g.sum(), x)[0].tolist() == [8.0, 8.0]


def test_needs_input_grad(torch: Any) -> None:
    seen: list[Any] = []

    def backward(ctx: Any, g: Any) -> Any:
        seen.append(ctx.needs_input_grad)
        return g, None, g, None

    F = function(torch, lambda ctx, x, k, y, i: x * y, backward)
    x, y, i = leaf(torch), leaf(torch), torch.tensor([1, 0])
    F.apply(x, 3, y, i).sum().backward()
    F.apply(x, 3, torch.ones(2), None).sum().backward()
    torch.autograd.grad(F.apply(x, 3, y, i).sum(), x)  # not narrowed to what is asked for
    assert seen == [(True, False, True, False), (True, False, False, False), (True, False, True, False)]


def test_nothing_is_recorded_without_need(torch: Any) -> None:
    seen: list[Any] = []

    def forward(ctx: Any, x: Any) -> Any:
        seen.append(ctx.needs_input_grad)
        return x * 2

    F = function(torch, forward, back_twice)
    plain = F.apply(torch.ones(2))
    with torch.no_grad():
        unrecorded = F.apply(leaf(torch))
    with torch.inference_mode():
        inference = F.apply(leaf(torch))
    assert all(y.grad_fn is None and not y.requires_grad for y in (plain, unrecorded, inference))
    assert inference.is_inference() and seen == [(False,), (True,), (True,)]


def test_numpy_inside(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.save_for_backward(x)
        return torch.from_numpy(x.numpy() ** 2)  # no detach(): nothing is being recorded here

    def backward(ctx: Any, g: Any) -> Any:
        return torch.from_numpy(g.numpy() * 2 * ctx.saved_tensors[0].numpy())

    x = leaf(torch)
    function(torch, forward, backward).apply(x).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]
    with pytest.raises(RuntimeError):
        x.numpy()


def test_tensors_of_inference_mode(torch: Any) -> None:
    x = leaf(torch)
    with torch.inference_mode():
        frozen = torch.ones(2)
        inside = function(torch, lambda ctx, x: x, back_twice).apply(x)
    y, same = function(torch, lambda ctx, x, z: (x * z, z), lambda ctx, g, h: (g, None)).apply(x, frozen)
    y.sum().backward()
    assert same.is_inference() and x.grad.tolist() == [1.0, 1.0]
    assert not inside.is_inference() and not inside.requires_grad
    assert frozen.detach().is_inference() and frozen.view(1, 2).is_inference()


def test_tensors_in_lists_are_not_inputs(torch: Any) -> None:
    F = function(torch, lambda ctx, xs: xs[0] * 2, back_twice)
    assert not F.apply([leaf(torch)]).requires_grad


def test_a_parameter_used_from_outside_gets_no_gradient(torch: Any) -> None:
    w = leaf(torch)
    F = function(torch, lambda ctx, x: x * w, lambda ctx, g: g * w)
    assert not F.apply(torch.ones(2)).requires_grad
    F.apply(leaf(torch)).sum().backward()
    assert w.grad is None


def test_integer_inputs(torch: Any) -> None:
    F = function(torch, lambda ctx, x, i: x[i] * 2, lambda ctx, g: (g.flip(0) * 2, None))
    x = leaf(torch)
    y = F.apply(x, torch.tensor([1, 0]))
    (y * torch.tensor([1.0, 10.0])).sum().backward()
    assert x.grad.tolist() == [20.0, 2.0]
    assert not function(torch, twice, back_twice).apply(torch.tensor([1, 2])).requires_grad


# -- outputs ------------------------------------------------------------------------------------------------------


def test_a_tuple_stays_a_tuple(torch: Any) -> None:
    (y,) = function(torch, lambda ctx, x: (x * 2,), back_twice).apply(leaf(torch))
    pair = function(torch, lambda ctx, x: (x * 2, x * 3), lambda ctx, g, h: g * 2 + h * 3).apply(x := leaf(torch))
    (pair[0] + 10 * pair[1]).sum().backward()
    assert y.requires_grad and type(pair) is tuple and x.grad.tolist() == [32.0, 32.0]
    assert [y.output_nr for y in pair] == [0, 1] and pair[0].grad_fn is pair[1].grad_fn


def test_other_things_pass_through(torch: Any) -> None:
    seen: list[Any] = []

    def backward(ctx: Any, *gs: Any) -> Any:
        seen.append(gs)
        return gs[1]

    x = leaf(torch)
    word, y, number, nothing = function(torch, lambda ctx, x: ("a", x * 2, 3, None), backward).apply(x)
    y.sum().backward()
    assert (word, number, nothing, y.output_nr) == ("a", 3, None, 1)
    assert [g is None for g in seen[0]] == [True, False, True, True] and x.grad.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("wrap", [lambda y: [y], lambda y: {"y": y}])
def test_a_list_or_dict_is_not_looked_into(torch: Any, wrap: Any) -> None:
    result = function(torch, lambda ctx, x: wrap(x * 2), back_twice).apply(leaf(torch))
    y = result[0] if isinstance(result, list) else result["y"]
    assert not y.requires_grad


def test_outputs_that_are_no_tensors_at_all(torch: Any) -> None:
    assert function(torch, lambda ctx, x: 5, back_twice).apply(leaf(torch)) == 5
    assert function(torch, lambda ctx, x: None, back_twice).apply(leaf(torch)) is None


def test_integer_outputs_have_no_gradient(torch: Any) -> None:
    seen: list[Any] = []

    def backward(ctx: Any, g: Any, h: Any) -> Any:
        seen.append(h)
        return g

    y, i = function(torch, lambda ctx, x: (x * 1, torch.tensor([1, 2])), backward).apply(leaf(torch))
    y.sum().backward()
    assert not i.requires_grad and i.grad_fn is None
    assert seen[0].tolist() == [0, 0] and seen[0].dtype == torch.int64


def test_mark_non_differentiable(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        values, indices = x.sort()
        rank = indices.float()
        ctx.mark_non_differentiable(rank)
        ctx.save_for_backward(indices)
        return values, rank

    def backward(ctx: Any, g: Any, unused: Any) -> Any:
        assert unused.tolist() == [0.0, 0.0]
        return torch.zeros(2).index_add(0, ctx.saved_tensors[0], g)

    x = leaf(torch, 2.0, 1.0)
    values, rank = function(torch, forward, backward).apply(x)
    (values * torch.tensor([1.0, 10.0])).sum().backward()
    assert not rank.requires_grad and x.grad.tolist() == [10.0, 1.0]


def test_all_outputs_non_differentiable(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        y = x * 2
        ctx.mark_non_differentiable(y)
        return y

    y = function(torch, forward, back_twice).apply(leaf(torch))
    assert not y.requires_grad and y.grad_fn is None


def test_the_same_tensor_twice(torch: Any) -> None:
    seen: list[Any] = []

    def forward(ctx: Any, x: Any) -> Any:
        y = x * 2
        return y, y

    def backward(ctx: Any, g: Any, h: Any) -> Any:
        seen.extend([g.tolist(), h.tolist()])
        return g + h

    x = leaf(torch)
    y, z = function(torch, forward, backward).apply(x)
    (y + 2 * z).sum().backward()
    assert y is z and y.output_nr == 1 and seen == [[0.0, 0.0], [3.0, 3.0]]


@pytest.mark.parametrize("materialize", [True, False])
def test_gradients_of_outputs_that_nothing_used(torch: Any, materialize: bool) -> None:
    seen: list[Any] = []

    def forward(ctx: Any, x: Any) -> Any:
        ctx.set_materialize_grads(materialize)
        index = torch.tensor([7])
        ctx.mark_non_differentiable(index)
        return x * 2, torch.cat([x, x]).double(), index

    def backward(ctx: Any, g: Any, h: Any, i: Any) -> Any:
        seen.extend([g, h, i])
        return g * 2

    x = leaf(torch)
    y, _, _ = function(torch, forward, backward).apply(x)
    y.sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]
    if materialize:
        assert seen[1].tolist() == [0.0] * 4 and seen[1].dtype == torch.float64 and seen[2].tolist() == [0]
    else:
        assert seen[1] is None and seen[2] is None


def test_complex_outputs(torch: Any) -> None:
    seen: list[Any] = []

    def backward(ctx: Any, g: Any) -> Any:
        seen.append(g)
        return (g * (1 - 1j)).real

    x = leaf(torch)
    (function(torch, lambda ctx, x: x * (1 + 1j), backward).apply(x).abs() ** 2).sum().backward()
    assert x.grad.tolist() == pytest.approx([4.0, 8.0])
    assert seen[0].tolist() == pytest.approx([2 + 2j, 4 + 4j])
    z = torch.tensor([1 + 2j], requires_grad=True)
    function(torch, lambda ctx, z: z * 1j, lambda ctx, g: g).apply(z).backward(torch.tensor([1j]))
    assert z.grad.tolist() == [1j]  # nothing is conjugated around a backward of one's own
