"""state_dict and load_state_dict: the numbers of a module, out and in again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from autograd_lab.backend.device import to_device
from autograd_lab.errors import ArgTypeError, GraphError
from autograd_lab.i18n import tr
from autograd_lab.nn.parameter import Parameter
from autograd_lab.tensor import Size, Tensor
from autograd_lab.tensor.commit import commit, into


class IncompatibleKeys(NamedTuple):
    """What ``load_state_dict(strict=False)`` did not find, and what it did not use."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


def members(module: Any, prefix: str) -> Iterator[tuple[str, Any, str, Tensor]]:
    """(full name, owner, own name, tensor) of all that is saved; what is shared appears under each of its names."""
    for name, param in module._parameters.items():
        if param is not None:
            yield prefix + name, module, name, param
    for name, buffer in module._buffers.items():
        if buffer is not None and name not in module._transient:
            yield prefix + name, module, name, buffer
    for name, child in module._modules.items():
        if child is not None:
            yield from members(child, f"{prefix}{name}.")


def state_dict(self: Any, *, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> dict[str, Tensor]:
    """All parameters and persistent buffers by name. They share memory with the module, as in PyTorch:
    ``copy.deepcopy`` it to keep the numbers of this moment."""
    out = OrderedDict() if destination is None else destination
    for name, _, _, tensor in members(self, prefix):
        out[name] = tensor if keep_vars else tensor.detach()
    return out


def load_state_dict(
    self: Any, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
) -> IncompatibleKeys:
    """Copy numbers in by name. With ``assign`` the given tensors themselves take the places.

    RuntimeError lists every missing, unexpected and misshapen entry; then nothing in the module has changed.
    """
    if not isinstance(state_dict, Mapping):
        raise ArgTypeError("nn.state.not_mapping", got=type(state_dict))
    missing, problems, found = [], [], []
    expected = set()
    for key, owner, name, tensor in members(self, ""):
        expected.add(key)
        if key not in state_dict:
            missing.append(key)
            continue
        value = state_dict[key]
        if not isinstance(value, Tensor):
            problems.append(tr("nn.state.not_tensor", key=key, got=type(value)))
        elif value.array.shape != tensor.array.shape:
            problems.append(tr("nn.state.shape", key=key, got=Size(value.shape), expected=Size(tensor.shape)))
        else:
            found.append((owner, name, tensor, value))
    unexpected = [key for key in state_dict if key not in expected]
    if strict:
        lists = {"nn.state.missing": missing, "nn.state.unexpected": unexpected}
        problems[:0] = [tr(k, keys=", ".join(f'"{name}"' for name in names)) for k, names in lists.items() if names]
    if problems:
        raise GraphError("nn.state.errors", cls=type(self).__name__, problems="\n\t".join(problems))
    if assign:
        commit([_place(*item) for item in found])
    else:
        commit([write for _, _, tensor, value in found for write in into(tensor, _fitted(value, tensor))])
    return IncompatibleKeys(missing, unexpected)


def _fitted(value: Tensor, tensor: Tensor) -> Any:
    """The array of ``value`` on the device and in the dtype of ``tensor``."""
    return to_device(value.array, tensor.device).astype(tensor.array.dtype, copy=False)


def _place(owner: Any, name: str, old: Tensor, value: Tensor) -> tuple[dict[str, Any], str, Tensor]:
    if not isinstance(old, Parameter):
        return owner._buffers, name, value
    if not isinstance(value, Parameter):
        value = Parameter(value, requires_grad=old.requires_grad)
    return owner._parameters, name, value
