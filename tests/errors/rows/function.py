"""Bad custom Functions: what their forward, their ctx and their backward must not do."""

from collections.abc import Callable
from typing import Any

from tests.autograd.functions import back_twice, function, leaf, twice
from tests.errors.case import Bad, World

Call = Callable[[Any, World], Any]


def nothing(ctx: Any, *args: Any) -> None:
    pass


def backward_of(forward: Any, backward: Any, *args: Any, **members: Any) -> Call:
    """Backward through a Function of ``w.leaf`` and ``args``."""
    return lambda t, w: function(t, forward, backward, **members).apply(w.leaf, *args).sum().backward()


def returning(value: Callable[[Any], Any]) -> Call:
    return lambda t, w: backward_of(twice, lambda ctx, g: value(t))(t, w)


def in_forward(act: Callable[[Any, Any], Any]) -> Call:
    """A Function that does something with ctx and x, which is written to nowhere else, and returns the answer."""
    return lambda t, w: function(t, act, back_twice).apply(leaf(t) * 1)


def dirty(ctx: Any, x: Any, more: bool) -> Any:
    ctx.mark_dirty(x)
    return (x, x * 1) if more else x * 1


def differentiated_twice(t: Any, w: World) -> None:
    y = function(t, twice, t.autograd.function.once_differentiable(back_twice)).apply(w.leaf)
    (g,) = t.autograd.grad((y * y).sum(), w.leaf, create_graph=True)
    g.sum().backward()


def read_twice(ctx: Any, g: Any) -> Any:
    return ctx.saved_tensors, ctx.saved_tensors


def save(ctx: Any, x: Any) -> Any:
    ctx.save_for_backward(x)
    return x * 2


def keep_input(ctx: Any, inputs: Any, output: Any) -> None:
    ctx.save_for_backward(*inputs)


def view_returned(t: Any, w: World) -> Any:
    return function(t, lambda ctx, x: x, back_twice).apply(leaf(t) * 1)


def base_written(t: Any, w: World) -> None:
    base = leaf(t) * 1
    y = function(t, lambda ctx, x: x, back_twice).apply(base)
    base.mul_(2)
    y.sum()


def transformed(**members: Any) -> Call:
    """vmap over a Function written in the style of setup_context."""
    return lambda t, w: t.vmap(function(t, lambda x: x * 2, back_twice, setup_context=nothing, **members).apply)(w.v)


def hooked(t, w, module=None):
    """What comes out of a module with a backward hook."""
    module = module or t.nn.Tanh()
    module.register_full_backward_hook(lambda *given: None)
    return module(w.leaf * 1)


def hooked_input_written(t, w):
    """The input of such a module is written to after its forward has kept it."""
    x = w.leaf * 1
    seen = []
    module = t.nn.Identity()
    module.register_full_backward_hook(lambda *given: None)
    module.register_forward_pre_hook(lambda m, args: None)
    module.register_forward_hook(lambda m, args, y: seen.append(args[0]))
    module(x)
    x.add_(1)
    return seen[0] * 2


BAD = [
    Bad("function.no_forward", NotImplementedError, lambda t, w: type("F", (t.autograd.Function,), {}).apply(w.leaf), ("forward(ctx, x, ...)",), ("forward(ctx, x, ...)",)),
    Bad("function.no_setup_context", NotImplementedError, lambda t, w: t.autograd.Function.setup_context(None, (), None), ("setup_context",), ("setup_context",)),
    Bad("function.no_backward", NotImplementedError, backward_of(twice, None), ("backward(ctx, grad_output)",), ("backward(ctx, grad_output)",)),
    Bad("function.no_jvp", NotImplementedError, lambda t, w: t.autograd.Function.jvp(None), ("jvp(ctx, *tangents)",), ("jvp(ctx, *tangents)",)),
    Bad("function.no_vmap", NotImplementedError, lambda t, w: t.autograd.Function.vmap(None, ()), ("generate_vmap_rule=True",), ("generate_vmap_rule=True",)),
    Bad("function.two_rules", RuntimeError, backward_of(twice, back_twice, vjp=back_twice), ("MyFn", "'vjp'"), ("MyFn", "'vjp'")),
    Bad("function.called", RuntimeError, lambda t, w: function(t, twice).__new__(function(t, twice))(w.leaf), ("MyFn.apply(...)",), ("MyFn.apply(...)",)),
    Bad("function.keywords", TypeError, lambda t, w: function(t, lambda ctx, x, *, k: x, back_twice).apply(w.leaf, k=1), ("k by keyword", "order"), ("关键字传入 k", "顺序")),
    Bad("function.keywords", TypeError, lambda t, w: function(t, lambda ctx, x, a=1, k=2: x, back_twice).apply(w.leaf, k=1), ("k by keyword",), ("关键字传入 k",)),
    Bad("arg.count", TypeError, lambda t, w: function(t, lambda x, k: x, back_twice, setup_context=nothing).apply(w.leaf), ("(x, k)",), ("(x, k)",)),
    Bad("function.save_type", TypeError, in_forward(lambda ctx, x: (ctx.save_for_backward(x, 3), x)[1] * 2), ("argument 1", "int", "ctx.name = value"), ("第 1 个", "int", "ctx.name = value")),
    Bad("function.save_forward_type", TypeError, in_forward(lambda ctx, x: ctx.save_for_forward(3)), ("int", "ctx"), ("int", "ctx"), torch=False),  # PyTorch: AssertionError
    Bad("function.mark_type", RuntimeError, in_forward(lambda ctx, x: (ctx.mark_dirty(3), x)[1]), ("mark_dirty", "int"), ("mark_dirty", "int")),
    Bad("function.mark_type", RuntimeError, in_forward(lambda ctx, x: (ctx.mark_non_differentiable("a"), x)[1]), ("mark_non_differentiable", "str"), ("mark_non_differentiable", "str")),
    Bad("function.dirty_not_returned", RuntimeError, in_forward(lambda ctx, x: dirty(ctx, x, False)), ("MyFn", "outputs"), ("MyFn", "输出")),
    Bad("function.dirty_view", RuntimeError, lambda t, w: function(t, dirty, back_twice).apply((leaf(t) * 1)[:1], True), ("view.clone()",), ("view.clone()",)),
    Bad("inplace.leaf", RuntimeError, lambda t, w: function(t, dirty, back_twice).apply(leaf(t), True), ("torch.no_grad()",), ("torch.no_grad()",)),
    Bad("function.returned_and_saved", RuntimeError, lambda t, w: function(t, lambda x: x, back_twice, setup_context=keep_input).apply(w.leaf), ("x.view_as(x)",), ("x.view_as(x)",)),
    Bad("function.accessed_twice", RuntimeError, backward_of(save, read_twice, clear_saved_tensors_on_access=True), ("MyFn", "variable"), ("MyFn", "变量")),
    Bad("function.count", RuntimeError, backward_of(lambda ctx, x, k: x, back_twice, 3), ("MyFnBackward", "expected 2, got 1", "functions.py:"), ("MyFnBackward", "应为 2 个，得到 1 个", "functions.py:")),
    Bad("function.count", RuntimeError, returning(lambda t: (t.ones(2), t.ones(2))), ("expected 1, got 2",), ("应为 1 个，得到 2 个",)),
    Bad("function.type", RuntimeError, returning(lambda t: 3.0), ("'x'", "float", "function.py:"), ("'x'", "float", "function.py:")),
    Bad("function.constant", RuntimeError, backward_of(lambda ctx, x, k: x, lambda ctx, g: (g, g), 3), ("'k'", "None"), ("'k'", "None")),
    Bad("function.constant", RuntimeError, backward_of(lambda ctx, x, *ks: x, lambda ctx, g: (g, None, g), 3, 4), ("'ks[1]'",), ("'ks[1]'",)),
    Bad("function.shape", RuntimeError, returning(lambda t: t.ones(5)), ("'x'", "(5,)", "(2,)"), ("'x'", "(5,)", "(2,)")),
    Bad("function.complex", RuntimeError, returning(lambda t: t.ones(2) * 1j), ("complex64", "float32", ".real"), ("complex64", "float32", ".real")),
    Bad("function.once", RuntimeError, differentiated_twice, ("@once_differentiable", "back_twice"), ("@once_differentiable", "back_twice")),
    Bad("function.transform_style", RuntimeError, lambda t, w: t.vmap(function(t, twice, back_twice).apply)(w.v), ("MyFn", "setup_context(ctx, inputs, output)"), ("MyFn", "setup_context(ctx, inputs, output)")),
    Bad("function.no_vmap_rule", RuntimeError, transformed(), ("MyFn", "generate_vmap_rule=True"), ("MyFn", "generate_vmap_rule=True")),
    Bad("function.two_vmap_rules", RuntimeError, transformed(vmap=nothing, generate_vmap_rule=True), ("MyFn", "both"), ("MyFn", "又实现了")),
    Bad("function.vmap_pair", RuntimeError, transformed(vmap=staticmethod(lambda info, dims, x: x)), ("MyFn.vmap", "(y, 0)"), ("MyFn.vmap", "(y, 0)")),
    Bad("function.vmap_dims", RuntimeError, transformed(vmap=staticmethod(lambda info, dims, x: (x, (0, 0)))), ("MyFn.vmap", "(0, 0)"), ("MyFn.vmap", "(0, 0)")),
    Bad("function.jvp_count", RuntimeError, lambda t, w: t.func.jvp(function(t, lambda x: x * 2, back_twice, setup_context=nothing, jvp=lambda ctx, d: (d, d)).apply, (w.v,), (w.v,)), ("MyFn.jvp", "expected 1, got 2"), ("MyFn.jvp", "应为 1 个，得到 2 个"), torch=False),
    Bad("function.no_jvp", NotImplementedError, lambda t, w: t.func.jvp(function(t, lambda x: x * 2, back_twice, setup_context=nothing).apply, (w.v,), (w.v,)), ("jvp(ctx, *tangents)",), ("jvp(ctx, *tangents)",)),
    Bad("view.hooked_written", RuntimeError, lambda t, w: hooked(t, w).add_(1), ("(2,)", "inplace=False"), ("(2,)", "inplace=False")),
    Bad("view.hooked_follows", RuntimeError, hooked_input_written, ("(2,)", "x = x + 1"), ("(2,)", "x = x + 1")),
    Bad("view.function_written", RuntimeError, lambda t, w: view_returned(t, w).add_(1), ("MyFn", "clone()", "y = y + 1"), ("MyFn", "clone()", "y = y + 1")),
    Bad("view.function_follows", RuntimeError, base_written, ("MyFn", "clone()"), ("MyFn", "clone()")),
    Bad("view.several_written", RuntimeError, lambda t, w: function(t, lambda ctx, x: (x[:1], x[1:]), back_twice).apply(w.leaf)[0].add_(1), ("multiple views",), ("多个视图",)),
]  # fmt: skip
