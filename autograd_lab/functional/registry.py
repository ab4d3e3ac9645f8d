"""One function, written once: a name of the library and, where PyTorch has one, a method of Tensor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from autograd_lab.functional.explain import explained
from autograd_lab.tensor.tensor import Tensor

F = TypeVar("F", bound=Callable[..., Any])

PUBLIC: dict[str, Callable[..., Any]] = {}
METHODS: dict[str, Callable[..., Any]] = {}


def function(fn: F) -> F:
    """A public function only: ``torch.zeros``."""
    PUBLIC[fn.__name__] = explained(fn)
    return PUBLIC[fn.__name__]  # type: ignore[return-value]


def method(fn: F) -> F:
    """A method of Tensor only: ``x.item()``."""
    METHODS[fn.__name__] = explained(fn)
    setattr(Tensor, fn.__name__, METHODS[fn.__name__])
    return METHODS[fn.__name__]  # type: ignore[return-value]


def both(fn: F) -> F:
    """Function and method: ``torch.exp(x)`` and ``x.exp()``."""
    return method(function(fn))


def method_alias(name: str, fn: Callable[..., Any]) -> None:
    """A second name for a method."""
    METHODS[name] = fn
    setattr(Tensor, name, fn)


def alias(name: str, fn: Callable[..., Any]) -> None:
    """A second name for a function that is both."""
    PUBLIC[name] = METHODS[name] = fn
    setattr(Tensor, name, fn)
