"""What a forward pass does: which ops ran on which values, in order.

A value is known by the place of its elements in memory. So a Tensor, what ``detach`` makes of it, and the bare array
that an op gets as a parameter are one value; and a write in place that nobody told of is noticed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from autograd_lab import Tensor, no_grad, watch
from autograd_lab.backend.arrays import MODULES, address
from autograd_lab.errors import OnnxError
from autograd_lab.tensor.tensor import make


class Ref(NamedTuple):
    """One value of a trace, by its number. The same forward pass gives the same numbers again."""

    number: int


@dataclass
class Call:
    """One op that ran."""

    op: str  # name of the class
    params: dict[str, Any]  # with Ref in place of arrays
    inputs: list[Any]  # Ref, a number, or None
    outputs: list[int]
    modules: tuple[Any, ...]  # whose forward was running
    line: watch.Line | None
    seen: Sequence[Call] = ()  # the same call in each trace

    def refs(self) -> list[int]:
        """The values it uses."""
        found: list[int] = []
        replaced([self.inputs, self.params], Ref, lambda ref: found.append(ref.number))
        return found


@dataclass
class Trace(watch.Watcher):
    """``run`` the model; then ``calls`` has its ops, ``values`` the arrays by number, ``results`` what it returned."""

    calls: list[Call] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # of inputs, parameters and buffers
    constants: set[int] = field(default_factory=set)  # values that no op made
    result: Any = None  # its Tensors as Ref
    overwritten: set[int] = field(default_factory=set)  # values whose array has another's numbers by now

    def run(self, call: Callable[[], Any], named: dict[str, Tensor]) -> Trace:
        self._places: dict[Any, tuple[int, Any, int]] = {}
        self._alive: list[Any] = []  # so that no place in memory is used twice
        self._parts: dict[Any, tuple[Tensor, Any]] = {}  # of views by an index: of what, and which
        self._flat: dict[Any, list[Any]] = {}  # arrays whose elements lie in order, by where they begin
        self._written: list[Any] = []  # of each value the version cell, and what it said
        self._thread = threading.get_ident()
        for name, tensor in named.items():
            if self._known(tensor.array, tensor._writes) is None:  # of tied weights the first name
                self.names[self._new(tensor)] = name
        with no_grad(), watch.watching(self):
            result = call()
        self.result = replaced(result, Tensor, self._ref)
        self.overwritten = {k for k, (cell, version) in enumerate(self._written) if cell[0] != version}
        return self

    def ran(self, op: Any, params: Any, inputs: Sequence[Any], outputs: Sequence[Any], started: int) -> None:
        if threading.get_ident() != self._thread:
            return
        if op.__name__ == "GetItem" and outputs[0]._base is not None:
            self._parts[_place(outputs[0].array)] = (inputs[0], params["index"])
        refs = [self._ref(x) if isinstance(x, Tensor) else x for x in inputs]
        params = replaced(params, tuple(MODULES), self._param)
        made = [self._new(out) for out in outputs]
        self.calls.append(Call(op.__name__, params, refs, made, watch.current_scope(), watch.learner_line()))

    def assigned(self, x: Any, value: Any, index: Any = None) -> None:
        if threading.get_ident() != self._thread:
            return
        place, writes = _place(x.array), x._writes
        before = self._places.get(place)
        if value is x:  # what was told already
            if before is not None:
                self._places[place] = (before[0], writes, writes[0])
            return
        ref = self._ref(value)
        if index is not None:
            if before is None or before[2] != writes[0] - 1:
                return  # something else was written that nobody told of; whoever reads it will hear
            self._called("SetItem", {"index": replaced(index, tuple(MODULES), self._param)}, [Ref(before[0]), ref], x)
        elif value.array.shape != x.array.shape or value.array.dtype != x.array.dtype:
            self._called("Overwritten", {}, [ref], x)
        else:
            self._places[place] = (ref.number, writes, writes[0])
        if index is None and place in self._parts:  # a part of another: so that has changed too
            whole, at = self._parts[place]
            self.assigned(whole, value, at)

    def _called(self, op: str, params: dict[str, Any], inputs: list[Any], output: Tensor) -> int:
        """Note an op whose output is what ``output`` holds now; its number."""
        index = self._new(output)
        self.calls.append(Call(op, params, inputs, [index], watch.current_scope(), watch.learner_line()))
        return index

    def _new(self, tensor: Tensor) -> int:
        self._alive.append(tensor)
        self._written.append((tensor._writes, tensor._writes[0]))
        self.values.append(tensor.array)
        array = tensor.array
        self._places[_place(array)] = (len(self.values) - 1, tensor._writes, tensor._writes[0])
        if array.flags.c_contiguous:
            self._flat.setdefault((address(array), array.size, array.dtype), []).append(array)
        return len(self.values) - 1

    def _known(self, array: Any, cell: Any) -> int | None:
        """The number of the value in this place, if it is still what it was."""
        index, writes, version = self._places.get(_place(array), (None, cell, 0))
        if index is not None and writes[0] != version:
            raise OnnxError("onnx.inplace", shape=tuple(array.shape), line=_said(watch.learner_line()))
        return index

    def _ref(self, tensor: Tensor) -> Ref:
        index = self._known(tensor.array, tensor._writes)
        if index is None:
            index = self._new(tensor)
            self.values[index] = tensor.array.copy()  # as it is now
            self._written[index] = ([0], 0)
            self.constants.add(index)
        return Ref(index)

    def _param(self, array: Any) -> Ref:
        index = self._known(array, None)
        if index is None and array.flags.c_contiguous and array.size:
            index = self._reshaped(array)
        return self._ref(make(array)) if index is None else Ref(index)

    def _reshaped(self, array: Any) -> int | None:
        """The same elements in order under another shape, as ``array.ravel()`` has them, count as a value too."""
        for key in self._flat.get((address(array), array.size, array.dtype), ()):
            known = self._known(key, None)
            if known is not None:
                return self._called("Reshape", {}, [Ref(known)], make(array))
        return None


def _place(array: Any) -> Any:
    return address(array), array.shape, array.strides, array.dtype


def _said(line: watch.Line | None) -> str:
    return "?" if line is None else f"{line[0]}:{line[1]}"


def replaced(value: Any, kind: Any, function: Callable[[Any], Any]) -> Any:
    """``value`` with ``function`` of every ``kind`` in it, in lists, tuples, dicts and slices."""
    if isinstance(value, kind):
        return function(value)
    if isinstance(value, dict):
        return {key: replaced(part, kind, function) for key, part in value.items()}
    if isinstance(value, slice):
        return slice(*(replaced(part, kind, function) for part in (value.start, value.stop, value.step)))
    if isinstance(value, (list, tuple)):
        parts = [replaced(part, kind, function) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return value
