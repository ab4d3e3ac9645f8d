"""Several traces of one model, laid over each other: what is the same is the program, what differs must be a size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograd_lab.errors import OnnxError
from autograd_lab.onnx.sizes import Axis, Size, merged, size_of
from autograd_lab.onnx.trace import Call, Ref, Trace, replaced


class Program:
    """The calls that the results need, with a ``Size`` in place of each number that follows the input's size.

    ``traces`` differ in sizes, ``settings`` says in which; ``others`` are of the first's sizes, on other numbers.
    """

    def __init__(
        self, traces: Sequence[Trace], settings: Sequence[dict[Axis, int]], others: Sequence[Trace], model: Any
    ) -> None:
        self.traces, self.settings, self.others = traces, settings, others
        self.paths = {id(module): name for name, module in model.named_modules()} if model is not None else {}
        self.names = traces[0].names
        for trace in (*traces[1:], *others):
            self._check_same_path(trace)
        self.depends = set(self.names)  # values that follow from inputs and parameters, not from constants alone
        for call in traces[0].calls:
            if self.depends.intersection(call.refs()):
                self.depends.update(call.outputs)
        self.results = self._results()
        self.calls = self._needed()

    def shape(self, index: int) -> list[Any]:
        """Each length an int or a Size. RuntimeError if the number of dims follows the input."""
        shapes = [trace.values[index].shape for trace in self.traces]
        sizes = [size_of(lengths, self.settings) for lengths in zip(*shapes, strict=True)]
        for other in self.others:  # a selection has as many elements as the numbers tell
            again = other.values[index].shape
            sizes = [size if a == b else Size((a, b)) for size, a, b in zip(sizes, shapes[0], again, strict=True)]
        return sizes

    def dtype(self, index: int) -> Any:
        return self.traces[0].values[index].dtype

    def constant(self, index: int) -> Any:
        """The array of a value that follows from constants alone, None if it has another size in another trace.
        RuntimeError if it follows the input's numbers without an op having seen it."""
        if index in self.traces[0].overwritten:
            return None
        array, *others = (trace.values[index] for trace in self.traces)
        if not all(_same(array, other.values[index]) for other in self.others):
            raise OnnxError("onnx.by_hand", shape=tuple(array.shape), where=self.place(self._user(index)))
        return array if all(_same(array, other) for other in others) else None

    def place(self, call: Call | None) -> str:
        """Which op, in which module, called from where."""
        if call is None:
            return "forward"
        path = next((self.paths[id(m)] for m in reversed(call.modules) if self.paths.get(id(m))), "")
        line = f"{call.line[0]}:{call.line[1]}" if call.line else ""
        return ", ".join(part for part in (call.op, path and f"module {path!r}", line) if part)

    def _user(self, index: int) -> Call | None:
        return next((call for call in self.traces[0].calls if index in call.refs()), None)

    def _check_same_path(self, trace: Trace) -> None:
        """RuntimeError if another trace went another way: the graph would be right for one size only."""
        base = self.traces[0]
        for a, b in zip(base.calls, trace.calls, strict=False):
            if a.op != b.op or a.refs() != b.refs() or len(a.outputs) != len(b.outputs):
                raise OnnxError("onnx.branch", where=self.place(a))
        if len(base.calls) != len(trace.calls) or base.constants != trace.constants:
            raise OnnxError("onnx.branch", where=self.place((base.calls or [None])[-1]))

    def _results(self) -> list[int]:
        found: list[int] = []
        replaced(self.traces[0].result, Ref, lambda ref: found.append(ref.number))
        return found

    def _needed(self) -> list[Call]:
        """The calls on the way to the results, parameters merged; those on constants alone only where their result has
        no fixed size."""
        wanted, kept = set(self.results), []
        every = zip(*(trace.calls for trace in (*self.traces, *self.others)), strict=True)
        for call, *others in reversed(list(every)):
            if not wanted.intersection(call.outputs):
                continue
            if not self.depends.intersection(call.outputs) and all(self.constant(k) is not None for k in call.outputs):
                continue
            kept.append(self._merged(call, others))
            wanted.update(call.refs())
        return kept[::-1]

    def _merged(self, call: Call, others: Sequence[Call]) -> Call:
        sized, numbers = others[: len(self.traces) - 1], others[len(self.traces) - 1 :]
        try:
            seen = [[c.params, c.inputs] for c in (call, *numbers)]
            if _has_size(merged(seen, [self.settings[0]] * len(seen))):  # an integer that follows the numbers
                raise ValueError
        except ValueError:
            raise OnnxError("onnx.number", where=self.place(call)) from None
        found = {}
        for key, value in call.params.items():
            try:
                found[key] = merged([value, *(c.params[key] for c in sized)], self.settings)
            except ValueError:
                found[key] = Size(())  # not one size; a converter that needs it refuses
        try:
            inputs = merged([call.inputs, *(c.inputs for c in sized)], self.settings)
        except ValueError:
            raise OnnxError("onnx.number_size", where=self.place(call)) from None
        return replace(call, params=found, inputs=inputs, seen=(call, *sized))


def _has_size(value: Any) -> bool:
    found: list[Any] = []
    replaced(value, Size, found.append)
    return bool(found)


def _same(a: Any, b: Any) -> bool:
    return a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
