"""Running an op on Tensors: the one place where mathematics becomes graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_lab import watch
from autograd_lab.backend import cuda
from autograd_lab.backend.arrays import MODULES, NOT_HERE, SEVERAL, memory_of
from autograd_lab.backend.device import device, to_device
from autograd_lab.backend.dtypes import FLOATS, INEXACT
from autograd_lab.errors import DeviceError, DtypeError, GraphError
from autograd_lab.graph.modes import modes
from autograd_lab.graph.node import Node, new_node
from autograd_lab.ops.base import Op, unread, without
from autograd_lab.ops.elementary import Cast, ToDevice
from autograd_lab.tensor.tensor import Tensor, View, edge_of, make, refresh
from autograd_lab.tensor.transformed import innermost
from autograd_lab.watch.origin import called

WIDE = np.dtype(np.float32)


def apply(op: type[Op], *inputs: Any, **params: Any) -> Any:
    """``op`` on Tensors, Python numbers or None; a Tensor, or a tuple of them for an op of several outputs.

    RuntimeError if the Tensors live on different devices.
    """
    started = watch.clock() if watch.watchers else 0
    arrays = []
    xp: Any = None
    needs_grad = False
    for x in inputs:
        if isinstance(x, Tensor):
            array = x.array
            module = MODULES[type(array)]
            if module is not xp:
                if xp is not None or module is NOT_HERE:
                    return elsewhere(op, inputs, params)
                xp = module
            if (x._view is not None and modes.grad_enabled and refresh(x)) or x._requires_grad:
                needs_grad = True
            if array.itemsize == 2 and op.widens and array.dtype.kind in FLOATS and (xp is np or not op.tensor_cores):
                return widened(op, inputs, params)
            arrays.append(array)
        else:
            arrays.append(x)
    if xp is not np:
        index = check_one_device(op, inputs)
        if SEVERAL and index is not None and index != xp.cuda.runtime.getDevice():
            with xp.cuda.Device(index):
                return apply(op, *inputs, **params)

    try:
        y, saved = op.forward(xp, *arrays, **params)
    except (TypeError, NotImplementedError) as error:
        if xp is np or not cuda.lacks_kernel(error) or np.ndarray in map(type, params.values()):  # an index on the host
            raise
        dtypes = {str(x.dtype) for x in inputs if isinstance(x, Tensor)}
        raise DtypeError("device.dtype", op=op.__name__, dtype=", ".join(sorted(dtypes))) from error
    # NumPy makes 0-d results its scalars.
    if op.several:
        outputs = tuple([make(v if type(v) in MODULES else xp.asarray(v)) for v in y])
    else:
        outputs = (make(y if type(y) in MODULES else xp.asarray(y)),)
    if needs_grad and modes.grad_enabled and op.differentiable and not modes.inference:
        record(op, params, saved, inputs, outputs)
    if op.view:
        share_memory(op, inputs[0], outputs)
    if started:
        watch.tell("ran", op, params, inputs, outputs, started)
    return outputs if op.several else outputs[0]


def elsewhere(op: type[Op], inputs: Sequence[Any], params: dict[str, Any]) -> Any:
    """``apply`` where inputs are not all arrays of one module: one is inside a transform, or on another device."""
    transform = innermost(inputs)
    if transform is not None:
        return transform.run(op, inputs, params)
    return apply(op, *on_one_device(op, inputs), **params)


def widened(op: type[Op], inputs: Any, params: dict[str, Any]) -> Any:
    """Halves (float16, bfloat16) computed in float32 and rounded once, as PyTorch does on the CPU; on a GPU, too, but
    for products of matrices, which it has circuits for."""
    floats = {x.array.dtype for x in inputs if isinstance(x, Tensor) and x.array.dtype.kind in FLOATS}
    wide = [
        apply(Cast, x, dtype=WIDE) if isinstance(x, Tensor) and x.array.dtype.kind in FLOATS and x.array.itemsize == 2
        else x for x in inputs
    ]  # fmt: skip
    y = apply(op, *wide, **params)
    if len(floats) > 1:
        return y
    narrow = floats.pop()
    if op.several:
        return tuple(apply(Cast, v, dtype=narrow) if v.array.dtype == WIDE else v for v in y)
    return apply(Cast, y, dtype=narrow) if y.array.dtype == WIDE else y


def record(
    op: type[Op], params: dict[str, Any], saved: tuple[Any, ...], inputs: Any, outputs: Sequence[Tensor]
) -> Node:
    """Make the node of an op that has run, and hang the outputs on it."""
    edges, results, guards = [], [], []  # filled by plain loops: on Python 3.11 a comprehension is one more call
    for x in reversed(inputs):  # so that of new leaves the first is reached first on the way back
        edges.append(edge_of(x) if isinstance(x, Tensor) and x._requires_grad else None)
    edges.reverse()
    for out in outputs:
        results.append((out.array.shape, out.array.dtype))
    idle: tuple[int, ...] = ()
    if op.saved_inputs and None in edges:
        if any(edges):
            idle = unread(op, tuple([edge is not None for edge in edges]))
            saved = without(saved, idle) if idle else saved
        else:  # no gradient will flow, so what is saved need not stay right
            idle = tuple([k for k, _ in op.saved_inputs])
    for k, i in op.saved_inputs:
        x = inputs[i]
        if isinstance(x, Tensor) and k not in idle:
            if x._inference:
                raise GraphError("inference.saved", op=op.grad_name(**params), what=called(x), shape=x.array.shape)
            guards.append((x._writes, x._writes[0]))
    for k, j in op.saved_outputs:
        out = outputs[j]
        guards.append((out._writes, out._writes[0]))
        if saved[k] is not out.array:  # a NumPy scalar that became an array
            saved = (*saved[:k], out.array, *saved[k + 1 :])
    node = new_node(op, params, saved, guards, edges, results)
    for k, out in enumerate(outputs):
        if k not in op.nondifferentiable and out.array.dtype.kind in INEXACT:
            out._node, out._index, out._requires_grad = node, k, True
    if watch.watchers:
        node.scope, node.line = watch.current_scope(), watch.learner_line()
        watch.tell("recorded", node, inputs, outputs)
    return node


def share_memory(op: type[Op], x: Tensor, outputs: Sequence[Tensor]) -> None:
    """Tie views to the tensor whose memory they look at: one version cell, and the way to its history."""
    for out in outputs:
        base = out.array.base
        simply = base is not None and (base is x.array or base is x.array.base)
        if not simply and memory_of(out.array) is not memory_of(x.array):
            continue  # this one had to be copied
        out._writes, out._seen = x._writes, x._writes[0]
        out._base = x if x._base is None else x._base
        if out._inference is not x._inference:
            out._inference = x._inference
        if not modes.grad_enabled:
            out._view = View.INFERENCE if modes.inference else View.NO_GRAD
        elif op.several:
            out._view = View.SEVERAL
        else:
            out._view = x._view or View.PLAIN


def move(x: Tensor, target: device, non_blocking: bool = False) -> Tensor:
    """x on another device, and the gradient back on this one."""
    home = x.device
    return apply(ToDevice, x, move=lambda a: to_device(a, target, non_blocking), back=lambda a: to_device(a, home))


def on_one_device(op: type[Op], inputs: Any) -> list[Any]:
    """A 0-d tensor of the host counts as a number, which may meet any device; RuntimeError for others."""
    target = next(x.device for x in inputs if isinstance(x, Tensor) and x.is_cuda)
    moved = [move(x, target) if isinstance(x, Tensor) and x.ndim == 0 and not x.is_cuda else x for x in inputs]
    check_one_device(op, moved)
    return moved


def check_one_device(op: type[Op], inputs: Any) -> int | None:
    """The index of the GPU on which all are, None for the host; RuntimeError if they are not on one device. Two GPUs
    share one array module, so they need a look at the arrays themselves."""
    places = {None if type(x.array) is np.ndarray else x.array.device.id for x in inputs if isinstance(x, Tensor)}
    if len(places) > 1:
        devices = {str(x.device) for x in inputs if isinstance(x, Tensor)}
        raise DeviceError("device.mixed", op=op.__name__, devices=", ".join(sorted(devices)))
    return places.pop() if places else None
