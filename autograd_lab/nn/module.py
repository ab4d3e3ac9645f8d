"""Module: a part of a network that knows its parameters and its submodules."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from autograd_lab import watch
from autograd_lab.errors import ArgTypeError, ArgumentError, NameMissing, NameTaken, NotWritten
from autograd_lab.graph.hooks import RemovableHandle
from autograd_lab.nn import convert, hooks, text
from autograd_lab.nn.parameter import Buffer, Parameter
from autograd_lab.nn.state import Stateful
from autograd_lab.nn.walk import Walk
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.autodiff import clear_grad

M = TypeVar("M", bound="Module")


class Module(Walk, Stateful):
    """Base class of all networks and layers.

    Write ``__init__`` (call ``super().__init__()`` first), assign layers and Parameters to attributes, and write
    ``forward``; then ``model(x)`` runs it. What was assigned is found by ``parameters()``, ``state_dict()`` and
    ``to()``.
    """

    training: bool
    _hooks: hooks.Hooks | None

    _compiled_call: Any = None  # what a call runs instead of ``forward`` after ``compile``
    call_super_init: bool = False  # whether __init__ goes on to the next base class, for a mixin with another one

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if (args or kwargs) and not self.call_super_init:
            raise ArgTypeError("nn.module.init_arguments", cls=type(self).__name__, got=len(args) + len(kwargs))
        own = self.__dict__  # __setattr__ below looks for what is made here
        own["training"] = True
        own["_parameters"] = {}
        own["_buffers"] = {}
        own["_transient"] = set()  # names of buffers that are no part of state_dict
        own["_modules"] = {}
        own["_hooks"] = None  # most modules never have any
        if self.call_super_init:
            super().__init__(*args, **kwargs)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes; every subclass writes its own."""
        raise NotWritten("nn.module.forward", cls=type(self).__name__)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if watch.watchers:
            with watch.module_scope(self):
                return self._run(args, kwargs)
        return self._run(args, kwargs)

    def _run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            mine = self._hooks
        except AttributeError:
            raise NameMissing("nn.module.call_before_init", cls=type(self).__name__) from None
        if (mine is None or not mine.any()) and not hooks.everywhere.any():
            return (self._compiled_call or self.forward)(*args, **kwargs)
        return hooks.call(self, mine, args, kwargs)

    # -- attributes -------------------------------------------------------------------------------------------

    if not TYPE_CHECKING:  # a checker must not believe that every attribute is a Tensor

        def __getattr__(self, name: str) -> Any:
            for registry in ("_parameters", "_buffers", "_modules"):
                members = self.__dict__.get(registry)
                if members is not None and name in members:
                    return members[name]
            raise self._missing(name)

    def _missing(self, name: str) -> NameMissing:
        cls = type(self).__name__
        if "_modules" not in self.__dict__:
            return NameMissing("nn.module.missing_before_init", cls=cls, name=name)
        import difflib  # for an error

        near = [] if name.startswith("__") else difflib.get_close_matches(name, self._members(), 1)
        if near:
            return NameMissing("nn.module.missing_near", cls=cls, name=name, near=near[0])
        return NameMissing("nn.module.missing", cls=cls, name=name)

    def _members(self) -> list[str]:
        return [*self.__dict__, *self._parameters, *self._buffers, *self._modules]

    def __setattr__(self, name: str, value: Any) -> None:
        own = self.__dict__
        kind = _KIND.get(type(value)) or _kind_of(value)
        if kind and "_modules" not in own:
            raise NameMissing("nn.module.assign_before_init", what=kind[1:])
        if kind == "_buffers":
            if name in own["_parameters"]:
                raise ArgTypeError("nn.module.assign_type", name=name, wanted="Parameter", got=type(value).__name__)
            self._forget(name, but=kind)
            self.register_buffer(name, value, persistent=value.persistent)
        elif kind:
            self._forget(name, but=kind)
            own[kind][name] = hooks.registered(kind, self, name, value)
        else:
            for registry, wanted in _WANTED.items():
                if name in own.get(registry, ()):
                    if value is not None and not (registry == "_buffers" and isinstance(value, Tensor)):
                        raise ArgTypeError("nn.module.assign_type", name=name, wanted=wanted, got=type(value).__name__)
                    own[registry][name] = value if value is None else hooks.registered(registry, self, name, value)
                    return
            object.__setattr__(self, name, value)

    def _forget(self, name: str, but: str) -> None:
        """Take ``name`` out of every place except the registry ``but``."""
        own = self.__dict__
        own.pop(name, None)
        for registry in _WANTED:
            if registry != but:
                own[registry].pop(name, None)
        self._transient.discard(name)

    def __delattr__(self, name: str) -> None:
        for registry in _WANTED:
            if name in self.__dict__.get(registry, ()):
                del self.__dict__[registry][name]
                self._transient.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        return sorted({*dir(type(self)), *(n for n in self._members() if not n[:1].isdigit())})

    # -- registration -----------------------------------------------------------------------------------------

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a parameter under ``name``; None reserves the name. KeyError if the name cannot be used."""
        self._check_name("parameter", name, self._parameters if "_parameters" in self.__dict__ else None)
        if param is not None and not isinstance(param, Parameter):
            raise ArgTypeError("nn.module.assign_type", name=name, wanted="Parameter", got=type(param).__name__)
        if param is not None and not param.is_leaf:
            raise ArgumentError("nn.module.parameter_non_leaf", name=name)
        self._parameters[name] = param if param is None else hooks.registered("_parameters", self, name, param)

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that moves with the module but is not learned; saved with it if ``persistent``."""
        self._check_name("buffer", name, self._buffers if "_buffers" in self.__dict__ else None)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise ArgTypeError("nn.module.assign_type", name=name, wanted="Tensor", got=type(tensor).__name__)
        self._buffers[name] = hooks.registered("_buffers", self, name, tensor)
        (self._transient.discard if persistent else self._transient.add)(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a child under ``name``, then reachable as an attribute."""
        if module is not None and not isinstance(module, Module):
            raise ArgTypeError("nn.module.assign_layer", name=name, got=type(module).__name__)
        self._check_name("module", name, self._modules if "_modules" in self.__dict__ else None)
        self._modules[name] = hooks.registered("_modules", self, name, module)

    register_module = add_module

    def _check_name(self, what: str, name: str, registry: dict[str, Any] | None) -> None:
        if registry is None:
            raise NameMissing("nn.module.assign_before_init", what=f"{what}s")
        if not isinstance(name, str):
            raise ArgTypeError("nn.module.name_type", what=what, got=type(name).__name__)
        if "." in name:
            raise NameTaken("nn.module.name_dot", what=what, name=name)
        if not name:
            raise NameTaken("nn.module.name_empty", what=what)
        if name not in registry and hasattr(self, name):
            raise NameTaken("nn.module.name_taken", name=name)

    # -- hooks ------------------------------------------------------------------------------------------------

    def _my_hooks(self) -> hooks.Hooks:
        if self._hooks is None:
            self._hooks = hooks.Hooks()
        return self._hooks

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, args)`` before forward; what it returns, if anything, replaces the arguments."""
        return hooks.add(self._my_hooks().before, hook, prepend, with_kwargs)

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """Call ``hook(module, args, output)`` after forward; what it returns, if anything, replaces the output."""
        return hooks.add(self._my_hooks().after, hook, prepend, with_kwargs, always_call)

    def register_full_backward_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_output)`` when backward arrives at the outputs; it may replace ``grad_output``."""
        return hooks.add(self._my_hooks().backward_before, hook, prepend)

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call ``hook(module, grad_input, grad_output)`` when backward has passed; it may replace ``grad_input``."""
        return hooks.add_backward(self._my_hooks(), hook, prepend, full=True, where="on a single Module")

    def register_backward_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """The older kind: ``hook(module, grad_input, grad_output)`` on the last node of the module's computation, with
        the gradients of that node's inputs. Use ``register_full_backward_hook``."""
        return hooks.add_backward(self._my_hooks(), hook, False, full=False, where="on a single Module")

    # -- changing all of it -----------------------------------------------------------------------------------

    def train(self: M, mode: bool = True) -> M:
        """Training mode (or evaluation mode) for this module and all below: Dropout and the like behave by it."""
        if not isinstance(mode, bool):
            raise ArgumentError("nn.module.train_mode", got=mode)
        self.training = mode
        for child in self.children():
            child.train(mode)  # which a subclass may have written anew
        return self

    def eval(self: M) -> M:
        """Evaluation mode: ``train(False)``."""
        return self.train(False)

    def requires_grad_(self: M, requires_grad: bool = True) -> M:
        """Let all parameters be learned, or freeze them."""
        for p in self.parameters():
            p.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters."""
        for p in self.parameters():
            clear_grad(p, set_to_none)

    def apply(self: M, fn: Callable[[Module], Any]) -> M:
        """Call ``fn`` on every module below, then on this one; used to initialise parameters."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    to, cpu, cuda, to_empty, _apply = convert.to, convert.cpu, convert.cuda, convert.to_empty, convert.convert
    float, double, half, bfloat16 = convert.as_float, convert.as_double, convert.as_half, convert.as_bfloat16
    type, share_memory, compile = convert.as_type, convert.share_memory, convert.compile

    # -- printing ---------------------------------------------------------------------------------------------

    def extra_repr(self) -> str:
        """What stands between the brackets when the module is printed; a subclass writes its own."""
        return ""

    def _get_name(self) -> str:
        return self.__class__.__name__

    __repr__ = text.module_text


_WANTED = {"_parameters": "Parameter", "_buffers": "Tensor", "_modules": "Module"}
_KIND = {Parameter: "_parameters", Buffer: "_buffers"}


def _kind_of(value: Any) -> str | None:
    """The registry that an assigned value belongs to, by its class."""
    if isinstance(value, Module):
        return "_modules"
    if isinstance(value, Parameter):
        return "_parameters"
    return "_buffers" if isinstance(value, Buffer) else None
