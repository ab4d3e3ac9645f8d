"""What a node tells about itself beyond its edges: the form of its outputs, and what it saved for its rule.

PyTorch calls the first input of an op ``self``, the second of two like ones ``other``, the output ``result``; so
``y.grad_fn._saved_other`` is what the gradient of a product needs. Under our own name it is found too: ``_saved_b``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import MODULES, NOT_HERE
from autograd_lab.backend.device import device, device_of
from autograd_lab.backend.dtypes import dtype, from_numpy_dtype
from autograd_lab.errors import GraphError, NameMissing
from autograd_lab.graph.node import AccumulateGrad, Node, ShownNode
from autograd_lab.ops.elementary import ToDevice
from autograd_lab.tensor import lift
from autograd_lab.tensor.packing import Packed, pack_value, saved_names
from autograd_lab.tensor.tensor import Size, make

PREFIX, RAW = "_saved_", "_raw_saved_"
PARAMETERS = {"axis": "dim", "keepdims": "keepdim", "n": "exponent"}  # NumPy's and our names, and PyTorch's


@dataclass(frozen=True)
class InputMetadata:
    """The form of a gradient that arrives at a node: that of one of its outputs."""

    shape: Size
    dtype: dtype
    device: device
    is_nested_tensor: bool = False


def input_metadata(node: Node) -> tuple[InputMetadata, ...]:
    """One per output of the node."""
    place = device_of(example(node))
    return tuple(InputMetadata(Size(shape), from_numpy_dtype(kind), place) for shape, kind in node.outputs)


def example(node: Node) -> Any:
    """An array where the node computes: one that it saved, or that of a leaf below it."""
    if not any(module not in (np, NOT_HERE) for module in MODULES.values()):
        return np.empty(0)  # there is one place only
    seen, stack = {node}, [node]
    while stack:
        node = stack.pop()
        if node.op is ToDevice and node.edges[0] is not None:
            return node.params["move"](example(node.edges[0][0]))
        found = (node.variable.array,) if isinstance(node, AccumulateGrad) else node.saved
        for value in found if type(found) is tuple else ():
            if type(value) in MODULES:
                return value
        for edge in node.edges:
            if edge is not None and edge[0] not in seen:
                seen.add(edge[0])
                stack.append(edge[0])
    return np.empty(0)


def saved_value(node: Node, k: int) -> Any:
    """What stands at place ``k`` of ``node.saved``, as a Tensor with its history if it is an array."""
    saved = node.saved
    value = saved.at(k) if isinstance(saved, Packed) else node.check_saved()[k]
    return lift.saved_at(node, k, value)


def _attribute(node: Node, name: str) -> Any:
    """``grad_fn._saved_self`` and the like."""
    if node.op is not None and name.startswith((PREFIX, RAW)):
        raw = name.startswith(RAW)
        wanted = name.removeprefix(RAW if raw else PREFIX)
        places = saved_names(node.op)
        if wanted in places:
            return SavedTensor(node, places[wanted]) if raw else saved_value(node, places[wanted])
        for own, value in node.params.items() if not raw else ():
            if wanted == PARAMETERS.get(own, own):
                return value
    raise NameMissing("node.attribute", op=node.name(), name=name, known=", ".join(_saved_attributes(node)))


def _saved_attributes(node: Node) -> list[str]:
    if node.op is None:
        return []
    return [PREFIX + name for name in (*saved_names(node.op), *(PARAMETERS.get(p, p) for p in node.params))]


def _dir(node: Node) -> list[str]:
    return sorted({*object.__dir__(node), *_saved_attributes(node)})


class SavedTensor:
    """One value that a node saved, as ``grad_fn._raw_saved_self``: a place for hooks of its own."""

    def __init__(self, node: Node, place: int) -> None:
        self._node, self._place = node, place

    def register_hooks(self, pack_hook: Any, unpack_hook: Any) -> None:
        """Let ``pack_hook(tensor)`` keep the value instead of the graph, until ``unpack_hook`` gives it back.
        RuntimeError if it has hooks already or was freed."""
        node = self._node
        if isinstance(node.saved, Packed) and node.saved.has_hooks(self._place):
            raise GraphError("saved.twice")
        pack_value(node, self._place, make(saved_value(node, self._place).array), pack_hook, unpack_hook)

    def unpack(self) -> Any:
        """The value, as the rule will get it."""
        return saved_value(self._node, self._place)


Node._input_metadata = property(input_metadata)  # type: ignore[attr-defined]
ShownNode.__getattr__ = _attribute  # type: ignore[attr-defined]
ShownNode.__dir__ = _dir  # type: ignore[method-assign]
