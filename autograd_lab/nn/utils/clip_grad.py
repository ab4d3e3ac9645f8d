"""Gradients made smaller: all together, so that their norm stays below a bound, or each number by itself.

Source of the first: Pascanu et al. 2013, arXiv:1211.5063.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from types import GeneratorType

from autograd_lab.errors import GraphError
from autograd_lab.functional.creation import tensor
from autograd_lab.functional.joining import stack
from autograd_lab.graph.modes import no_grad
from autograd_lab.i18n import tr
from autograd_lab.linalg import vector_norm
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.commit import commit, into

Tensors = Tensor | Iterable[Tensor]


def _grads(parameters: Tensors) -> list[Tensor]:
    """The gradients of those parameters that have one."""
    listed = [parameters] if isinstance(parameters, Tensor) else parameters
    return [p.grad for p in listed if p.grad is not None]


@no_grad()
def get_total_norm(
    tensors: Tensors, norm_type: float = 2.0, error_if_nonfinite: bool = False, foreach: bool | None = None
) -> Tensor:
    """The ``norm_type``-norm of all numbers of all ``tensors``, as if they were one vector.

    RuntimeError if it is inf or nan and ``error_if_nonfinite``. ``foreach`` changes nothing here.
    """
    listed = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    if not listed:
        return tensor(0.0)
    norm_type = float(norm_type)  # a string such as "inf" will do
    norms = [vector_norm(t, norm_type).to(listed[0].device) for t in listed]
    total = vector_norm(stack(norms), norm_type)
    if error_if_nonfinite and not total.isfinite():
        raise GraphError("clip.nonfinite", order=norm_type, norm=total.item())
    return total


@no_grad()
def clip_grads_with_norm_(
    parameters: Tensors, max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Multiply all gradients by ``max_norm / total_norm``, if that is less than 1.

    Whatever interrupts it, all gradients are the old ones or all are the new ones. ``foreach`` changes nothing here.
    """
    factor = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)
    commit(list(_written((grad, grad * factor.to(grad.device)) for grad in _grads(parameters))))


def _written(pairs: Iterable[tuple[Tensor, Tensor]]) -> Iterator:
    for old, new in pairs:
        yield from into(old, new.array)


def clip_grad_norm_(
    parameters: Tensors, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:  # fmt: skip
    """Scale the gradients in place so that the norm of all of them together is ``max_norm`` at most.

    Returns what it was before. ``norm_type`` may be inf. RuntimeError if it is not finite and ``error_if_nonfinite``;
    then no gradient changes.
    """
    listed = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    if not listed and isinstance(parameters, GeneratorType):
        warnings.warn(tr("clip.used_up"), stacklevel=2)
    total = get_total_norm(_grads(listed), norm_type, error_if_nonfinite, foreach)
    clip_grads_with_norm_(listed, max_norm, total, foreach)
    return total


def clip_grad_norm(
    parameters: Tensors, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:  # fmt: skip
    """The old name of ``clip_grad_norm_``."""
    warnings.warn(tr("utils.deprecated", old="clip_grad_norm", new="clip_grad_norm_"), FutureWarning, stacklevel=2)
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


@no_grad()
def clip_grad_value_(parameters: Tensors, clip_value: float, foreach: bool | None = None) -> None:
    """Bring each number of the gradients into [-clip_value, clip_value], in place. ``foreach`` changes nothing here."""
    bound = float(clip_value)
    commit(list(_written((grad, grad.clamp(-bound, bound)) for grad in _grads(parameters))))
