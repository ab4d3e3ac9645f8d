"""Recording the way back: gradient rules, sums of gradients, and their arrival at leaves."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from autograd_lab.compiler import expand
from autograd_lab.compiler.known import Break, Known
from autograd_lab.compiler.program import (
    ACCUMULATE,
    CLEAR,
    CONSTANT,
    COPY,
    GRAD,
    MADE,
    RULE,
    UFUNC,
    Step,
    Value,
    mapped,
    values_in,
)
from autograd_lab.tensor.tensor import Tensor


class Backward(Known):
    """The events of backward. The walk hands gradients on without telling; here they are followed along the edges."""

    def grad_set(self, tensor: Any, value: Any) -> None:
        def note() -> None:
            if value is not None:
                raise Break("compile.grad_assigned")
            if tensor._node is None and self.is_outside(tensor):
                leaf = self.leaf(tensor)
                self._note("zero_grad", True, (), (), [Step(CLEAR, None, (leaf,))], leaf)

        self._try(note)

    def backward_started(self, roots: Sequence[Any]) -> None:
        self.walked = True
        self._arrived = {}

    def reached(self, node: Any, gys: Sequence[Any]) -> None:
        self._try(self._reached, node, gys)

    def flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        self._try(self._flowed, node, gys, gxs)

    def accumulating(self, leaves: Sequence[Any]) -> None:
        self._try(self._accumulating, leaves)
        self._quiet += threading.get_ident() == self._thread

    def backward_finished(self, roots: Sequence[Any]) -> None:
        if threading.get_ident() == self._thread and self._quiet:
            self._quiet -= 1
            self._try(self._accumulated)

    def backward_failed(self, roots: Sequence[Any], error: BaseException) -> None:
        self.broken = self.broken or Break("compile.error")

    def _reached(self, node: Any, gys: Sequence[Any]) -> None:
        if node.before is not None and (node.before.tensors or node.before.node or node.before.keepers):
            raise Break("compile.hooks", name=node.short_name())
        if node.hooks or getattr(node, "followers", None):
            raise Break("compile.hooks", name=node.short_name())
        for index, gy in enumerate(gys):
            if gy is None:
                continue
            array = gy.array if isinstance(gy, Tensor) else gy
            value = self.value(array)
            if value is not None:
                self._arrived[node, index] = value
                continue
            value = self._arrived.get((node, index))
            if value is None:  # where the walk begins, unless a gradient was given: 1
                if array.size != 1 or array.item() != 1 or (isinstance(gy, Tensor) and gy._requires_grad):
                    raise Break("compile.unknown", shape=array.shape)
                value = Value(CONSTANT, array.copy())
            if not expand.equal_bits(value.array, array):  # something was added that nobody told of
                raise Break("compile.unknown", shape=array.shape)
            self.learn(array, value)
            self._arrived[node, index] = value

    def _flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        known = [None if gy is None else self.value(gy) for gy in gys]
        if any(gx is not None and self.value(gx) is None for gx in gxs):
            self._pulled(node, known, gxs)
        for edge, gx in zip(node.edges, gxs, strict=False):
            if edge is None or gx is None:
                continue
            value, before = self.value(gx), self._arrived.get(edge)
            assert value is not None
            if before is not None:
                both = (before, value)
                total = np.asarray(before.array + value.array)
                value = Value(MADE, total)
                self._note("add", True, both, (value,), [Step(UFUNC, np.add, both, outs=(value,))])
            self._arrived[edge] = value

    def _pulled(self, node: Any, gys: list[Any], gxs: Sequence[Any]) -> None:
        """The steps of one node's gradient rules."""
        op, saved = node.op, self.saved.get(node)
        if saved is None or type(node.saved) not in (tuple, type(None)):
            raise Break("compile.graph_from_before", name=node.short_name())
        if op.holomorphic and node.outputs[0][1].kind == "c":
            raise Break("compile.complex")
        if isinstance(saved, tuple) and node.saved is not None:
            for value, array in zip(saved, node.saved, strict=True):
                if isinstance(value, Value) and value.array is None:  # the Tensor that had it is gone
                    value.array = array
                    value.loosen()
        gys = self._filled(node, gys)
        gy: Any = tuple(gys) if op.several else gys[0]
        needs = tuple([gx is not None for gx in gxs])
        params = mapped(node.params, self._parameter)
        arrays = [gx for gx in gxs if gx is not None]

        def rule(xp: Any, gy: Any, *saved: Any) -> Any:
            return op.pull_back(xp, gy, needs, saved, params)

        steps, outs = None, []
        plain = self._looks_into and isinstance(saved, tuple) and not any(values_in(params))
        seen = expand.looked_into(rule, (gy, *saved), {}) if plain else None
        if seen is not None:
            outs = [out for out, need in zip(seen[0], needs, strict=False) if need]
            if all(isinstance(v, Value) and expand.same_bits(v, a) for v, a in zip(outs, arrays, strict=True)):
                steps = seen[1]
                expand.loosen(steps)
            else:
                expand.give_up(seen[1])
        if steps is None:
            inputs = (gy, saved)
            outs = [self._made_of(array, inputs) for array in arrays]
            for a, b in combinations(range(len(outs)), 2):  # as that of x and that of y in x + y
                if np.may_share_memory(arrays[a], arrays[b]):
                    outs[b].holds = (*outs[b].holds, outs[a])
            places = iter(outs)
            results = tuple([next(places) if need else None for need in needs])
            steps = [Step(RULE, op, (gy, needs, saved), params, results)]
        for out, array in zip(outs, arrays, strict=True):
            if self.value(array) is None:
                self.learn(array, out)
            out.loosen()
        flows = tuple([None if gx is None else self.value(gx) for gx in gxs])
        self._note(node.short_name(), True, tuple(values_in(gy)), flows, steps, params)

    def _filled(self, node: Any, gys: list[Any]) -> list[Any]:
        """Zeros for the outputs that nothing used, as the walk makes them."""
        if not node.op.fills:
            return gys
        return [
            Value(CONSTANT, np.broadcast_to(np.zeros((), dtype), shape)) if gy is None else gy
            for gy, (shape, dtype) in zip(gys, node.outputs, strict=True)
        ]

    def _accumulating(self, leaves: Sequence[Any]) -> None:
        self._leaves, pairs, outs, copies = [], [], [], []
        for node in leaves:
            leaf, value = node.variable, self._arrived.get((node, 0))
            if value is None or (not self.is_outside(leaf) and leaf._grad is not None):
                raise Break("compile.unknown", shape=tuple(leaf.shape))
            if self.is_outside(leaf):
                outs.append(Value(GRAD, None, self.leaf(leaf)))
                pairs.append((outs[-1].source, value))
                self._leaves.append((leaf, outs[-1]))
            else:  # made by the call itself: only the call can read its .grad
                mine = Value(MADE, value.array)
                copies.append(Step(COPY, np.copy, (value,), outs=(mine,)))
                self._leaves.append((leaf, mine))
        steps = [*copies, Step(ACCUMULATE, None, tuple(pairs), outs=tuple(outs))]
        arrived = tuple([v for _, v in pairs])
        self._note("AccumulateGrad", True, arrived, tuple(outs), steps, [leaf for leaf, _ in pairs])

    def _accumulated(self) -> None:
        for leaf, grad in self._leaves:
            if leaf._grad is None:  # it does not ask for gradients any more
                raise Break("compile.unknown", shape=tuple(leaf.shape))
            array = leaf._grad.array
            if leaf._grad._node is not None or leaf._grad._requires_grad:
                raise Break("compile.create_graph")
            grad.array, grad.shape, grad.dtype, grad.strides = array, array.shape, array.dtype, array.strides
            self.learn(array, grad)
