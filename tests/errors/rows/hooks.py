"""Bad input to hooks, saved tensors, and questions about the graph."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from tests.errors.case import Bad, World


def replaced_by(replacement: Callable[[Any], Any]) -> Callable[[Any, World], None]:
    """A hook on a tensor returns ``replacement``."""

    def call(t: Any, w: World) -> None:
        w.y.register_hook(lambda grad: replacement(t))
        w.y.sum().backward()

    return call


def on_node(hook: Callable[..., Any]) -> Callable[[Any, World], None]:
    """A hook after a node whose second input needs no gradient."""

    def call(t: Any, w: World) -> None:
        w.y.grad_fn.register_hook(hook)
        w.y.sum().backward()

    return call


def under(hooks: Callable[[Any], AbstractContextManager[Any]]) -> Callable[[Any, World], None]:
    """Forward inside of ``hooks``, backward outside."""

    def call(t: Any, w: World) -> None:
        with hooks(t.autograd.graph):
            out = w.leaf.exp()
        out.sum().backward()

    return call


def pack_that_writes(t: Any, w: World) -> None:
    h = w.leaf * 1
    with t.autograd.graph.saved_tensors_hooks(lambda x: x.mul_(2), lambda x: x):
        h.sin()


def two_pairs(t: Any, w: World) -> None:
    saved = w.leaf.sin().grad_fn._raw_saved_self
    for _ in range(2):
        saved.register_hooks(lambda x: x, lambda x: x)


def disabled(t: Any, w: World) -> None:
    with t.autograd.graph.disable_saved_tensors_hooks("none today"), t.autograd.graph.save_on_cpu():
        pass


def nested_mutation(t: Any, w: World) -> None:
    with t.autograd.graph.allow_mutation_on_saved_tensors(), t.autograd.graph.allow_mutation_on_saved_tensors():
        pass


def zeros_at_an_edge(t: Any, w: World) -> None:
    edge = t.autograd.graph.get_gradient_edge(t.ones(1, requires_grad=True))
    t.autograd.grad(w.y.sum(), edge, materialize_grads=True)


BAD = [
    Bad("hook.returned", TypeError, replaced_by(lambda t: 3), ("Tensor", "int"), ("Tensor", "int")),
    Bad("hook.replaced", RuntimeError, replaced_by(lambda t: t.ones(5)), ("(2,)", "(5,)", "<lambda>"), ("(2,)", "(5,)", "<lambda>")),
    Bad("hook.no_grad", RuntimeError, lambda t, w: w.x.register_hook(print), ("hook",), ("钩子",)),
    Bad("hook.no_grad", RuntimeError, lambda t, w: w.x.register_post_accumulate_grad_hook(print), ("hook",), ("钩子",)),
    Bad("hook.not_leaf", RuntimeError, lambda t, w: w.y.register_post_accumulate_grad_hook(print), ("non-leaf", "register_hook"), ("叶子", "register_hook")),
    Bad("hook.tuple", TypeError, on_node(lambda gi, go: gi[0]), ("tuple", "Tensor", "<lambda>"), ("tuple", "Tensor", "<lambda>")),
    Bad("hook.count", RuntimeError, on_node(lambda gi, go: (gi[0],)), ("got 1", "expected 2"), ("1 个", "2 个")),
    Bad("hook.none", RuntimeError, on_node(lambda gi, go: (gi[0], gi[0])), ("None", "<lambda>"), ("None", "<lambda>")),
    Bad("hook.mode", ValueError, lambda t, w: t.autograd.graph.register_multi_grad_hook((w.y,), print, mode="some"), ("'any'", "some"), ("'any'", "some")),
    Bad("hook.all_no_grad", AssertionError, lambda t, w: t.autograd.graph.register_multi_grad_hook((w.x,), print), ("require grad",), ("requires_grad",)),
    Bad("saved.unpacked", TypeError, under(lambda g: g.saved_tensors_hooks(lambda x: x, lambda x: 3)), ("unpack_hook", "int"), ("unpack_hook", "int")),
    Bad("saved.pack_writes", RuntimeError, pack_that_writes, ("in place", "clone()"), ("原地", "clone()")),
    Bad("saved.twice", RuntimeError, two_pairs, ("register_hooks",), ("register_hooks",)),
    Bad("saved.disabled", RuntimeError, disabled, ("none today",), ("none today", "禁用")),
    Bad("saved.mutation_nested", RuntimeError, nested_mutation, ("nested",), ("嵌套",)),
    Bad("saved.mutation_over", AssertionError, under(lambda g: g.allow_mutation_on_saved_tensors()), ("outside",), ("之外",)),
    Bad("edge.no_grad", RuntimeError, lambda t, w: t.autograd.graph.get_gradient_edge(w.x), ("gradient edge",), ("梯度边",)),
    Bad("version.tensors", RuntimeError, lambda t, w: t.autograd.graph.increment_version(3), ("Tensor", "int"), ("张量", "int")),
    Bad("backward.edge_zeros", RuntimeError, zeros_at_an_edge, ("GradientEdge",), ("GradientEdge",)),
    Bad("node.call_count", TypeError, lambda t, w: w.y.grad_fn(), ("expected 1", "got 0"), ("1 个", "0 个")),
    Bad("node.call_type", TypeError, lambda t, w: w.y.grad_fn(3), ("argument 0", "int"), ("第 0 个", "int")),
    Bad("node.pickle", TypeError, lambda t, w: copy.deepcopy(w.y.grad_fn), ("cannot pickle", "detach()"), ("无法序列化", "detach()")),
    Bad("node.attribute", AttributeError, lambda t, w: w.y.grad_fn._saved_nothing, ("_saved_nothing", "_saved_other"), ("_saved_nothing", "_saved_other")),
]  # fmt: skip
