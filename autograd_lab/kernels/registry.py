"""Which ops have a kernel, and the switch that leaves only the reference."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_lab.backend.launch import can_launch
from autograd_lab.ops.base import Op, all_ops

Kernels = dict[tuple[type[Op], str], Callable[..., Any]]  # by op, and "forward" or "backward"

KERNELS: Kernels = {}  # on NumPy arrays
CUDA_KERNELS: Kernels = {}  # on those of a GPU; filled when the first GPU is used, so a CPU's path is as it was
FUNCTIONS: dict[str, Callable[..., Any]] = {}  # what is no op and yet has a kernel on a GPU, by name
_references: dict[Any, Callable[..., Any]] = {}  # what a kernel stands before


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


def forward(op: type[Op], device: str = "cpu") -> Callable[[Any], Any]:
    """Let the decorated ``kernel(*inputs, **params)`` compute ``op`` on NumPy arrays: it returns what ``op.forward``
    does, or None for what it leaves to it. For the device "cuda" it is ``kernel(xp, *inputs, **params)``."""
    reference = _references.setdefault((op, "forward"), op.forward)

    def register(kernel: Callable[..., Any]) -> Callable[..., Any]:
        (KERNELS if device == "cpu" else CUDA_KERNELS)[op, "forward"] = kernel
        host, cuda = (table.get((op, "forward")) for table in (KERNELS, CUDA_KERNELS))

        @functools.wraps(reference)
        def run(xp: Any, *inputs: Any, **params: Any) -> Any:
            if xp is np:
                if host is not None and not _switch.off:
                    result = host(*inputs, **params)
                    if result is not None:
                        return result
            elif cuda is not None and not _switch.off and can_launch(xp):
                result = cuda(xp, *inputs, **params)
                if result is not None:
                    return result
            return reference(xp, *inputs, **params)

        run.__kwdefaults__ = reference.__kwdefaults__  # type: ignore[attr-defined]
        op.forward = staticmethod(run)
        return kernel

    return register


def backward(op: type[Op], device: str = "cpu") -> Callable[[Any], Any]:
    """Let ``kernel(gy, needs, *saved, **params)`` compute the gradients of ``op``, and of those that share its rules,
    from NumPy arrays: one for each true entry of ``needs``, or None for what it leaves to the rules. Where a gradient
    is to be differentiated again the rules get Tensors, and no kernel is asked. For the device "cuda" it is
    ``kernel(xp, gy, needs, *saved, **params)``."""

    def register(kernel: Callable[..., Any]) -> Callable[..., Any]:
        (KERNELS if device == "cpu" else CUDA_KERNELS)[op, "backward"] = kernel
        host, cuda = (table.get((op, "backward")) for table in (KERNELS, CUDA_KERNELS))
        for cls in (op, *all_ops(op)):
            if cls.backward is op.backward and cls.rules == op.rules:
                reference = _references.setdefault((cls, "backward"), cls.pull_back)
                cls.pull_back = staticmethod(_asking_first(host, cuda, reference))
        return kernel

    return register


def _asking_first(host: Any, cuda: Any, reference: Callable[..., Any]) -> Callable[..., Any]:
    def pull_back(xp: Any, gy: Any, needs: Any, saved: Any, params: Any) -> Any:
        if xp is np:
            if host is not None and not _switch.off:
                result = host(gy, needs, *saved, **params)
                if result is not None:
                    return result
        elif cuda is not None and not _switch.off and can_launch(xp):
            result = cuda(xp, gy, needs, *saved, **params)
            if result is not None:
                return result
        return reference(xp, gy, needs, saved, params)

    return pull_back
