"""What the fuzz draws: shapes, dtypes, memory layouts and values, small and full of edges."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

FLOATS = ("float32", "float64", "float16", "bfloat16")
INTEGERS = ("uint8", "int8", "int16", "int32", "int64")
DTYPES = (*FLOATS, *INTEGERS, "bool", "complex64", "complex128")

SIDES = st.integers(0, 4)
SHAPES = st.lists(SIDES, max_size=3).map(tuple)
LAYOUTS = st.sampled_from(["plain", "transposed", "strided", "expanded"])


@st.composite
def arrays(draw: Any, shape: Any = SHAPES, dtypes: Any = DTYPES) -> tuple[str, Any, str]:
    """(dtype name, float64 or complex or int64 values, layout): what both libraries make a tensor from."""
    dims, dtype = draw(shape), draw(st.sampled_from(dtypes))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if dtype == "bool":
        values = rng.integers(0, 2, dims)
    elif dtype in INTEGERS:
        low = 0 if dtype == "uint8" else -100
        values = rng.integers(low, 100, dims)
    else:
        values = rng.choice([0.0, -0.0, 0.5, 1.0, -1.0, 2.0, 3.7, -2.2, 100.0], dims)
        if dtype.startswith("complex"):
            values = values + 1j * rng.choice([0.0, 1.0, -0.5], dims)
        elif draw(st.booleans()) and values.size:
            values.flat[rng.integers(values.size)] = rng.choice([np.inf, -np.inf, np.nan])
    return dtype, values, draw(LAYOUTS)


@st.composite
def broadcastable(draw: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Two shapes that meet, and now and then two that do not."""
    shape = draw(SHAPES)
    other = list(shape)
    for i in range(len(other)):
        if draw(st.booleans()):
            other[i] = 1
    other = other[draw(st.integers(0, len(other))) :]
    if draw(st.integers(0, 9)) == 0:
        other = [*other, 5]
    pair = (shape, tuple(other))
    return pair if draw(st.booleans()) else pair[::-1]


def tensor(torch: Any, drawn: tuple[str, Any, str], requires_grad: bool = False) -> Any:
    """The drawn values in either library, laid out in memory as drawn."""
    dtype, values, layout = drawn
    x = torch.tensor(values.tolist() if values.size else np.zeros(values.shape).tolist(), dtype=getattr(torch, dtype))
    x = x.reshape(values.shape)
    if layout == "transposed" and x.ndim > 1:
        x = x.transpose(0, -1).clone().transpose(0, -1) if hasattr(x, "clone") else x
    elif layout == "strided" and x.ndim:
        x = torch.stack([x, x], -1)[..., 0]
    elif layout == "expanded" and x.ndim and x.shape[0] == 1:
        x = x.expand(x.shape)
    return x.requires_grad_() if requires_grad and x.dtype.is_floating_point else x
