"""``autograd.grad``: gradients returned rather than accumulated, also for many starting gradients at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_lab.errors import GraphError
from autograd_lab.tensor import autodiff
from autograd_lab.tensor.autodiff import Tensors
from autograd_lab.tensor.tensor import Tensor


def grad(
    outputs: Tensors,
    inputs: Tensors,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> Any:
    """The gradients of ``outputs`` with respect to ``inputs``, one per input and of its shape: a tuple, or a dict for
    a dict of inputs.

    ``grad_outputs`` are the gradients to start from, of the shapes of the outputs; an output of one element starts
    from 1. With ``is_grads_batched`` each has one more dim in front, and so have the results: one backward pass
    computes them all. RuntimeError if an input was not used, unless ``allow_unused`` (then None) or
    ``materialize_grads`` (zeros). ``only_inputs`` has no effect, as in PyTorch.
    """

    def from_starts(starts: Any) -> tuple[Tensor | None, ...]:
        return autodiff.grad(outputs, inputs, starts, retain_graph, create_graph, allow_unused, materialize_grads)

    grads = _all_at_once(from_starts, grad_outputs) if is_grads_batched else from_starts(grad_outputs)
    return dict(zip(inputs, grads, strict=True)) if isinstance(inputs, dict) else grads


def _all_at_once(from_starts: Any, grad_outputs: Any) -> tuple[Tensor | None, ...]:
    from autograd_lab.transforms import rules as rules  # only who asks for batches loads the rules
    from autograd_lab.transforms.batched import batch, strip
    from autograd_lab.transforms.levels import entered

    starts: Sequence[Any] = [grad_outputs] if isinstance(grad_outputs, Tensor) else list(grad_outputs or ())
    sizes = {start.shape[0] if start.ndim else -1 for start in starts if start is not None}
    if len(sizes) != 1 or -1 in sizes:
        raise GraphError("backward.batched_starts")
    (size,) = sizes
    with entered(size) as level:
        grads = from_starts([None if start is None else batch(start, level.number) for start in starts])
        return tuple(g if g is None else strip(g, level.number, size) for g in grads)
