"""Programs on autograd, a subject to a file: each takes the library as ``torch`` and returns what can be compared."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from inspect import isfunction, signature
from typing import Any


def _programs(module: Any) -> dict[str, Callable[[Any], Any]]:
    """The functions of one argument, ``torch``, that the module defines, in the order of the text."""
    return {
        name: function
        for name, function in vars(module).items()
        if isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and list(signature(function).parameters) == ["torch"]
    }


SUBJECTS = {
    found.name: _programs(import_module(f"{__name__}.{found.name}")) for found in pkgutil.iter_modules(__path__)
}
