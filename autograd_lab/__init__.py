"""autograd_lab: see how deep learning works. PyTorch's names on a small engine that can be read.

``import autograd_lab as torch`` runs beginner PyTorch code; ``import autograd_lab as lab`` gives the live views
(``lab.viz``) and the lessons' helpers (``lab.check``, ``lab.hint``, ...). Importing needs NumPy only: views and
lessons load on first use.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import autograd_lab.backend.collector as _collector
from autograd_lab import amp, autograd, errors, random, version
from autograd_lab.amp import autocast
from autograd_lab.autograd.anomaly_mode import is_anomaly_check_nan_enabled, is_anomaly_enabled
from autograd_lab.backend.allocation import keep_freed_memory as _keep_freed_memory
from autograd_lab.backend.determinism import (
    are_deterministic_algorithms_enabled,
    get_deterministic_debug_mode,
    is_deterministic_algorithms_warn_only_enabled,
    set_deterministic_debug_mode,
    use_deterministic_algorithms,
)
from autograd_lab.backend.device import device, get_default_device, set_default_device
from autograd_lab.backend.dtypes import (
    ALIASES as _DTYPE_ALIASES,
    ALL as _DTYPES,
    dtype,
    get_default_dtype,
    set_default_dtype,
)
from autograd_lab.backend.layout import (
    channels_last,
    channels_last_3d,
    contiguous_format,
    layout,
    memory_format,
    preserve_format,
    strided,
)
from autograd_lab.backend.limits import finfo, iinfo
from autograd_lab.backend.precision import get_float32_matmul_precision, set_float32_matmul_precision
from autograd_lab.backend.random import Generator, default_generator, initial_seed, manual_seed, seed
from autograd_lab.backend.threads import get_num_threads, set_num_threads
from autograd_lab.errors import OutOfMemoryError
from autograd_lab.functional import PUBLIC as _PUBLIC
from autograd_lab.functional.autocast import (
    autocast_decrement_nesting,
    autocast_increment_nesting,
    clear_autocast_cache,
    get_autocast_dtype,
    is_autocast_cache_enabled,
    is_autocast_enabled,
    set_autocast_cache_enabled,
    set_autocast_dtype,
    set_autocast_enabled,
)
from autograd_lab.graph.modes import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from autograd_lab.i18n import get_language, set_language
from autograd_lab.serialization import load, load_checkpoint, save, save_checkpoint
from autograd_lab.tensor import Size, Tensor, is_tensor
from autograd_lab.tensor.printing import set_printoptions
from autograd_lab.tensor.promotion import promote_types, result_type

__version__ = "0.1.0"
version.__version__ = __version__

_keep_freed_memory()

globals().update({d.name: d for d in _DTYPES}, **_DTYPE_ALIASES)
from math import e, inf, nan, pi  # noqa: E402

from autograd_lab import linalg, nn, optim, utils  # noqa: E402  (they are built on the names above)

globals().update(_PUBLIC)  # last, for others add to it: torch.det is torch.linalg.det, torch.conv2d is functional's

_LESSON_HELPERS = (
    "check",
    "example_data",
    "hint",
    "import_progress",
    "own_data",
    "part",
    "progress",
    "show_solution",
    "start",
)
_MODULES = (
    "accelerator",
    "audio",
    "backends",
    "compat",
    "compiler",
    "cuda",
    "distributed",
    "distributions",
    "fft",
    "func",
    "masked",
    "metrics",
    "mps",
    "multiprocessing",
    "onnx",
    "profiler",
    "signal",
    "special",
    "testing",
    "text",
    "train",
    "types",
    "vision",
    "viz",
)

_collector.as_before()
if "ipykernel" in sys.modules:
    importlib.import_module("autograd_lab.ui.ahead").load_in_a_pause()


def __getattr__(name: str) -> Any:
    """``viz``, ``profiler``, ``func``, ``metrics``, ``vision`` and the lessons' helpers, loaded on first use."""
    if name in _MODULES:
        return importlib.import_module(f"autograd_lab.{name}")
    if name == "vmap":
        return importlib.import_module("autograd_lab.func").vmap
    if name == "compile":
        return importlib.import_module("autograd_lab.compiler").compile
    if name == "explain":
        return importlib.import_module("autograd_lab.autograd.explain").explain
    if name in _LESSON_HELPERS:
        return getattr(importlib.import_module("autograd_lab.app"), name)
    raise AttributeError(f"module 'autograd_lab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_LESSON_HELPERS, *_MODULES, "compile", "explain", "vmap"])
