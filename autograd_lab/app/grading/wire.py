"""What a submission's process may send: numbers, texts, arrays and networks made of our own layers, as JSON.

Nothing that is read here is executed, and everything is checked: the sender is not trusted. Bytes of arrays are given
as base64, sizes are limited, and a value of any other kind arrives as the name of its kind.
"""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import numpy as np

import autograd_lab
from autograd_lab import nn
from autograd_lab.tensor import Tensor

LARGEST = 64 << 20  # bytes of one message
_DEEPEST = 30
_KINDS = frozenset("?bhilqBHILQefdFD")


class WireError(Exception):
    """A message that no honest sender would send."""


class Unknown:
    """A value that cannot be sent, e.g. an object of the learner's own class: never equal to an answer."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return f"<{self.kind}>"


# --- sending ---------------------------------------------------------------------------------------


def encode(value: Any, depth: int = 0) -> Any:
    """A value as plain JSON. Exact types only: a class that pretends to be a number is not one."""
    kind = type(value)
    if depth > _DEEPEST:
        return {"kind": "deep"}
    if value is None or kind in (bool, str):
        return value
    if kind in (int, float):
        return {"number": repr(value)} if kind is int or not math.isfinite(value) else value
    if value is ...:
        return {"dots": True}
    if kind in (list, tuple, autograd_lab.Size):
        return {"list" if kind is list else "tuple": [encode(item, depth + 1) for item in value]}
    if kind is dict:
        return {"dict": [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in value.items()]}
    if isinstance(value, Tensor):
        return {"tensor": _array(value.detach().cpu().numpy())}
    if isinstance(value, (np.ndarray, np.generic)):
        return {"array": _array(np.asarray(value))}
    if isinstance(value, nn.Module) and (found := _module(value, depth)) is not None:
        return {"module": found}
    return {"kind": kind.__name__}


def _array(value: np.ndarray) -> Any:
    if value.dtype.char not in _KINDS:
        value = value.astype(np.float32) if value.dtype.name == "bfloat16" else np.zeros(0)
    content = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
    return [value.dtype.char, list(value.shape), content]


def _module(module: nn.Module, depth: int) -> Any:
    """A layer of ours, or None: its class's name, its plain attributes, parameters, buffers and parts."""
    name = type(module).__name__
    if getattr(nn, name, None) is not type(module) or "forward" in vars(module):
        return None
    plain = {key: encode(value) for key, value in vars(module).items() if not key.startswith("_") and _is_plain(value)}
    parts = {key: part and _module(part, depth + 1) for key, part in module._modules.items()}
    if depth > _DEEPEST or any(part is None and module._modules[key] is not None for key, part in parts.items()):
        return None
    return {
        "class": name,
        "attributes": plain,
        "parameters": {key: value if value is None else encode(value) for key, value in module._parameters.items()},
        "buffers": {key: value if value is None else encode(value) for key, value in module._buffers.items()},
        "parts": parts,
    }


def _is_plain(value: Any) -> bool:
    if type(value) in (tuple, list):
        return all(map(_is_plain, value))
    return value is None or type(value) in (bool, int, float, str)


# --- receiving -------------------------------------------------------------------------------------


def decode_message(content: bytes) -> dict[str, Any]:
    """One message; WireError when it is not a dictionary with text keys."""
    try:
        message = json.loads(content)
    except (ValueError, RecursionError):
        raise WireError("no JSON") from None
    if not isinstance(message, dict):
        raise WireError("no message")
    return message


def decode(value: Any, depth: int = 0) -> Any:
    """What `encode` has sent, rebuilt; WireError for anything it cannot have sent."""
    if value is None or isinstance(value, (bool, str, float)):
        return value
    if not isinstance(value, dict) or len(value) != 1 or depth > 2 * _DEEPEST:
        raise WireError(f"unexpected {type(value).__name__}")
    ((kind, content),) = value.items()
    try:
        return _READERS[kind](content, depth + 1)
    except WireError:
        raise
    except Exception as error:  # of whatever kind: the content is the sender's
        raise WireError(f"{kind}: {type(error).__name__}") from None


def _read_number(content: str, depth: int) -> float | int:
    return float(content) if content in ("nan", "inf", "-inf") else int(str(content)[:4000])


def _read_array(content: Any, depth: int) -> np.ndarray:
    char, shape, data = content
    if char not in _KINDS or not all(type(n) is int and 0 <= n <= LARGEST for n in shape) or len(shape) > 32:
        raise WireError("an array of a kind that is not sent")
    flat = np.frombuffer(base64.b64decode(data, validate=True), dtype=np.dtype(char))
    return flat.reshape(shape).copy()


def _read_module(content: dict[str, Any], depth: int) -> nn.Module:
    """The layer, made of our own class: what the sender gives is numbers and texts, never code."""
    cls = getattr(nn, str(content["class"]), None)
    if not (isinstance(cls, type) and issubclass(cls, nn.Module)):
        raise WireError("no layer of ours")
    module = cls.__new__(cls)
    nn.Module.__init__(module)
    for key, value in content["attributes"].items():
        if key.startswith("_") or callable(getattr(cls, key, None)):
            raise WireError("an attribute that would hide a method")
        setattr(module, key, decode(value, depth))
    for key, value in content["parameters"].items():
        module.register_parameter(key, None if value is None else nn.Parameter(decode(value, depth)))
    for key, value in content["buffers"].items():
        module.register_buffer(key, None if value is None else decode(value, depth))
    for key, value in content["parts"].items():
        module.add_module(key, None if value is None else _read_module(value, depth + 1))
    return module


_READERS: dict[str, Any] = {
    "number": _read_number,
    "dots": lambda content, depth: ...,
    "list": lambda content, depth: [decode(item, depth) for item in content],
    "tuple": lambda content, depth: tuple(decode(item, depth) for item in content),
    "dict": lambda content, depth: {decode(key, depth): decode(item, depth) for key, item in content},
    "tensor": lambda content, depth: autograd_lab.tensor(_read_array(content, depth)),
    "array": _read_array,
    "module": _read_module,
    "kind": lambda content, depth: Unknown(str(content)[:80]),
}
