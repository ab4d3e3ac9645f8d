"""The form of a call's arguments: what the operations depend on, as a key, and in words what is new about it."""

from __future__ import annotations

import inspect
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

from autograd_lab.backend.dtypes import from_numpy_dtype, get_default_dtype
from autograd_lab.backend.precision import get_float32_matmul_precision
from autograd_lab.compiler.guards import PLAIN
from autograd_lab.graph.modes import modes
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor

AROUND = ("grad_enabled", "inference_mode", "default_dtype", "float32_matmul_precision", "autocast")


def surroundings() -> tuple[Any, ...]:
    """What operations depend on beside their arguments: the values of the switches named in AROUND."""
    autocast = modes.autocast
    on = autocast and ", ".join(f"{device} {low}" for device, low in autocast.items())
    return modes.grad_enabled, modes.inference, get_default_dtype(), get_float32_matmul_precision(), on


def form_of(tree: Any, tensors: list[Tensor], alive: list[Any]) -> Any:
    """The form of arguments, as a key: of Tensors what the operations depend on, of plain values themselves.

    The Tensors are put into ``tensors``, other objects, known by who they are, into ``alive``.
    """
    if isinstance(tree, Tensor):
        for k, other in enumerate(tensors):
            if other is tree:
                return ("same", k)
        tensors.append(tree)
        array = tree.array
        place = None if type(array) is np.ndarray else tree.device
        return (type(tree), array.shape, array.dtype, array.strides, tree.requires_grad, tree._node is None, place)
    if isinstance(tree, (tuple, list)):
        return (type(tree), *[form_of(part, tensors, alive) for part in tree])
    if isinstance(tree, dict):
        return (dict, *[(key, form_of(part, tensors, alive)) for key, part in tree.items()])
    if isinstance(tree, PLAIN):
        signed = (repr(tree),) if isinstance(tree, (float, complex)) else ()  # 0.0 and -0.0 are equal
        return (type(tree), tree, *signed)
    alive.append(tree)
    return (type(tree), id(tree))


def news(form: Any, known: Sequence[Any], function: Callable[..., Any]) -> str:
    """What is new in ``form``, in words: compared with the latest of the ``known`` ones that it differs least from."""
    differences = [list(_differences(form, other, function)) for other in reversed(known)]
    return min(differences, key=len)[0] if differences and all(differences) else tr("compile.other_arguments")


def _differences(form: Any, other: Any, function: Callable[..., Any]) -> Iterator[str]:
    (args, kwargs, *around), (args_before, kwargs_before, *around_before) = form, other
    names = _names(function)
    named = {names[k] if k < len(names) else f"args[{k}]": part for k, part in enumerate(args[1:])}
    before = {names[k] if k < len(names) else f"args[{k}]": part for k, part in enumerate(args_before[1:])}
    yield from _of_dict(named | dict(kwargs[1:]), before | dict(kwargs_before[1:]), "{}")
    for name, now, was in zip(AROUND, around, around_before, strict=True):
        if now != was:
            yield tr("compile.value", name=name, before=was, now=now)


def _of_dict(now: dict[Any, Any], before: dict[Any, Any], around: str) -> Iterator[str]:
    for key in [*now, *(key for key in before if key not in now)]:
        name = around.format(key)
        if key not in before or key not in now:
            there = "compile.no_argument" if key in before else "compile.new_argument"
            yield tr(there, name=name)
        else:
            yield from _of_part(now[key], before[key], name)


def _of_part(now: Any, before: Any, name: str) -> Iterator[str]:
    if now == before:
        return
    kinds = now[0], before[0]
    if kinds == (dict, dict):
        yield from _of_dict(dict(now[1:]), dict(before[1:]), f"{name}[{{!r}}]")
    elif kinds[0] == kinds[1] and kinds[0] in (tuple, list) and len(now) == len(before):
        for k, (mine, theirs) in enumerate(zip(now[1:], before[1:], strict=True)):
            yield from _of_part(mine, theirs, f"{name}[{k}]")
    else:
        was, stands = _shown(before), _shown(now)
        key = "compile.value" if was != stands else "compile.other_layout"
        yield tr(key, name=name, before=was, now=stands)


def _shown(form: Any) -> str:
    """A part of a form as a learner would write it."""
    kind, *about = form
    if kind == "same":
        return tr("compile.same_tensor")
    if isinstance(kind, type) and issubclass(kind, Tensor):
        shape, dtype, _, wants, leaf, place = about
        more = (", requires_grad" if wants else "") + ("" if leaf else ", grad_fn") + (f", {place}" if place else "")
        return f"{from_numpy_dtype(dtype).name}{list(shape)}{more}"
    if kind in (tuple, list, dict):
        return f"{kind.__name__}[{len(about)}]"
    return repr(about[0]) if issubclass(kind, PLAIN) else kind.__name__


def _names(function: Callable[..., Any]) -> list[str]:
    """What the function calls its positional arguments."""
    try:
        parameters = inspect.signature(getattr(function, "forward", function)).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]


class Apart:
    """Whether tensors lie in memory of their own: to a plan, two arguments are two pieces of memory."""

    def __init__(self, tensors: Sequence[Tensor]) -> None:
        self.tensors = tensors
        self._arrays: list[Any] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def holds(self, arguments: Sequence[Tensor]) -> bool:
        """No argument looks at the memory of another one, nor at that of the tensors that were there before."""
        if len(self._arrays) != len(self.tensors) or any(
            t.array is not array for t, array in zip(self.tensors, self._arrays, strict=True)
        ):
            self._learn()
        mine = [byte_bounds(t.array) for t in arguments if t.array.size]
        if len(mine) > 1:
            mine.sort()
            if any(start < end for (_, end), (start, _) in pairwise(mine)):
                return False
        for start, end in mine:
            k = bisect(self._starts, start)  # those before it begin at or before its first byte
            if (k and self._ends[k - 1] > start) or (k < len(self._starts) and self._starts[k] < end):
                return False
        return True

    def _learn(self) -> None:
        """Where the tensors lie now. Parameters that share memory count as one piece."""
        self._arrays = [t.array for t in self.tensors]
        self._starts, self._ends = [], []
        for start, end in sorted(byte_bounds(array) for array in self._arrays if array.size):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)
