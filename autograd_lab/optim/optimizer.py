"""What all optimizers share: groups of parameters, state, hooks, and a step that happens whole or not at all."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import autograd_lab.optim.messages  # noqa: F401  (registers what the errors below say)
from autograd_lab import watch
from autograd_lab.backend import capture
from autograd_lab.backend.arrays import array_module, at
from autograd_lab.backend.device import to_device
from autograd_lab.errors import ArgTypeError, ArgumentError, DtypeError, NotWritten
from autograd_lab.functional.history import RemovableHandle
from autograd_lab.graph.modes import enable_grad
from autograd_lab.i18n import tr
from autograd_lab.optim import few, hooks, numbers, state, together
from autograd_lab.optim.differentiable import recorded_change
from autograd_lab.optim.hooks import (
    register_optimizer_step_post_hook as register_optimizer_step_post_hook,
    register_optimizer_step_pre_hook as register_optimizer_step_pre_hook,
)
from autograd_lab.tensor.autodiff import clear_grad
from autograd_lab.tensor.commit import Call, Write, commit, into
from autograd_lab.tensor.tensor import Tensor, make

Group = dict[str, Any]  # "params" and the options
State = dict[str, Any]  # name: array


KERNELS: dict[Any, Callable[..., tuple[Any, State]]] = {}  # in place of an ``update``, the same sooner; see fast.py
Work = tuple[Call, list[Write]]  # what changes a parameter and its state
Formula = Callable[[Tensor, State, Group], Work | None]  # of a parameter, its state, and the options
IN_PLACE: dict[Any, Callable[[Group, Group], Formula | None]] = {}  # what ``update`` need not do; see in_place.py
FUSED: dict[Any, Any] = {}  # of many parameters on a GPU; see fused.py


class Required:
    """The default of an option that each group has to give."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = Required()


class Optimizer:
    """Base class. A subclass writes ``update``, one formula on plain arrays, and ``start``, the state that it begins
    with; or, as in PyTorch, its own ``step``.

    params : Tensors, (name, Tensor) pairs, or dicts ``{"params": [...], "lr": ...}``, one per group.
    defaults : the options of groups that do not set their own.

    PyTorch's options ``foreach`` and ``fused`` choose between its several implementations of one step. Here ``foreach``
    says whether parameters are changed together or one by one; left out, together on a GPU. There the usual ones are
    ``fused``, one kernel for all parameters, unless that is False, or ``foreach`` or ``capturable`` is given; on the
    host ``fused`` changes nothing. With ``capturable`` the count of steps lies on the GPU, where a CUDA graph finds it.
    With ``differentiable`` the step is recorded, so that gradients flow through it: to the gradient it used, the
    parameter it changed, and a learning rate.
    """

    takes_complex = True
    counts = numbers.SCALARS  # names of state that is one number, whatever its parameter is
    reads_numbers = False  # whether its formula needs numbers on the host, so that no CUDA graph can hold it
    elementwise = False  # whether ``update`` takes each element for itself, so that parameters can be laid end to end

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        self.check(defaults)
        if isinstance(params, Tensor):
            raise ArgTypeError("optim.single_tensor", got=type(params).__name__)
        if not isinstance(params, Iterable):
            raise ArgTypeError("optim.not_iterable", got=type(params).__name__)
        self.defaults = defaults
        self.state: defaultdict[Any, Any] = defaultdict(dict)
        self.param_groups: list[Group] = []
        self._hooks = hooks.Hooks()
        groups = list(params)
        if not groups:
            raise ArgumentError("optim.empty")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "update" in vars(cls) and "elementwise" not in vars(cls):
            cls.elementwise = False  # another formula than the one that was said to be so
        if "step" in vars(cls):  # hooks run around every step, also one that a learner wrote
            cls.step = hooks.hooked(cls.step)

    # -- one step -----------------------------------------------------------------------------------------------

    def check(self, group: Group) -> None:
        """ValueError for options that make no sense; subclasses write theirs."""

    def start(self, xp: Any, x: Any, options: Group) -> State:
        """The state of a parameter with values ``x`` before its first step."""
        return {}

    def update(self, xp: Any, x: Any, g: Any, state: State, options: Group) -> tuple[Any, State]:
        """The new values and state of one parameter with values ``x`` and gradient ``g``; changes neither.

        All are arrays of the module ``xp``, real and in at least single precision; see numbers.py.
        """
        raise NotWritten("optim.update", cls=type(self).__name__)

    @hooks.hooked
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a ``.grad``.

        With a ``closure`` that computes the loss and calls backward, it is run first, and its loss returned. All
        changes are made together, at the end: an error or an interrupt leaves every parameter and its state as they
        were, or all of them new.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        calls: list[Call] = []
        writes: list[Write] = []
        find = IN_PLACE.get(type(self).update)
        update = KERNELS.get(type(self).update)
        update = self.update if update is None else update.__get__(self)
        recorded: list[tuple[Tensor, Tensor]] = []
        for place, group in enumerate(self.param_groups):
            options = numbers.options(group)
            whole = few.changes(self, place, group["params"], options)
            if whole is not None:
                writes += whole
                continue
            formula = None if find is None else find(group, options)
            batches: dict[Any, list[Tensor]] = {}  # of each device
            for p in group["params"]:
                if p._grad is None:
                    continue
                if not self.takes_complex and p.array.dtype.kind == "c":
                    raise DtypeError("optim.complex", optimizer=type(self).__name__)
                work = None if formula is None else formula(p, self.state.get(p) or {}, options)
                if work is not None:
                    calls.append(work[0])
                    writes += work[1]
                elif options.get("differentiable"):
                    with enable_grad():
                        x, after = recorded_change(self, p, group)
                    recorded.append((p, x))
                    writes += self._kept(p, after)
                elif together.wanted(self, p, options):
                    batches.setdefault(p.device, []).append(p)
                else:
                    with at(p.array):
                        x, g, before = self._before(p, options)
                        writes += self._change(p, *update(array_module(x), x, g, before, options))
            for batch in batches.values():
                with at(batch[0].array):
                    writes += self._together(batch, options, group)
        if recorded:
            with enable_grad():
                for p, x in recorded:
                    p.copy_(x)
        commit(writes, calls)
        return loss

    def _together(self, params: list[Tensor], options: Group, group: Group) -> list[Write]:
        """The writes that change these, many in one go."""
        writes: list[Write] = []
        fused = FUSED.get(type(self).update)
        if fused is not None and params:
            writes, params = fused.writes(self, params, options, group)
        entries = [(p, *self._before(p, options)) for p in params]
        for change in together.changes(self, entries, options):
            writes += self._change(*change)
        return writes

    def _before(self, p: Tensor, options: Group) -> tuple[Any, Any, State]:
        """What ``update`` gets: the values of ``p``, its gradient, its state."""
        x, g = numbers.opened(p.array), numbers.opened(p._grad.array)  # type: ignore[union-attr]
        kept = self.state.get(p)
        if kept:
            before = numbers.state_arrays(kept)
        else:
            before = numbers.settled(self.start(array_module(x), x, options), p, options)
        return x, -g if options.get("maximize") else g, before

    def _change(self, p: Tensor, x: Any, after: State) -> list[Write]:
        """The writes that give ``p`` new values and its new state."""
        dtype = p.array.dtype
        return [*into(p, numbers.closed(x, dtype)), *self._kept(p, numbers.state_tensors(after, dtype))]

    def _kept(self, p: Tensor, after: dict[str, Tensor]) -> list[Write]:
        if (captured := capture.current()) is not None:  # the next replay looks for it where this one did
            news = {name: value.array for name, value in after.items()}
            shared = [name for name in news if name in numbers.SCALARS and captured.wrote(news[name])]
            kept = self.state[p]
            return [write for name in news if name not in shared for write in into(kept[name], news[name])]
        return [(self.state, p, after)] if after else []

    def counts_to_device(self) -> None:
        """Before a step is captured as a CUDA graph: move the single numbers of the state, the count of steps above
        all, to where the parameters are, as the option ``capturable`` does. Parameters that have made as many steps
        share one. Where a group's step is one kernel, the host goes on counting."""
        fused, shared = FUSED.get(type(self).update), dict[Any, Tensor]()
        for group in self.param_groups:
            if fused is not None and fused.replays(self, group):
                continue
            for p in group["params"]:
                kept = self.state.get(p) or {}
                for name in [name for name in kept if name in self.counts and isinstance(kept[name], Tensor)]:
                    array = kept[name].array
                    key = (name, p.device, array.dtype, array.item())
                    if key not in shared:
                        shared[key] = make(to_device(array, p.device))
                    kept[name] = shared[key]
            if "capturable" in group:
                group["capturable"] = True

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients: to None, or to zeros."""
        with watch.region(f"Optimizer.zero_grad#{type(self).__name__}.zero_grad"):
            for group in self.param_groups:
                for p in group["params"]:
                    clear_grad(p, set_to_none)

    # -- groups ---------------------------------------------------------------------------------------------------

    def add_param_group(self, param_group: Group) -> None:
        """Optimize more parameters, with options of their own. Nothing changes if the group is not valid.

        The dict itself becomes the group: whoever holds it can change the options later.
        """
        if not isinstance(param_group, dict):
            raise ArgTypeError("optim.group_type", got=type(param_group).__name__)
        group = {**param_group, **_read(param_group["params"])}
        for other in self.param_groups:
            if ("param_names" in group) != ("param_names" in other):
                raise ArgumentError("optim.names_groups", index=len(self.param_groups))
        known = {id(p) for g in self.param_groups for p in g["params"]}
        for p in group["params"]:
            if not isinstance(p, Tensor):
                raise ArgTypeError("optim.not_tensor", got=type(p).__name__)
            if not (p.is_leaf or p.retains_grad or self.defaults.get("differentiable")):
                raise ArgumentError("optim.not_leaf", shape=tuple(p.shape))
            if id(p) in known:
                raise ArgumentError("optim.in_two_groups")
        for name, value in self.defaults.items():
            if value is required and name not in group:
                raise ArgumentError("optim.required", name=name)
            group.setdefault(name, value)
        self.check(group)
        if len({id(p) for p in group["params"]}) < len(group["params"]):
            warnings.warn(tr("optim.twice_in_group"), UserWarning, stacklevel=3)
        param_group.update(group)
        self.param_groups.append(param_group)

    state_dict, load_state_dict = state.state_dict, state.load_state_dict

    # -- hooks and text ---------------------------------------------------------------------------------------------

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before each step; it may return other ``(args, kwargs)``."""
        return hooks.add(self._hooks.before_step, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after each step."""
        return hooks.add(self._hooks.after_step, hook)

    def register_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer)`` before ``state_dict``."""
        return hooks.add(self._hooks.before_save, hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` after ``state_dict``; it may change the dict, or return another."""
        return hooks.add(self._hooks.after_save, hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer, state_dict)`` before ``load_state_dict``; it may change the dict or return another."""
        return hooks.add(self._hooks.before_load, hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call ``hook(optimizer)`` after ``load_state_dict``."""
        return hooks.add(self._hooks.after_load, hook, prepend)

    def __getstate__(self) -> dict[str, Any]:
        """Copies and pickles are other optimizers: as in PyTorch, hooks stay with the one they were put on."""
        return {**self.__dict__, "_hooks": hooks.Hooks()}

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            text += "".join(f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params")
        return text + ")"


def _read(params: Any) -> Group:
    """A group's tensors as a list, and their names if they have any."""
    if isinstance(params, set):
        raise ArgTypeError("optim.group_set")
    params = [params] if isinstance(params, Tensor) else list(params)
    named = [p for p in params if isinstance(p, tuple)]
    if not named:
        return {"params": params}
    if len(named) < len(params):
        raise ArgumentError("optim.names_missing", named=len(named), total=len(params))
    return {"params": [p for _, p in named], "param_names": [name for name, _ in named]}
