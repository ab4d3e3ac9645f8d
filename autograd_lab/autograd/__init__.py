"""``autograd_lab.autograd``: gradients without ``.grad`` fields, and the recording switches."""

import importlib
from typing import Any

from autograd_lab.autograd import function
from autograd_lab.autograd.function import Function
from autograd_lab.autograd.gradients import grad
from autograd_lab.graph.modes import enable_grad, inference_mode, no_grad, set_grad_enabled
from autograd_lab.tensor.autodiff import backward

__all__ = ["Function", "backward", "enable_grad", "function", "grad", "inference_mode", "no_grad", "set_grad_enabled"]

_LAZY = ("forward_ad",)


def __getattr__(name: str) -> Any:
    """Submodules, loaded on first use."""
    if name in _LAZY:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
