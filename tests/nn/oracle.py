"""The same thing done twice: by this library and by PyTorch, where that is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_lab as lab


def need_torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch, the oracle, is not installed")


def numbers(*shape: int, seed: int = 0, low: float = -2.0, high: float = 2.0) -> np.ndarray[Any, Any]:
    """Different float64 numbers, the same in every run."""
    return np.random.default_rng(seed + 7 * sum(shape)).uniform(low, high, shape)


def as_array(value: Any) -> np.ndarray[Any, Any]:
    return value.detach().cpu().numpy()


def same(ours: Any, theirs: Any, tolerance: float = 1e-9) -> None:
    """Tensors, or tuples and dicts of them, agree in dtype, shape and numbers."""
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs)
        for key in theirs:
            same(ours[key], theirs[key], tolerance)
    elif isinstance(theirs, (tuple, list)):
        assert len(ours) == len(theirs)
        for x, y in zip(ours, theirs, strict=True):
            same(x, y, tolerance)
    elif theirs is None:
        assert ours is None
    else:
        assert str(ours.dtype) == str(theirs.dtype)
        assert tuple(ours.shape) == tuple(theirs.shape)
        np.testing.assert_allclose(as_array(ours), as_array(theirs), rtol=tolerance, atol=tolerance)


def with_grads(torch: Any, function: Any, *inputs: Any) -> tuple[Any, list[Any]]:
    """The output of ``function(torch, *tensors)`` and the gradient of a weighted sum of it by each float input."""
    tensors = [
        torch.tensor(x, requires_grad=True) if isinstance(x, np.ndarray) and x.dtype.kind == "f"
        else torch.tensor(x) if isinstance(x, np.ndarray) else x
        for x in inputs
    ]  # fmt: skip
    y = function(torch, *tensors)
    first = y[0] if isinstance(y, tuple) else y
    weights = torch.tensor(np.cos(np.arange(first.numel())).reshape(tuple(first.shape)), dtype=first.dtype)
    leaves = [t for t in tensors if hasattr(t, "requires_grad") and t.requires_grad]
    (first * weights).sum().backward()
    return y, [t.grad for t in leaves]


def agree(function: Any, *inputs: Any, tolerance: float = 1e-9) -> None:
    """``function`` gives the same output, name of its node, and gradients in both libraries."""
    torch = need_torch()
    ours, our_grads = with_grads(lab, function, *inputs)
    theirs, their_grads = with_grads(torch, function, *inputs)
    same(ours, theirs, tolerance)
    same(our_grads, their_grads, tolerance)
