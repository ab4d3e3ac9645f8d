"""``autograd_lab.autograd``: gradients without ``.grad`` fields, the recording switches, and what is built on them.

Its larger parts load on first use.
"""

import importlib
from typing import Any

from autograd_lab.autograd import function
from autograd_lab.autograd.anomaly_mode import detect_anomaly, set_detect_anomaly
from autograd_lab.autograd.function import Function
from autograd_lab.autograd.grad_mode import (
    enable_grad,
    inference_mode,
    is_multithreading_enabled,
    no_grad,
    set_grad_enabled,
    set_multithreading_enabled,
)
from autograd_lab.autograd.gradcheck import gradcheck, gradgradcheck
from autograd_lab.autograd.gradients import grad
from autograd_lab.autograd.variable import Variable
from autograd_lab.tensor.autodiff import backward

__all__ = [
    "Function",
    "Variable",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "function",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "inference_mode",
    "is_multithreading_enabled",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
    "set_multithreading_enabled",
]

_LAZY = ("explain", "forward_ad", "functional", "graph", "mistakes", "profiler", "profiler_util", "raw_writes")


def __getattr__(name: str) -> Any:
    """Submodules, loaded on first use."""
    if name in _LAZY:
        return importlib.import_module(f"{__name__}.{name}")
    if name == "detect_raw_writes":
        return importlib.import_module(f"{__name__}.raw_writes").detect_raw_writes
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY, "detect_raw_writes"])
