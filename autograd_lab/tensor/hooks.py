"""Calling hooks: what a learner's functions see of the gradients, and what they may put in their place.

At each node the order is PyTorch's: hooks on the tensors that the node made, the ``.grad`` of tensors that retain it,
hooks before the node, the node's rule, hooks after the node. At a leaf adding to ``.grad`` takes the rule's place,
and hooks that wait for the new ``.grad`` come right after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_lab.backend.arrays import MODULES
from autograd_lab.errors import ArgTypeError, GraphError
from autograd_lab.graph.hooks import Hook
from autograd_lab.graph.node import AccumulateGrad, Node
from autograd_lab.tensor.tensor import Tensor, make


def on_tensors(node: Node, gys: list[Any]) -> None:
    """Call the hooks of the tensors that ``node`` made, each of which may replace its gradient in ``gys``; then let
    those that retain it have it. A tensor that got no gradient, beside others that did, has None."""
    if node.before is None:
        return
    for index, hook in tuple(node.before.tensors):
        replaced = hook(outside(gys[index]))
        if replaced is not None:
            gys[index] = inside(replaced, gys[index], hook)
    for index, keep in node.before.keepers:
        if gys[index] is not None:
            keep(outside(gys[index]))


def before_rule(node: Node, gys: list[Any]) -> None:
    """All that comes before the rule; ``gys`` are then the gradients to go on with."""
    on_tensors(node, gys)
    for hook in tuple(node.before.node) if node.before else ():
        replaced = hook(tuple([outside(gy) for gy in gys]))
        if replaced is not None:
            gys[:] = _all_inside(replaced, gys, hook)


def after_rule(node: Node, gxs: Sequence[Any], gys: Sequence[Any]) -> Sequence[Any]:
    """Call ``hook(grad_inputs, grad_outputs)``, which may return other grad_inputs."""
    for hook in tuple(node.hooks or ()):
        replaced = hook(*[tuple([outside(g) for g in gs]) for gs in (gxs, gys)])
        if replaced is not None:
            gxs = _all_inside(replaced, gxs, hook)
    return gxs


def after_accumulation(leaf: AccumulateGrad, grad: Any) -> None:
    """The leaf has its new ``.grad``: call who waits for it, and the hooks of its node."""
    for hook in tuple(leaf.followers or ()):
        if (got := hook(leaf.variable)) is not None:
            unwrap(got)  # TypeError for what is no Tensor, as in PyTorch; a Tensor has no effect
    after_rule(leaf, (), (grad,))


def outside(grad: Any) -> Any:
    """A gradient as hooks see it: while a graph of the walk is made it is a Tensor already."""
    return make(grad) if type(grad) in MODULES else grad


def inside(replaced: Any, grad: Any, hook: Hook) -> Any:
    """What a hook put in the place of ``grad``. TypeError if it is no Tensor; RuntimeError if shape or dtype changed,
    for no rule could go on with it."""
    array = unwrap(replaced)
    if grad is None:
        raise GraphError("hook.none", hook=_name(hook))
    old = grad if type(grad) in MODULES else unwrap(grad)
    if array.shape != old.shape or array.dtype != old.dtype:
        raise GraphError("hook.replaced", hook=_name(hook), got=array.shape, got_dtype=array.dtype,
                         expected=old.shape, dtype=old.dtype)  # fmt: skip
    return replaced if old is not grad else array


def unwrap(tensor: Any) -> Any:
    """Its array; TypeError for what is no Tensor, which can only have come from a learner's hook."""
    if not isinstance(tensor, Tensor):
        raise ArgTypeError("hook.returned", got=type(tensor).__name__)
    return tensor.array


def _all_inside(replaced: Any, grads: Sequence[Any], hook: Hook) -> list[Any]:
    if not isinstance(replaced, tuple):
        raise ArgTypeError("hook.tuple", hook=_name(hook), got=type(replaced).__name__)
    if len(replaced) != len(grads):
        raise GraphError("hook.count", hook=_name(hook), got=len(replaced), expected=len(grads))
    pairs = zip(replaced, grads, strict=True)
    return [None if new is None else inside(new, old, hook) for new, old in pairs]


def _name(hook: Hook) -> str:
    return getattr(hook, "__name__", type(hook).__name__)
