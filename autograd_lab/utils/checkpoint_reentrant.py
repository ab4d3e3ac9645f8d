"""The older form of checkpointing: forward records nothing, and backward runs a backward of its own."""

from __future__ import annotations

import warnings
from typing import Any

from autograd_lab.autograd.function import Function
from autograd_lab.backend.random import get_states
from autograd_lab.errors import GraphError
from autograd_lab.functional.autocast import being
from autograd_lab.graph.modes import enable_grad, modes, no_grad
from autograd_lab.i18n import tr
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.autodiff import backward, current_walk
from autograd_lab.utils.checkpoint import rng_state


class CheckpointFunction(Function):
    """The checkpointed call as one operation; its gradient is that of the same call made again."""

    @staticmethod
    def forward(ctx: Any, function: Any, preserve_rng_state: bool, *args: Any) -> Any:
        if not any(arg.requires_grad for arg in args if isinstance(arg, Tensor)):
            warnings.warn(tr("checkpoint.no_grad_input"), UserWarning, stacklevel=4)
        ctx.function, ctx.state = function, get_states() if preserve_rng_state else None
        ctx.autocast = modes.autocast
        ctx.others = [None if isinstance(arg, Tensor) else arg for arg in args]
        ctx.places = [i for i, arg in enumerate(args) if isinstance(arg, Tensor)]
        ctx.save_for_backward(*[args[i] for i in ctx.places])
        with no_grad():
            return function(*args)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        if current_walk().has_targets:
            raise GraphError("checkpoint.only_backward")
        args = list(ctx.others)
        for i, tensor in zip(ctx.places, ctx.saved_tensors, strict=True):
            args[i] = tensor.detach().requires_grad_(tensor.requires_grad)
        with rng_state(ctx.state), being(ctx.autocast), enable_grad():
            outputs = ctx.function(*args)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        pairs = [
            (y, gy)
            for y, gy in zip(outputs, grad_outputs, strict=True)
            if isinstance(y, Tensor) and y.requires_grad
        ]  # fmt: skip
        if not pairs:
            raise GraphError("checkpoint.nothing")
        backward([y for y, _ in pairs], [gy for _, gy in pairs])
        return None, None, *(arg.grad if isinstance(arg, Tensor) else None for arg in args)
