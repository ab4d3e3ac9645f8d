"""One function, written once: a name of the library and, where PyTorch has one, a method of Tensor."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from autograd_lab.errors import ArgTypeError
from autograd_lab.functional.explain import bound_to, explained
from autograd_lab.tensor.tensor import Tensor

F = TypeVar("F", bound=Callable[..., Any])

PUBLIC: dict[str, Callable[..., Any]] = {}
METHODS: dict[str, Callable[..., Any]] = {}


def function(fn: F) -> F:
    """A public function only: ``torch.zeros``."""
    _refuse_second(PUBLIC, fn)
    PUBLIC[fn.__name__] = explained(fn)
    return PUBLIC[fn.__name__]  # type: ignore[return-value]


def method(fn: F) -> F:
    """A method of Tensor only: ``x.item()``."""
    _refuse_second(METHODS, fn)
    METHODS[fn.__name__] = explained(fn)
    setattr(Tensor, fn.__name__, METHODS[fn.__name__])
    return METHODS[fn.__name__]  # type: ignore[return-value]


def _refuse_second(named: dict[str, Callable[..., Any]], fn: Callable[..., Any]) -> None:
    if fn.__name__ in named:
        raise TypeError(f"{fn.__name__} is defined in {named[fn.__name__].__module__} and in {fn.__module__}")


def both(fn: F) -> F:
    """Function and method: ``torch.exp(x)`` and ``x.exp()``."""
    return method(function(fn))


def both_sized(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Function and method of a tensor and a tuple of ints. The function wants the tuple, ``torch.flip(x, (0, 1))``;
    the method also takes the ints one by one, ``x.flip(0, 1)``."""
    signature = inspect.signature(fn)
    name = list(signature.parameters)[1]

    def of_tuple(input: Tensor, *args: Any, **named: Any) -> Any:
        for value in (*args[:1], *named.values()):
            if not isinstance(value, (tuple, list)):
                raise ArgTypeError("arg.need_sizes", function=fn.__name__, got=type(value).__name__)
        return fn(input, *args, **named)

    def of_ints(self: Tensor, *args: Any, **named: Any) -> Any:
        if args:
            named[name] = args[0] if len(args) == 1 and isinstance(args[0], (tuple, list)) else args
        elif name not in named:
            bound_to(fn, signature, (self,), named)
        return fn(self, **named)

    of_tuple.__signature__ = signature  # type: ignore[attr-defined]
    for form in (of_tuple, of_ints):
        form.__name__, form.__qualname__, form.__doc__ = fn.__name__, fn.__qualname__, fn.__doc__
        form.__module__ = fn.__module__
    function(of_tuple)
    return method(of_ints)


def both_listed(fn: Callable[..., Any]) -> Callable[..., Any]:
    """Function and method of a tensor and one thing, which may be several ints. The function wants these in a tuple,
    ``torch.squeeze(x, (0, 1))``; the method also takes them one by one, ``x.squeeze(0, 1)``."""

    @functools.wraps(fn)
    def of_one(input: Tensor, *args: Any, **named: Any) -> Any:
        if len(args) > 1:
            raise ArgTypeError("arg.one_by_one", function=fn.__name__, got=", ".join(map(repr, args)))
        return fn(input, *args, **named)

    function(of_one)
    return method(fn)


def method_alias(name: str, fn: Callable[..., Any]) -> None:
    """A second name for a method."""
    METHODS[name] = fn
    setattr(Tensor, name, fn)


def alias(name: str, fn: Callable[..., Any]) -> None:
    """A second name for a function that is both."""
    PUBLIC[name] = METHODS[name] = fn
    setattr(Tensor, name, fn)
