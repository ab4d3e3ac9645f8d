"""A weight that is computed anew before each forward, from other parameters: weight_norm, spectral_norm, pruning."""

from __future__ import annotations

from typing import Any, TypeVar

from autograd_lab.nn.module import Module
from autograd_lab.tensor import Tensor

R = TypeVar("R", bound="Recomputed")


class Recomputed:
    """A hook before forward: it sets the attribute ``name`` of the module to what ``compute`` returns."""

    name: str

    def compute(self, module: Module) -> Tensor:
        """The weight, from what the module keeps in its place."""
        raise NotImplementedError

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute(module))

    def hang(self, module: Module) -> None:
        """Compute the weight now and before each forward."""
        setattr(module, self.name, self.compute(module))
        module.register_forward_pre_hook(self)


def hooks_before(module: Module) -> list[Any]:
    """The hooks before forward, in the order in which they are called."""
    return [] if module._hooks is None else [entry[0] for entry in module._hooks.before]


def find(module: Module, kind: type[R], name: str) -> R | None:
    """The hook of this kind that computes the weight ``name``."""
    return next((hook for hook in hooks_before(module) if isinstance(hook, kind) and hook.name == name), None)


def take_off(module: Module, hook: Recomputed) -> None:
    """Call ``hook`` no longer."""
    entries = module._my_hooks().before
    entries[:] = [entry for entry in entries if entry[0] is not hook]
