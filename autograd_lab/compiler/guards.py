"""What a plan was recorded for, beside its arguments: the Python values that the function could see.

A plan repeats array operations, not Python. So everything of Python that might have led to other operations is looked
at before each call: global names that the function reads, a module's ``training`` and its other attributes. It is
found by following references from the function and its arguments, as far as they lead to a learner's own things.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import cached_property, partial
from operator import attrgetter, eq, getitem, is_
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from autograd_lab.backend.device import device
from autograd_lab.backend.dtypes import dtype
from autograd_lab.i18n import tr
from autograd_lab.nn.module import Module
from autograd_lab.optim.optimizer import Optimizer
from autograd_lab.tensor.tensor import Tensor

PLAIN = (int, float, bool, str, bytes, complex, type(None), dtype, device, np.dtype)
MANY = 20_000  # places are enough
CONTENTS = attrgetter("cell_contents")
_MISSING = object()
_OWN = __name__.partition(".")[0]


class Reach:
    """All that a function can see: ``places`` to look at again, and the tensors found, with a name for each."""

    def __init__(self) -> None:
        self.places: list[tuple[Any, Any, Any, str]] = []  # (container, key, what stood there, what it is called)
        self.sizes: list[tuple[Any, int, str]] = []
        self.cells: list[tuple[Any, Any, str]] = []
        self.tensors: dict[int, Tensor] = {}
        self.names: dict[int, str] = {}
        self.modules: list[Module] = []
        self.optimizers: list[Optimizer] = []
        self.late: list[tuple[Tensor, str]] = []  # what an optimizer has: by its place there only if by no other name
        self.seen: dict[int, Any] = {}

    def _place(self, container: Any, key: Any, value: Any, name: str) -> None:
        self.places.append((container, key, value, name))
        self.follow(value, name)

    def follow(self, thing: Any, name: str) -> None:
        """Go on from ``thing``, which the learner's code calls ``name``."""
        if isinstance(thing, PLAIN) or id(thing) in self.seen or len(self.places) > MANY:
            return
        self.seen[id(thing)] = thing
        if isinstance(thing, Tensor):
            self.tensors[id(thing)] = thing
            self.names.setdefault(id(thing), name)
        elif isinstance(thing, Module):
            self._module(thing, name)
        elif isinstance(thing, Optimizer):
            self.optimizers.append(thing)
            self.late.extend((p, f"{name}.{k}") for group in thing.param_groups for k, p in enumerate(group["params"]))
        elif isinstance(thing, dict):
            self._members(thing, [(key, thing[key]) for key in thing], name)
        elif isinstance(thing, list):
            self._members(thing, enumerate(thing), name)
        elif isinstance(thing, tuple):  # which stays as it is
            for k, value in enumerate(thing):
                self.follow(value, f"{name}[{k}]")
        elif isinstance(thing, MethodType):
            self.follow(thing.__self__, name)
            self.follow(thing.__func__, name)
        elif isinstance(thing, FunctionType):
            self._function(thing)
        elif isinstance(thing, partial):
            self.follow(thing.func, name)
            self.follow(thing.args, name)
            self.follow(thing.keywords, name)
        elif isinstance(thing, (ModuleType, BuiltinFunctionType, np.ndarray)):
            return
        elif isinstance(thing, type):
            self._class(thing)
        elif not _is_library(type(thing)):
            self._class(type(thing))
            for key, value in list(getattr(thing, "__dict__", {}).items()):
                self._place(thing.__dict__, key, value, f"{name}.{key}")

    def _members(self, container: Any, members: Any, name: str) -> None:
        self.sizes.append((container, len(container), name))
        for key, value in members:
            self._place(container, key, value, f"{name}[{key!r}]")

    def _module(self, module: Module, name: str) -> None:
        self.modules.append(module)
        for key, value in list(module.__dict__.items()):
            if key == "_hooks":
                continue
            if key in ("_parameters", "_buffers", "_modules"):
                self.sizes.append((value, len(value), name))
                for inner, member in value.items():
                    self._place(value, inner, member, f"{name}.{inner}" if name else inner)
            else:
                self._place(module.__dict__, key, value, f"{name}.{key}")
        self._class(type(module))

    def _class(self, cls: type) -> None:
        """The functions and plain values of a learner's class, and of those it is made from."""
        for base in cls.__mro__:
            if _is_library(base) or (id(base) in self.seen and base is not cls):
                continue
            self.seen[id(base)] = base
            for key, value in vars(base).items():
                if isinstance(value, (staticmethod, classmethod)):
                    value = value.__func__
                if isinstance(value, FunctionType):
                    self._function(value)
                elif isinstance(value, (*PLAIN, Tensor)) and not key.startswith("__"):
                    self._place(vars(base), key, value, f"{base.__name__}.{key}")

    def _function(self, function: FunctionType) -> None:
        if (function.__module__ or "").partition(".")[0] == _OWN and not function.__closure__:
            return
        if _is_library(function):
            self._closure(function)
            return
        for key in _names(function.__code__, GLOBAL):
            value = function.__globals__.get(key, _MISSING)
            if value is _MISSING:
                continue
            if isinstance(value, ModuleType):
                self._of_module(value, _names(function.__code__, ATTRIBUTE))
            else:
                self._place(function.__globals__, key, value, key)
        self._closure(function)
        for given in (function.__defaults__ or (), function.__kwdefaults__ or {}):
            self.follow(given, function.__name__)

    def _closure(self, function: FunctionType) -> None:
        for key, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
            try:
                value = cell.cell_contents
            except ValueError:  # still empty
                continue
            self.cells.append((cell, value, key))
            self.follow(value, key)

    def _of_module(self, module: ModuleType, names: Collection[str]) -> None:
        """What the code may read of a learner's own file."""
        root = module.__name__.partition(".")[0]
        if root in _STANDARD or root in (_OWN, "numpy", "torch", "scipy"):
            return
        for key in [name for name in names if name in vars(module)]:
            self._place(vars(module), key, vars(module)[key], f"{module.__name__}.{key}")

    # -- later ------------------------------------------------------------------------------------------------------

    @cached_property
    def _as_it_was(self) -> Callable[[], bool]:
        """Whether everything is the very thing that it was; asked before each call, so without a loop in Python."""
        containers, keys, values, _ = zip(*self.places, strict=True) if self.places else ((),) * 4
        cells, inside, _ = zip(*self.cells, strict=True) if self.cells else ((),) * 3
        sized, sizes, _ = zip(*self.sizes, strict=True) if self.sizes else ((),) * 3

        def asked() -> bool:
            return (
                all(map(is_, map(getitem, containers, keys), values))
                and all(map(is_, map(CONTENTS, cells), inside))
                and all(map(eq, map(len, sized), sizes))
            )

        return asked

    def changed(self) -> Change | None:
        """The first thing that is not what it was; None if all is."""
        with suppress(KeyError, IndexError):
            if self._as_it_was():
                return None
        for container, key, value, name in self.places:
            try:
                now = container[key]
            except (KeyError, IndexError):
                return Change(name)
            if now is not value and not _alike(now, value):
                return Change(name, value, now)
        for cell, value, name in self.cells:
            now = cell.cell_contents
            if now is not value and not _alike(now, value):
                return Change(name, value, now)
        for container, size, name in self.sizes:
            if len(container) != size:
                return Change(name)
        return None

    def hooked(self) -> str | None:
        """The class of a module that has hooks."""
        for module in self.modules:
            hooks = module._hooks
            if hooks is not None and hooks.any():
                return type(module).__name__
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


def _alike(now: Any, before: Any) -> bool:
    """Whether two plain values are the same; nan is nan."""
    return type(now) is type(before) and isinstance(now, PLAIN) and (now == before or (now != now and before != before))


_STANDARD = {*sys.stdlib_module_names} - {"__main__"}


def _is_library(thing: Any) -> bool:
    root = (getattr(thing, "__module__", None) or "builtins").partition(".")[0]
    return root == _OWN or root in _STANDARD or root in ("numpy", "torch", "scipy")


GLOBAL, ATTRIBUTE = ("LOAD_GLOBAL", "LOAD_NAME"), ("LOAD_ATTR", "LOAD_METHOD")


def _names(code: CodeType, read_by: tuple[str, ...]) -> dict[str, None]:
    """The names that a function's code reads with these instructions, and after them those of the functions inside it;
    in the order of the code, for by it things get their names."""
    names = dict.fromkeys(step.argval for step in dis.get_instructions(code) if step.opname in read_by)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _names(constant, read_by)
    return names


def reached(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Reach:
    """What ``function`` can see when it is called like this. Tensors among the arguments are not part of it."""
    reach = Reach()
    for thing in _things((*args, *kwargs.values())):
        reach.follow(thing, "")
    reach.follow(function, getattr(function, "__name__", ""))
    if not isinstance(function, (FunctionType, MethodType, Module, partial)):
        reach.follow(type(function).__call__, "")
    for parameter, name in reach.late:
        reach.follow(parameter, name)
    return reach


def _things(tree: Any) -> list[Any]:
    if isinstance(tree, dict):
        tree = tuple(tree.values())
    if isinstance(tree, (tuple, list)):
        return [thing for part in tree for thing in _things(part)]
    return [] if isinstance(tree, (Tensor, *PLAIN)) else [tree]
