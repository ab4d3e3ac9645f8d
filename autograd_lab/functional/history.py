"""A tensor's place in the graph: into it, out of it, and backward through it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from autograd_lab import watch
from autograd_lab.errors import GraphError
from autograd_lab.functional.registry import both, method
from autograd_lab.graph.hooks import RemovableHandle
from autograd_lab.graph.node import add_hook, hooks_before
from autograd_lab.ops.movement import Alias
from autograd_lab.tensor import autodiff
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor, View, accumulator, keep_grad, make, refresh
from autograd_lab.tensor.transformed import held, inside, is_transformed


def alias(input: Tensor) -> Tensor:
    """The same memory under a new Tensor, in the graph."""
    return apply(Alias, input)


@both
def detach(input: Tensor) -> Tensor:
    """The same memory, cut off from the graph."""
    if is_transformed(input):
        return held(input).detached()
    out = make(input.array.view())  # an object of its own: the graph tells saved arrays apart by identity
    out._writes, out._inference = input._writes, input._inference
    if watch.watchers and input._requires_grad:
        out._cut = ("detach()", "origin.cut", watch.learner_line())
    return out


@both
def detach_(input: Tensor) -> Tensor:
    """Cut this tensor off from its graph; RuntimeError for a view."""
    if input._view is not None and input._base is not None:
        raise GraphError("detach.view")
    input._node, input._index, input._requires_grad = None, 0, False
    return input


@method
def requires_grad_(self: Tensor, requires_grad: bool = True) -> Tensor:
    """Ask for gradients of this leaf (or no longer)."""
    if is_transformed(self) or inside.no_backward:
        raise GraphError("transform.requires_grad", call="requires_grad_()")
    self.requires_grad = requires_grad
    return self


@method
def backward(self: Tensor, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False,
             inputs: Any = None) -> None:  # fmt: skip
    """Add the gradient of this tensor to the ``.grad`` of every leaf it was computed from; see autograd.backward."""
    autodiff.backward(self, gradient, retain_graph, create_graph, inputs=inputs)


@method
def retain_grad(self: Tensor) -> None:
    """Keep ``.grad`` of this tensor although it is not a leaf."""
    if not self.requires_grad:
        raise GraphError("retain_grad.no_graph")
    if inside.no_backward:
        raise GraphError("transform.requires_grad", call="retain_grad()")
    if self._view is View.PLAIN:
        refresh(self)
    if self._node is None or self.retains_grad:
        return
    self.retains_grad = True
    keep_grad(self)


@method
def register_hook(self: Tensor, hook: Any) -> RemovableHandle:
    """Call ``hook(grad)`` when backward reaches this tensor; what it returns, if anything, replaces the gradient."""
    refresh(self)
    if not self._requires_grad:
        raise GraphError("hook.no_grad")
    entry = (self._index, hook)
    if self._node is not None:
        return add_hook(hooks_before(self._node).tensors, entry)
    if self._hooks is None:
        self._hooks = []
        hooks_before(accumulator(self)).tensors = self._hooks
    return add_hook(self._hooks, entry)


@method
def register_post_accumulate_grad_hook(self: Tensor, hook: Any) -> RemovableHandle:
    """Call ``hook(tensor)`` as soon as backward has added to the ``.grad`` of this leaf, before it goes on to others:
    an optimizer may use the gradient there and free it. RuntimeError for a tensor that is no leaf."""
    refresh(self)
    if not self._requires_grad:
        raise GraphError("hook.no_grad")
    if self._node is not None:
        raise GraphError("hook.not_leaf")
    if self._followers is None:
        self._followers = accumulator(self).followers = []
    return add_hook(self._followers, hook)


def backward_hooks(self: Tensor) -> OrderedDict[int, Any] | None:
    """A copy of the hooks of this tensor, in their order; None if it never had one."""
    if self._node is None:
        hooks = self._hooks
    else:
        hooks = self._node.before and [hook for hook in self._node.before.tensors if hook[0] == self._index]
    return None if hooks is None else OrderedDict(enumerate(hook for _, hook in hooks))


def post_accumulate_grad_hooks(self: Tensor) -> OrderedDict[int, Any] | None:
    """A copy of the hooks that wait for the ``.grad`` of this leaf; None if it never had one."""
    return None if self._followers is None else OrderedDict(enumerate(self._followers))


Tensor._backward_hooks = property(backward_hooks)  # type: ignore[attr-defined]
Tensor._post_accumulate_grad_hooks = property(post_accumulate_grad_hooks)  # type: ignore[attr-defined]
