"""Modules that hold modules."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from autograd_lab.errors import ArgTypeError, ArgumentError, DimError
from autograd_lab.nn.module import Module
from autograd_lab.nn.text import framed, indented, runs

S = TypeVar("S", bound="_Numbered")


class _Numbered(Module):
    """Children under the names "0", "1", ...: what Sequential and ModuleList share."""

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())  # type: ignore[arg-type]

    def _key(self, index: Any) -> str:
        """The name of the child at ``index``; IndexError if there is none."""
        place = operator.index(index)
        if not -len(self) <= place < len(self):
            raise DimError("nn.container.index", index=place, length=len(self))
        return list(self._modules)[place]

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return self._of(list(self._modules.items())[index])
        return self._modules[self._key(index)]

    def _of(self, items: list[tuple[str, Any]]) -> Module:
        raise NotImplementedError

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, self._key(index), module)

    def __delitem__(self, index: int | slice) -> None:
        chosen = list(self._modules)[index] if isinstance(index, slice) else [self._key(index)]
        kept = [module for key, module in self._modules.items() if key not in chosen]
        self._renumber(kept)

    def _renumber(self, modules: list[Any]) -> None:
        self._modules.clear()
        for i, module in enumerate(modules):
            self._modules[str(i)] = module

    def append(self: S, module: Module) -> S:
        """Add one at the end; returns the container."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self: S, modules: Iterable[Module]) -> S:
        """Add several at the end."""
        for module in list(modules):
            self.append(module)
        return self

    def insert(self: S, index: int, module: Module) -> S:
        """Put one before ``index``; IndexError beyond the end."""
        if not isinstance(module, Module):
            raise ArgTypeError("nn.module.assign_type", name=str(index), wanted="Module", got=type(module).__name__)
        modules = list(self)
        if not -len(modules) <= index <= len(modules):
            raise DimError("nn.container.index", index=index, length=len(modules))
        modules.insert(index, module)
        self._renumber(modules)
        return self

    def pop(self, index: int = -1) -> Module:
        """Take one out and return it."""
        module = self[index]
        del self[index]
        return module


class Sequential(_Numbered):
    """Modules one after another: ``Sequential(Linear(2, 3), ReLU())``, or an OrderedDict of named ones."""

    def __init__(self, *args: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for i, module in enumerate(args):
                self.add_module(str(i), module)

    def _of(self, items: list[tuple[str, Any]]) -> Sequential:
        return type(self)(OrderedDict(items))

    def forward(self, input: Any) -> Any:
        for module in self._modules.values():
            input = module(input)  # type: ignore[misc]
        return input

    def __add__(self, other: Sequential) -> Sequential:
        return Sequential(*self, *_layers(other))

    def __iadd__(self, other: Sequential) -> Sequential:
        return self.extend(_layers(other))

    def __mul__(self, times: int) -> Sequential:
        """The same modules several times over: their parameters are shared."""
        return Sequential(*list(self) * _times(times))

    def __imul__(self, times: int) -> Sequential:
        return self.extend(list(self) * (_times(times) - 1))

    __rmul__ = __mul__


def _layers(other: Any) -> list[Module]:
    """The modules of another Sequential; ValueError for what is none."""
    if not isinstance(other, Sequential):
        raise ArgumentError("nn.container.add", got=type(other).__name__)
    return list(other)


def _times(times: Any) -> int:
    if not isinstance(times, int):
        raise ArgTypeError("nn.container.times", got=type(times).__name__)
    if times < 1:
        raise ArgumentError("nn.container.factor", got=times)
    return times


class ModuleList(_Numbered):
    """A list of modules whose parameters the owner knows; it has no forward of its own."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def _of(self, items: list[tuple[str, Any]]) -> ModuleList:
        return type(self)(module for _, module in items)

    __iadd__ = _Numbered.extend

    def __add__(self, other: Iterable[Module]) -> ModuleList:
        return ModuleList([*self, *other])

    def __repr__(self) -> str:
        return framed(self._get_name(), self.extra_repr(), runs([indented(module) for module in self]))


class ModuleDict(Module):
    """A dict of modules whose parameters the owner knows."""

    def __init__(self, modules: Any = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def update(self, modules: Any) -> None:
        """Add all of a dict, or of (name, module) pairs."""
        if not isinstance(modules, (Iterable, ModuleDict)):
            raise ArgTypeError("nn.container.update", got=type(modules).__name__)
        for name, module in modules.items() if isinstance(modules, (Mapping, ModuleDict)) else modules:
            self[name] = module

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: str) -> bool:
        return key in self._modules

    def clear(self) -> None:
        """Take all out."""
        self._modules.clear()

    def pop(self, key: str) -> Module:
        """Take one out and return it."""
        return self._modules.pop(key)  # type: ignore[return-value]

    def keys(self) -> Any:
        """The names, in order of insertion."""
        return self._modules.keys()

    def items(self) -> Any:
        """Pairs of name and module."""
        return self._modules.items()

    def values(self) -> Any:
        """The modules."""
        return self._modules.values()
