"""Whether operations are recorded: one switch per thread, turned by context managers and decorators."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from typing import Any

from autograd_lab.errors import ArgTypeError


class _Modes(threading.local):
    grad_enabled = True  # a new thread starts with recording on, as in PyTorch
    inference = False
    transform: Any = None  # the innermost grad, vjp or jvp of torch.func that this thread is inside of
    autocast: Any = None  # which kinds of devices torch.autocast is on for, and the dtype there; None: for none
    marks = False  # whether new tensors carry a mark: of inference mode, or of that transform


modes = _Modes()


def is_grad_enabled() -> bool:
    """Whether operations of this thread are being recorded."""
    return modes.grad_enabled


def is_inference_mode_enabled() -> bool:
    """Whether this thread is inside ``inference_mode``."""
    return modes.inference


class _ModeSwitch:
    """A context manager that is a decorator too: of functions and of generators."""

    grad: bool
    inference: bool | None = None
    _before: list[tuple[bool, bool]]

    def __new__(cls, function: Callable[..., Any] | None = None, *args: Any) -> Any:
        switch = super().__new__(cls)
        if callable(function):  # used as a bare decorator: @no_grad
            switch.__init__()
            return switch(function)
        return switch

    def __enter__(self) -> None:
        # A stack, so that one object may be entered again while it is active.
        self.__dict__.setdefault("_before", []).append((modes.grad_enabled, modes.inference))
        modes.grad_enabled = self.grad
        if self.inference is not None:
            modes.inference = self.inference
            modes.marks = self.inference or modes.transform is not None

    def __exit__(self, *exc_info: object) -> None:
        modes.grad_enabled, modes.inference = self._before.pop()
        if self.inference is not None:
            modes.marks = modes.inference or modes.transform is not None

    def clone(self) -> _ModeSwitch:
        """The same switch for one call: a decorated function may run in two threads, each with a mode to go back to."""
        switch = object.__new__(type(self))
        switch.grad, switch.inference = self.grad, self.inference
        return switch

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isgeneratorfunction(function):
            return self._wrap_generator(function)

        @functools.wraps(function)
        def switched(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                return function(*args, **kwargs)

        return switched

    def _wrap_generator(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The mode holds while the generator runs, and is the caller's again at each yield."""

        @functools.wraps(function)
        def switched(*args: Any, **kwargs: Any) -> Any:
            switch, generator = self.clone(), function(*args, **kwargs)
            resume: Callable[[], Any] = functools.partial(next, generator)
            try:
                while True:
                    with switch:
                        value = resume()
                    try:
                        sent = yield value
                    except GeneratorExit:
                        raise
                    except BaseException as error:
                        resume = functools.partial(generator.throw, error)
                    else:
                        resume = functools.partial(generator.send, sent)
            except StopIteration as stop:
                return stop.value
            finally:
                with switch:
                    generator.close()

        return switched


class no_grad(_ModeSwitch):
    """``with no_grad():`` or ``@no_grad()``: compute without recording, for evaluation and updates."""

    grad = False


class enable_grad(_ModeSwitch):
    """Record again inside a ``no_grad`` block."""

    grad = True


class set_grad_enabled(_ModeSwitch):
    """``set_grad_enabled(flag)`` switches at once; used with ``with``, it switches back at the end."""

    def __new__(cls, mode: bool) -> Any:
        return object.__new__(cls)

    def __init__(self, mode: bool) -> None:
        if not isinstance(mode, bool):
            raise ArgTypeError("modes.flag", function="set_grad_enabled", got=type(mode).__name__)
        self.grad = mode
        self._before = [(modes.grad_enabled, modes.inference)]
        modes.grad_enabled = self.grad

    def __enter__(self) -> None:
        modes.grad_enabled = self.grad

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        modes.grad_enabled, modes.inference = self._before.pop()  # decorating is not switching
        return (enable_grad if self.grad else no_grad)()(function)

    def __exit__(self, *exc_info: object) -> None:
        modes.grad_enabled, modes.inference = self._before[-1]


class inference_mode(_ModeSwitch):
    """No recording at all; tensors made inside stay outside autograd."""

    grad = False
    inference = True

    def __new__(cls, mode: Any = True) -> Any:
        if callable(mode):
            return cls()(mode)
        return object.__new__(cls)

    def __init__(self, mode: bool = True) -> None:
        if not mode:
            self.grad, self.inference = True, False
