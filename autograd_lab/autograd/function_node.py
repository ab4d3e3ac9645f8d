"""The node that a call of a learner's Function leaves behind, and how the walk passes through it.

It is a node like any other, except that its rule is the learner's backward: this gets Tensors, and what it returns
is checked before the walk goes on with it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.backend.device import to_device
from autograd_lab.backend.dtypes import FLOATS, from_numpy_dtype
from autograd_lab.errors import GraphError
from autograd_lab.graph.node import Node
from autograd_lab.ops.base import OpDoc, sum_to
from autograd_lab.tensor import lift
from autograd_lab.tensor.apply import move
from autograd_lab.tensor.promotion import cast
from autograd_lab.tensor.tensor import Tensor, make

NO_TENSOR = ((), np.dtype(object))  # shape and dtype of an output that is some other thing of Python


class FunctionNode(Node):
    """The node of a custom Function; each Function has a subclass of its own, named as in PyTorch: ``MyReLUBackward``.

    It shows what hangs on the ctx of its call: ``y.grad_fn.saved_tensors``, ``y.grad_fn.my_attribute``.
    """

    __slots__ = ("ctx", "devices", "origins")

    op: Any  # a FunctionOp
    edges: Sequence[Any]
    _forward_cls: Any  # the Function
    ctx: Any
    devices: Sequence[Any]  # of the inputs that are Tensors
    # Where each saved tensor came from: (a weak reference to it, its edge or None), or which output of this node it
    # is. An output must not be held as a Tensor: it holds this node, and the two would keep each other alive.
    origins: Sequence[Any]

    def name(self) -> str:
        return type(self).__name__

    def check_saved(self) -> tuple[Any, ...]:
        """For the walk: the rule of this node gets the node, and looks at what was saved only if backward does."""
        return (self,)

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What forward saved, as Tensors with their history; RuntimeError if it was freed, or written to since."""
        values = super().check_saved()
        return tuple(self._tensor(value, origin) for value, origin in zip(values, self.origins, strict=True))

    def _tensor(self, value: Any, origin: Any) -> Any:
        if value is None or isinstance(origin, int):
            return value if value is None else lift.lifted(value, (self, origin))
        alive, edge = origin
        tensor = alive()
        if tensor is not None and tensor.array is value:
            return tensor
        return lift.lifted(value, edge, type(self.saved) is tuple)

    def free(self) -> None:
        self.saved = None

    def __getattr__(self, name: str) -> Any:
        if name in FunctionNode.__slots__ or name == "saved_tensors":  # asking the ctx for it would never end
            raise AttributeError(name)
        return getattr(self.ctx, name)


@dataclass(frozen=True)
class FunctionOp:
    """What the walk and the pictures ask a node's op, answered for one call of a Function."""

    function: Any
    arguments: int  # how many were given
    places: tuple[int, ...]  # which of them were Tensors: these have edges
    saved_inputs: tuple[tuple[int, int], ...] = ()  # (position in saved, which edge)
    saved_outputs: tuple[tuple[int, int], ...] = ()  # (position in saved, which output)

    differentiable = True
    several = True  # gradients come as a tuple, one per output
    always = True  # backward may have something to say without a gradient
    fills = False  # the ctx says whether outputs that nothing used get zeros or None
    holomorphic = False  # backward thinks of complex numbers itself
    joint, backward, variadic = True, None, None
    nondifferentiable = ()
    optional = ()

    @property
    def __name__(self) -> str:  # type: ignore[override]
        return self.function.__name__

    @property
    def inputs(self) -> tuple[str, ...]:
        """What forward calls its Tensors."""
        return tuple(argument_name(self.function, place) for place in self.places)

    @property
    def forward(self) -> Callable[..., Any]:
        return self.function.forward

    @property
    def doc(self) -> OpDoc:
        """The first words of the learner's own docstring, or what can be said without one."""
        words = " ".join(inspect.cleandoc(self.function.__doc__ or "").split("\n\n")[0].split())
        en = words or "A custom Function: its forward and its backward are written by hand."
        return OpDoc(self.__name__, "", "", en, words or "自定义 Function：前向与反向都由使用者自己编写。")

    @staticmethod
    def saved_names() -> tuple[str, ...]:
        return ()

    def grad_name(self, **params: Any) -> str:
        return self.function._backward_cls.__name__

    def pull_back(self, xp: Any, gys: Any, needs: Any, saved: Any, params: Any) -> list[Any]:
        """Call the learner's backward: with Tensors, and recording its steps if the walk itself is recorded."""
        (node,) = saved
        given = incoming(node, gys)
        rule = self.function._rule()
        returned = rule(node.ctx, given) if self.function.boxed_grads_call else rule(node.ctx, *given)
        gradients = outgoing(node, returned)
        return gradients if xp is lift.namespace else [g if g is None else g.array for g in gradients]


def argument_name(function: Any, place: int) -> str:
    """What forward calls its argument number ``place``; ``xs[0]`` for one of many."""
    names, rest = function._arguments
    return names[place] if place < len(names) else f"{rest}[{place - len(names)}]"


def incoming(node: FunctionNode, gys: Sequence[Any]) -> list[Any]:
    """The gradients of the outputs as Tensors. Of an output that nothing used it is zeros, or None if the learner
    asked for that; of one that is no Tensor, None."""
    given = [gy if gy is None or isinstance(gy, Tensor) else make(gy) for gy in gys]
    if node.ctx.materialize_grads:
        like = next((gy for gy in given if gy is not None), None)
        if like is None:  # no gradient at all has come
            like = make(to_device(np.zeros(()), node.devices[0]))
        for i, (shape, dtype) in enumerate(node.outputs):
            if given[i] is None and (shape, dtype) != NO_TENSOR:
                given[i] = lift.zeros(shape, dtype, like)
    return given


def outgoing(node: FunctionNode, returned: Any) -> list[Tensor | None]:
    """What backward returned, as one gradient or None for each input that is a Tensor; RuntimeError if it does not
    fit the inputs."""
    count, places = node.op.arguments, node.op.places
    values = list(returned) if isinstance(returned, tuple) else [returned]
    if all(value is None for value in values[count:]):
        del values[count:]
    if len(values) != count:
        raise GraphError("function.count", name=node.name(), expected=count, got=len(values), where=_where(node))
    for place, value in enumerate(values):
        if value is not None and place not in places:
            raise GraphError("function.constant", **_told(node, place))
        if value is not None and not isinstance(value, Tensor):
            raise GraphError("function.type", got=type(value).__name__, **_told(node, place))
    gradients = [values[place] for place in places]
    return [_fitted(node, k, g) if g is not None and node.edges[k] else None for k, g in enumerate(gradients)]


def _fitted(node: FunctionNode, k: int, g: Tensor) -> Tensor:
    """A gradient with the shape and dtype of the input ``k``: summed where it was broadcast, cast where it must be."""
    maker, index = node.edges[k]
    shape, dtype = maker.outputs[index]
    place, home = node.op.places[k], node.devices[k]
    if g.array.shape != shape:
        if not _expands(shape, g.array.shape):
            raise GraphError("function.shape", got=g.array.shape, expected=shape, **_told(node, place))
        g = sum_to(g, shape)
    kind = g.array.dtype.kind
    if kind not in FLOATS and (kind == "c") != (dtype.kind == "c"):
        raise GraphError("function.complex", got=g.dtype, expected=from_numpy_dtype(dtype), **_told(node, place))
    if g.device != home:
        if g.array.ndim:
            raise GraphError("function.device", got=g.device, expected=home, **_told(node, place))
        g = move(g, home)
    return cast(g, from_numpy_dtype(dtype))


def _expands(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    """Whether a tensor of shape ``small`` can be expanded to ``large``."""
    if len(small) > len(large):
        return False
    return all(n in (1, m) for n, m in zip(reversed(small), reversed(large), strict=False))


def _told(node: FunctionNode, place: int) -> dict[str, str]:
    """What every complaint about a gradient says: whose backward, for which argument, written where."""
    return {"name": node.name(), "argument": argument_name(node.op.function, place), "where": _where(node)}


def _where(node: FunctionNode) -> str:
    code = getattr(inspect.unwrap(node.op.function._rule()), "__code__", None)
    return f" ({code.co_filename}:{code.co_firstlineno})" if code else ""
