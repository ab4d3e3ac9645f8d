"""Calls that do not fit a function: NumPy's names for arguments are understood, wrong types are explained.

Nothing of this costs time while calls go well: a function is looked at only after it has failed.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from autograd_lab.backend.dtypes import dtype
from autograd_lab.errors import ArgTypeError, LabError
from autograd_lab.tensor.tensor import Tensor

F = TypeVar("F", bound=Callable[..., Any])

# NumPy's names for arguments, which PyTorch takes too.
NUMPY_ARGUMENTS = {"axis": "dim", "keepdims": "keepdim", "x": "input", "a": "input", "x1": "input", "x2": "other"}


def explained(fn: F) -> F:
    """``fn``, whose failures say which argument has the wrong type. A function that is explained already stays."""
    if hasattr(fn, "explained"):
        return fn

    @functools.wraps(fn)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return fn(*args, **kwargs)
        except LabError:
            raise
        except (TypeError, AttributeError, ValueError, IndexError) as error:
            renamed = _renamed(fn, kwargs)
            if renamed != kwargs:
                return call(*args, **renamed)
            _name_the_culprit(fn, args, kwargs)
            raise error

    call.explained = True  # type: ignore[attr-defined]
    return call  # type: ignore[return-value]


def _renamed(fn: Callable[..., Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments with NumPy's names under PyTorch's, where only those exist."""
    known = inspect.signature(fn).parameters
    return {
        NUMPY_ARGUMENTS[name] if name not in known and NUMPY_ARGUMENTS.get(name) in known else name: value
        for name, value in kwargs.items()
    }


def _name_the_culprit(fn: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> None:
    """TypeError for the first argument that is not what the function's signature says."""
    signature = inspect.signature(fn)
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError:
        return  # a wrong number of arguments: Python's own words are good
    for name, value in bound.arguments.items():
        parameter = signature.parameters[name]
        if isinstance(parameter.annotation, str) and parameter.kind is not parameter.VAR_POSITIONAL:
            kinds = [part.strip() for part in parameter.annotation.split("|")]
            if all(kind in _FITS for kind in kinds) and not any(_FITS[kind](value) for kind in kinds):
                said = " or ".join(kinds)
                raise ArgTypeError(
                    "arg.type", function=fn.__name__, name=name, wanted=said, got=type(value).__name__
                ) from None


def _is_int(value: Any) -> bool:
    return not isinstance(value, (bool, np.bool_)) and (isinstance(value, (int, np.integer)) or _is_scalar(value, "iu"))


def _is_scalar(value: Any, kinds: str) -> bool:
    return isinstance(value, Tensor) and value.ndim == 0 and value.array.dtype.kind in kinds


_FITS: dict[str, Callable[[Any], bool]] = {
    "Tensor": lambda value: isinstance(value, Tensor),
    "int": _is_int,
    "float": lambda value: isinstance(value, (int, float, np.number)) or _is_scalar(value, "iufV"),
    "bool": lambda value: isinstance(value, (bool, np.bool_)),
    "str": lambda value: isinstance(value, str),
    "None": lambda value: value is None,
    "dtype": lambda value: isinstance(value, dtype),
}
