"""Which ops have a kernel, and the switch that leaves only the reference."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_lab.backend.cuda import Cupy
from autograd_lab.backend.launch import can_launch
from autograd_lab.backend.loops import Unusable, usable
from autograd_lab.ops.base import Op, all_ops

# By op, "forward" or "backward", and "numpy", "numba" or "gpu".
KERNELS: dict[tuple[type[Op], str, str], Callable[..., Any]] = {}
FUNCTIONS: dict[str, Callable[..., Any]] = {}  # what is no op and yet has a kernel on a GPU, by name


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


def kernel_of(xp: Any, name: str) -> Callable[..., Any] | None:
    """The function ``name``, called with ``xp`` first, if there is one where ``xp`` computes."""
    return FUNCTIONS.get(name) if can_launch(xp) and not _switch.off else None


def _wanted() -> bool:
    return not _switch.off


def _loops_wanted() -> bool:
    return not _switch.off and usable()


def _asked(kernel: Any, inputs: Any, params: Any) -> Any:
    try:
        return kernel(*inputs, **params)
    except Unusable:
        return None


def forward(op: type[Op], loops: bool = False, few: int = 0, gpu: bool = False) -> Callable[[Any], Any]:
    """Let the decorated ``kernel(*inputs, **params)`` compute ``op`` on NumPy arrays: it returns what ``op.forward``
    does, or None for what it leaves to it. One with ``loops`` is asked where these are compiled, before one without.
    With fewer than ``few`` numbers it is not even asked: that is what small ops of a single step would feel.

    One for a ``gpu`` is ``kernel(xp, *inputs, **params)`` on the arrays of CuPy.
    """
    reference, wanted = op.forward, _loops_wanted if loops else _wanted

    def register(kernel: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(reference)
        def run(xp: Any, *inputs: Any, **params: Any) -> Any:
            if xp is np and (not few or inputs[0].size >= few) and wanted():
                result = _asked(kernel, inputs, params) if loops else kernel(*inputs, **params)
                if result is not None:
                    return result
            return reference(xp, *inputs, **params)

        @functools.wraps(reference)
        def run_on_gpu(xp: Any, *inputs: Any, **params: Any) -> Any:
            if isinstance(xp, Cupy) and wanted():
                result = _asked(kernel, (xp, *inputs), params)
                if result is not None:
                    return result
            return reference(xp, *inputs, **params)

        first: Any = run_on_gpu if gpu else run
        first.__kwdefaults__ = reference.__kwdefaults__  # type: ignore[attr-defined]
        op.forward = staticmethod(first)
        KERNELS[op, "forward", _kind(loops, gpu)] = kernel
        return kernel

    return register


def backward(op: type[Op], loops: bool = False, few: int = 0, gpu: bool = False) -> Callable[[Any], Any]:
    """Let ``kernel(gy, needs, *saved, **params)`` compute the gradients of ``op``, and of those that share its rules,
    from NumPy arrays: one for each true entry of ``needs``, or None for what it leaves to the rules. Where a gradient
    is to be differentiated again the rules get Tensors, and no kernel is asked. One for a ``gpu`` gets ``xp`` first.
    """

    def register(kernel: Callable[..., Any]) -> Callable[..., Any]:
        for cls in (op, *all_ops(op)):
            if cls.backward is op.backward and cls.rules == op.rules:
                cls.pull_back = staticmethod(_asking_first(kernel, cls.pull_back, loops, few, gpu))
        KERNELS[op, "backward", _kind(loops, gpu)] = kernel
        return kernel

    return register


def _asking_first(kernel: Any, reference: Any, loops: bool, few: int, gpu: bool) -> Callable[..., Any]:
    wanted = _loops_wanted if loops else _wanted

    def pull_back(xp: Any, gy: Any, needs: Any, saved: Any, params: Any) -> Any:
        if xp is np and (not few or gy.size >= few) and wanted():
            result = _asked(kernel, (gy, needs, *saved), params) if loops else kernel(gy, needs, *saved, **params)
            if result is not None:
                return result
        return reference(xp, gy, needs, saved, params)

    def pull_back_on_gpu(xp: Any, gy: Any, needs: Any, saved: Any, params: Any) -> Any:
        if isinstance(xp, Cupy) and wanted():
            result = _asked(kernel, (xp, gy, needs, *saved), params)
            if result is not None:
                return result
        return reference(xp, gy, needs, saved, params)

    return pull_back_on_gpu if gpu else pull_back


def _kind(loops: bool, gpu: bool) -> str:
    return "gpu" if gpu else "numba" if loops else "numpy"
