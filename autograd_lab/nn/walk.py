"""Going through a tree of modules: children, parameters and buffers, with and without their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from autograd_lab.errors import ArgumentError, NameMissing
from autograd_lab.nn.parameter import Parameter
from autograd_lab.tensor import Tensor

if TYPE_CHECKING:
    from autograd_lab.nn.module import Module


class Walk:
    """The iterators of Module. What is shared by several modules comes once, where it is met first."""

    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _transient: set[str]
    _modules: dict[str, Module | None]

    def named_modules(
        self, memo: set[Any] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module under the name ``prefix``, then all below it: ``("net.0", Linear(...))``."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self  # type: ignore[misc]
        for name, child in self._modules.items():
            if child is not None:
                yield from child.named_modules(memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def modules(self) -> Iterator[Module]:
        """This module and all below it."""
        return (module for _, module in self.named_modules())

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The direct children under their names."""
        seen = set()
        for name, child in self._modules.items():
            if child is not None and child not in seen:
                seen.add(child)
                yield name, child

    def children(self) -> Iterator[Module]:
        """The direct children."""
        return (child for _, child in self.named_children())

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """All parameters under their full names, such as ``"net.0.weight"``."""
        return self._named(lambda m: m._parameters, prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """All parameters: what an optimizer is given."""
        return (p for _, p in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """All buffers under their full names."""
        return self._named(lambda m: m._buffers, prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """All buffers."""
        return (b for _, b in self.named_buffers(recurse=recurse))

    def _named(
        self, members: Callable[[Any], dict[str, Any]], prefix: str, recurse: bool, once: bool
    ) -> Iterator[tuple[str, Any]]:
        seen = set()
        tree = self.named_modules(prefix=prefix, remove_duplicate=once) if recurse else [(prefix, self)]
        for path, module in tree:
            for name, member in members(module).items():
                if member is None or member in seen:
                    continue
                if once:
                    seen.add(member)
                yield f"{path}.{name}" if path else name, member

    def get_submodule(self, target: str) -> Module:
        """The module at a path such as ``"net.0"``; AttributeError if there is none."""
        here: Any = self
        for name in target.split(".") if target else ():
            if name not in here._modules and not hasattr(here, name):
                raise NameMissing("nn.module.missing", cls=type(here).__name__, name=name)
            child = getattr(here, name)
            if not isinstance(child, Walk):
                raise NameMissing("nn.module.not_module", name=name)
            here = child
        return here

    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put ``module`` at a path such as ``"net.0"``, in the place of what is there. ``strict`` asks that something
        is there. AttributeError where the path leads through what is no module."""
        if not target:
            raise ArgumentError("nn.module.no_target")
        if not isinstance(module, Walk):
            raise ArgumentError("nn.module.set_type", got=type(module).__name__)
        path, _, name = target.rpartition(".")
        owner: Any = self.get_submodule(path)
        if hasattr(owner, name):
            if not isinstance(getattr(owner, name), Walk):
                raise NameMissing("nn.module.not_module", name=name)
        elif strict:
            raise NameMissing("nn.module.missing", cls=type(owner).__name__, name=name)
        setattr(owner, name, module)

    def get_parameter(self, target: str) -> Parameter:
        """The parameter at a path such as ``"net.0.weight"``; AttributeError if there is none."""
        return self._member(target, "_parameters", "Parameter")

    def get_buffer(self, target: str) -> Tensor:
        """The buffer at a path; AttributeError if there is none."""
        return self._member(target, "_buffers", "buffer")

    def _member(self, target: str, registry: str, what: str) -> Any:
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        found = getattr(owner, registry).get(name)
        if found is None:
            if hasattr(owner, name):
                raise NameMissing("nn.module.not_member", name=name, what=what)
            raise NameMissing("nn.module.missing", cls=type(owner).__name__, name=name)
        return found
