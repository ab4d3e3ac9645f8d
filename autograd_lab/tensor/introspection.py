"""What a node tells about itself beyond its edges: the form of its outputs, and what it saved for its rule.

PyTorch calls the first input of an op ``self``, the second of two like ones ``other``, the output ``result``; so
``y.grad_fn._saved_other`` is what the gradient of a product needs. ``_raw_saved_other`` is the place where it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import MODULES, NOT_HERE
from autograd_lab.backend.device import device, device_of
from autograd_lab.backend.dtypes import dtype, from_numpy_dtype
from autograd_lab.errors import ArgTypeError, GraphError, NameMissing
from autograd_lab.graph.node import AccumulateGrad, Node, ShownNode
from autograd_lab.ops.base import unread
from autograd_lab.ops.elementary import ToDevice
from autograd_lab.tensor import lift
from autograd_lab.tensor.packing import Packed, pack_value, saved_names
from autograd_lab.tensor.tensor import Size, make

PREFIX, RAW = "_saved_", "_raw_saved_"

# NumPy's and our names of parameters, and PyTorch's.
PARAMETERS = {
    "axis": "dim",
    "keepdims": "keepdim",
    "n": "exponent",
    "low": "min",
    "high": "max",
    "slope": "negative_slope",
    "times": "repeats",
}


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
    """What stands at place ``k`` of ``node.saved``, as a Tensor with its history if it is an array or a number."""
    saved = node.saved
    if saved is None and k in unread(node.op, tuple([edge is not None for edge in node.edges])):
        return None  # it never was anything else
    value = saved.at(k) if isinstance(saved, Packed) else node.check_saved()[k]
    if isinstance(value, (int, float, complex)):
        value = np.asarray(value)
    return lift.saved_at(node, k, value)


def _sizes(node: Node) -> Any:
    maker, index = node.edges[0] or (node, 0)
    return tuple(maker.outputs[index][0])


def _dims(node: Node) -> Any:
    axis = node.params["axis"]
    return (axis,) if isinstance(axis, int) else axis


def _swapped(node: Node) -> list[int]:
    axes = node.params["axes"]
    return [k for k, axis in enumerate(axes) if axis != k] or [0, 0]


def _selected(node: Node) -> tuple[int, int]:
    """The dimension, and which place of it."""
    params = node.params
    if "axis" in params:
        return params["axis"], params["index"]
    index = params["index"]
    at, place = next((k, i) for k, i in enumerate(index) if isinstance(i, (int, np.integer)))
    return (at - len(index) + len(_sizes(node)) if Ellipsis in index[:at] else at), int(place)


def _indices(node: Node) -> Any:
    """Where the extreme values are, in the shape in which the op gave them."""
    found = saved_value(node, saved_names(node.op)["indices"])
    return found if node.params["keepdims"] else make(found.array.squeeze(node.params["axis"]))


_SIZES: dict[str, Callable[[Node], Any]] = {"self_sym_sizes": _sizes}
_NUMEL: dict[str, Callable[[Node], Any]] = {"self_sym_numel": lambda node: prod(_sizes(node))}
_OVER: dict[str, Callable[[Node], Any]] = {"dim": _dims, "keepdim": lambda node: node.params["keepdims"]}
# Of nodes that tell something else in PyTorch than the parameters of our op: all that they tell besides what is saved.
TOLD: dict[str, dict[str, Callable[[Node], Any]]] = {
    "AddBackward0": {"alpha": lambda node: 1},
    "SubBackward0": {"alpha": lambda node: 1},
    "SumBackward0": _SIZES,
    "SumBackward1": _SIZES | _OVER,
    "MeanBackward0": _SIZES | _NUMEL,
    "MeanBackward1": _SIZES | _NUMEL | _OVER,
    "AmaxBackward0": _OVER,
    "AminBackward0": _OVER,
    "MaxBackward0": _SIZES | _OVER | {"dim": lambda node: node.params["axis"], "indices": _indices},
    "MinBackward0": _SIZES | _OVER | {"dim": lambda node: node.params["axis"], "indices": _indices},
    "SelectBackward0": _SIZES | {"dim": lambda node: _selected(node)[0], "index": lambda node: _selected(node)[1]},
    "TBackward0": {},
    "TransposeBackward0": {"dim0": lambda node: _swapped(node)[0], "dim1": lambda node: _swapped(node)[-1]},
    "PermuteBackward0": {"dims": lambda node: node.params["axes"]},
    "ViewBackward0": _SIZES,
    "ExpandBackward0": _SIZES,
    "SqueezeBackward0": _SIZES,
    "CatBackward0": {"dim": lambda node: node.params["axis"]},
}
WITH_SIZES = {"SortBackward0", "TopkBackward0", "IndexSelectBackward0", "RepeatBackward0"}


def _told(node: Node) -> dict[str, Callable[[Node], Any]]:
    """What a node tells besides what its rule gets."""
    if node.op is None:
        return {}
    name = node.short_name()
    if name in TOLD:
        return TOLD[name]
    own: dict[str, Callable[[Node], Any]] = {
        PARAMETERS.get(p, p): lambda node, p=p: node.params[p] for p in node.params
    }
    return own | _SIZES if name in WITH_SIZES else own


def _attribute(node: Node, name: str) -> Any:
    """``grad_fn._saved_self`` and the like."""
    if node.op is not None and name.startswith((PREFIX, RAW)):
        raw = name.startswith(RAW)
        wanted = name.removeprefix(RAW if raw else PREFIX)
        places = saved_names(node.op)
        told = {} if raw else _told(node)
        if wanted in told:
            return told[wanted](node)
        if wanted in places:
            return SavedTensor(node, places[wanted]) if raw else saved_value(node, places[wanted])
    raise NameMissing("node.attribute", op=node.name(), name=name, known=", ".join(_saved_attributes(node)))


def _saved_attributes(node: Node) -> list[str]:
    if node.op is None:
        return []
    places = saved_names(node.op)
    return [PREFIX + name for name in (*places, *_told(node))] + [RAW + name for name in places]


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


def _no_copy(node: Node, protocol: Any) -> Any:
    """``pickle`` and ``copy``: TypeError, as in PyTorch."""
    raise ArgTypeError("node.pickle", op=node.short_name())


Node.__reduce_ex__ = _no_copy  # type: ignore[method-assign]
Node._input_metadata = property(input_metadata)  # type: ignore[attr-defined]
ShownNode.__getattr__ = _attribute  # type: ignore[attr-defined]
ShownNode.__dir__ = _dir  # type: ignore[method-assign]
