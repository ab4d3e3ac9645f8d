"""Custom Functions: programs as learners write them, the two styles, and the node that a call leaves behind."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from tests.autograd.functions import back_twice, function, leaf, twice

# -- programs as learners write them ------------------------------------------------------------------------------


def test_a_straight_through_estimator(torch: Any) -> None:
    class Round(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return torch.round(x)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g

    x = leaf(torch, 0.4, 1.6)
    y = Round.apply(x)
    (y * y).sum().backward()
    assert y.tolist() == [0.0, 2.0] and x.grad.tolist() == [0.0, 4.0]


def test_a_clipped_gradient(torch: Any) -> None:
    class Clip(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, limit: float) -> Any:
            ctx.limit = limit
            return x.view_as(x)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g.clamp(-ctx.limit, ctx.limit), None

    x = leaf(torch, 1.0, -3.0)
    (Clip.apply(x, 2.0) ** 2).sum().backward()
    assert x.grad.tolist() == [2.0, -2.0]


def test_a_reversed_gradient(torch: Any) -> None:
    class Reverse(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, strength: float) -> Any:
            ctx.strength = strength
            return x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return -ctx.strength * g, None

    x = leaf(torch)
    (Reverse.apply(x * 3, 0.5)).sum().backward()
    assert x.grad.tolist() == [-1.5, -1.5]


def test_an_exponential_that_saves_its_output(torch: Any) -> None:
    class Exp(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (y,) = ctx.saved_tensors
            return g * y

    x = torch.tensor([0.5, 1.0], dtype=torch.float64, requires_grad=True)
    grad = x
    y = Exp.apply(x)
    for _ in range(3):  # every derivative of exp is exp
        (grad,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        assert grad.tolist() == pytest.approx([1.6487212707, 2.7182818285])
        y = grad


def test_a_linear_layer(torch: Any) -> None:
    class Linear(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, w: Any, b: Any = None) -> Any:
            ctx.save_for_backward(x, w, b)
            y = x.mm(w.t())
            return y if b is None else y + b

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            x, w, b = ctx.saved_tensors
            gx = gw = gb = None
            if ctx.needs_input_grad[0]:
                gx = g.mm(w)
            if ctx.needs_input_grad[1]:
                gw = g.t().mm(x)
            if b is not None and ctx.needs_input_grad[2]:
                gb = g.sum(0)
            return gx, gw, gb

    torch.manual_seed(0)
    x, w, b = torch.ones(4, 3), torch.full((2, 3), 0.5, requires_grad=True), torch.zeros(2, requires_grad=True)
    (Linear.apply(x, w, b) ** 2).sum().backward()
    own = [w.grad.clone(), b.grad.clone()]
    w.grad = b.grad = None
    (torch.nn.functional.linear(x, w, b) ** 2).sum().backward()
    assert all(torch.equal(mine, theirs) for mine, theirs in zip(own, [w.grad, b.grad], strict=True))
    w.grad = None
    Linear.apply(x, w, None).sum().backward()
    assert w.grad.tolist() == [[4.0] * 3] * 2 and x.grad is None


def test_a_module_around_a_function_trains(torch: Any) -> None:
    class Scale(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any, s: Any) -> Any:
            ctx.save_for_backward(x, s)
            return x * s

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            x, s = ctx.saved_tensors
            return g * s, (g * x).sum()

    class Layer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.s = torch.nn.Parameter(torch.tensor(0.0))

        def forward(self, x: Any) -> Any:
            return Scale.apply(x, self.s)

    layer, x = Layer(), torch.tensor([1.0, 2.0])
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    for _ in range(50):
        optimizer.zero_grad()
        ((layer(x) - 3 * x) ** 2).mean().backward()
        optimizer.step()
    assert layer.s.item() == pytest.approx(3.0, abs=1e-4)


def test_a_function_in_numpy_that_is_differentiable_once(torch: Any) -> None:
    once = torch.autograd.function.once_differentiable

    class Sin(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return torch.from_numpy(__import__("numpy").sin(x.detach().numpy()))

        @staticmethod
        @once
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * torch.from_numpy(__import__("numpy").cos(x.detach().numpy()))

    x = leaf(torch)
    (Sin.apply(x) ** 2).sum().backward()
    assert x.grad.tolist() == pytest.approx((x.sin() * x.cos() * 2).tolist())
    (g,) = torch.autograd.grad((Sin.apply(x) ** 2).sum(), x, create_graph=True)
    assert g.requires_grad
    with pytest.raises(RuntimeError, match="once_differentiable"):
        g.sum().backward()
    (g,) = torch.autograd.grad(Sin.apply(x).sum(), x, create_graph=True)
    assert not g.requires_grad  # nothing that came in wants a gradient


# -- the two styles -----------------------------------------------------------------------------------------------


def test_setup_context_gets_inputs_and_output(torch: Any) -> None:
    seen: list[Any] = []

    def setup(ctx: Any, inputs: Any, output: Any) -> None:
        seen.extend([inputs, output, torch.is_grad_enabled()])
        ctx.save_for_backward(inputs[0], output)
        ctx.k = inputs[1]

    def backward(ctx: Any, g: Any) -> Any:
        x, y = ctx.saved_tensors
        return g * ctx.k * (y / x), None

    F = function(torch, lambda x, k=3: x * k, backward, setup_context=setup)
    x = leaf(torch)
    y = F.apply(x)
    y.sum().backward()
    assert type(seen[0]) is tuple and seen[0][0] is x and seen[0][1] == 3 and seen[1] is y and seen[2] is False
    assert x.grad.tolist() == [9.0, 9.0]
    assert F.apply(x, k=2).tolist() == [2.0, 4.0]


def test_keywords_are_put_in_order(torch: Any) -> None:
    F = function(torch, lambda ctx, x, k=3, m=4: x * k + m, lambda ctx, g: (g, None, None))
    x = leaf(torch)
    y = F.apply(m=5, k=2, x=x)
    y.sum().backward()
    assert y.tolist() == [7.0, 9.0] and x.grad.tolist() == [1.0, 1.0]
    assert F.apply(x).tolist() == [7.0, 10.0]
    for wrong in ({"m": 5}, {"z": 1}, {"x": 1}):
        with pytest.raises(TypeError):
            F.apply(x, **wrong)


def test_keyword_only_arguments_have_no_place(torch: Any) -> None:
    F = function(torch, lambda ctx, x, *, k=3: x * k, lambda ctx, g: g)
    assert F.apply(leaf(torch)).tolist() == [3.0, 6.0]
    with pytest.raises(TypeError):
        F.apply(leaf(torch), k=2)
    G = function(torch, lambda x, *, k=3: x * k, lambda ctx, g: g, setup_context=lambda ctx, inputs, output: None)
    with pytest.raises(TypeError):
        G.apply(leaf(torch))


@pytest.mark.parametrize("separate", [False, True])
def test_too_few_arguments(torch: Any, separate: bool) -> None:
    if separate:
        F = function(torch, lambda x, y: x, lambda ctx, g: g, setup_context=lambda ctx, inputs, output: None)
    else:
        F = function(torch, lambda ctx, x, y: x, lambda ctx, g: g)
    with pytest.raises(TypeError):
        F.apply(leaf(torch))


def test_vjp_is_another_name_of_backward(torch: Any) -> None:
    x = leaf(torch)
    function(torch, twice, vjp=back_twice).apply(x).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]
    with pytest.raises(RuntimeError):
        function(torch, twice, back_twice, vjp=back_twice).apply(x).sum().backward()


def test_methods_that_are_missing(torch: Any) -> None:
    with pytest.raises(NotImplementedError):
        type("Empty", (torch.autograd.Function,), {}).apply(leaf(torch))
    y = function(torch, twice).apply(leaf(torch))  # no error before backward is needed
    with pytest.raises(NotImplementedError):
        y.sum().backward()


def test_methods_that_are_not_static_are_called_on_the_class(torch: Any) -> None:
    class Own(torch.autograd.Function):
        def forward(self, x: Any) -> Any:
            return x * 2

        def backward(self, g: Any) -> Any:
            return g * 2

    x = leaf(torch)
    Own.apply(x).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]


def test_an_instance_warns_and_cannot_be_called(torch: Any) -> None:
    F = function(torch, twice, back_twice)
    with pytest.warns(DeprecationWarning):
        instance = F()
    assert instance.apply(leaf(torch)).tolist() == [2.0, 4.0]
    with pytest.raises(RuntimeError):
        instance(leaf(torch))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert torch.autograd.function.InplaceFunction(inplace=True).inplace is True


def test_a_subclass_has_a_name_of_its_own_and_may_call_its_base(torch: Any) -> None:
    A = function(torch, twice, back_twice)

    class B(A):
        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return A.backward(ctx, g) * 10

    x = leaf(torch)
    y = B.apply(x)
    y.sum().backward()
    assert y.grad_fn.name() == "BBackward" and x.grad.tolist() == [20.0, 20.0]


# -- the node -----------------------------------------------------------------------------------------------------


def test_the_name_of_the_node(torch: Any) -> None:
    F = function(torch, twice, back_twice)
    y = F.apply(leaf(torch))
    assert y.grad_fn.name() == type(y.grad_fn).__name__ == "MyFnBackward" and isinstance(y.grad_fn, F._backward_cls)
    assert repr(y).endswith("grad_fn=<MyFnBackward>)")
    assert isinstance(y.grad_fn, torch.autograd.function.BackwardCFunction)


def test_next_functions_are_those_of_the_tensors(torch: Any) -> None:
    F = function(torch, lambda ctx, x, k, y, z: x * y, lambda ctx, g: (g, None, None, None))
    x, middle = leaf(torch), leaf(torch) * 2
    node = F.apply(x, 3.0, torch.ones(2), middle).grad_fn
    assert [fn is None for fn, _ in node.next_functions] == [False, True, False]
    assert node.next_functions[0][0].variable is x and node.next_functions[2][0] is middle.grad_fn


def test_attributes_of_ctx_are_seen_on_the_node(torch: Any) -> None:
    def forward(ctx: Any, x: Any) -> Any:
        ctx.params, ctx.op, ctx.saved, ctx.outputs, ctx.order = 1, 2, 3, 4, 5  # names that an engine may use, too
        ctx.mine = "note"
        return x * 2

    def backward(ctx: Any, g: Any) -> Any:
        assert (ctx.params, ctx.op, ctx.saved, ctx.outputs, ctx.order) == (1, 2, 3, 4, 5)
        assert not hasattr(ctx, "theirs")
        return g

    x = leaf(torch)
    y = function(torch, forward, backward).apply(x)
    assert y.grad_fn.mine == "note" and not hasattr(y.grad_fn, "theirs")
    y.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_ctx_knows_its_node(torch: Any) -> None:
    seen: list[Any] = []

    def backward(ctx: Any, g: Any) -> Any:
        seen.extend(
            [ctx.name(), ctx.next_functions[0][0].variable, isinstance(ctx, torch.autograd.function.FunctionCtx)]
        )
        return g

    x = leaf(torch)
    function(torch, twice, backward).apply(x).sum().backward()
    assert seen[0] == "MyFnBackward" and seen[1] is x


def test_hooks_on_its_output(torch: Any) -> None:
    x = leaf(torch)
    y = function(torch, twice, back_twice).apply(x)
    y.retain_grad()
    y.register_hook(lambda g: g * 10)
    y.sum().backward()
    assert y.grad.tolist() == [10.0, 10.0] and x.grad.tolist() == [20.0, 20.0]
