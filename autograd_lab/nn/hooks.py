"""Hooks of a module: functions called before and after its forward, and when gradients pass it on the way back."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from autograd_lab.errors import GraphError
from autograd_lab.graph.hooks import RemovableHandle
from autograd_lab.i18n import tr
from autograd_lab.ops.movement import Through
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import View

Hook = Callable[..., Any]


class Hooks:
    """The lists of one module, or of all; an entry is (hook, takes kwargs too, runs even after an error)."""

    __slots__ = ("after", "backward", "backward_before", "before", "last_node")

    def __init__(self) -> None:
        self.before: list[tuple[Hook, bool, bool]] = []
        self.after: list[tuple[Hook, bool, bool]] = []
        self.backward_before: list[tuple[Hook, bool, bool]] = []
        self.backward: list[tuple[Hook, bool, bool]] = []
        self.last_node: list[tuple[Hook, bool, bool]] = []  # older than ``backward``: on the node of the output

    def any(self) -> bool:
        return bool(self.before or self.after or self.backward_before or self.backward or self.last_node)

    def joined(self, own: Hooks) -> Hooks:
        """These and then a module's own."""
        both = Hooks()
        for name in self.__slots__:
            setattr(both, name, [*getattr(self, name), *getattr(own, name)])
        return both


everywhere = Hooks()  # of all modules; see nn/modules/module.py
registering: dict[str, list[Hook]] = {"_parameters": [], "_buffers": [], "_modules": []}


def registered(registry: str, module: Any, name: str, value: Any) -> Any:
    """What is put into ``registry`` of ``module``: ``value``, or what a hook on registrations returns instead."""
    for hook in tuple(registering[registry]):
        replaced = hook(module, name, value)
        value = value if replaced is None else replaced
    return value


def add(entries: list[Any], hook: Hook, prepend: bool, kwargs: bool = False, always: bool = False) -> RemovableHandle:
    """Put a hook on a list; the handle takes it off again."""
    entry = (hook, kwargs, always)
    entries.insert(0 if prepend else len(entries), entry)
    return RemovableHandle(entries, entry)


def add_backward(hooks: Hooks, hook: Hook, prepend: bool, full: bool, where: str) -> RemovableHandle:
    """Put a backward hook on its list; RuntimeError if hooks of the other kind are there."""
    if hooks.last_node if full else hooks.backward:
        raise GraphError("nn.hook.mixed", where=where)
    return add(hooks.backward if full else hooks.last_node, hook, prepend)


def call(module: Any, own: Hooks | None, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``module.forward`` with everything that hangs on it."""
    hooks = everywhere.joined(own or Hooks())
    done: set[int] = set()
    try:
        args, kwargs = _before(module, hooks, args, kwargs)
        passage = Passage(module, hooks) if hooks.backward or hooks.backward_before else None
        if passage:
            args = passage.enter(args)
        y = module.forward(*args, **kwargs)
        for entry in tuple(hooks.after):
            done.add(id(entry))
            y = _after(module, entry, args, kwargs, y)
        y = passage.leave(y) if passage else y
        if hooks.last_node:
            _on_last_node(module, hooks, args, y)
        return y
    except Exception:
        for entry in tuple(hooks.after):
            if entry[2] and id(entry) not in done:
                try:
                    _after(module, entry, args, kwargs, None)
                except Exception as error:  # the first error is the one to be seen
                    warnings.warn(tr("nn.hook.silenced", error=error), UserWarning, stacklevel=4)
        raise


def _on_last_node(module: Any, hooks: Hooks, args: tuple[Any, ...], y: Any) -> None:
    """Hang the older backward hooks on the node of the (first) output: only for a module of one op do they see the
    gradients of all its inputs."""
    first = y
    while not isinstance(first, Tensor):
        first = next(v for v in first.values() if isinstance(v, Tensor)) if isinstance(first, dict) else first[0]
    node = first.grad_fn
    if node is None:
        return
    for hook, _, _ in hooks.last_node:
        node.register_hook(partial(hook, module))
    outputs = {v.grad_fn for v in _tuple(y) if isinstance(v, Tensor)}
    inputs = {v.grad_fn for v in args if isinstance(v, Tensor)} - {None}
    if outputs != {node} or inputs != {producer for producer, _ in node.next_functions}:
        warnings.warn(tr("nn.hook.not_full"), FutureWarning, stacklevel=4)


def _before(module: Any, hooks: Hooks, args: Any, kwargs: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    for hook, with_kwargs, _ in tuple(hooks.before):
        if with_kwargs:
            changed = hook(module, args, kwargs)
            if changed is not None:
                if not isinstance(changed, tuple) or len(changed) != 2:
                    raise GraphError("nn.hook.pair", got=changed)
                args, kwargs = changed
        else:
            changed = hook(module, args)
            if changed is not None:
                args = changed if isinstance(changed, tuple) else (changed,)
    return args, kwargs


def _after(module: Any, entry: tuple[Hook, bool, bool], args: Any, kwargs: Any, y: Any) -> Any:
    hook, with_kwargs, _ = entry
    changed = hook(module, args, kwargs, y) if with_kwargs else hook(module, args, y)
    return y if changed is None else changed


class Passage:
    """The two gates of one call: at the outputs ``grad_output`` comes in, at the inputs ``grad_input`` goes out.

    Each gate is one node for all tensors that pass it, so the hooks see their gradients together.
    """

    def __init__(self, module: Any, hooks: Hooks) -> None:
        self.module = module
        self.hooks = tuple(hooks.backward)
        self.before = tuple(hooks.backward_before)
        self.grad_output: tuple[Any, ...] = ()
        self.inputs: list[int] = []
        self.count = 0

    def enter(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        self.count = len(args)
        if not self.hooks:
            return args
        args, self.inputs, node = _gate(args)
        if node is not None:
            node.hooks = [self._at_inputs]
        return args

    def leave(self, y: Any) -> Any:
        single = isinstance(y, Tensor)
        ys = (y,) if single else y
        if not isinstance(ys, tuple):
            return y
        size = len(ys)
        ys, where, node = _gate(ys)
        if node is not None:
            node.hooks = [lambda gxs, gys: self._at_outputs(gys, where, size)]
        return ys[0] if single else ys

    def _at_outputs(self, gys: Sequence[Any], where: list[int], size: int) -> tuple[Any, ...] | None:
        self.grad_output = _spread(gys, where, size)
        for hook, _, _ in self.before:
            changed = hook(self.module, self.grad_output)
            if changed is not None:
                self.grad_output = changed if isinstance(changed, tuple) else (changed,)
        if self.hooks and not self.inputs:  # nothing before this module wants a gradient
            for hook, _, _ in self.hooks:
                changed = hook(self.module, (None,) * self.count, self.grad_output)
                if changed is not None and any(g is not None for g in _tuple(changed)):
                    raise GraphError("nn.hook.no_input")
        return tuple(self.grad_output[i] for i in where)

    def _at_inputs(self, gxs: Sequence[Any], gys: Sequence[Any]) -> tuple[Any, ...]:
        grad_input = _spread(gxs, self.inputs, self.count)
        for hook, _, _ in self.hooks:
            changed = hook(self.module, grad_input, self.grad_output)
            if changed is not None:
                grad_input = _tuple(changed)
                if len(grad_input) != self.count:
                    raise GraphError("nn.hook.count", got=len(grad_input), expected=self.count)
        return tuple(grad_input[i] for i in self.inputs)


def _tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _gate(values: tuple[Any, ...]) -> tuple[tuple[Any, ...], list[int], Any]:
    """The values, the places of those that need gradients, and the one node these now come from."""
    where = [i for i, v in enumerate(values) if isinstance(v, Tensor) and v.requires_grad]
    if not where:
        return values, [], None
    passed = list(values)
    outputs = apply(Through, *[values[i] for i in where])
    for i, out in zip(where, outputs, strict=True):
        value = values[i]
        out._writes, out._seen = value._writes, value._writes[0]  # the same memory
        out._base = value if value._base is None else value._base
        out._view = View.HOOKED
        passed[i] = out
    return tuple(passed), where if outputs[0]._node is not None else [], outputs[0]._node


def _spread(grads: Sequence[Any], where: list[int], size: int) -> tuple[Any, ...]:
    """Gradients at their places among all values, None elsewhere."""
    full: list[Any] = [None] * size
    for i, grad in zip(where, grads, strict=True):
        full[i] = grad
    return tuple(full)
