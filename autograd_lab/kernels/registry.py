"""Which ops have a kernel, and the switch that leaves only the reference."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_lab.ops.base import Op, all_ops

KERNELS: dict[tuple[type[Op], str], Callable[..., Any]] = {}  # by op, and "forward", "backward" or "gpu"


class _Switch(threading.local):
    off = False


_switch = _Switch()


@contextmanager
def reference_ops() -> Iterator[None]:
    """Inside, this thread computes everything with the rules of ops/ alone."""
    before, _switch.off = _switch.off, True
    try:
        yield
    finally:
        _switch.off = before


def only_reference() -> bool:
    """Whether this thread is inside ``reference_ops``."""
    return _switch.off


def forward(op: type[Op]) -> Callable[[Any], Any]:
    """Let the decorated ``kernel(*inputs, **params)`` compute ``op`` on NumPy arrays: it returns what ``op.forward``
    does, or None for what it leaves to it."""

    def register(kernel: Callable[..., Any]) -> Callable[..., Any]:
        _asked(op)["host"] = KERNELS[op, "forward"] = kernel
        return kernel

    return register


def on_gpu(op: type[Op]) -> Callable[[Any], Any]:
    """The same on a GPU, where ``kernel(xp, *inputs, **params)`` gets the array module as well."""

    def register(kernel: Callable[..., Any]) -> Callable[..., Any]:
        _asked(op)["gpu"] = KERNELS[op, "gpu"] = kernel
        return kernel

    return register


@functools.cache
def _asked(op: type[Op]) -> dict[str, Callable[..., Any] | None]:
    """The kernels that are asked before ``op.forward``, which this replaces by a function that asks them."""
    reference, kernels = op.forward, dict[str, Any](host=None, gpu=None)

    @functools.wraps(reference)
    def run(xp: Any, *inputs: Any, **params: Any) -> Any:
        if not _switch.off:
            if xp is np:
                kernel = kernels["host"]
                result = None if kernel is None else kernel(*inputs, **params)
            else:
                kernel = kernels["gpu"]
                result = None if kernel is None else kernel(xp, *inputs, **params)
            if result is not None:
                return result
        return reference(xp, *inputs, **params)

    run.__kwdefaults__ = reference.__kwdefaults__  # type: ignore[attr-defined]
    op.forward = staticmethod(run)
    return kernels


def backward(op: type[Op]) -> Callable[[Any], Any]:
    """Let ``kernel(gy, needs, *saved, **params)`` compute the gradients of ``op``, and of those that share its rules,
    from NumPy arrays: one for each true entry of ``needs``, or None for what it leaves to the rules. Where a gradient
    is to be differentiated again the rules get Tensors, and no kernel is asked."""

    def register(kernel: Callable[..., Any]) -> Callable[..., Any]:
        for cls in (op, *all_ops(op)):
            if cls.backward is op.backward and cls.rules == op.rules:
                cls.pull_back = staticmethod(_asking_first(kernel, cls.pull_back))
        KERNELS[op, "backward"] = kernel
        return kernel

    return register


def _asking_first(kernel: Callable[..., Any], reference: Callable[..., Any]) -> Callable[..., Any]:
    def pull_back(xp: Any, gy: Any, needs: Any, saved: Any, params: Any) -> Any:
        if xp is np and not _switch.off:
            result = kernel(gy, needs, *saved, **params)
            if result is not None:
                return result
        return reference(xp, gy, needs, saved, params)

    return pull_back
