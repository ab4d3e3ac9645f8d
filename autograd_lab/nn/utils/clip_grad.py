"""Gradients made smaller: all together, so that their norm stays below a bound, or each number by itself.

Source of the first: Pascanu et al. 2013, arXiv:1211.5063.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from types import GeneratorType
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.loops import importable
from autograd_lab.errors import GraphError
from autograd_lab.functional.creation import tensor
from autograd_lab.functional.joining import stack
from autograd_lab.graph.modes import no_grad
from autograd_lab.i18n import tr
from autograd_lab.kernels.loops.steps import scale_step
from autograd_lab.kernels.registry import only_reference
from autograd_lab.linalg import vector_norm
from autograd_lab.ops.linalg.norms import VectorNorm
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.commit import Call, commit, into, noticed
from autograd_lab.tensor.tensor import make

Tensors = Tensor | Iterable[Tensor]
FEW = 2**14  # numbers in all: for fewer, numba need not be loaded


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
    if _simple(listed):  # without a Tensor for each
        length: Any = VectorNorm.forward
        norms = make(np.array([length(np, t.array, p=norm_type)[0] for t in listed]))
    else:
        norms = stack([vector_norm(t, norm_type).to(listed[0].device) for t in listed])
    total = vector_norm(norms, norm_type)
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
    grads = _grads(parameters)
    if _simple(grads) and factor.dtype == grads[0].dtype:
        commit(map(noticed, grads), [_scaled(grad.array.reshape(-1), factor.array[()]) for grad in grads])
    else:
        times = Counter(map(id, grads))  # a gradient that is there twice is scaled twice
        alone = {id(grad): grad for grad in grads}.values()
        commit(list(_written((grad, grad * factor.to(grad.device) ** times[id(grad)]) for grad in alone)))


def _simple(tensors: list[Tensor]) -> bool:
    """Whether these are many numbers in arrays of NumPy's, all of single precision or all of double, that loops may
    write to and nobody watches; and none is there twice."""
    arrays = [t.array for t in tensors]
    if {(type(a), a.dtype.char) for a in arrays} not in ({(np.ndarray, "f")}, {(np.ndarray, "d")}):
        return False
    free = not watch.watchers and not only_reference() and all(a.flags.carray for a in arrays)
    many = sum([a.size for a in arrays]) >= FEW
    return free and many and len(tensors) == len(set(map(id, tensors))) and importable()


def _scaled(*arguments: Any) -> Call:
    """What scales a gradient where it lies."""
    return scale_step.ready(*arguments), *arguments


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
