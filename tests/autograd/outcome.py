"""What a program came to, in a form that two libraries can be compared by and JSON can hold."""

from __future__ import annotations

import builtins
import math
import warnings
from collections.abc import Callable
from typing import Any


def outcome(torch: Any, program: Callable[[Any], Any]) -> Any:
    """What ``program(torch)`` returned, described; or the class of what it raised."""
    with warnings.catch_warnings(action="ignore"):
        try:
            return described(program(torch))
        except Exception as error:
            return {"raises": raised_class(error)}


def raised_class(error: BaseException) -> str:
    """The nearest class that both libraries know: Python's own."""
    return next(cls.__name__ for cls in type(error).__mro__ if cls.__module__ == builtins.__name__)


def attempt(call: Callable[[], Any]) -> Any:
    """What ``call`` returns, or the name of the exception it raises: for programs that look at what is left after."""
    try:
        return call()
    except Exception as error:
        return raised_class(error)


def described(value: Any) -> Any:
    """Plain data for a tensor, a node of the graph, a dtype, a shape and what holds them."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    if isinstance(value, complex):
        return {"complex": [described(value.real), described(value.imag)]}
    if isinstance(value, dict):
        return {str(key): described(part) for key, part in value.items()}
    if hasattr(value, "requires_grad") and hasattr(value, "grad_fn"):
        return _tensor(value)
    if hasattr(value, "next_functions"):
        return {"node": value.name()}
    if isinstance(value, (tuple, list)):
        kind = "list" if isinstance(value, list) else "Size" if type(value).__name__ == "Size" else "tuple"
        return {kind: [described(part) for part in value]}
    return repr(value)


def _tensor(tensor: Any) -> dict[str, Any]:
    plain = tensor.detach()
    return {
        "tensor": described(plain.tolist()),
        "shape": list(tensor.shape),
        "dtype": str(tensor.dtype),
        "requires_grad": tensor.requires_grad,
        "grad_fn": None if tensor.grad_fn is None else tensor.grad_fn.name(),
    }


def differences(ours: Any, theirs: Any, where: str = "outcome", tolerance: float = 1e-5) -> list[str]:
    """Where two described outcomes differ, in words; empty if they agree."""
    if isinstance(ours, float) or isinstance(theirs, float):
        near = type(ours) is type(theirs) and math.isclose(ours, theirs, rel_tol=tolerance, abs_tol=tolerance)
        return [] if near else [f"{where}: {ours!r}, PyTorch {theirs!r}"]
    if type(ours) is type(theirs) is dict and ours.keys() == theirs.keys():
        return [line for key in ours for line in differences(ours[key], theirs[key], f"{where}.{key}", tolerance)]
    if type(ours) is type(theirs) is list and len(ours) == len(theirs):
        return [
            line
            for k, (a, b) in enumerate(zip(ours, theirs, strict=True))
            for line in differences(a, b, f"{where}[{k}]", tolerance)
        ]
    return [] if type(ours) is type(theirs) and ours == theirs else [f"{where}: {ours!r}, PyTorch {theirs!r}"]
