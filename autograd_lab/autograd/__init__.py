"""``autograd_lab.autograd``: gradients without ``.grad`` fields, and the recording switches."""

from autograd_lab.graph.modes import enable_grad, inference_mode, no_grad, set_grad_enabled
from autograd_lab.tensor.autodiff import backward, grad

__all__ = ["backward", "enable_grad", "grad", "inference_mode", "no_grad", "set_grad_enabled"]
