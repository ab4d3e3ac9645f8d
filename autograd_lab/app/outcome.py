"""What a call gave, in a form that can be compared and shown whatever the learner's object is."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy import allclose, array2string  # kept here: a learner may replace np.allclose by accident

from autograd_lab.app.texts import tr
from autograd_lab.tensor import Tensor

_SHOWN = 12  # larger arrays are shown by their shape and first values
_LONGEST = 400  # characters of a text that came from the learner; an error's advice stands at its end


@dataclass(frozen=True)
class Outcome:
    """The value a call returned or the exception it raised, and whether it changed its arguments."""

    value: Any = None
    error: str | None = None
    line: str = ""
    changed: bool = False

    def like(self, other: Outcome) -> bool:
        """Whether two calls did the same, up to rounding."""
        if self.error is not None or other.error is not None:
            return self.error == other.error
        return self.changed == other.changed and alike(self.value, other.value)

    def __str__(self) -> str:
        if self.error is not None:
            return self.error + (f"\n{tr('check.in_line')} {self.line}" if self.line else "")
        return show(self.value)


def observe(function: Callable[..., Any], arguments: Sequence[Any], blame: Any = None) -> Outcome:
    """Call `function` and note what happened; the arguments are this call's own.

    An error names the line in `blame`, a function or a class, where that is not `function` itself.
    """
    before = [plain(argument) for argument in arguments]
    try:
        value = plain(function(*arguments))
    except Exception as error:
        return Outcome(error=told(error), line=_line(error, function if blame is None else blame))
    after = [plain(argument) for argument in arguments]
    return Outcome(value, changed=not all(map(alike, before, after)))


def plain(value: Any) -> Any:
    """Numbers, Tensors, arrays and sequences of them as NumPy copies; anything else as it is."""
    if isinstance(value, Tensor):
        return np.array(value.detach().cpu().numpy())
    if isinstance(value, bool | int | float | np.ndarray | np.generic):
        return np.array(value)
    if isinstance(value, list | tuple):
        return tuple(plain(item) for item in value)
    return value


def alike(a: Any, b: Any) -> bool:
    """Equal up to float32 rounding; shapes must agree, number types need not."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        if a.shape != b.shape or a.dtype.kind not in "biuf" or b.dtype.kind not in "biuf":
            return False
        return bool(allclose(a, b, rtol=1e-4, atol=1e-5, equal_nan=True))
    return a is b or (isinstance(a, str) and isinstance(b, str) and a == b)


def show(value: Any, name: str = "") -> str:
    """A short text for any value, also for one whose own `repr` fails or is endless; with a name, `name = ...`."""
    start = f"{name} = " if name else ""
    if isinstance(value, np.ndarray):
        return start + _show_array(value, start)
    if isinstance(value, tuple):
        return f"{start}({', '.join(show(item) for item in value[:5])}{', ...' if len(value) > 5 else ''})"
    try:
        return start + _shorten(repr(value))
    except Exception:
        return f"{start}<{type(value).__name__}>"


def _show_array(array: np.ndarray, start: str) -> str:
    if array.dtype.kind not in "biuf":
        return f"array, dtype {array.dtype}"
    if array.ndim == 0:
        return _number(array.item())
    shown = array if array.size <= _SHOWN else array.ravel()[:4]
    width = max((len(_number(item)) for item in shown.ravel().tolist()), default=0)
    text = array2string(
        shown,
        separator=", ",
        prefix=start,
        formatter={"all": lambda item: _number(np.asarray(item).item()).rjust(width)},
    )
    more = "" if array.size <= _SHOWN else " ..."
    return f"{text}{more}   {tr('check.shape')} {tuple(array.shape)}"


def _number(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def told(thing: Any) -> str:
    """A short text for an exception, or for a name that should have been a text."""
    try:
        return _shorten(f"{type(thing).__name__}: {thing}" if isinstance(thing, BaseException) else str(thing))
    except Exception:
        return type(thing).__name__


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " ..."


def _line(error: BaseException, function: Any) -> str:
    """The line of the learner's own function, or of a method of their class, in which the exception passed."""
    owners = [function, *(vars(function).values() if isinstance(function, type) else ())]
    codes = [owner.__code__ for owner in owners if hasattr(owner, "__code__")]
    for frame, number in traceback.walk_tb(error.__traceback__):
        if any(frame.f_code is code for code in codes):
            summary = traceback.FrameSummary(frame.f_code.co_filename, number, frame.f_code.co_name)
            return _shorten(summary.line or "")
    return ""
