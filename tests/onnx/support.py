"""Export, run in onnxruntime, read back: all three have to agree with our forward."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import Tensor, nn
from autograd_lab.onnx.trace import replaced

pytest.importorskip("onnx", reason="the package onnx is not installed (it is in the extra `test`)")
pytest.importorskip("onnxruntime", reason="the package onnxruntime is not installed (it is in the extra `test`)")

CLOSE = {"rtol": 1e-5, "atol": 1e-5, "equal_nan": True}  # float32: sums of some hundred products round by 1e-6


class Calls(nn.Module):
    """A function as a Module."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function

    def forward(self, *xs: Any) -> Any:
        return self.function(*xs)


def outputs_of(result: Any) -> list[Any]:
    found: list[Any] = []
    replaced(result, Tensor, lambda y: found.append(y.detach().numpy()))
    return found


def agrees(found: Sequence[Any], expected: Sequence[Any], who: str) -> None:
    assert len(found) == len(expected)
    for a, b in zip(found, expected, strict=True):
        assert (a.shape, a.dtype) == (b.shape, b.dtype), who
        np.testing.assert_allclose(a, b, err_msg=who, **CLOSE)


def check(
    model: nn.Module, *examples: tuple[Tensor, ...], axes: dict[str, Any] | None = None, folder: Path | None = None
) -> Any:
    """Export by the first example; all examples then give the same in onnxruntime, and read back if a folder is given.
    Returns the ModelProto."""
    model.eval()
    names = [f"x{k}" for k in range(len(examples[0]))]
    proto = lab.onnx.export(model, examples[0], input_names=names, dynamic_axes=axes)
    read = None
    if folder is not None:
        path = folder / "model.onnx"
        path.write_bytes(proto.SerializeToString())
        read = lab.onnx.load(path)
    for xs in examples:
        expected = outputs_of(model(*xs))
        agrees(lab.onnx.run(proto, {n: x.numpy() for n, x in zip(names, xs, strict=True)}), expected, "onnxruntime")
        if read is not None:
            agrees(outputs_of(read(*xs[: len(read.input_names)])), expected, "read back")
    return proto
