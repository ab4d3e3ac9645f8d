"""What is known while a call is recorded: which array is which value, and why no plan can be made, if so."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend.arrays import address, owner
from autograd_lab.compiler.program import (
    ARG,
    CONSTANT,
    GRAD,
    MADE,
    TENSOR,
    Record,
    Step,
    Value,
    mapped,
    values_in,
)
from autograd_lab.graph.node import Node
from autograd_lab.tensor.tensor import Tensor

log = logging.getLogger("autograd_lab.compiler")


class Break(Exception):
    """Why no plan can be made: the key of a message, its values, and the learner's line."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values
        self.line = watch.learner_line()


class Known(watch.Watcher):
    """Arrays by where they lie in memory, as long as that memory is theirs: when it is given back, what lay there is
    forgotten, for something else may come to lie in the same place."""

    def __init__(self, arguments: Sequence[Tensor], tensors: dict[int, Tensor], looks_into: bool) -> None:
        self.records: list[Record] = []
        self.story: list[Any] = []  # the same without NumPy's steps, to be compared with another call's
        self._looks_into = looks_into  # whether ops are taken apart
        self._numbers: dict[Value, int] = {}
        self._drawn = self._covered = 0  # how often random numbers were drawn; how often by steps of the plan
        self.broken: Break | None = None
        self.tensors, self.arguments = tensors, arguments
        self._thread = threading.get_ident()
        self._known: dict[Any, Value] = {}
        self._memory: dict[int, tuple[Any, set[Any]]] = {}  # by id of what owns it: the owner, and places in it
        self._arrived: dict[tuple[Node, int], Value] = {}  # gradients on their way, summed so far
        self.saved: dict[Node, Any] = {}  # what the rule of a node gets: values, or a HELD one
        self._node: Node | None = None
        self._quiet = 0  # inside of what is one step of the plan
        self.walked = False  # whether the call ran backward itself
        for k, argument in enumerate(arguments):
            if place(argument.array) not in self._known:
                self.learn(argument.array, Value(ARG, argument.array, k))

    def learn(self, array: Any, value: Value) -> Value:
        """From now on ``array`` is ``value``."""
        where, memory = place(array), owner(array)
        self._known[where] = value
        if value.kind != CONSTANT:
            value.array = array
            value.loosen()
        entry = self._memory.get(id(memory))
        if entry is None:
            # Memory that is no array's cannot be asked when it ends: it is kept until the plan is made.
            mine = type(memory) is np.ndarray and memory.base is None
            entry = (weakref.ref(memory, partial(self._gone, id(memory))) if mine else memory), set()
            self._memory[id(memory)] = entry
        entry[1].add(where)
        return value

    def _gone(self, key: int, _: Any) -> None:
        for where in self._memory.pop(key, (None, ()))[1]:
            self._known.pop(where, None)

    def value(self, array: Any) -> Value | None:
        """The value that an array is; None for one that nobody has told of. Break inside of a transform."""
        if type(array) is not np.ndarray:
            raise Break("compile.transform")
        value = self._known.get(place(array))
        if value is not None and value.array is None:  # another view of the same numbers was there before
            value.array = array
            value.loosen()
        return value

    def value_of(self, tensor: Tensor) -> Value:
        """The value that a Tensor is. Break for one of which it is not known how it came to be."""
        value = self.value(tensor.array)
        if value is not None:
            return value
        if id(tensor) in self.tensors:
            return self.learn(tensor.array, Value(TENSOR, tensor.array, tensor))
        for leaf in self.tensors.values():
            if leaf._grad is tensor:
                return self.learn(tensor.array, Value(GRAD, tensor.array, leaf))
            if leaf._base is None and np.may_share_memory(leaf.array, tensor.array):
                whole = self.value_of(leaf)
                if place(leaf.array) == place(tensor.array):
                    return whole
        raise Break("compile.unknown", shape=tuple(tensor.shape))

    def leaf(self, tensor: Tensor) -> Any:
        """A leaf as a plan finds it again: an argument, or a tensor that was there before."""
        for k, argument in enumerate(self.arguments):
            if argument is tensor:
                return ("argument", k)
        if id(tensor) in self.tensors:
            return tensor
        raise Break("compile.unknown", shape=tuple(tensor.shape))

    def is_outside(self, tensor: Tensor) -> bool:
        """Whether a tensor was there before the call."""
        return id(tensor) in self.tensors or any(argument is tensor for argument in self.arguments)

    def _made_of(self, array: Any, args: Any) -> Value:
        """The value of what an op made as a whole; it may look at the memory of what it was made of."""
        given = tuple(values_in(args))
        base = next((v.root for v in given if v.array is not None and np.may_share_memory(array, v.array)), None)
        made = Value(MADE, array, base=base)
        if base is None and not array.flags.owndata:
            memory = owner(array)
            if id(memory) in self._memory or type(memory) is not np.ndarray or memory.base is not None:
                made.holds = given  # of whom, is not known
        return made

    def _parameter(self, leaf: Any) -> Any:
        """A part of an op's params: an array among them must be one that is known."""
        if isinstance(leaf, Tensor):
            return self.value_of(leaf)
        if not isinstance(leaf, np.ndarray):
            return leaf
        value = self.value(leaf)
        if value is None:
            raise Break("compile.unknown", shape=leaf.shape)
        if leaf.dtype == bool:
            raise Break("compile.sized", function="x[mask]")
        return value

    def give_up(self, why: Break) -> None:
        """No plan is to be made of this call."""
        if self._hears():
            self.broken = why

    def _hears(self) -> bool:
        return not self._quiet and self.broken is None and threading.get_ident() == self._thread

    def _try(self, work: Any, *about: Any) -> None:
        """Do ``work``; a Break is noted, and the call goes on."""
        if self._hears():
            try:
                work(*about)
            except Break as broken:
                self.broken = broken
            except Exception:  # the call itself must not be disturbed, whatever is not foreseen here
                log.exception("recording failed")
                self.broken = Break("compile.error")

    def _note(self, label: str, backward: bool, inputs: Any, outs: Any, steps: list[Step], *facts: Any) -> None:
        scope = tuple(type(module).__name__ for module in watch.current_scope())
        numbers = [self._numbers.setdefault(v, len(self._numbers)) for v in (*inputs, *outs) if v is not None]
        self.story.append((label, numbers, mapped(facts, lambda leaf: None if isinstance(leaf, Value) else leaf)))
        self.records.append(Record(label, backward, inputs, outs, steps, watch.learner_line(), scope))


def place(array: Any) -> Any:
    """Where an array lies and how: equal for two arrays of the same elements in the same memory."""
    return address(array), array.shape, array.strides, array.dtype
