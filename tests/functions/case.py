"""A row: one call of a public function, in words that this library and PyTorch share."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

COMPLEX = {np.dtype(np.float32): np.complex64, np.dtype(np.float64): np.complex128}


@dataclass(frozen=True)
class Call:
    """``expression`` over ``torch``, ``F`` (nn.functional) and the inputs, such as ``"torch.hstack((a, b))"``.

    An input is a shape, to be filled with samples that get a gradient; a list, directed values that get one too if
    they are floats; or a NumPy array, a constant.
    """

    expression: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    low: float = -2.0
    high: float = 2.0
    smooth: bool = True  # False: compare the gradient with PyTorch's instead of with finite differences
    values: bool = True  # False: random or undefined values, only shapes and dtypes can be compared
    complex: bool = False  # samples are complex
    device: bool = True  # False: the call itself names the host or reads numbers back, so no GPU is asked
    tolerance: float = 1e-6

    @property
    def key(self) -> str:
        """What the call says, so that its record does not depend on the order of rows."""
        shown = ", ".join(f"{name}={_shown(value)}" for name, value in self.inputs.items())
        notes = "".join(f", {name}" for name in ("complex",) if getattr(self, name))
        return f"{self.expression} | {shown} | {self.low}..{self.high}{notes}"

    def arrays(self, dtype: Any = np.float64) -> dict[str, np.ndarray[Any, Any]]:
        """The inputs; samples are far enough from each other and from whole numbers for finite differences."""
        rng = np.random.default_rng(zlib.crc32(self.key.encode()))
        total = sum(int(np.prod(given)) for given in self.inputs.values() if type(given) is tuple)
        grid = rng.permutation(np.linspace(self.low, self.high, total + 2)[1:-1])
        step = (self.high - self.low) / (total + 1)
        grid = grid + rng.uniform(-step / 5, step / 5, total)
        out, used = {}, 0
        for name, given in self.inputs.items():
            if type(given) is tuple:
                count = int(np.prod(given))
                drawn = grid[used : used + count].reshape(given)
                used += count
                if self.complex:
                    drawn = drawn + 1j * rng.uniform(0.3, 0.8, given)
                out[name] = np.asarray(drawn, COMPLEX[np.dtype(dtype)] if self.complex else dtype)
            elif type(given) is list:
                listed = np.array(given)
                out[name] = listed.astype(dtype) if listed.dtype.kind == "f" else listed
            else:
                out[name] = np.asarray(given)
        return out

    @property
    def differentiable(self) -> tuple[str, ...]:
        return tuple(
            name for name, given in self.inputs.items()
            if type(given) is tuple or (type(given) is list and np.array(given).dtype.kind in "fc")
        )  # fmt: skip


def call(expression: str, *, low: float = -2.0, high: float = 2.0, smooth: bool = True, values: bool = True,
         complex: bool = False, device: bool = True, tolerance: float = 1e-6, **inputs: Any) -> Call:  # fmt: skip
    """``call("torch.hstack((a, b))", a=(2, 3), b=(2, 2))``."""
    return Call(expression, inputs, low, high, smooth, values, complex, device, tolerance)


def _shown(value: Any) -> str:
    return f"{value.tolist()} {value.dtype}" if isinstance(value, np.ndarray) else repr(value)
