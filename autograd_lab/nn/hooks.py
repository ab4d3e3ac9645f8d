"""Hooks of a module: functions called before and after its forward, and when gradients pass it on the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from autograd_lab.errors import GraphError
from autograd_lab.functional.history import RemovableHandle
from autograd_lab.ops.movement import Through
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply

Hook = Callable[..., Any]


class Hooks:
    """The four lists of one module; an entry is (hook, takes kwargs too, runs even after an error)."""

    __slots__ = ("after", "backward", "backward_before", "before")

    def __init__(self) -> None:
        self.before: list[tuple[Hook, bool, bool]] = []
        self.after: list[tuple[Hook, bool, bool]] = []
        self.backward_before: list[tuple[Hook, bool, bool]] = []
        self.backward: list[tuple[Hook, bool, bool]] = []

    def any(self) -> bool:
        return bool(self.before or self.after or self.backward_before or self.backward)


def add(entries: list[Any], hook: Hook, prepend: bool, kwargs: bool = False, always: bool = False) -> RemovableHandle:
    """Put a hook on a list; the handle takes it off again."""
    entry = (hook, kwargs, always)
    entries.insert(0 if prepend else len(entries), entry)
    return RemovableHandle(entries, entry)


def call(module: Any, hooks: Hooks, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``module.forward`` with everything that hangs on it."""
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
        return passage.leave(y) if passage else y
    except Exception:
        for entry in tuple(hooks.after):
            if entry[2] and id(entry) not in done:
                _after(module, entry, args, kwargs, None)
        raise


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
        out._writes = values[i]._writes  # the same memory: an in-place write is noticed on both sides
        passed[i] = out
    return tuple(passed), where if outputs[0]._node is not None else [], outputs[0]._node


def _spread(grads: Sequence[Any], where: list[int], size: int) -> tuple[Any, ...]:
    """Gradients at their places among all values, None elsewhere."""
    full: list[Any] = [None] * size
    for i, grad in zip(where, grads, strict=True):
        full[i] = grad
    return tuple(full)
