"""Steps that are made for practice, and then have not happened: what they changed gets back what it was."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import address
from autograd_lab.backend.random import Generator, before_drawing, get_states, set_states
from autograd_lab.errors import DeviceError
from autograd_lab.tensor.tensor import Tensor


class Undo(watch.Watcher):
    """Remembers what tensors, gradients, optimizers and generators were before the steps that it watches.

    ``elsewhere`` is entered for the copies, where these shall not lie in the same memory as all the rest.
    """

    def __init__(self, elsewhere: Callable[[], AbstractContextManager[Any]] = nullcontext) -> None:
        self._elsewhere = elsewhere
        self.optimizers: list[Any] = []
        self.grads: dict[int, tuple[Tensor, Tensor | None]] = {}  # of each leaf, by its id: what .grad was
        self._options: list[list[dict[str, Any]]] = []
        self._states: list[dict[Any, Any]] = []
        self._memory: list[tuple[Tensor, Any]] = []
        self._places: set[Any] = set()
        self._generators: dict[Generator, bytes] = {}
        self._restore = _random_numbers()

    def __enter__(self) -> Undo:
        watch.add(self)
        before_drawing.append(self.drawing)
        return self

    def __exit__(self, *exc_info: object) -> None:
        watch.remove(self)
        before_drawing.remove(self.drawing)

    def drawing(self, generator: Generator) -> None:
        """Numbers are about to be drawn."""
        self._generators.setdefault(generator, generator.state_bytes())

    def writing(self, tensor: Tensor) -> None:
        array = tensor.array
        where = (address(array), array.shape, array.strides)
        if where not in self._places:
            self._places.add(where)
            with self._elsewhere():
                self._memory.append((tensor, array.copy()))

    def grad_set(self, tensor: Tensor, value: Tensor | None) -> None:
        self.grads.setdefault(id(tensor), (tensor, tensor._grad))

    def accumulating(self, leaves: Sequence[Any]) -> None:
        for leaf in leaves:
            self.grad_set(leaf.variable, None)

    def optimizing(self, optimizer: Any) -> None:
        if not any(known is optimizer for known in self.optimizers):
            self.optimizers.append(optimizer)
            self._options.append([_options(group) for group in optimizer.param_groups])
            self._states.append({p: dict(kept) for p, kept in optimizer.state.items()})

    @property
    def written(self) -> list[Tensor]:
        """What the steps wrote to."""
        return [tensor for tensor, _ in self._memory]

    def check_options(self) -> None:
        """RuntimeError if the step changes options itself: a graph would not."""
        for optimizer, before in zip(self.optimizers, self._options, strict=True):
            for group, options in zip(optimizer.param_groups, before, strict=True):
                for name, value in options.items():
                    if not same(group[name], value):
                        group.update(options)
                        raise DeviceError("graphed.option", name=name, optimizer=type(optimizer).__name__)

    def undo(self) -> None:
        """Give everything back."""
        for tensor, before in reversed(self._memory):
            tensor.array[...] = before
            tensor._writes[0] += 1
        for leaf, grad in self.grads.values():
            leaf._grad = grad
        for optimizer, options, state in zip(self.optimizers, self._options, self._states, strict=True):
            for group, values in zip(optimizer.param_groups, options, strict=True):
                group.update(values)
            optimizer.state.clear()
            optimizer.state.update(state)
        for generator, state in self._generators.items():
            generator.restore(state)
        self._restore()


def _options(group: dict[str, Any]) -> dict[str, Any]:
    """But where the count of steps lies, which a graph decides for good."""
    return {name: value for name, value in group.items() if name not in ("params", "capturable")}


def same(a: Any, b: Any) -> bool:
    """Whether two options are the same; a tensor is only the same as itself."""
    return a is b or (not isinstance(a, Tensor) and not isinstance(b, Tensor) and type(a) is type(b) and a == b)


def _random_numbers() -> Callable[[], None]:
    """Where every source of random numbers is now, as a function that goes back there."""
    ours, python = get_states(), random.getstate()
    numpy = np.random.get_state(legacy=False)  # noqa: NPY002 (a learner's code may still draw from it)

    def restore() -> None:
        set_states(ours)
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002

    return restore
