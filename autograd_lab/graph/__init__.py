"""The record of what was computed, and the walk back through it. Knows arrays and ops, not Tensors."""

from autograd_lab.graph.modes import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from autograd_lab.graph.node import AccumulateGrad, Node
