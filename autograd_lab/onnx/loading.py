"""``load``: an ONNX file as a Module that can be trained further."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

import autograd_lab as lab
from autograd_lab import Tensor
from autograd_lab.errors import ArgTypeError, OnnxError
from autograd_lab.nn import Module, Parameter
from autograd_lab.onnx.files import array_of, read
from autograd_lab.onnx.library import onnx
from autograd_lab.onnx.operators import OPERATORS


class Step(NamedTuple):
    """One node, ready to run."""

    function: Callable[..., Any]
    attributes: dict[str, Any]
    inputs: list[str]
    outputs: list[str]


def load(f: str | os.PathLike[str]) -> OnnxModule:
    """The model in an ONNX file, as a Module. Weights are parameters under the file's names and can be trained.

    Its forward takes the graph's inputs in order or by name, and returns its output, of several a tuple. RuntimeError
    for a file that is damaged (FileError), or that holds operators which are not known here (OnnxError names them all).
    """
    return OnnxModule(read(f))


class OnnxModule(Module):
    """An ONNX graph, its nodes run one by one by the functions of this library.

    ``input_names`` and ``output_names`` are the graph's. Whatever is no weight (statistics of batch normalisation, what
    ``export`` knew as a buffer) is a buffer; small constants of the graph are in no state_dict.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        graph = model.graph
        unknown = sorted({node.op_type for node in graph.node} - OPERATORS.keys())
        if unknown:
            raise OnnxError("onnx.unknown", kinds=", ".join(unknown))
        arrays = {tensor.name: lab.tensor(array_of(tensor)) for tensor in graph.initializer}
        self.input_names = [x.name for x in graph.input if x.name not in arrays]
        self.output_names = [x.name for x in graph.output]
        self._steps = [_step(node) for node in graph.node]
        self._constants: dict[str, Tensor] = {}
        self._weights: dict[str, str] = {}  # of the graph's names those in the state_dict
        statistics = {name for node in graph.node if node.op_type == "BatchNormalization" for name in node.input[3:5]}
        noted = {prop.key: prop.value for prop in model.metadata_props}.get(BUFFERS, "")
        statistics |= set(noted.split("\n"))
        for name, tensor in arrays.items():
            if name.startswith("/") or (not tensor.is_floating_point() and name not in statistics):
                self._constants[name] = tensor
            else:
                self._weights[name] = self._put(name, tensor, name not in statistics)

    def _put(self, name: str, tensor: Tensor, learned: bool) -> str:
        """Register a weight, in a tree of modules as its dots say; the name under which it is found."""
        *path, last = name.split(".")
        owner: Module = self
        free = all(part and not hasattr(Module, part) for part in (*path, last))
        for part in path if free else ():
            if part not in owner._modules and hasattr(owner, part):
                free = False
                break
            if part not in owner._modules:
                owner.add_module(part, Module())
            owner = owner.get_submodule(part)
        if not free or hasattr(owner, last):
            owner, last = self, f"weight_{len(self._weights)}"
            name = last
        if learned:
            owner.register_parameter(last, Parameter(tensor))
        else:
            owner.register_buffer(last, tensor)
        return name

    def forward(self, *inputs: Any, **named: Any) -> Any:
        names = self.input_names
        if (
            len(inputs) > len(names)
            or {*names[: len(inputs)]} & named.keys()
            or {*names[len(inputs) :]} != named.keys()
        ):
            raise ArgTypeError("onnx.inputs", wanted=", ".join(names), got=len(inputs) + len(named))
        own = {**dict(self.named_parameters()), **dict(self.named_buffers())}
        values: dict[str, Any] = {**self._constants, **dict(zip(names, inputs, strict=False)), **named, "": None}
        values.update({name: own[key] for name, key in self._weights.items()})
        for step in self._steps:
            results = step.function(step.attributes, *(values[name] for name in step.inputs))
            values.update(zip(step.outputs, (results,) if isinstance(results, Tensor) else results, strict=False))
        found = tuple(values[name] for name in self.output_names)
        return found[0] if len(found) == 1 else found

    def extra_repr(self) -> str:
        return f"{', '.join(self.input_names)} -> {', '.join(self.output_names)}, {len(self._steps)} nodes"


BUFFERS = "autograd_lab.buffers"  # the entry of a file's metadata with the names of what is not learned


def _step(node: Any) -> Step:
    attributes = {a.name: _value(onnx().helper.get_attribute_value(a)) for a in node.attribute}
    attributes |= {"kind": node.op_type, "outputs": sum(bool(name) for name in node.output)}
    return Step(OPERATORS[node.op_type], attributes, list(node.input), list(node.output))


def _value(value: Any) -> Any:
    """An attribute as Python has it."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, onnx().TensorProto):
        return lab.tensor(array_of(value))
    return [_value(part) for part in value] if isinstance(value, list) or hasattr(value, "append") else value
