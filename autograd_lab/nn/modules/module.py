"""``torch.nn.modules.module``: Module, and hooks that hang on every module. These come before a module's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_lab.graph.hooks import RemovableHandle
from autograd_lab.nn.hooks import add, add_backward, everywhere, registering
from autograd_lab.nn.module import Module

__all__ = [
    "Module",
    "register_module_backward_hook",
    "register_module_buffer_registration_hook",
    "register_module_forward_hook",
    "register_module_forward_pre_hook",
    "register_module_full_backward_hook",
    "register_module_full_backward_pre_hook",
    "register_module_module_registration_hook",
    "register_module_parameter_registration_hook",
]

Hook = Callable[..., Any]


def register_module_forward_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, args)`` before the forward of every module; what it returns replaces the arguments."""
    return add(everywhere.before, hook, False)


def register_module_forward_hook(
    hook: Hook, *, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Call ``hook(module, args, output)`` after the forward of every module; what it returns replaces the output."""
    return add(everywhere.after, hook, False, with_kwargs, always_call)


def register_module_full_backward_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_output)`` whenever backward arrives at the outputs of a module."""
    return add(everywhere.backward_before, hook, False)


def register_module_full_backward_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, grad_input, grad_output)`` whenever backward has passed a module."""
    return add_backward(everywhere, hook, False, full=True, where="as a global Module hook")


def register_module_backward_hook(hook: Hook) -> RemovableHandle:
    """The older kind, on the last node of each module; use ``register_module_full_backward_hook``."""
    return add_backward(everywhere, hook, False, full=False, where="as a global Module hook")


def _add_registering(registry: str, hook: Hook) -> RemovableHandle:
    hooks = registering[registry]
    hooks.append(hook)
    return RemovableHandle(hooks, hook)


def register_module_parameter_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, param)`` when a parameter is assigned; what it returns is taken instead."""
    return _add_registering("_parameters", hook)


def register_module_buffer_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, buffer)`` when a buffer is assigned; what it returns is taken instead."""
    return _add_registering("_buffers", hook)


def register_module_module_registration_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(module, name, submodule)`` when a submodule is assigned; what it returns is taken instead."""
    return _add_registering("_modules", hook)
