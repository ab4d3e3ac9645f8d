"""One call of a learner's Function: it runs unrecorded, and its outputs are hung on one node of the graph."""

from __future__ import annotations

import warnings
import weakref
from collections.abc import Sequence
from dataclasses import replace
from types import NoneType
from typing import Any

from autograd_lab import watch
from autograd_lab.autograd.function_node import NO_TENSOR, FunctionNode, FunctionOp, argument_name
from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.errors import ArgTypeError, GraphError
from autograd_lab.functional.history import alias, detach
from autograd_lab.graph.modes import modes, no_grad
from autograd_lab.graph.node import new_node
from autograd_lab.i18n import tr
from autograd_lab.tensor.inplace import check_writable, rebase
from autograd_lab.tensor.tensor import Tensor, View, edge_of, make
from autograd_lab.watch.origin import called

PLAIN = (bool, int, float, complex, str, NoneType)  # arguments that a picture of the graph shows


def call(function: Any, ctx: Any, args: tuple[Any, ...], separate: bool) -> Any:
    """Run forward without recording its steps, and hang its outputs on one node; ``separate`` from setup_context."""
    tensors = [x for x in args if isinstance(x, Tensor)]
    ctx.needs_input_grad = tuple([isinstance(x, Tensor) and x.requires_grad for x in args])
    recording = modes.grad_enabled and any(ctx.needs_input_grad)
    edges = [edge_of(x) if x._requires_grad else None for x in tensors]  # before forward may write into them
    with no_grad():
        if separate:
            output = function.forward(*args)
            function.setup_context(ctx, args, output)
        else:
            output = function.forward(ctx, *args)
    outputs = output if isinstance(output, tuple) else (output,)
    node = _node(function, ctx, args, edges, outputs) if recording else None
    results = Results(function, ctx, node, tensors, outputs, separate).hang()
    if node is not None:
        if ctx.to_save:
            _save(node, ctx.to_save, tensors)
        if watch.watchers:
            node.scope, node.line = watch.current_scope(), watch.learner_line()
            watch.tell("recorded", node, tensors, [y for y in results if isinstance(y, Tensor)])
    ctx.to_save = ctx.saved_for_forward = ctx.dirty_tensors = ctx.non_differentiable = None
    return results if isinstance(output, tuple) else results[0]


def _node(function: Any, ctx: Any, args: tuple[Any, ...], edges: Any, outputs: tuple[Any, ...]) -> FunctionNode:
    places = tuple(i for i, x in enumerate(args) if isinstance(x, Tensor))
    shown = {argument_name(function, i): x for i, x in enumerate(args) if isinstance(x, PLAIN)}
    results = [(y.array.shape, y.array.dtype) if isinstance(y, Tensor) else NO_TENSOR for y in outputs]
    op = FunctionOp(function, len(args), places)
    node = new_node(op, shown, (), (), edges, results, function._backward_cls)
    node.ctx, node.origins, node.devices = ctx, (), [args[i].device for i in places]
    ctx._node = weakref.ref(node)
    return node


class Results:
    """The outputs of one call on their way into the graph.

    An output is one of these: made by forward, an input written to (``mark_dirty``), an input handed back as it is,
    or a view of an input.
    """

    def __init__(self, function: Any, ctx: Any, node: Any, inputs: Any, outputs: Any, separate: bool) -> None:
        self.name, self.node, self.outputs = function.__name__, node, outputs
        self.inputs = {id(x) for x in inputs}
        self.dirty = self._marked("mark_dirty", ctx.dirty_tensors)
        self.constant = self._marked("mark_non_differentiable", ctx.non_differentiable)
        self.saved = {id(x) for x in ctx.to_save or ()} if separate else set[int]()

    def _marked(self, how: str, tensors: Any) -> dict[int, Tensor]:
        for x in tensors or ():
            if not isinstance(x, Tensor):
                raise GraphError("function.mark_type", function=self.name, how=how, got=type(x).__name__)
        return {id(x): x for x in tensors or ()}

    def hang(self) -> tuple[Any, ...]:
        """The outputs with their history."""
        if not self.dirty.keys() <= {id(y) for y in self.outputs}:
            raise GraphError("function.dirty_not_returned", function=self.name)
        results = tuple(self._hang(i, y) if isinstance(y, Tensor) else y for i, y in enumerate(self.outputs))
        for x in self.dirty.values():
            x._writes[0] += 1  # after the history, so that views of x look for theirs anew
        changed = [isinstance(y, Tensor) and y._node is not None and y._node is self.node for y in results]
        for y, ours in zip(results, changed, strict=True):
            if ours and y._base is not None and id(y) not in self.dirty:
                # Its memory is that of another tensor, and only the learner knows how: no later write can be followed.
                y._view, y._seen = View.SEVERAL if sum(changed) > 1 else View.FUNCTION, y._writes[0]
        return results

    def _hang(self, index: int, y: Tensor) -> Tensor:
        given, dirty = id(y) in self.inputs, id(y) in self.dirty
        if self.node is None or id(y) in self.constant or y.array.dtype.kind not in INEXACT:
            return self._apart(y, given, dirty)
        if dirty:
            return self._rewritten(index, y, given)
        if given:
            if id(y) in self.saved:
                raise GraphError("function.returned_and_saved", function=self.name)
            y = _another(y)
        y._node, y._index, y._requires_grad = self.node, index, True
        return y

    @staticmethod
    def _apart(y: Tensor, given: bool, dirty: bool) -> Tensor:
        """An output that gets no gradient from here. What a learner handed in keeps its own history."""
        if not y._requires_grad:
            return _another(y) if given and not dirty else y
        if given:
            return detach(y)
        y._node, y._index, y._requires_grad = None, 0, False
        return y

    def _rewritten(self, index: int, y: Tensor, given: bool) -> Tensor:
        """An input that was written to: from now on its history is this node, and that of its base follows."""
        check_writable(y)
        if not given:
            warnings.warn(tr("function.dirty_no_input", function=self.name), UserWarning, stacklevel=7)
        if y._view is not None and len(self.outputs) > 1:
            raise GraphError("function.dirty_view", function=self.name)
        value = make(y.array)
        value._node, value._index, value._requires_grad = self.node, index, True
        rebase(y, value)
        return y


def _another(x: Tensor) -> Tensor:
    """The same memory under a new Tensor, which may have another history."""
    with no_grad():
        return alias(x)


def _save(node: FunctionNode, tensors: tuple[Any, ...], given: Sequence[Tensor]) -> None:
    """Keep ``tensors`` for backward: their arrays, their versions, and where they stand in the graph."""
    values, guards, origins, inputs, outputs = [], [], [], [], []
    edge_at = {id(x): i for i, x in enumerate(given)}
    for k, x in enumerate(tensors):
        if x is None:
            values.append(None)
            origins.append(None)
            continue
        if not isinstance(x, Tensor):
            raise ArgTypeError("function.save_type", function=node.op.__name__, place=k, got=type(x).__name__)
        if x._inference:
            raise GraphError("inference.saved", op=node.name(), what=called(x), shape=x.array.shape)
        edge = edge_of(x) if x.requires_grad else None
        if edge is not None and edge[0] is node:
            outputs.append((k, edge[1]))
            origins.append(edge[1])
        else:
            if id(x) in edge_at:
                inputs.append((k, edge_at[id(x)]))
            origins.append((weakref.ref(x), edge))
        values.append(x.array)
        guards.append((x._writes, x._writes[0]))
    node.saved, node.guards, node.origins = tuple(values), guards, origins
    node.op = replace(node.op, saved_inputs=tuple(inputs), saved_outputs=tuple(outputs))
