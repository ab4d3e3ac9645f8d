"""The package ``onnx``, imported when first needed."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

from autograd_lab.errors import OptionalMissing


@cache
def onnx() -> Any:
    """ImportError that says how to get it where it is missing."""
    return _package("onnx")


@cache
def onnxruntime() -> Any:
    return _package("onnxruntime")


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise OptionalMissing("onnx.missing", name=name) from None
