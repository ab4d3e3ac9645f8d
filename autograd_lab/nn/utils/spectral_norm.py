"""A weight divided by its largest singular value. Source: Miyato et al. 2018, arXiv:1802.05957.

``parametrizations.spectral_norm`` is the newer form; this one keeps weight_orig, weight_u and weight_v in the module
itself.
"""

from __future__ import annotations

from typing import Any, TypeVar

from autograd_lab.errors import ArgumentError, GraphError
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn import functional as F
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules.conv import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from autograd_lab.nn.parameter import Parameter, is_lazy
from autograd_lab.nn.utils.recomputed import Recomputed, find, take_off
from autograd_lab.tensor import Tensor

M = TypeVar("M", bound=Module)


def as_matrix(weight: Tensor, dim: int) -> Tensor:
    """``weight`` with a row for each place along ``dim``."""
    return weight.movedim(dim, 0).flatten(1)


def output_dim(module: Module) -> int:
    """The dim of a weight that counts the outputs: 1 in transposed convolutions, else 0."""
    return 1 if isinstance(module, (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d)) else 0


def first_vectors(matrix: Tensor, eps: float) -> tuple[Tensor, Tensor]:
    """Random unit vectors, from which the power method starts."""
    drawn = (matrix.new_empty(size).normal_() for size in matrix.shape)
    u, v = (F.normalize(x, dim=0, eps=eps) for x in drawn)
    return u, v


@no_grad()
def left(matrix: Tensor, v: Tensor, eps: float) -> Tensor:
    """A step of the power method: the unit vector along ``matrix @ v``."""
    return F.normalize(matrix.mv(v), dim=0, eps=eps)


@no_grad()
def right(matrix: Tensor, u: Tensor, eps: float) -> Tensor:
    """A step of the power method: the unit vector along ``matrix.mH @ u``."""
    return F.normalize(matrix.mH.mv(u), dim=0, eps=eps)


def check_iterations(count: int) -> int:
    """The number of steps; ValueError unless it is positive."""
    if count <= 0:
        raise ArgumentError("spectral.iterations", got=count)
    return count


class SpectralNorm(Recomputed):
    """The hook that computes the weight ``name`` of a module from name_orig, and in training turns the vectors name_u
    and name_v towards the singular ones."""

    def __init__(self, name: str = "weight", n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        self.name, self.dim, self.eps = name, dim, eps
        self.n_power_iterations = check_iterations(n_power_iterations)

    def compute(self, module: Module) -> Tensor:
        return self.compute_weight(module, module.training)

    def compute_weight(self, module: Module, do_power_iteration: bool) -> Tensor:
        """name_orig / u^T W v."""
        weight, u, v = (getattr(module, self.name + part) for part in ("_orig", "_u", "_v"))
        matrix = as_matrix(weight, self.dim)
        new_u, new_v = u.clone(), v.clone()  # the buffers may be written to before backward
        if do_power_iteration:
            for _ in range(self.n_power_iterations):
                new_v = right(matrix, new_u, self.eps)
                new_u = left(matrix, new_v, self.eps)
            u.copy_(new_u)
            v.copy_(new_v)
        return weight / new_u.dot(matrix.mv(new_v))


def spectral_norm(
    module: M, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> M:
    """Divide the parameter ``name`` by its largest singular value, estimated by ``n_power_iterations`` steps of the
    power method at each forward in training. ``dim`` counts the outputs. RuntimeError if that is done already."""
    if find(module, SpectralNorm, name):
        raise GraphError("norm_hook.twice", what="spectral_norm", name=name)
    hook = SpectralNorm(name, n_power_iterations, output_dim(module) if dim is None else dim, eps)
    weight: Any = module._parameters[name]
    if weight is None:
        raise ArgumentError("spectral.none", name=name)
    if is_lazy(weight):
        raise ArgumentError("norm_hook.lazy", what="SpectralNorm")
    u, v = first_vectors(as_matrix(weight.detach(), hook.dim), eps)
    delattr(module, name)
    module.register_parameter(f"{name}_orig", weight)
    setattr(module, name, weight.data)
    module.register_buffer(f"{name}_u", u)
    module.register_buffer(f"{name}_v", v)
    module.register_forward_pre_hook(hook)
    return module


def remove_spectral_norm(module: M, name: str = "weight") -> M:
    """Make the divided weight a parameter; ValueError if it had no spectral_norm."""
    hook = find(module, SpectralNorm, name)
    if hook is None:
        raise ArgumentError("norm_hook.missing", what="spectral_norm", name=name, module=module)
    weight = hook.compute_weight(module, False).detach()
    take_off(module, hook)
    for part in ("", "_u", "_v", "_orig"):
        delattr(module, name + part)
    module.register_parameter(name, Parameter(weight))
    return module
