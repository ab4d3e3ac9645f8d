"""What a formula of an optimizer works on: arrays of real numbers in at least single precision.

A complex parameter is two real ones, its parts, as in PyTorch: the last axis then has length 2. Halves (float16,
bfloat16) are computed in float32 and rounded once, as everywhere in this library.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend import capture
from autograd_lab.backend.arrays import array_module, is_array
from autograd_lab.backend.device import to_device
from autograd_lab.backend.dtypes import FLOATS, get_default_dtype
from autograd_lab.backend.number import DeviceNumber, number
from autograd_lab.tensor.tensor import Tensor, make

SCALARS = {"step", "mu_product", "eta", "mu"}  # state that is one number; on the host, unless ``capturable``
PLAIN = (float, bool, type(None))  # types of options that are what they are
SCHEDULED = ("lr", "momentum", "betas")  # options that schedulers change


def options(group: dict[str, Any]) -> dict[str, Any]:
    """The options of a group, tensors among them as numbers."""
    if (captured := capture.current()) is not None:
        return {name: _captured(captured, group, name) for name in group if name != "params"}
    return plain(group)


def plain(group: dict[str, Any]) -> dict[str, Any]:
    """The same outside of a captured graph."""
    on_host = all(type(p.array) is np.ndarray for p in group["params"][:1])
    return {
        name: value if type(value) in PLAIN else _number(value, on_host)
        for name, value in group.items()
        if name != "params"
    }


def _captured(captured: capture.Capture, group: dict[str, Any], name: str) -> Any:
    """An option in a graph that is captured: those that may change until the next launch lie on the device."""
    value = group[name]
    if name not in SCHEDULED:
        return _number(value, False)
    if isinstance(value, tuple):
        return tuple(_scheduled(captured, group, name, k, part) for k, part in enumerate(value))
    return _scheduled(captured, group, name, None, value)


def _scheduled(captured: capture.Capture, group: dict[str, Any], name: str, place: int | None, value: Any) -> Any:
    if isinstance(value, Tensor) and value.is_cuda:
        return number(value.array.reshape(()))
    return captured.option(group, name, place, value)


def _number(option: Any, on_host: bool) -> Any:
    """A float32 tensor's number stays one, as in PyTorch: 1 - lr * weight_decay has its precision. But a scalar of
    NumPy cannot meet an array on a GPU."""
    if isinstance(option, tuple):
        return tuple(_number(part, on_host) for part in option)
    if not isinstance(option, Tensor):
        return option
    value = option.array.item()
    return np.float32(value) if on_host and option.array.dtype == np.float32 else value


def opened(array: Any) -> Any:
    """``array`` as a formula gets it."""
    dtype = array.dtype
    if dtype.kind == "c":
        return array_module(array).stack((array.real, array.imag), -1)
    return array.astype(np.float32) if dtype.kind in FLOATS and dtype.itemsize == 2 else array


def closed(array: Any, dtype: Any) -> Any:
    """What a formula computed, as it is kept for a parameter of this ``dtype``."""
    if dtype.kind == "c":
        array = array[..., 0] + 1j * array[..., 1]
    return array if array.dtype == dtype else array.astype(dtype)


def state_arrays(state: dict[str, Any]) -> dict[str, Any]:
    """A parameter's state for a formula. Old checkpoints have numbers where there are tensors now."""
    arrays = {}
    for name, value in state.items():
        array = value.array if isinstance(value, Tensor) else np.asarray(value, np.float32)
        arrays[name] = array if name in SCALARS else opened(array)
    return arrays


def state_tensors(state: dict[str, Any], dtype: Any) -> dict[str, Tensor]:
    """The state that a formula gives back, to be kept. NumPy makes 0-d results its scalars; a Tensor needs an array."""
    tensors = {}
    for name, value in state.items():
        if name not in SCALARS:
            value = closed(value, dtype)
        tensors[name] = make(value if is_array(value) else np.asarray(value))
    return tensors


def scalar(value: Any = 0.0, dtype: Any = None) -> Any:
    """A number of the state: float32, or float64 where that is the default, unless ``dtype`` says which."""
    kind = dtype or (np.float64 if get_default_dtype().itemsize == 8 else np.float32)
    return value.array.astype(kind) if isinstance(value, DeviceNumber) else np.asarray(value, kind)


def settled(state: dict[str, Any], p: Tensor, group: dict[str, Any]) -> dict[str, Any]:
    """A state at its start; with ``capturable`` its numbers lie where the parameter does."""
    if not (group.get("capturable") and p.is_cuda):
        return state
    return {name: to_device(value, p.device) if name in SCALARS else value for name, value in state.items()}


def decayed(x: Any, g: Any, options: dict[str, Any]) -> tuple[Any, Any]:
    """Parameter and gradient after weight decay: a part of x is added to g (that is an L2 penalty), or else, decoupled,
    taken off x itself (Loshchilov & Hutter 2019, arXiv:1711.05101)."""
    decay = options["weight_decay"]
    if not decay:
        return x, g
    if options.get("decoupled_weight_decay"):
        return x * (1 - options["lr"] * decay), g
    return x, g + decay * x


def counted(state: dict[str, Any]) -> tuple[Any, Any]:
    """The number of this step, from 1; and as it is kept in the state."""
    step = state["step"] + 1
    return number(step), step
