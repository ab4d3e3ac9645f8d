"""Whether everything that a function can see is what it was when its plan was made; asked before each call."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from operator import eq, is_
from typing import Any

import numpy as np

from autograd_lab.backend.device import device
from autograd_lab.backend.dtypes import dtype
from autograd_lab.i18n import tr

PLAIN = (int, float, bool, str, bytes, complex, type(None), dtype, device, np.dtype)
SAMPLE = 2**12  # numbers of a large array that are looked at, evenly over all of it

Look = Callable[[Any, Any], Any]  # what stands in a container under a key


class Guards:
    """Places where things stand, with a name for each, and what stood there."""

    def __init__(self) -> None:
        self.places: list[tuple[Look, Any, Any, Any, str]] = []  # how to look, the container, the key, what stood there
        self.sizes: list[tuple[Any, int, str]] = []  # of containers
        self.attributes: list[tuple[Any, int, str]] = []  # how many an object has
        self.contents: list[tuple[Any, Any, str]] = []  # of sets and arrays, and what was in them

    @cached_property
    def _as_it_was(self) -> Callable[[], bool]:
        """Whether everything is the very thing that it was, without a loop in Python over the many places."""
        looks: dict[Look, list[tuple[Any, Any, Any]]] = {}
        for look, *place, _ in self.places:
            looks.setdefault(look, []).append(tuple(place))
        groups = [(look, *zip(*places, strict=True)) for look, places in looks.items()]
        counted = [*self.sizes, *self.attributes]
        sized, sizes = [container for container, _, _ in counted], [size for _, size, _ in counted]

        def asked() -> bool:
            return (
                all(all(map(is_, map(look, where, keys), values)) for look, where, keys, values in groups)
                and all(map(eq, map(len, sized), sizes))
                and all(inside(thing) == before for thing, before, _ in self.contents)
            )

        return asked

    def changed(self, *, attributes: bool = True) -> Change | None:
        """The first thing that is not what it was; None if all is. Whether an object has more ``attributes`` may be
        left out: a first call often adds some, which the second finds."""
        try:
            if self._as_it_was():
                return None
        except Exception:  # something is not there any more
            pass
        for look, container, key, value, name in self.places:
            try:
                now = look(container, key)
            except Exception:
                return Change(name)
            if now is not value and not alike(now, value):
                return Change(name, value, now)
        for container, size, name in (*self.sizes, *(self.attributes if attributes else ())):
            if len(container) != size:
                return Change(name)
        for thing, before, name in self.contents:
            if inside(thing) != before:
                return Change(name)
        return None


class Change:
    """Something that is not what it was when it was recorded: its name, and what stood and stands there."""

    def __init__(self, name: str, before: Any = None, now: Any = None) -> None:
        self.name, self.before, self.now = name, before, now

    @property
    def plain(self) -> bool:
        """Whether it is a number, a string or their like, such as ``model.training``: it may well change back."""
        return self.before is not self.now and isinstance(self.before, PLAIN) and isinstance(self.now, PLAIN)

    def said(self) -> str:
        """The end of a sentence: what has changed."""
        if self.plain:
            return tr("compile.value", name=self.name, before=repr(self.before), now=repr(self.now))
        return tr("compile.guard", name=self.name)


def alike(now: Any, before: Any) -> bool:
    """Whether two plain values are the same; nan is nan, but 0.0 is not -0.0."""
    if type(now) is not type(before) or not isinstance(now, PLAIN):
        return False
    return repr(now) == repr(before) if isinstance(now, (float, complex)) else bool(now == before)


def inside(thing: Any) -> Any:
    """What is in a set, in bytes that can change or in an array, to be compared later."""
    if isinstance(thing, np.ndarray):
        return thing.tobytes() if thing.size <= SAMPLE else thing.flat[:: thing.size // SAMPLE].tobytes()
    return bytes(thing) if isinstance(thing, bytearray) else frozenset(map(id, thing))
