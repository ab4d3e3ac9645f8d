"""All parameters as one long vector, and back."""

from __future__ import annotations

from collections.abc import Iterable

from autograd_lab.errors import ArgTypeError, ShapeError
from autograd_lab.functional.joining import cat
from autograd_lab.tensor import Tensor


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """The numbers of all ``parameters``, one after the other; gradients flow back. TypeError if they are on different
    devices."""
    listed = list(parameters)
    _check_devices(listed)
    return cat([p.reshape(-1) for p in listed])


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Let the ``parameters`` be the parts of ``vec``, one after the other; they share its memory.

    RuntimeError if ``vec`` has too few numbers; then no parameter has changed.
    """
    if not isinstance(vec, Tensor):
        raise ArgTypeError("arg.need_tensor", function="vector_to_parameters", name="vec", got=type(vec).__name__)
    listed = list(parameters)
    _check_devices(listed)
    wanted = sum(p.numel() for p in listed)
    if wanted > vec.numel():
        raise ShapeError("vector.short", wanted=wanted, got=vec.numel())
    start = 0
    for p in listed:
        part = vec.data[start : start + p.numel()]
        start += p.numel()
        p.data = part.view(p.shape)


def _check_devices(parameters: list[Tensor]) -> None:
    devices = sorted({str(p.device) for p in parameters})
    if len(devices) > 1:
        raise ArgTypeError("vector.devices", devices=", ".join(devices))
