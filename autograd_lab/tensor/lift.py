"""Differentiating backward itself: gradient rules run on Tensors instead of arrays.

With ``create_graph=True`` the rules of ``ops`` get Tensors and, as their ``xp``, the namespace below, which knows
NumPy's names and records what it does. So the second derivative comes from the same lines as the first.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import MODULES, array_module
from autograd_lab.graph.node import AccumulateGrad, Node
from autograd_lab.ops import complex, indexing, movement, reduction
from autograd_lab.ops.base import NUMPY_NAMES
from autograd_lab.tensor import hooks as hooks  # part of what the walk gets: see graph.walk.Lift
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.hooks import unwrap as unwrap
from autograd_lab.tensor.tensor import Tensor, make


def conj(tensor: Any) -> Any:
    """Conjugated, if it is complex."""
    return apply(complex.Conj, tensor) if tensor is not None and tensor.array.dtype.kind == "c" else tensor


def zeros(shape: tuple[int, ...], dtype: Any, like: Tensor) -> Tensor:
    """Zeros where ``like`` lives."""
    return make(array_module(like.array).zeros(shape, dtype))


def saved(node: Node) -> tuple[Any, ...]:
    """What ``node`` saved, as Tensors hanging in the graph where the arrays came from."""
    values, origins, own = node.check_saved(), _origins(node), type(node.saved) is tuple
    tensors = [lifted(value, origins.get(k), own) for k, value in enumerate(values)]
    for k, cell in _cells(node, values) if own else ():
        tensors[k]._writes = cell  # a write to the memory is noticed in the graph of the gradients, too
    return tuple(tensors)


def _cells(node: Node, values: Sequence[Any]) -> list[tuple[int, list[int]]]:
    """The version cells of saved arrays: guards stand in the order in which inputs and then outputs were saved."""
    if not isinstance(node.op, type):
        return []  # a custom Function makes Tensors of what it saved itself
    places = [k for k, _ in (*node.op.saved_inputs, *node.op.saved_outputs) if type(values[k]) in MODULES]
    if len(places) != len(node.guards):
        return []  # one of the arrays was made of a number
    return [(k, cell) for k, (cell, _) in zip(places, node.guards, strict=True)]


def saved_at(node: Node, k: int, value: Any) -> Any:
    """The same of one of them, of which ``value`` is the array."""
    return lifted(value, _origins(node).get(k), type(node.saved) is tuple)


def _origins(node: Node) -> dict[int, Any]:
    origins: dict[int, Any] = {k: node.edges[i] for k, i in node.op.saved_inputs if i < len(node.edges)}
    return origins | {k: (node, j) for k, j in node.op.saved_outputs if j not in node.op.nondifferentiable}


def lifted(value: Any, origin: tuple[Node, int] | None, own: bool = True) -> Any:
    """An array as a Tensor that is output ``origin[1]`` of the node ``origin[0]``; a leaf is itself, if the array is
    its ``own`` and not one that was packed and unpacked."""
    if type(value) not in MODULES:
        return value
    if own and origin is not None and isinstance(origin[0], AccumulateGrad):
        return origin[0].variable
    return hung(value, origin)


def hung(array: Any, origin: tuple[Node, int] | None) -> Tensor:
    """A Tensor around ``array`` whose gradient goes where ``origin`` says."""
    tensor = make(array)
    if origin is None:
        return tensor
    maker, index = origin
    tensor._requires_grad = True
    if isinstance(maker, AccumulateGrad):
        tensor._accumulator = weakref.ref(maker)
    else:
        tensor._node, tensor._index = maker, index
    return tensor


class TensorNamespace:
    """NumPy's names on Tensors: what gradient rules may call on ``xp``, besides operators and ``run``.

    Element-wise functions are found by the NumPy name that their op gives; what takes other arguments stands here.
    """

    inf, pi = np.inf, np.pi

    def __getattr__(self, name: str) -> Callable[..., Tensor]:
        if name not in NUMPY_NAMES:
            raise AttributeError(f"a gradient rule that is differentiated itself may not call xp.{name}")
        return partial(apply, NUMPY_NAMES[name])

    @staticmethod
    def record_op(op: Any, *inputs: Any, **params: Any) -> Any:
        return apply(op, *inputs, **params)

    @staticmethod
    def matmul(a: Tensor, b: Tensor) -> Tensor:
        return a @ b  # type: ignore[operator]  (a method that functional hangs on Tensor)

    @staticmethod
    def where(condition: Tensor, a: Any, b: Any) -> Tensor:
        return apply(indexing.Where, condition, a, b)

    @staticmethod
    def transpose(x: Tensor, axes: tuple[int, ...]) -> Tensor:
        return apply(movement.Permute, x, axes=tuple(axes))

    @staticmethod
    def swapaxes(x: Tensor, a: int, b: int) -> Tensor:
        axes = list(range(x.ndim))
        axes[a], axes[b] = axes[b], axes[a]
        return apply(movement.Permute, x, axes=tuple(axes))

    @staticmethod
    def broadcast_to(x: Tensor, shape: tuple[int, ...]) -> Tensor:
        return apply(reduction.Expand, x, shape=tuple(shape))


namespace = TensorNamespace()
