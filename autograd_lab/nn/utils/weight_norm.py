"""A weight as direction times length: w = g v / |v|. Source: Salimans and Kingma 2016, arXiv:1602.07868.

``parametrizations.weight_norm`` is the newer form; this one keeps weight_g and weight_v in the module itself.
"""

from __future__ import annotations

import warnings
from typing import TypeVar

from autograd_lab.errors import ArgumentError, GraphError
from autograd_lab.i18n import tr
from autograd_lab.nn.module import Module
from autograd_lab.nn.parameter import Parameter, is_lazy
from autograd_lab.nn.utils.recomputed import Recomputed, find, take_off
from autograd_lab.tensor import Tensor

M = TypeVar("M", bound=Module)


def norm_except_dim(v: Tensor, dim: int) -> Tensor:
    """The length of each slice of ``v`` along ``dim``, with the dims of ``v``; of all of it for -1, without dims."""
    if dim == -1:
        return v.norm()
    return v.norm(2, [d for d in range(v.ndim) if d != dim % v.ndim], True)


def of_length(v: Tensor, g: Tensor, dim: int) -> Tensor:
    """``v`` with the lengths ``g``."""
    return v * (g / norm_except_dim(v, dim))


class WeightNorm(Recomputed):
    """The hook that computes the weight ``name`` of a module from name_g and name_v."""

    def __init__(self, name: str, dim: int | None) -> None:
        self.name = name
        self.dim = -1 if dim is None else dim

    def compute(self, module: Module) -> Tensor:
        return of_length(getattr(module, f"{self.name}_v"), getattr(module, f"{self.name}_g"), self.dim)

    compute_weight = compute


def weight_norm(module: M, name: str = "weight", dim: int | None = 0) -> M:
    """Replace the parameter ``name`` by name_g, its lengths along ``dim`` (of all of it if None), and name_v, its
    direction. RuntimeError if that is done already."""
    words = tr("utils.deprecated", old="nn.utils.weight_norm", new="nn.utils.parametrizations.weight_norm")
    warnings.warn(words, FutureWarning, stacklevel=2)
    if find(module, WeightNorm, name):
        raise GraphError("norm_hook.twice", what="weight_norm", name=name)
    weight = getattr(module, name)
    if is_lazy(weight):
        raise ArgumentError("norm_hook.lazy", what="WeightNorm")
    hook = WeightNorm(name, dim)
    lengths = Parameter(norm_except_dim(weight.detach(), hook.dim))
    del module._parameters[name]
    module.register_parameter(f"{name}_g", lengths)
    module.register_parameter(f"{name}_v", Parameter(weight.detach()))
    hook.hang(module)
    return module


def remove_weight_norm(module: M, name: str = "weight") -> M:
    """Make the weight a parameter again; ValueError if it had no weight_norm."""
    hook = find(module, WeightNorm, name)
    if hook is None:
        raise ArgumentError("norm_hook.missing", what="weight_norm", name=name, module=module)
    weight = hook.compute(module).detach()
    take_off(module, hook)
    for part in (name, f"{name}_g", f"{name}_v"):
        delattr(module, part)
    module.register_parameter(name, Parameter(weight))
    return module
