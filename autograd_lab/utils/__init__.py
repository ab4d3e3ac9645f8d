"""Utilities around training: ``utils.data``, ``utils.checkpoint``, ``utils.dlpack`` and ``utils.hooks``."""

import importlib
from typing import Any

from autograd_lab.utils import data, dlpack, hooks


def __getattr__(name: str) -> Any:
    """``checkpoint``, loaded on first use."""
    if name == "checkpoint":
        return importlib.import_module("autograd_lab.utils.checkpoint")
    raise AttributeError(f"module 'autograd_lab.utils' has no attribute {name!r}")
