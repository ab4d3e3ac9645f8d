"""Parametrizations: a parameter of a module is computed from others, by modules, whenever it is read.

After ``register_parametrization(layer, "weight", Symmetric())`` reading ``layer.weight`` gives
``Symmetric()(layer.parametrizations.weight.original)``, and the original is what is learned. Assigning to
``layer.weight`` needs a ``right_inverse`` of the parametrization: it finds the original that gives the assigned value.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from autograd_lab.errors import ArgumentError, GraphError
from autograd_lab.graph.modes import no_grad
from autograd_lab.nn.module import Module
from autograd_lab.nn.modules.container import ModuleDict, ModuleList
from autograd_lab.nn.parameter import Parameter
from autograd_lab.tensor import Tensor

M = TypeVar("M", bound=Module)


# -- reading a parameter once ----------------------------------------------------------------------------------------


class _Cache(threading.local):
    depth = 0

    def __init__(self) -> None:
        self.found: dict[tuple[int, str], Tensor] = {}


_cache = _Cache()


@contextmanager
def cached() -> Iterator[None]:
    """Inside ``with cached():`` each parametrized tensor is computed once, however often it is read."""
    _cache.depth += 1
    try:
        yield
    finally:
        _cache.depth -= 1
        if not _cache.depth:
            _cache.found.clear()


# -- what computes one tensor ----------------------------------------------------------------------------------------


class ParametrizationList(ModuleList):
    """The parametrizations of one tensor, applied one after the other, and what they start from.

    That is ``original``, or original0, original1, ... if the first one's ``right_inverse`` gives several tensors. What
    they compute must have the shape and dtype of the tensor, unless ``unsafe``: ValueError, and nothing has changed.
    """

    original: Tensor

    def __init__(self, modules: Sequence[Module], original: Tensor, unsafe: bool = False) -> None:
        if not modules:
            raise ArgumentError("parametrize.none")
        super().__init__(modules)
        self.unsafe = unsafe
        found: Any = original.detach()
        with no_grad():
            for module in reversed(list(self)):
                found = _inverted(module, found)
        self.is_tensor = isinstance(found, Tensor)
        tensors = _several(found)
        self.ntensors = len(tensors)
        if self.is_tensor:
            _same("right_inverse(original)", found, original, ("dtype", "device"))
        if not unsafe:
            with no_grad():
                _same("the parametrized tensor", self._applied(tensors), original)
        if self.is_tensor:
            original.data = found.clone()  # the same Parameter: an optimizer that holds it keeps working
            _register(self, "original", original)
        else:
            for i, tensor in enumerate(tensors):
                own = tensor.detach().clone()
                _register(self, f"original{i}", Parameter(own, original.requires_grad) if _learned(original) else own)

    def originals(self) -> list[Tensor]:
        """What the tensor is computed from."""
        return [self.original] if self.is_tensor else [getattr(self, f"original{i}") for i in range(self.ntensors)]

    def forward(self) -> Tensor:
        """The tensor."""
        return self._applied(self.originals())

    def _applied(self, tensors: Sequence[Tensor]) -> Any:
        first, *others = self
        y = first(*tensors)
        for module in others:
            y = module(y)
        return y

    @no_grad()
    def right_inverse(self, value: Tensor) -> None:
        """Set the originals so that ``value`` comes out: RuntimeError where a parametrization cannot do that."""
        found: Any = value.detach()
        module: Any
        for module in reversed(list(self)):
            if not hasattr(module, "right_inverse"):
                raise GraphError("parametrize.no_inverse", cls=type(module).__name__)
            found = module.right_inverse(found)
        if isinstance(found, Tensor) != self.is_tensor:
            raise ArgumentError("parametrize.inverse_type", got=type(found).__name__)
        old, new = self.originals(), _several(found)
        if len(new) != len(old):
            raise ArgumentError("parametrize.inverse_count", got=len(new), expected=len(old))
        for before, after in zip(old, new, strict=True):
            _same("what right_inverse returned", after, before, ("dtype",))
        for before, after in zip(old, new, strict=True):
            before.data = after.clone()


def _inverted(module: Any, value: Any) -> Any:
    """What ``module`` would make ``value`` of; ``value`` itself if it cannot tell."""
    if not hasattr(module, "right_inverse"):
        return value
    try:
        return module.right_inverse(value)
    except NotImplementedError:
        return value


def _several(found: Any) -> Sequence[Tensor]:
    """One tensor or a sequence of them, as a sequence; ValueError for anything else."""
    if isinstance(found, Tensor):
        return (found,)
    if not isinstance(found, Sequence) or not all(isinstance(t, Tensor) for t in found):
        raise ArgumentError("parametrize.inverse_type", got=type(found).__name__)
    return found


def _same(what: str, found: Any, wanted: Tensor, kinds: Iterable[str] = ("dtype", "shape")) -> None:
    """ValueError unless ``found`` is a tensor like ``wanted``."""
    if not isinstance(found, Tensor):
        raise ArgumentError("parametrize.not_tensor", what=what, got=type(found).__name__)
    for kind in kinds:
        got, expected = getattr(found, kind), getattr(wanted, kind)
        if got != expected:
            got, expected = (tuple(v) if kind == "shape" else v for v in (got, expected))
            raise ArgumentError("parametrize.changed", what=what, kind=kind, got=got, expected=expected)


def _learned(tensor: Tensor) -> bool:
    return isinstance(tensor, Parameter)


def _register(module: Module, name: str, tensor: Tensor) -> None:
    if isinstance(tensor, Parameter):
        module.register_parameter(name, tensor)
    else:
        module.register_buffer(name, tensor)


# -- the module whose tensors are computed ---------------------------------------------------------------------------


class Parametrized(Module):
    """What a module with parametrized tensors becomes: reading one computes it, assigning to one inverts that."""

    parametrizations: ModuleDict

    def __getattr__(self, name: str) -> Any:
        lists = self.__dict__.get("_modules", {}).get("parametrizations")
        if lists is None or name not in lists:
            return super().__getattr__(name)  # type: ignore[misc]
        if not _cache.depth:
            return lists[name]()
        key = (id(self), name)
        if key not in _cache.found:
            _cache.found[key] = lists[name]()
        return _cache.found[key]

    def __setattr__(self, name: str, value: Any) -> None:
        lists = self.__dict__.get("_modules", {}).get("parametrizations")
        if lists is not None and name in lists:
            lists[name].right_inverse(value)
        else:
            super().__setattr__(name, value)

    def __reduce__(self) -> Any:  # its class has no name by which pickle or copy would find it
        return _blank, (type(self).__bases__[1],), self.__dict__


@cache
def _parametrized(cls: type[Module]) -> type[Module]:
    return type(f"Parametrized{cls.__name__}", (Parametrized, cls), {"__module__": cls.__module__})


def _blank(cls: type[Module]) -> Module:
    return object.__new__(_parametrized(cls))


def type_before_parametrizations(module: Module) -> type:
    """The class of a module, without its parametrizations."""
    return type(module).__bases__[1] if isinstance(module, Parametrized) else type(module)


def _lists(module: Module) -> Any:
    """The ParametrizationList of each parametrized tensor, by name."""
    return module._modules["parametrizations"]


def register_parametrization(module: M, tensor_name: str, parametrization: Module, *, unsafe: bool = False) -> M:
    """Compute the parameter or buffer ``tensor_name`` by ``parametrization``, after those that it has already.

    It must keep shape and dtype, unless ``unsafe``. A method ``right_inverse`` of it gives the first original, and
    makes assignments possible. ValueError if it does not fit; then nothing has changed.
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        own = _lists(module)[tensor_name]
        if not unsafe:
            _check_next(getattr(module, tensor_name), parametrization)
        own.append(parametrization)
        own.unsafe = own.unsafe or unsafe
        return module
    if tensor_name not in module._parameters and tensor_name not in module._buffers:
        raise ArgumentError("parametrize.no_tensor", name=tensor_name, cls=type(module).__name__)
    own = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe)
    delattr(module, tensor_name)
    if not isinstance(module, Parametrized):
        module.__class__ = _parametrized(type(module))
        module.add_module("parametrizations", ModuleDict())
    _lists(module)[tensor_name] = own
    return module


@no_grad()
def _check_next(value: Tensor, parametrization: Module) -> None:
    found = parametrization(value)
    _same("the parametrized tensor", found, value)
    if hasattr(parametrization, "right_inverse"):
        back = _inverted(parametrization, found)
        _same("what right_inverse returned", back, value)


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Whether a module, or one tensor of it, is parametrized."""
    lists = module._modules.get("parametrizations")
    if not isinstance(lists, ModuleDict):
        return False
    return len(lists) > 0 if tensor_name is None else tensor_name in lists


def remove_parametrizations(module: M, tensor_name: str, leave_parametrized: bool = True) -> M:
    """Make ``tensor_name`` an ordinary parameter or buffer again: with the value that it had last, or with
    ``leave_parametrized=False`` the original one. ValueError if it is not parametrized, or has several originals."""
    if not is_parametrized(module, tensor_name):
        raise ArgumentError("parametrize.not_parametrized", name=tensor_name, cls=type(module).__name__)
    own = _lists(module)[tensor_name]
    if not own.is_tensor and not leave_parametrized:
        raise ArgumentError("parametrize.several", name=tensor_name, count=own.ntensors)
    original = own.originals()[0]
    if leave_parametrized:
        with no_grad():
            value = own().clone()
        if own.is_tensor:
            original.data = value
        else:
            original = Parameter(value, original.requires_grad) if _learned(original) else value
    del _lists(module)[tensor_name]
    if not len(_lists(module)):
        del module._modules["parametrizations"]
        module.__class__ = type_before_parametrizations(module)
    _register(module, tensor_name, original)
    return module


def transfer_parametrizations_and_params(
    from_module: Module, to_module: Module, tensor_name: str | None = None
) -> Module:
    """Give ``to_module`` the parametrizations of ``from_module`` and their originals; both then share them."""
    if not is_parametrized(from_module):
        return to_module
    for name in _lists(from_module) if tensor_name is None else [tensor_name]:
        source = _lists(from_module)[name]
        if not hasattr(to_module, name):
            with no_grad():
                to_module.register_parameter(name, Parameter(getattr(from_module, name)))
        for parametrization in source:
            register_parametrization(to_module, name, parametrization, unsafe=source.unsafe)
        target = _lists(to_module)[name]
        for key, members in (("_parameters", source._parameters), ("_buffers", source._buffers)):
            getattr(target, key).update(members)
    return to_module
