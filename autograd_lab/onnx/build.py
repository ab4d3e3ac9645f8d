"""From the calls of a program to the nodes of an ONNX graph. How each op is said in ONNX stands in ``ops/``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import LabError, OnnxError
from autograd_lab.onnx.library import onnx
from autograd_lab.onnx.program import Program
from autograd_lab.onnx.sizes import Axis, Size
from autograd_lab.onnx.trace import Call, Ref

Converter = Callable[["Context"], Any]
CONVERTERS: dict[str, Converter] = {}  # by the name of the op's class


def says(*ops: str) -> Callable[[Converter], Converter]:
    """Mark a function as the one that says these ops in ONNX: it gets a Context and returns the names of the outputs,
    None for one that ONNX does not have."""

    def mark(function: Converter) -> Converter:
        CONVERTERS.update(dict.fromkeys(ops, function))
        return function

    return mark


class Builder:
    """The nodes and initializers so far, and the ONNX name of each value."""

    def __init__(self, program: Program, params: Sequence[str], opset: int) -> None:
        self.program, self.opset = program, opset
        self.names: dict[int, str] = dict(program.names)
        self.nodes: list[Any] = []
        self.initializers: dict[str, Any] = {}
        self.tails: dict[int, str] = {}  # of values that ONNX gives only the last rows of
        self.batches: dict[int, Any] = {}  # how many rows these are
        self._constants: dict[Any, str] = {}
        self._sizes: dict[Any, str] = {}
        self._counts: dict[str, int] = {}
        self._scope = ""
        for index, name in program.names.items():
            if name in params:
                self.initializers[name] = program.traces[0].values[index]

    def run(self) -> None:
        """Say all calls. RuntimeError for what ONNX cannot say, with the op, its module and the line."""
        for call in self.program.calls:
            path = next((p for m in reversed(call.modules) if (p := self.program.paths.get(id(m)))), "")
            self._scope = "".join(f"/{part}" for part in path.split(".") if part)
            converter = CONVERTERS.get(call.op)
            if converter is None:
                raise OnnxError("onnx.no_form", where=self.program.place(call))
            try:
                outputs = converter(Context(self, call))
            except Refused as reason:
                raise OnnxError("onnx.refused", where=self.program.place(call), why=str(reason)) from None
            for index, name in zip(call.outputs, [outputs] if isinstance(outputs, str) else outputs, strict=False):
                if name is not None:
                    self.names[index] = name

    def node(self, kind: str, inputs: Sequence[str | None], outputs: int = 1, **attributes: Any) -> Any:
        """A node of one type of ONNX; the name of its output, a list if there are several."""
        name = self._fresh(kind)
        made = [f"{name}_output_{k}" for k in range(outputs)]
        attributes = {key: value for key, value in attributes.items() if value is not None}
        self.nodes.append(onnx().helper.make_node(kind, [x or "" for x in inputs], made, name, **attributes))
        return made[0] if outputs == 1 else made

    def _fresh(self, kind: str) -> str:
        base = f"{self._scope}/{kind}"
        count = self._counts[base] = self._counts.get(base, -1) + 1
        return f"{base}_{count}" if count else base

    def constant(self, value: Any, dtype: Any = None) -> str:
        """An array that stands in the file; equal ones stand there once."""
        array = np.asarray(value, dtype)
        key = (array.dtype, array.shape, array.tobytes())
        if key not in self._constants:
            name = self._constants[key] = f"/constant_{len(self._constants)}"
            self.initializers[name] = array
        return self._constants[key]

    def ints(self, values: Sequence[Any]) -> str:
        """A 1-d int64 tensor of numbers, some of which may follow the input's size."""
        if not any(isinstance(n, Size) for n in values):
            return self.constant(np.asarray(values, np.int64).reshape(-1))
        parts = [self.size(n) if isinstance(n, Size) else self.constant([n], np.int64) for n in values]
        return parts[0] if len(parts) == 1 else self.node("Concat", parts, axis=0)

    def size(self, size: Size) -> str:
        """A Size as a tensor of one element."""
        if not size.terms:
            raise Refused("onnx.no_formula", seen=", ".join(map(str, size.seen)))
        key = (size.terms, size.rest)
        if key not in self._sizes:
            parts = [self.constant([size.rest], np.int64)] if size.rest else []
            for factor, axes in size.terms:
                factors = [self.constant([factor], np.int64)] if factor != 1 else []
                parts.append(self._joined("Mul", [*map(self._axis, axes), *factors]))
            self._sizes[key] = self._joined("Add", parts)
        return self._sizes[key]

    def _joined(self, kind: str, parts: Sequence[str]) -> str:
        first, *others = parts
        for other in others:
            first = self.node(kind, [first, other])
        return first

    def _axis(self, axis: Axis) -> str:
        if axis not in self._sizes:
            self._sizes[axis] = self.node("Shape", [axis.input], start=axis.dim, end=axis.dim + 1)
        return self._sizes[axis]

    def value(self, index: int) -> str:
        """The name of a value; constants are put into the file, or made at the size that they have."""
        if index not in self.names:
            if index in self.tails:
                raise Refused("onnx.lstm_cells")
            self.names[index] = self._constant_value(index)
        return self.names[index]

    def _constant_value(self, index: int) -> str:
        array = self.program.constant(index)
        if array is not None:
            return self.constant(array)
        seen = [trace.values[index] for trace in self.program.traces]
        if index in self.program.traces[0].constants:
            one = seen[0].reshape(-1)[:1]
            if all((a == one).all() or (a != a).all() for a in seen):
                return self.node("Expand", [self.constant(one[0]), self.ints(self.program.shape(index))])
            if all(a.ndim == 1 and (a == np.arange(len(a))).all() for a in seen):
                count = self.node("Squeeze", [self.ints(self.program.shape(index))])
                line = self.node("Range", [self.constant(0, np.int64), count, self.constant(1, np.int64)])
                return self.node("Cast", [line], to=onnx_type(seen[0].dtype))
        raise Refused("onnx.constant_size", shapes=", ".join(str(a.shape) for a in seen))


class Refused(LabError):
    """Why a converter cannot say a call; becomes an OnnxError that also says where."""


class Context:
    """One call, as its converter sees it."""

    def __init__(self, builder: Builder, call: Call) -> None:
        self.graph, self.call = builder, call
        self.node, self.constant, self.ints = builder.node, builder.constant, builder.ints

    # -- inputs -----------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.call.inputs)

    def has(self, i: int) -> bool:
        return i < len(self.call.inputs) and self.call.inputs[i] is not None

    def x(self, i: int = 0, dtype: Any = None) -> str:
        """The name of input i, cast if it is not of this dtype; a number becomes a constant (of the output's dtype)."""
        value = self.call.inputs[i]
        if not isinstance(value, Ref):
            if isinstance(value, Size):
                return self.cast(self.node("Squeeze", [self.graph.size(value)]), dtype or self.dtype())
            return self.constant(value, dtype or self.dtype())
        name = self.graph.value(value.number)
        return name if dtype is None or self.of(i) == dtype else self.cast(name, dtype)

    def param(self, ref: Ref) -> str:
        """The name of an array among the parameters."""
        return self.graph.value(ref.number)

    def of(self, i: int = 0) -> Any:
        """The dtype of input i; of a number, of an array made of it."""
        value = self.call.inputs[i]
        return self.graph.program.dtype(value.number) if isinstance(value, Ref) else np.asarray(value).dtype

    def shape(self, i: int = 0) -> list[Any]:
        """The lengths of input i, each an int or a Size."""
        value = self.call.inputs[i]
        return self.graph.program.shape(value.number) if isinstance(value, Ref) else []

    def ndim(self, i: int = 0) -> int:
        return len(self.shape(i))

    # -- outputs and parameters -------------------------------------------------------------------------------

    def out(self, k: int = 0) -> list[Any]:
        return self.graph.program.shape(self.call.outputs[k])

    def dtype(self, k: int = 0) -> Any:
        return self.graph.program.dtype(self.call.outputs[k])

    def __getitem__(self, name: str) -> Any:
        """A parameter that does not follow the input's size."""
        return self.fixed(self.call.params[name], name)

    def get(self, name: str, otherwise: Any = None) -> Any:
        return self[name] if name in self.call.params else otherwise

    def sizes(self, name: str) -> Any:
        """A parameter whose numbers may be Sizes."""
        return self.call.params[name]

    def fixed(self, value: Any, what: str) -> Any:
        parts = value if isinstance(value, (list, tuple)) else [value]
        flat = [part for v in parts for part in (v if isinstance(v, (list, tuple)) else [v])]
        if any(isinstance(part, Size) for part in flat):
            raise Refused("onnx.fixed", what=what)
        return value

    # -- nodes that many need ---------------------------------------------------------------------------------

    def cast(self, name: str, dtype: Any) -> str:
        return self.node("Cast", [name], to=onnx_type(dtype))

    def float(self, value: Any, dtype: Any = None) -> str:
        """A number of the output's dtype."""
        return self.constant(value, dtype or self.dtype())

    def reshape(self, name: str, shape: Sequence[Any]) -> str:
        """At most one length is left to ONNX as -1, so that it needs no formula."""
        moving = [k for k, n in enumerate(shape) if isinstance(n, Size)]
        if moving and 0 not in shape:
            unsaid = next((k for k in moving if not shape[k].terms), moving[0])
            shape = [-1 if k == unsaid else n for k, n in enumerate(shape)]
        return self.node("Reshape", [name, self.ints(shape)], allowzero=1 if 0 in shape else None)

    def transpose(self, name: str, axes: Sequence[int]) -> str:
        return self.node("Transpose", [name], perm=list(axes))

    def slice(self, name: str, axis: int, start: Any, stop: Any, step: int = 1) -> str:
        places = [self.ints([n]) for n in (start, stop, axis, step)]
        return self.node("Slice", [name, *places])


def onnx_type(dtype: Any) -> int:
    """ONNX's number for a dtype. RuntimeError for one that it does not have."""
    try:
        return onnx().helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    except (KeyError, ValueError):
        raise Refused("onnx.dtype", dtype=dtype) from None
