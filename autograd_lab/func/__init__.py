"""``torch.func``: functions that make functions. Gradients, Jacobians and batches of what the learner wrote."""

from autograd_lab.func.derivatives import grad, grad_and_value, jvp, linearize, value_and_grad, vjp
from autograd_lab.func.jacobians import hessian, jacfwd, jacrev
from autograd_lab.func.look import debug_unwrap, functionalize
from autograd_lab.func.stateless import functional_call, replace_all_batch_norm_modules_, stack_module_state
from autograd_lab.func.vmap import vmap

__all__ = [
    "debug_unwrap", "functional_call", "functionalize", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp",
    "linearize", "replace_all_batch_norm_modules_", "stack_module_state", "value_and_grad", "vjp",
    "vmap",
]  # fmt: skip
