"""Running a plan in the place of the call, and the node that its outputs hang on where gradients are wanted later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.random import default_generator
from autograd_lab.compiler.plan import Instance, Plan
from autograd_lab.compiler.program import CALL
from autograd_lab.errors import GraphError
from autograd_lab.graph.node import Node, new_node
from autograd_lab.ops.base import OpDoc
from autograd_lab.tensor.tensor import Tensor, edge_of, make


class Lease:
    """A plan's memory, lent to one call. It goes back when nobody can run the call's backward any more."""

    __slots__ = ("carried", "instance", "pool")

    def __init__(self, pool: list[Instance], instance: Instance, carried: Any) -> None:
        self.pool, self.instance, self.carried = pool, instance, carried

    def __del__(self) -> None:
        self.pool.append(self.instance)


class CompiledOp:
    """What the walk asks a node's op: the gradient rules of a whole call, run from its plan."""

    doc = OpDoc("plan", "", "", "A compiled call, replayed from its plan.", "按计划重放的一次已编译调用。")
    differentiable = several = fills = holomorphic = once = True
    holomorphic = False
    always = False
    joint, backward, variadic, inputs, rules = True, None, None, (), {}
    nondifferentiable = saved_inputs = saved_outputs = optional = ()
    __name__ = "Compiled"

    @staticmethod
    def saved_names() -> tuple[str, ...]:
        return ()

    @staticmethod
    def grad_name(**params: Any) -> str:
        return "CompiledFunctionBackward"

    @staticmethod
    def pull_back(xp: Any, gys: Any, needs: Any, saved: Any, params: Any) -> Sequence[Any]:
        if xp is not np:
            raise GraphError("compile.double_backward")
        (lease,) = saved
        return lease.instance.backward(lease.carried, *gys)


class FreedOp(CompiledOp):
    """Of an output whose backward was part of the call."""


OP, FREED = CompiledOp(), FreedOp()


class Replay:
    """A plan and all that turns its arrays into what the call returns.

    ``result`` is the form of what is returned; ``outputs`` are the places in the plan's result. ``edges`` lead to the
    leaves and arguments that the outputs' gradients go to.
    """

    def __init__(self, plan: Plan, result: Any, grads: dict[int, int | None], edges: Sequence[Any], read: Any) -> None:
        self.plan, self.result = plan, result
        self.grads = grads  # output: its number among those with gradients, or None if its graph is freed
        self.edges = edges
        self.read = read  # tensors that the backward reads, whose versions are noted
        self.calls = any(step.kind == CALL for step in plan.steps)
        self.pool: list[Instance] = []

    def run(self, tensors: Sequence[Tensor]) -> Any:
        """Do what the call does."""
        try:
            instance = self.pool.pop()
            instance.up_to_date()
        except IndexError:  # the first call, or all are at work
            instance = Instance(self.plan)
        lent = False
        random = default_generator.state_bytes() if self.plan.repeatable and self.calls else b""
        try:
            with np.errstate(all="ignore"):
                arrays, carried = instance.forward(*tensors)
            outputs = [make(array) for array in arrays]
            if self.grads:
                lent = self._hang(outputs, tensors, instance, carried)
        except GraphError:
            if random:  # the call may be made anew
                default_generator.restore(random)
            raise
        finally:
            if not lent:
                self.pool.append(instance)
        return _built(self.result, outputs, tensors)

    def _hang(self, outputs: list[Tensor], tensors: Sequence[Tensor], instance: Instance, carried: Any) -> bool:
        """Give the outputs their place in the graph."""
        shapes = [(out.array.shape, out.array.dtype) for k, out in enumerate(outputs) if self.grads.get(k) is not None]
        node: Any = None
        if shapes:
            edges = [edge_of(tensors[edge[1]] if isinstance(edge, tuple) else edge) for edge in self.edges]
            read = [tensors[t[1]] if isinstance(t, tuple) else t for t in self.read]
            guards = [(t._writes, t._writes[0]) for t in read]
            node = new_node(OP, {}, (Lease(self.pool, instance, carried),), guards, edges, shapes)
        for k, index in self.grads.items():
            out = outputs[k]
            if index is None:
                out._node = new_node(FREED, {}, None, (), (), [(out.array.shape, out.array.dtype)])
            else:
                out._node, out._index = node, index
            out._requires_grad = True
        return node is not None


class Output:
    """Stands in the form of a result for a Tensor: one that the plan makes, or one that was there before."""

    __slots__ = ("of",)

    def __init__(self, of: Any) -> None:
        self.of = of  # a number among the plan's outputs, ("argument", k), ("grad", leaf), or a Tensor

    def tensor(self, outputs: Sequence[Tensor], tensors: Sequence[Tensor]) -> Any:
        of = self.of
        if isinstance(of, int):
            return outputs[of]
        if isinstance(of, Tensor):
            return of
        if of[0] == "argument":
            return tensors[of[1]]
        leaf = tensors[of[1][1]] if isinstance(of[1], tuple) else of[1]
        return leaf._grad


def _built(tree: Any, outputs: Sequence[Tensor], tensors: Sequence[Tensor]) -> Any:
    if type(tree) is Output:
        return tree.tensor(outputs, tensors)
    if type(tree) in (tuple, list):
        return type(tree)([_built(part, outputs, tensors) for part in tree])
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return type(tree)(*[_built(part, outputs, tensors) for part in tree])
    if type(tree) is dict:
        return {key: _built(part, outputs, tensors) for key, part in tree.items()}
    return tree


def is_compiled(node: Node) -> bool:
    """Whether a node is that of a replayed call."""
    return isinstance(node.op, CompiledOp)
