"""state_dict and load_state_dict: the numbers of a module, out and in again; and the hooks on the way."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd_lab.backend.device import to_device
from autograd_lab.errors import ArgTypeError, DataError, GraphError, NotWritten
from autograd_lab.graph.hooks import RemovableHandle
from autograd_lab.i18n import tr
from autograd_lab.nn.parameter import Parameter, is_lazy
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.commit import Write, commit, into

EXTRA = "_extra_state"  # the name under which get_extra_state is saved
Hook = Callable[..., Any]


class IncompatibleKeys(NamedTuple):
    """What ``load_state_dict(strict=False)`` did not find, and what it did not use."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


class Plan:
    """What load_state_dict is going to do, collected before anything is done."""

    def __init__(self, assign: bool) -> None:
        self.assign = assign
        self.writes: list[Write] = []
        self.shapeless: list[tuple[Any, Tensor]] = []  # uninitialized tensors, and what comes into them
        self.extra: list[tuple[Any, Any]] = []
        self.after: list[tuple[Hook, Any]] = []

    def take(self, owner: Any, name: str, key: str, tensor: Tensor, value: Any) -> str | None:
        """Plan ``value`` for the place of ``tensor``; or say why it does not fit."""
        if not isinstance(value, Tensor):
            return tr("nn.state.not_tensor", key=key, got=type(value))
        if is_lazy(tensor):
            if self.assign:
                self.writes.append(_place(owner, name, tensor, value))
            elif not is_lazy(value):
                self.shapeless.append((tensor, value))
            return None
        if tensor.array.shape == () and value.array.shape == (1,):
            value = value[0]  # before 0.4 PyTorch had no tensors of no dimensions
        if value.array.shape != tensor.array.shape:
            return tr("nn.state.shape", key=key, got=value.shape, expected=tensor.shape)
        if self.assign:
            self.writes.append(_place(owner, name, tensor, value))
        else:
            self.writes.extend(into(tensor, _fitted(value, tensor)))
        return None

    def carry_out(self) -> None:
        for tensor, value in self.shapeless:
            tensor.materialize(value.shape)
            self.writes.extend(into(tensor, _fitted(value, tensor)))
        commit(self.writes)
        for module, state in self.extra:
            module.set_extra_state(state)


def _fitted(value: Tensor, tensor: Tensor) -> Any:
    """The array of ``value`` on the device and in the dtype of ``tensor``."""
    return to_device(value.array, tensor.device).astype(tensor.array.dtype, copy=False)


def _place(owner: Any, name: str, old: Tensor, value: Tensor) -> Write:
    if not isinstance(old, Parameter):
        return owner._buffers, name, value
    if not isinstance(value, Parameter):
        value = Parameter(value, requires_grad=old.requires_grad)
    return owner._parameters, name, value


class StateHooks:
    """The hooks of one module."""

    def __init__(self) -> None:
        self.before_save: list[tuple[Hook]] = []
        self.after_save: list[tuple[Hook, bool]] = []  # (hook, whether what it returns takes the state's place)
        self.before_load: list[tuple[Hook, bool]] = []  # (hook, whether it gets the module first)
        self.after_load: list[tuple[Hook]] = []


class Stateful:
    """The part of Module that saves and loads."""

    _version: int = 1  # of what a class saves; loading sees it in ``local_metadata``
    _state_hooks: StateHooks | None = None

    if TYPE_CHECKING:
        _parameters: dict[str, Parameter | None]
        _buffers: dict[str, Tensor | None]
        _transient: set[str]
        _modules: dict[str, Any]

    # -- out --------------------------------------------------------------------------------------------------

    def state_dict(self, *, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """All parameters and persistent buffers by name. They share memory with the module, as in PyTorch:
        ``copy.deepcopy`` it to keep the numbers of this moment. ``keep_vars`` returns the parameters themselves.

        The result's ``_metadata`` holds the version of each module's class.
        """
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        local: dict[str, Any] = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = local
        hooks = self._state_hooks
        for (before,) in tuple(hooks.before_save) if hooks else ():
            before(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, child in self._modules.items():
            if child is not None:
                child.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook, replaces in tuple(hooks.after_save) if hooks else ():
            changed = hook(self, destination, prefix, local)
            if changed is not None:
                if not replaces:
                    raise GraphError("nn.state.hook_result")
                destination = changed
        return destination

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        """Put what this module itself holds into ``destination``; a subclass may add to it."""
        for name, tensor in self._own():
            destination[prefix + name] = tensor if keep_vars or is_lazy(tensor) else tensor.detach()
        if type(self).get_extra_state is not Stateful.get_extra_state:
            destination[prefix + EXTRA] = self.get_extra_state()

    def _own(self) -> list[tuple[str, Tensor]]:
        """The tensors that this module itself saves."""
        own = [*self._parameters.items(), *(b for b in self._buffers.items() if b[0] not in self._transient)]
        return [(name, tensor) for name, tensor in own if tensor is not None]

    def get_extra_state(self) -> Any:
        """What else ``state_dict`` is to hold; a subclass that writes this writes ``set_extra_state`` too."""
        raise NotWritten("nn.state.extra", what="get_extra_state", cls=type(self).__name__)

    def set_extra_state(self, state: Any) -> None:
        """Take back what ``get_extra_state`` returned."""
        raise NotWritten("nn.state.extra", what="set_extra_state", cls=type(self).__name__)

    # -- in ---------------------------------------------------------------------------------------------------

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> IncompatibleKeys:
        """Copy numbers in by name. With ``assign`` the given tensors themselves take the places.

        RuntimeError lists every missing, unexpected and misshapen entry; then nothing in the module has changed.
        (Unless there are hooks to run after loading: they may correct the lists, so they run before these are read.)
        """
        if not isinstance(state_dict, Mapping):
            raise ArgTypeError("nn.state.not_mapping", got=type(state_dict))
        plan, keys, problems = Plan(assign), IncompatibleKeys([], []), []
        metadata = getattr(state_dict, "_metadata", None) or {}
        _plan(self, OrderedDict(state_dict), "", metadata, plan, keys, problems)
        if plan.after and not problems:
            plan.carry_out()
            for hook, module in plan.after:
                if hook(module, keys) is not None:
                    raise DataError("nn.state.load_hook_result")
        if strict:
            lists = {"nn.state.missing": keys.missing_keys, "nn.state.unexpected": keys.unexpected_keys}
            problems[:0] = [tr(k, keys=", ".join(f'"{name}"' for name in names)) for k, names in lists.items() if names]
        if problems:
            raise GraphError("nn.state.errors", cls=type(self).__name__, problems="\n\t".join(problems))
        if not plan.after:
            plan.carry_out()
        return keys

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, local_metadata: dict[str, Any], strict: bool,
        missing_keys: list[str], unexpected_keys: list[str], error_msgs: list[str],
    ) -> None:  # fmt: skip
        """Find in ``state_dict`` what this module itself holds, under names that begin with ``prefix``; what is wrong
        goes into the three lists. A subclass may rename or add entries of ``state_dict`` and then call this one.

        ``load_state_dict`` copies nothing before it has asked all modules; the plan travels in ``local_metadata``.
        """
        for hook, with_module in tuple(self._state_hooks.before_load) if self._state_hooks else ():
            first = (self,) if with_module else ()
            hook(*first, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        plan = local_metadata.get("plan")
        alone = plan is None  # called by itself, by code that goes through the modules in its own way
        if alone:
            plan = Plan(bool(local_metadata.get("assign_to_params_buffers")))
        own = dict(self._own())
        for name, tensor in own.items():
            key = prefix + name
            if key in state_dict:
                problem = plan.take(self, name, key, tensor, state_dict[key])
                error_msgs.extend([problem] if problem else [])
            elif strict:
                missing_keys.append(key)
        known = {*own, *self._modules}
        if type(self).set_extra_state is not Stateful.set_extra_state:
            known.add(EXTRA)
            if prefix + EXTRA in state_dict:
                plan.extra.append((self, state_dict[prefix + EXTRA]))
            elif strict:
                missing_keys.append(prefix + EXTRA)
        for key in state_dict if strict else ():
            first, *further = key[len(prefix) :].split(".", 1)
            if key.startswith(prefix) and (first not in known or (further and first not in self._modules)):
                unexpected_keys.append(key)
        if alone:
            plan.carry_out()

    # -- hooks ------------------------------------------------------------------------------------------------

    def _my_state_hooks(self) -> StateHooks:
        if self._state_hooks is None:
            self._state_hooks = StateHooks()
        return self._state_hooks

    def register_state_dict_pre_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, prefix, keep_vars)`` before the module is saved."""
        return _hung(self._my_state_hooks().before_save, (hook,))

    def register_state_dict_post_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, local_metadata)`` after the module is saved, to change the dict."""
        return _hung(self._my_state_hooks().after_save, (hook, False))

    def _register_state_dict_hook(self, hook: Hook) -> RemovableHandle:
        """PyTorch's older form of the same: what the hook returns is taken in the dict's place."""
        return _hung(self._my_state_hooks().after_save, (hook, True))

    def register_load_state_dict_pre_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)``
        before the module looks for its entries; it may rename them."""
        return _hung(self._my_state_hooks().before_load, (hook, True))

    def _register_load_state_dict_pre_hook(self, hook: Hook, with_module: bool = False) -> RemovableHandle:
        """PyTorch's older form of the same, without the module unless ``with_module``."""
        return _hung(self._my_state_hooks().before_load, (hook, with_module))

    def register_load_state_dict_post_hook(self, hook: Hook) -> RemovableHandle:
        """Call ``hook(module, incompatible_keys)`` after the module is loaded; it may take names off the lists."""
        return _hung(self._my_state_hooks().after_load, (hook,))


def _hung(hooks: list[Any], entry: Any) -> RemovableHandle:
    hooks.append(entry)
    return RemovableHandle(hooks, entry)


def _plan(
    module: Any, state_dict: dict[str, Any], prefix: str, metadata: Any, plan: Plan, keys: IncompatibleKeys,
    problems: list[str],
) -> None:  # fmt: skip
    """Let ``module`` and all below it find their entries."""
    local = {**metadata.get(prefix[:-1], {}), "plan": plan}
    if plan.assign:
        local["assign_to_params_buffers"] = True
    module._load_from_state_dict(state_dict, prefix, local, True, *keys, problems)
    for name, child in module._modules.items():
        if child is not None:
            inside = f"{prefix}{name}."
            part = {key: value for key, value in state_dict.items() if key.startswith(inside)}
            _plan(child, part, inside, metadata, plan, keys, problems)
    if module._state_hooks:
        plan.after.extend((hook, module) for (hook,) in module._state_hooks.after_load)
