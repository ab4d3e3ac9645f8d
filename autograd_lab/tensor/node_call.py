"""Calling a node: ``y.grad_fn(grad)`` runs this one rule, without the walk.

What comes back are the gradients of the node's inputs. No hook is called and nothing is freed; while operations are
recorded the rule is too, so what comes back can be differentiated. The node of a leaf adds to its ``.grad``.
"""

from __future__ import annotations

from typing import Any

from autograd_lab.errors import ArgTypeError
from autograd_lab.graph.node import AccumulateGrad, Node, ShownNode
from autograd_lab.graph.walk import run_rule
from autograd_lab.tensor import lift
from autograd_lab.tensor.autodiff import accumulate
from autograd_lab.tensor.tensor import Tensor


def call(node: Node, /, *grads: Tensor | None) -> Any:
    """The gradients of the inputs, from one gradient per output: a Tensor, or a tuple of them where there are several
    inputs, with None for one without gradient. TypeError for another number of gradients, or for what is no Tensor.
    """
    if len(grads) != len(node.outputs):
        raise ArgTypeError("node.call_count", op=node.short_name(), expected=len(node.outputs), got=len(grads))
    for index, grad in enumerate(grads):
        if not (grad is None or isinstance(grad, Tensor)):
            raise ArgTypeError("node.call_type", op=node.short_name(), index=index, got=type(grad).__name__)
    if isinstance(node, AccumulateGrad):
        accumulate([(node.variable, grad) for grad in grads if grad is not None])
        return ()
    edges = node.edges
    gxs = [None] * len(edges)
    if any(grad is not None for grad in grads):
        received = run_rule(node, [*grads], edges, lift, True)
        gxs = [gx if edge else None for gx, edge in zip(received, edges, strict=True)]
    gxs = node.in_order(gxs)
    return gxs[0] if len(gxs) == 1 else tuple(gxs)


ShownNode.__call__ = call  # type: ignore[attr-defined]
AccumulateGrad.__call__ = call  # type: ignore[attr-defined]
