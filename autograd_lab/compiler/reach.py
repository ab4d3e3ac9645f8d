"""What a plan was recorded for, beside its arguments: the Python values that the function could see.

A plan repeats array operations, not Python. So everything of Python that might have led to other operations is looked
at before each call: global names that the function reads, a module's ``training`` and its other attributes. It is
found by following references from the function and its arguments, as far as they lead to a learner's own things. What
the library's and Python's own objects hold is not looked at before a call; but none may be changed by it.
"""

from __future__ import annotations

import dis
import random
import sys
from collections import deque
from collections.abc import Callable, Collection, Sequence
from functools import cache, cached_property, partial
from operator import getitem
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from autograd_lab.backend.random import default_generator
from autograd_lab.compiler.guards import PLAIN, Guards, Look, inside
from autograd_lab.nn.module import Module
from autograd_lab.optim.optimizer import Optimizer
from autograd_lab.tensor.tensor import Tensor

MANY = 20_000  # places are enough
RANDOM = (np.random.Generator, np.random.RandomState, random.Random)
NAMESPACES = ("types.SimpleNamespace", "argparse.Namespace")  # Python's own classes for a learner's values
OURS = ("_compiled", "_torchdynamo_orig_callable", "__wrapped__")  # attributes of a function that are not the learner's
_OWN = __name__.partition(".")[0]
_STANDARD = sys.stdlib_module_names


class Reach(Guards):
    """All that a function can see: places to look at again, and the tensors found, with a name for each."""

    def __init__(self) -> None:
        super().__init__()
        self.tensors: dict[int, Tensor] = {}
        self.names: dict[int, str] = {}
        self.modules: list[Module] = []
        self.optimizers: list[Optimizer] = []
        self.late: list[tuple[Tensor, str]] = []  # what an optimizer has: by its place there only if by no other name
        self.random: list[Any] = []  # generators of random numbers
        self.iterators: list[str] = []  # names of things that give something else each time
        self.others: list[tuple[Any, str]] = []  # objects of the library and of Python, with their names
        self.read: set[str] = set()  # names of attributes in the learner's code
        self.full = False
        self.seen: dict[int, Any] = {}
        self._walked: dict[int, Any] = {}  # classes and functions

    def _place(self, look: Look, container: Any, key: Any, value: Any, name: str) -> None:
        self.places.append((look, container, key, value, name))
        self.follow(value, name)

    def follow(self, thing: Any, name: str) -> None:
        """Go on from ``thing``, which the learner's code calls ``name``."""
        if isinstance(thing, PLAIN) or id(thing) in self.seen:
            return
        if len(self.places) > MANY:
            self.full = True
            return
        self.seen[id(thing)] = thing
        if isinstance(thing, Tensor):
            self.tensors[id(thing)] = thing
            self.names.setdefault(id(thing), name)
        elif isinstance(thing, Module):
            self._module(thing, name)
        elif isinstance(thing, Optimizer):
            self._optimizer(thing, name)
        elif isinstance(thing, dict):
            self._members(dict.get, thing, [(key, thing[key]) for key in thing], name)
        elif isinstance(thing, list):
            self._members(list.__getitem__, thing, enumerate(thing), name)
        elif isinstance(thing, deque):
            self._members(getitem, thing, enumerate(thing), name)
        elif isinstance(thing, tuple):  # which stays as it is
            for k, value in enumerate(thing):
                self.follow(value, f"{name}[{k}]")
        elif isinstance(thing, (set, bytearray, np.ndarray)):
            self.contents.append((thing, inside(thing), name))
        elif isinstance(thing, MethodType):
            self.follow(thing.__self__, name)
            self.follow(thing.__func__, name)
        elif isinstance(thing, FunctionType):
            self._function(thing)
        elif isinstance(thing, partial):
            self.follow(thing.func, name)
            self.follow(thing.args, name)
            self.follow(thing.keywords, name)
        elif isinstance(thing, BuiltinFunctionType):  # perhaps a method of something
            self.follow(thing.__self__, name)
        elif isinstance(thing, ModuleType):
            return
        elif isinstance(thing, type):
            self._class(thing)
        elif isinstance(thing, RANDOM):
            self.random.append(thing)
        elif hasattr(type(thing), "__next__"):
            self.iterators.append(name)
        elif _is_library(type(thing)) and f"{type(thing).__module__}.{type(thing).__qualname__}" not in NAMESPACES:
            self.follow(getattr(thing, "__wrapped__", None), name)  # of a function that remembers its results
            self.others.append((thing, name))
        else:
            self._object(thing, name)

    def _members(self, look: Look, container: Any, members: Any, name: str) -> None:
        self.sizes.append((container, len(container), name))
        for key, value in members:
            self._place(look, container, key, value, f"{name}[{key!r}]")

    def _object(self, thing: Any, name: str) -> None:
        """A learner's own."""
        self._class(type(thing))
        own = getattr(thing, "__dict__", {})
        self.attributes.append((own, len(own), name))
        for key, value in list(own.items()):
            self._place(dict.get, own, key, value, f"{name}.{key}")
        slots = [slot for cls in type(thing).__mro__ for slot in _listed(vars(cls).get("__slots__", ()))]
        for slot in [slot for slot in slots if slot != "__dict__" and hasattr(thing, slot)]:
            self._place(getattr, thing, slot, getattr(thing, slot), f"{name}.{slot}")

    def _module(self, module: Module, name: str) -> None:
        self.modules.append(module)
        self.attributes.append((module.__dict__, len(module.__dict__), name))
        for key, value in list(module.__dict__.items()):
            if key == "_hooks":
                continue
            if key in ("_parameters", "_buffers", "_modules"):
                self.sizes.append((value, len(value), name))
                for inner, member in value.items():
                    self._place(dict.get, value, inner, member, f"{name}.{inner}" if name else inner)
            else:
                self._place(dict.get, module.__dict__, key, value, f"{name}.{key}")
        self._class(type(module))

    def _optimizer(self, optimizer: Optimizer, name: str) -> None:
        """Which parameters it has; its options are read in each step."""
        self.optimizers.append(optimizer)
        groups = optimizer.param_groups
        self.places.append((getattr, optimizer, "param_groups", groups, f"{name}.param_groups"))
        self.sizes.append((groups, len(groups), f"{name}.param_groups"))
        for group in groups:
            params = group["params"]
            self.places.append((dict.get, group, "params", params, f"{name}.param_groups"))
            self.sizes.append((params, len(params), f"{name}.param_groups"))
            self.places += [(list.__getitem__, params, k, p, f"{name}.{k}") for k, p in enumerate(params)]
            self.late.extend((p, f"{name}.{k}") for k, p in enumerate(params))

    def _class(self, cls: type) -> None:
        """What stands in a learner's class, and in those it is made from."""
        for base in cls.__mro__:
            if _is_library(base) or id(base) in self._walked:
                continue
            self._walked[id(base)] = base
            for key, value in list(vars(base).items()):
                inner = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
                if isinstance(inner, FunctionType):
                    self.places.append((getitem, vars(base), key, value, f"{base.__name__}.{key}"))
                    self._function(inner)
                elif isinstance(inner, (property, cached_property)):
                    parts = (inner.fget, inner.fset) if isinstance(inner, property) else (inner.func,)
                    for part in [part for part in parts if isinstance(part, FunctionType)]:
                        self._function(part)
                elif not key.startswith("__"):
                    self._place(getitem, vars(base), key, value, f"{base.__name__}.{key}")

    def _function(self, function: FunctionType) -> None:
        if function.__globals__.get("__name__", "").partition(".")[0] == _OWN and not function.__closure__:
            return
        if id(function) in self._walked:
            return
        self._walked[id(function)] = function
        if _is_library(function):
            self._closure(function)
            return
        for part in ("__code__", "__defaults__", "__kwdefaults__"):
            self._place(getattr, function, part, getattr(function, part), function.__name__)
        for key in [key for key in vars(function) if key not in OURS]:
            self._place(dict.get, vars(function), key, vars(function)[key], f"{function.__name__}.{key}")
        attributes = _names(function.__code__, ATTRIBUTE)
        self.read.update(attributes)
        for key in _names(function.__code__, GLOBAL):
            value = function.__globals__.get(key)
            if isinstance(value, ModuleType):
                self._of_module(value, attributes)
            else:  # one that is not there may come to be, in the place of a name of Python's
                self._place(dict.get, function.__globals__, key, value, key)
        self._closure(function)

    def _closure(self, function: FunctionType) -> None:
        for key, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=False):
            try:
                value = cell.cell_contents
            except ValueError:  # still empty
                continue
            self._place(getattr, cell, "cell_contents", value, key)

    def _of_module(self, module: ModuleType, names: Collection[str]) -> None:
        """What the code may read of a learner's own file."""
        if _is_installed(module.__name__.partition(".")[0]) or id(module) in self._walked:
            return
        self._walked[id(module)] = module
        for key in [name for name in names if name in vars(module)]:
            value = vars(module)[key]
            if isinstance(value, ModuleType):
                self._of_module(value, names)
            else:
                self._place(dict.get, vars(module), key, value, f"{module.__name__}.{key}")

    # -- later ------------------------------------------------------------------------------------------------------

    def hooked(self) -> str | None:
        """The class of a module that has hooks."""
        for module in self.modules:
            hooks = module._hooks
            if hooks is not None and hooks.any():
                return type(module).__name__
        return None

    def hidden(self) -> tuple[dict[str, Any], Any]:
        """What a call might change that no guard looks at: options of optimizers and attributes of other objects that
        are not the learner's, by name; and where all generators of random numbers are."""
        held = {
            f"param_groups[{k}][{key!r}]": value
            for optimizer in self.optimizers
            for k, group in enumerate(optimizer.param_groups)
            for key, value in group.items()
        }
        for thing, name in self.others:
            held |= {f"{name}.{key}": value for key, value in getattr(thing, "__dict__", {}).items()}
        numpy = np.random.get_state(legacy=True)  # noqa: NPY002 (a learner may use it)
        drawn = random.getstate(), numpy[1].tobytes(), numpy[2:], default_generator.started  # type: ignore[index]
        return held, (drawn, [_state(generator) for generator in self.random])


def _state(generator: Any) -> str:
    if isinstance(generator, random.Random):
        return str(generator.getstate())
    bits = generator.bit_generator.state if isinstance(generator, np.random.Generator) else generator.get_state(False)
    with np.printoptions(threshold=sys.maxsize):
        return str(bits)


def _listed(slots: Any) -> Any:
    return (slots,) if isinstance(slots, str) else slots


def _is_library(thing: Any) -> bool:
    home = thing.__globals__.get("__name__") if isinstance(thing, FunctionType) else getattr(thing, "__module__", None)
    return _is_installed((home or "builtins").partition(".")[0])


@cache
def _is_installed(root: str) -> bool:
    """Whether a package of this name is no file of the learner's, but part of Python or installed."""
    if root == "__main__":
        return False
    module = sys.modules.get(root)
    where = [getattr(module, "__file__", None) or "", *getattr(module, "__path__", ())]
    found = any(folder in place for place in where for folder in ("site-packages", "dist-packages"))
    return root == _OWN or root in _STANDARD or found


GLOBAL = ("LOAD_GLOBAL", "LOAD_NAME", "STORE_GLOBAL", "DELETE_GLOBAL")
ATTRIBUTE = ("LOAD_ATTR", "LOAD_METHOD")


def _names(code: CodeType, used_by: tuple[str, ...]) -> dict[str, None]:
    """The names that these instructions of a function's code use, and after them those of the functions inside it; in
    the order of the code, for by it things get their names."""
    names = dict.fromkeys(step.argval for step in dis.get_instructions(code) if step.opname in used_by)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _names(constant, used_by)
    return names


def reached(function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Reach:
    """What ``function`` can see when it is called like this. Tensors among the arguments are not part of it."""
    reach = Reach()
    try:
        for thing in _things((*args, *kwargs.values())):
            reach.follow(thing, "")
        reach.follow(function, getattr(function, "__name__", ""))
        if not isinstance(function, (FunctionType, MethodType, Module, partial)):
            reach.follow(type(function).__call__, "")
        for parameter, name in reach.late:
            reach.follow(parameter, name)
    except RecursionError:  # a long chain of objects
        reach.full = True
    if "param_groups" in reach.read:  # so its options are read not by an optimizer alone
        for group in [group for optimizer in reach.optimizers for group in optimizer.param_groups]:
            reach.places += [(dict.get, group, key, group[key], f"param_groups[{key!r}]") for key in group]
    return reach


def _things(tree: Any) -> list[Any]:
    if isinstance(tree, dict):
        tree = tuple(tree.values())
    if isinstance(tree, (tuple, list)):
        return [thing for part in tree for thing in _things(part)]
    return [] if isinstance(tree, (Tensor, *PLAIN)) else [tree]
