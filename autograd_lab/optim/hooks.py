"""Functions that are called around a step, around ``state_dict`` and around ``load_state_dict``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograd_lab import watch
from autograd_lab.errors import OptimError
from autograd_lab.functional.history import RemovableHandle

Hook = Callable[..., Any]


@dataclass
class Hooks:
    """What hangs on one optimizer, in the order in which it is called."""

    before_step: list[Hook] = field(default_factory=list)
    after_step: list[Hook] = field(default_factory=list)
    before_save: list[Hook] = field(default_factory=list)
    after_save: list[Hook] = field(default_factory=list)
    before_load: list[Hook] = field(default_factory=list)
    after_load: list[Hook] = field(default_factory=list)


everywhere = Hooks()  # what hangs on every optimizer; only its two lists for steps are used


def add(hooks: list[Hook], hook: Hook, prepend: bool = False) -> RemovableHandle:
    """Put a hook on a list; the handle takes it off again."""
    hooks.insert(0 if prepend else len(hooks), hook)
    return RemovableHandle(hooks, hook)


def register_optimizer_step_pre_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(optimizer, args, kwargs)`` before each step of every optimizer."""
    return add(everywhere.before_step, hook)


def register_optimizer_step_post_hook(hook: Hook) -> RemovableHandle:
    """Call ``hook(optimizer, args, kwargs)`` after each step of every optimizer."""
    return add(everywhere.after_step, hook)


def hooked(step: Callable[..., Any]) -> Callable[..., Any]:
    """``step`` with the hooks around it. They get all its arguments, of which the first is the optimizer."""

    @functools.wraps(step)
    def run(self: Any, *args: Any, **kwargs: Any) -> Any:
        if type(self).step is not run:  # called by a subclass's step, which has the hooks around it already
            return step(self, *args, **kwargs)
        args = (self, *args)
        with watch.region(f"Optimizer.step#{type(self).__name__}.step"):
            for hook in (*everywhere.before_step, *self._hooks.before_step):
                changed = hook(self, args, kwargs)
                if changed is not None:
                    if not isinstance(changed, tuple) or len(changed) != 2:
                        raise OptimError("optim.hook_result", got=type(changed).__name__)
                    args, kwargs = changed
            if watch.watchers:
                watch.tell("optimizing", self)
            self._opt_called = True  # schedulers warn when they run before the first step
            result = step(*args, **kwargs)
            for hook in (*self._hooks.after_step, *everywhere.after_step):
                hook(self, args, kwargs)
            return result

    return run
