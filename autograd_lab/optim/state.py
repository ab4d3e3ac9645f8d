"""state_dict and load_state_dict: everything an optimizer has to remember, out and in again."""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import is_array
from autograd_lab.errors import ArgumentError
from autograd_lab.optim.numbers import SCALARS
from autograd_lab.tensor.commit import commit
from autograd_lab.tensor.tensor import Tensor, make


def state_dict(self: Any) -> dict[str, Any]:
    """Everything needed to go on later: ``"state"``, what is kept for each parameter, by the parameter's number; and
    ``"param_groups"``, the options of each group, with the numbers of its parameters. The tensors are the optimizer's
    own, as in PyTorch: the next step changes them."""
    for hook in tuple(self._hooks.before_save):
        hook(self)
    number: dict[int, int] = {}
    groups, start = [], 0
    for group in self.param_groups:
        for i, p in enumerate(group["params"], start):
            number.setdefault(id(p), i)
        start += len(group["params"])
        options = {name: value for name, value in group.items() if name != "params"}
        groups.append(options | {"params": [number[id(p)] for p in group["params"]]})
    state = {number[id(p)] if isinstance(p, Tensor) else p: kept for p, kept in self.state.items()}
    saved: dict[str, Any] = {"state": state, "param_groups": groups}
    for hook in tuple(self._hooks.after_save):
        changed = hook(self, saved)
        saved = saved if changed is None else changed
    return saved


def load_state_dict(self: Any, state_dict: dict[str, Any]) -> None:
    """Go on from a saved state; ValueError, and no change, if its groups do not fit.

    Parameters are matched by their order; names that the groups may have play no part. An option that an older state
    does not have stays as it is. Arrays are copied, and get the dtype and device of their parameter; single numbers,
    such as the count of steps, keep their own.
    """
    saved = dict(state_dict)
    for hook in tuple(self._hooks.before_load):
        changed = hook(self, saved)
        saved = saved if changed is None else changed
    theirs, mine = saved["param_groups"], self.param_groups
    if len(theirs) != len(mine):
        raise ArgumentError("optim.state_groups", got=len(theirs), expected=len(mine))
    by_number: dict[Any, Tensor] = {}
    groups = []
    for group, other in zip(mine, theirs, strict=True):
        if len(group["params"]) != len(other["params"]):
            raise ArgumentError("optim.state_size", got=len(other["params"]), expected=len(group["params"]))
        by_number.update(zip(other["params"], group["params"], strict=True))
        options = deepcopy({name: value for name, value in other.items() if name != "params"})
        kept = [name for name in (*self.defaults, "param_names") if name in group and name not in options]
        groups.append(options | {name: group[name] for name in kept} | {"params": group["params"]})
    state: defaultdict[Any, Any] = defaultdict(dict)
    for number, values in saved["state"].items():
        p = by_number.get(number)
        state[number if p is None else p] = values if p is None else _fitting(values, p)
    commit([(self.__dict__, "state", state), (self.__dict__, "param_groups", groups)])
    for hook in tuple(self._hooks.after_load):
        hook(self)


def _fitting(value: Any, p: Tensor, name: Any = None) -> Any:
    """A copy of a saved value: tensors, also inside of lists and dicts, with the dtype and device of ``p``."""
    if isinstance(value, dict):
        return {key: _fitting(inner, p, key) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_fitting(inner, p) for inner in value)
    if not isinstance(value, Tensor) and hasattr(value, "__array__"):  # of NumPy, CuPy or PyTorch itself
        value = make((value if is_array(value) else np.asarray(value)).copy())
    if not isinstance(value, Tensor):
        return deepcopy(value)
    if name in SCALARS:  # PyTorch casts all but the step: in it a resumed ASGD or NAdam differs from one that ran on
        return value.clone()
    return value.to(device=p.device, dtype=p.dtype if p.dtype.is_floating_point else value.dtype, copy=True)
