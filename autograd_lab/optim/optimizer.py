"""What all optimizers share: groups of parameters, state, hooks, and a step that happens whole or not at all."""

from __future__ import annotations

import functools
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import numpy as np

import autograd_lab.optim.messages  # noqa: F401  (registers what the errors below say)
from autograd_lab import watch
from autograd_lab.backend.arrays import array_module, is_array
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.functional.history import RemovableHandle
from autograd_lab.graph.modes import enable_grad
from autograd_lab.i18n import tr
from autograd_lab.tensor.autodiff import clear_grad
from autograd_lab.tensor.commit import Write, commit, into
from autograd_lab.tensor.tensor import Tensor, make

Group = dict[str, Any]  # "params" and the options
State = dict[str, Any]  # name: array


def _hooked(step: Callable[..., Any]) -> Callable[..., Any]:
    """``step`` with the hooks around it."""

    @functools.wraps(step)
    def run(self: Optimizer, *args: Any, **kwargs: Any) -> Any:
        if type(self).step is not run:  # called by a subclass's step, which has the hooks around it already
            return step(self, *args, **kwargs)
        with watch.region(f"Optimizer.step#{type(self).__name__}.step"):
            for hook in tuple(self._pre_hooks):
                changed = hook(self, args, kwargs)
                if changed is not None:
                    args, kwargs = changed
            result = step(self, *args, **kwargs)
            for hook in tuple(self._post_hooks):
                hook(self, args, kwargs)
            return result

    return run


class Optimizer:
    """Base class. A subclass writes ``update``, one formula on plain arrays; or, as in PyTorch, its own ``step``.

    params : Tensors, (name, Tensor) pairs, or dicts ``{"params": [...], "lr": ...}``, one per group.
    defaults : the options of groups that do not set their own.

    PyTorch's options ``foreach``, ``fused``, ``capturable`` and ``differentiable`` choose between its several
    implementations of one step. Here there is one: they are accepted and kept, and change nothing.
    """

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise ArgTypeError("optim.single_tensor", got=type(params).__name__)
        if not isinstance(params, Iterable):
            raise ArgTypeError("optim.not_iterable", got=type(params).__name__)
        self.defaults = defaults
        self.state: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[Group] = []
        self._pre_hooks: list[Callable[..., Any]] = []
        self._post_hooks: list[Callable[..., Any]] = []
        groups = list(params)
        if not groups:
            raise ArgumentError("optim.empty")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "step" in vars(cls):  # hooks run around every step, also one that a learner wrote
            cls.step = _hooked(cls.step)

    # -- one step -----------------------------------------------------------------------------------------------

    def update(self, xp: Any, x: Any, g: Any, state: State, group: Group) -> tuple[Any, State]:
        """The new values and state of one parameter with values ``x`` and gradient ``g``; changes neither.

        All are plain arrays of the module ``xp``. ``state`` is empty at the first step.
        """
        raise NotImplementedError

    @_hooked
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a ``.grad``.

        With a ``closure`` that computes the loss and calls backward, it is run first, and its loss returned. All
        changes are computed before the first one is made: an error or an interrupt leaves every parameter and its
        state as they were, or all of them new.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        commit(self._changes())
        return loss

    def _changes(self) -> list[Write]:
        changes: list[Write] = []
        for group in self.param_groups:
            for p in group["params"]:
                if p._grad is None:
                    continue
                xp = array_module(p.array)
                g = -p._grad.array if group.get("maximize") else p._grad.array
                before = {name: value.array for name, value in self.state[p].items()} if p in self.state else {}
                x, state = self.update(xp, p.array, g, before, group)
                changes += into(p, x)
                if state:  # NumPy makes 0-d results its scalars; a Tensor needs an array
                    after = {name: make(v if is_array(v) else np.asarray(v)) for name, v in state.items()}
                    changes.append((self.state, p, after))
        return changes

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients: to None, or to zeros."""
        with watch.region(f"Optimizer.zero_grad#{type(self).__name__}.zero_grad"):
            for group in self.param_groups:
                for p in group["params"]:
                    clear_grad(p, set_to_none)

    # -- groups ---------------------------------------------------------------------------------------------------

    def add_param_group(self, param_group: Group) -> None:
        """Optimize more parameters, with options of their own. Nothing changes if the group is not valid."""
        if not isinstance(param_group, dict):
            raise ArgTypeError("optim.group_type", got=type(param_group).__name__)
        group = dict(param_group)
        params = group["params"]
        if isinstance(params, set):
            raise ArgTypeError("optim.group_set")
        group["params"] = [params] if isinstance(params, Tensor) else list(params)
        if group["params"] and isinstance(group["params"][0], tuple):
            group["param_names"] = [name for name, _ in group["params"]]
            group["params"] = [p for _, p in group["params"]]
        known = {id(p) for g in self.param_groups for p in g["params"]}
        for p in group["params"]:
            if not isinstance(p, Tensor):
                raise ArgTypeError("optim.not_tensor", got=type(p).__name__)
            if not p.is_leaf:
                raise ArgumentError("optim.not_leaf", shape=tuple(p.shape))
            if id(p) in known:
                raise ArgumentError("optim.in_two_groups")
        if len({id(p) for p in group["params"]}) < len(group["params"]):
            warnings.warn(tr("optim.twice_in_group"), UserWarning, stacklevel=3)
        for name, value in self.defaults.items():
            group.setdefault(name, value)
        self.check(group)
        self.param_groups.append(group)

    def check(self, group: Group) -> None:
        """ValueError for options that make no sense; subclasses add theirs."""
        if "lr" in group and not group["lr"] >= 0.0:
            raise ArgumentError("optim.lr", lr=group["lr"])

    # -- state ----------------------------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on later: per-parameter state by number, and the groups' options."""
        number = {id(p): i for i, p in enumerate(p for g in self.param_groups for p in g["params"])}
        groups = [{**g, "params": [number[id(p)] for p in g["params"]]} for g in self.param_groups]
        return {"state": {number[id(p)]: dict(s) for p, s in self.state.items()}, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over a state from ``state_dict``; ValueError, and no change, if its groups do not fit."""
        groups = state_dict["param_groups"]
        if len(groups) != len(self.param_groups):
            raise ArgumentError("optim.state_groups", got=len(groups), expected=len(self.param_groups))
        for mine, theirs in zip(self.param_groups, groups, strict=True):
            if len(mine["params"]) != len(theirs["params"]):
                raise ArgumentError("optim.state_size", got=len(theirs["params"]), expected=len(mine["params"]))
        mine_by_number = {
            i: p
            for mine, theirs in zip(self.param_groups, groups, strict=True)
            for i, p in zip(theirs["params"], mine["params"], strict=True)
        }
        state: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        for i, values in state_dict["state"].items():
            p = mine_by_number[i]
            state[p] = {name: _fitting(value, p, name) for name, value in values.items()}
        new_groups = [
            {**deepcopy({k: v for k, v in theirs.items() if k != "params"}), "params": mine["params"]}
            for mine, theirs in zip(self.param_groups, groups, strict=True)
        ]
        self.state, self.param_groups = state, new_groups

    # -- hooks and text ---------------------------------------------------------------------------------------------

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` before each step."""
        self._pre_hooks.append(hook)
        return RemovableHandle(self._pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call ``hook(optimizer, args, kwargs)`` after each step."""
        self._post_hooks.append(hook)
        return RemovableHandle(self._post_hooks, hook)

    def __getstate__(self) -> dict[str, Any]:
        """Copies and pickles are other optimizers: as in PyTorch, hooks stay with the one they were put on."""
        return {**self.__dict__, "_pre_hooks": [], "_post_hooks": []}

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            text += "".join(f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params")
        return text + ")"


def _fitting(value: Any, p: Tensor, name: str) -> Any:
    """A loaded state value with the dtype and device of its parameter; the step count stays as it is."""
    if not isinstance(value, Tensor):
        return make(value.copy()) if is_array(value) else deepcopy(value)
    if name == "step":
        return value.clone()
    return value.to(device=p.device, dtype=p.dtype, copy=True)
