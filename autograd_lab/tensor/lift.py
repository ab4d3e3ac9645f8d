"""Differentiating backward itself: gradient rules run on Tensors instead of arrays.

With ``create_graph=True`` the rules of ``ops`` get Tensors and, as their ``xp``, the namespace below, which knows
NumPy's names and records what it does. So the second derivative comes from the same lines as the first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import MODULES, array_module
from autograd_lab.errors import ArgTypeError
from autograd_lab.graph.node import AccumulateGrad, Node
from autograd_lab.ops import complex, indexing, movement, reduction
from autograd_lab.ops.base import NUMPY_NAMES
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor, make


def wrap(array: Any) -> Tensor:
    return make(array)


def unwrap(tensor: Any) -> Any:
    """Its array; TypeError for what is no Tensor, which can only have come from a learner's hook."""
    if not isinstance(tensor, Tensor):
        raise ArgTypeError("hook.returned", got=type(tensor).__name__)
    return tensor.array


def conj(tensor: Any) -> Any:
    """Conjugated, if it is complex."""
    return apply(complex.Conj, tensor) if tensor is not None and tensor.array.dtype.kind == "c" else tensor


def zeros(shape: tuple[int, ...], dtype: Any, like: Tensor) -> Tensor:
    """Zeros where ``like`` lives."""
    return make(array_module(like.array).zeros(shape, dtype))


def saved(node: Node) -> tuple[Any, ...]:
    """What ``node`` saved, as Tensors hanging in the graph where the arrays came from."""
    origin: dict[int, Any] = {k: node.edges[i] for k, i in node.op.saved_inputs if i < len(node.edges)}
    origin |= {k: (node, j) for k, j in node.op.saved_outputs if j not in node.op.nondifferentiable}
    return tuple(lifted(value, origin.get(k)) for k, value in enumerate(node.check_saved()))


def lifted(value: Any, origin: tuple[Node, int] | None) -> Any:
    """An array as a Tensor that is output ``origin[1]`` of the node ``origin[0]``; a leaf is itself."""
    if type(value) not in MODULES:
        return value
    if origin is None:
        return make(value)
    maker, index = origin
    if isinstance(maker, AccumulateGrad):
        return maker.variable
    tensor = make(value)
    tensor._node, tensor._index, tensor._requires_grad = maker, index, True
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
