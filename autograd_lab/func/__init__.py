"""``torch.func``: functions that make functions. Gradients, Jacobians and batches of what the learner wrote."""

from autograd_lab.func.derivatives import grad, jvp, linearize, value_and_grad, vjp
from autograd_lab.func.jacobians import hessian, jacfwd, jacrev
from autograd_lab.func.stateless import functional_call, stack_module_state
from autograd_lab.func.vmap import vmap

__all__ = [
    "functional_call", "grad", "hessian", "jacfwd", "jacrev", "jvp", "linearize", "stack_module_state",
    "value_and_grad", "vjp", "vmap",
]  # fmt: skip
