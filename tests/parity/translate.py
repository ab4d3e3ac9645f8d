"""Values of PyTorch as values of this library, and back: tensors, dtypes, and whatever holds them."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np
import torch

import autograd_lab as lab
from autograd_lab.tensor.tensor import make


def to_lab(value: Any) -> Any:
    """The same in this library; tensors keep their strides and whether they require grad."""
    if isinstance(value, torch.Tensor):
        out = make(to_numpy(value))
        behind = value.untyped_storage().nbytes() // value.element_size()
        if behind > value.numel() > 0 and not value.is_conj() and not value.is_neg():  # a part of a larger memory
            whole = make(to_numpy(value.detach().as_strided((behind,), (1,), 0)))
            with lab.no_grad():
                out = whole.as_strided(value.shape, value.stride(), value.storage_offset())
        out.requires_grad = value.requires_grad
        return out
    if isinstance(value, torch.dtype):
        return getattr(lab, str(value).removeprefix("torch."))
    if isinstance(value, torch.device):
        return lab.device(str(value))
    if isinstance(value, torch.Size):
        return lab.Size(value)
    if isinstance(value, torch.memory_format):
        return getattr(lab, str(value).removeprefix("torch."))
    if isinstance(value, torch.nn.Module):
        return module_to_lab(value)
    if callable(value) and getattr(torch.nn.functional, getattr(value, "__name__", ""), None) is value:
        return getattr(lab.nn.functional, value.__name__)
    return inside(value, to_lab)


def module_to_lab(module: torch.nn.Module) -> Any:
    """A module made here with the same arguments, and given the same numbers."""
    args, kwargs = to_lab(module.__dict__["_made_with"])
    made = getattr(lab.nn, type(module).__name__)(*args, **kwargs)
    made.load_state_dict(to_lab(module.state_dict()))
    return made.train(module.training)


def _remembering(cls: type[torch.nn.Module], *args: Any, **kwargs: Any) -> torch.nn.Module:
    module = object.__new__(cls)
    module.__dict__["_made_with"] = args, kwargs
    return module


torch.nn.Module.__new__ = _remembering  # type: ignore[assignment]  # so that ``module_to_lab`` can make it again


def to_numpy(tensor: torch.Tensor) -> np.ndarray[Any, Any]:
    plain = tensor.detach().resolve_conj().resolve_neg()
    if plain.dtype == torch.bfloat16:
        return plain.view(torch.int16).numpy().view(ml_dtypes.bfloat16)
    return plain.numpy()


def to_torch(value: Any) -> Any:
    """The same in PyTorch, detached; equal strides are not promised."""
    if isinstance(value, lab.Tensor):
        array = np.array(value.detach().array)  # a copy: PyTorch would warn of read-only memory
        if array.dtype == ml_dtypes.bfloat16:
            return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
        return torch.from_numpy(array)
    if isinstance(value, lab.dtype):
        return getattr(torch, value.name)
    return inside(value, to_torch)


def inside(value: Any, change: Any) -> Any:
    """``change`` on everything that a container holds."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return tuple(change(item) for item in value)
    if isinstance(value, (tuple, list)):
        return tuple(change(item) for item in value) if isinstance(value, tuple) else [change(item) for item in value]
    if isinstance(value, dict):
        return {key: change(item) for key, item in value.items()}
    if isinstance(value, slice):
        return slice(change(value.start), change(value.stop), change(value.step))
    return value


def tensors_in(value: Any, kind: type) -> list[Any]:
    """Every tensor of ``kind`` that a value holds, in order."""
    if isinstance(value, kind):
        return [value]
    if isinstance(value, (tuple, list)):
        return [t for item in value for t in tensors_in(item, kind)]
    if isinstance(value, dict):
        return [t for item in value.values() for t in tensors_in(item, kind)]
    return []
