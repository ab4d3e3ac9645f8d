"""Writing into a tensor while its history stays right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from autograd_lab import watch
from autograd_lab.backend.arrays import address, at, overlap_partly, owner, same_elements, strided
from autograd_lab.backend.dtypes import from_numpy_dtype
from autograd_lab.errors import DtypeError, GraphError, ShapeError
from autograd_lab.graph.modes import modes
from autograd_lab.graph.node import Node
from autograd_lab.ops.base import Op
from autograd_lab.ops.elementary import Cast
from autograd_lab.ops.indexing import WriteView
from autograd_lab.ops.strided import stride_of
from autograd_lab.tensor.apply import apply, record
from autograd_lab.tensor.tensor import Tensor, View, make, refresh, refused, set_history
from autograd_lab.tensor.transformed import held, innermost, is_transformed
from autograd_lab.tensor.views import look_again, steps_between
from autograd_lab.watch.origin import called


def apply_inplace(function: Callable[..., Tensor], x: Tensor, *others: Any, **params: Any) -> Tensor:
    """Run ``function`` on x and write the result into x's memory, as ``x.add_(y)`` does; returns x."""
    if innermost((x, *others)) is not None:
        check_captured(x)
        return write_inside(x, function(x.clone() if _recorded(x, others) else x, *others, **params))
    check_writable(x, *others, *params.values())
    check_overlap(x, others)
    return _computed(function, x, *others, **params)


def _recorded(x: Tensor, others: Any) -> bool:
    return modes.grad_enabled and any(isinstance(t, Tensor) and t.requires_grad for t in (x, *others))


def _computed(function: Callable[..., Tensor], x: Tensor, *others: Any, **params: Any) -> Tensor:
    before = x
    if _recorded(x, others):
        # The rules may save x as it was, so they get a copy with the same history.
        with at(x.array):
            before = make(watch.copy_of(x.array))
        before._node, before._index, before._requires_grad = x._node, x._index, x._requires_grad
        if x._view is View.PLAIN and x._node is not None and (x._node.before is not None or x._node.hooks):
            before._node, before._index = look_again(x)  # the value that the hooks belong to is no more
    value = function(before, *others, **params)
    write(x, value)
    if value._node is not None and value._node.op.saved_outputs:
        keep_in_place(value._node, x)
    return x


def overwrite(op: type[Op], x: Tensor, value: Tensor) -> Tensor:
    """Replace every element of x by ``value``, which may broadcast; ``op`` is the name under which it is recorded."""
    if innermost((x, value)) is not None:
        return apply_inplace(partial(apply, op), x, value)
    itself = value._writes is x._writes and same_elements(x.array, value.array)
    check_writable(x, value, alike=itself or not (value.ndim or value.requires_grad))
    check_overlap(x, (value,))
    if modes.grad_enabled and (x.requires_grad or value.requires_grad):
        return _computed(partial(apply, op), x, value)
    store(x, value.array)
    if watch.watchers:
        watch.tell("assigned", x, value)
    return x


def write(x: Tensor, value: Tensor) -> Tensor:
    """Put ``value`` into x's memory; x's history becomes that of ``value``."""
    if value.array.shape != x.array.shape:
        raise ShapeError("inplace.shape", shape=tuple(x.shape), result=tuple(value.shape))
    if value.array.dtype != x.array.dtype:
        if value.dtype.category > x.dtype.category:
            raise DtypeError("inplace.dtype", result=value.dtype, dtype=from_numpy_dtype(x.array.dtype))
        value = apply(Cast, value, dtype=x.array.dtype)
    store(x, value.array)
    if watch.watchers:
        watch.tell("assigned", x, value)
    if modes.grad_enabled and (value._requires_grad or x._requires_grad):
        rebase(x, value)
    return x


def write_inside(x: Tensor, value: Tensor) -> Tensor:
    """``write`` where one of the two is inside a transform."""
    innermost((x, value)).write(x, value)
    return x


def put(x: Tensor, value: Tensor) -> None:
    """``write``, if x may be written to, wherever the two are: inside a transform or not."""
    if innermost((x, value)) is not None:
        write_inside(x, value)
    else:
        check_writable(x)
        write(x, value)


def store(x: Tensor, array: Any) -> None:
    """Put ``array`` into x's memory, and count the write."""
    open_memory(x)
    if watch.watchers:
        watch.tell("writing", x)
    with at(x.array):
        x.array[...] = array
    x._writes[0] += 1
    if watch.watchers:
        note_write(x)
        watch.tell("wrote", x.array, array)


def note_write(x: Tensor) -> None:
    """While somebody watches, a version cell also says at which version and line its memory was written to last."""
    x._writes[1:] = [(x._writes[0], watch.learner_line())]


def open_memory(x: Tensor) -> None:
    """Let x be written to, where NumPy forbids it."""
    if getattr(x.array.flags, "writeable", True):
        return
    memory = owner(x.array)
    if memory.flags.writeable and memory.dtype == x.array.dtype:
        # Closed because it shows elements several times, or a part of such a one.
        place = (address(x.array) - address(memory)) // memory.itemsize
        x.array = strided(memory, x.array.shape, stride_of(x.array), place)
    else:
        x.array = x.array.copy()  # memory that its owner has closed; PyTorch leaves this undefined


def keep_in_place(node: Node, x: Tensor) -> None:
    """What a rule saved as its output is now in x: so a later write into x must be noticed, as in PyTorch."""
    if type(node.saved) is not tuple:
        return  # it is kept elsewhere
    saved = list(node.check_saved())
    for k, _ in node.op.saved_outputs:
        saved[k] = x.array
    node.saved = tuple(saved)
    node.guards = [*node.guards[: len(node.guards) - len(node.op.saved_outputs)], (x._writes, x._writes[0])]


def rebase(x: Tensor, value: Tensor) -> None:
    """Let x's history be that of ``value``. Writing into a view changes the history of its base, and through
    the base that of every view of it."""
    base = x._base
    if x._view is None or base is None:
        set_history(x, value._node, value._index)
        return
    out = make(base.array)
    out._writes = base._writes
    params = {"views": steps_between(base.array, x.array), "stride": stride_of(base.array)}
    record(WriteView, params, (value.array.shape,), (base, value), [out])
    set_history(base, out._node, out._index)
    x._node, x._requires_grad, x._seen = out._node, True, -1  # not a leaf; from where it comes is seen when asked for


def check_overlap(x: Tensor, others: Any, places: bool = False) -> None:
    """RuntimeError if an operand looks at a part of what is being written: its elements would change on the way.

    If ``places`` in x are written in an order of their own, an operand may not be x itself either.
    """
    for other in others:
        if not isinstance(other, Tensor) or other._writes is not x._writes:
            continue
        if overlap_partly(x.array, other.array) or (places and same_elements(x.array, other.array)):
            raise GraphError("inplace.overlap")


def check_captured(x: Tensor) -> None:
    """RuntimeError where a function inside grad, vjp or jvp would write into memory that was there before: the change
    would outlive the transform, and with it what belongs to that alone."""
    now = modes.transform
    if now is None:
        return
    while is_transformed(x) and held(x).level > now.number:
        x = held(x).inner
    if is_transformed(x) and held(x).level == now.number:
        return
    made_in = getattr(x._writes, "transform", None)
    while made_in is not None and made_in is not now:
        made_in = made_in.closed_around
    if made_in is None:
        raise GraphError("transform.captured", what=called(x), shape=tuple(x.shape))


def check_writable(x: Tensor, *others: Any, alike: bool = False) -> None:
    """RuntimeError where a write would make a leaf that requires grad stop being one, or reach what it should not.

    ``others`` are what it is computed from. Only if all elements get ``alike`` may some of them be the same memory.
    A view whose base became part of a graph counts as a leaf until its own place in it was asked for, as in PyTorch.
    """
    check_captured(x)
    while is_transformed(x):
        x = held(x).inner
    if x._inference and not modes.inference:
        raise GraphError("inference.inplace")
    strides = x.array.strides
    repeated = 0 in strides and any(step == 0 and n > 1 for step, n in zip(strides, x.array.shape, strict=True))
    if repeated and x.array.size and not alike:
        raise GraphError("inplace.expanded", shape=tuple(x.shape))
    if not modes.grad_enabled or modes.inference:
        return
    if not x.requires_grad and not any(isinstance(t, Tensor) and t.requires_grad for t in others):
        return
    if x._view is not None and x._base is not None:
        if x._view is not View.PLAIN:
            raise refused(x, "written")
        if x.requires_grad and x._base._node is None:
            raise GraphError("inplace.view_of_leaf", what=called(x._base), shape=tuple(x.shape))
    if x._node is None and x.requires_grad:
        raise GraphError("inplace.leaf", what=called(x), shape=tuple(x.shape))
    refresh(x)
