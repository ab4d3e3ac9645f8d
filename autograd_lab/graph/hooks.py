"""Where hooks are kept: functions of the learner that backward calls at a node, before its rule and after it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

Hook = Callable[..., Any]
_next_id = count().__next__


class Before:
    """What is called at a node before its rule."""

    __slots__ = ("keepers", "node", "tensors")

    def __init__(self, tensors: list[tuple[int, Hook]] | None = None) -> None:
        self.tensors = [] if tensors is None else tensors  # (output, hook of the tensor); a leaf's node has the leaf's
        self.keepers: list[tuple[int, Hook]] = []  # (output, what puts its gradient into a tensor's .grad)
        self.node: list[Hook] = []


class RemovableHandle:
    """Takes a hook off again: ``handle.remove()``, or the end of ``with handle:``."""

    def __init__(self, hooks: list[Any], entry: Any) -> None:
        self._hooks, self._entry = hooks, entry
        self.id = _next_id()

    def remove(self) -> None:
        """Take off this one hook, also where the same function hangs twice; a second call does nothing."""
        hooks, self._hooks = self._hooks, []
        removed, self._entry = self._entry, None  # the handle may live on; what the hook holds need not
        for i, entry in enumerate(hooks):
            if entry is removed:
                del hooks[i]
                return

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.remove()
