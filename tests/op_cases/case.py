"""A row of the tables."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_lab.ops.base import Op

COMPLEX = {np.dtype(np.float16): np.complex64, np.dtype(np.float32): np.complex64, np.dtype(np.float64): np.complex128}
MARGIN = 0.2  # samples keep this distance from the points named in ``away_from``


@dataclass(frozen=True)
class OpCase:
    """One way of using an op.

    ``inputs`` has one entry per input: a shape, to be filled with samples; a list, directed values; a NumPy array,
    a constant without gradient (indices, masks); a Python number or None, passed as it is.
    ``torch`` is the same in PyTorch: an expression over the names of inputs and params ("" where there is none).
    """

    op: type[Op]
    inputs: tuple[Any, ...]
    torch: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    low: float = -2.0  # the samples lie in this range, no two of them alike
    high: float = 2.0
    away_from: tuple[float, ...] = ()  # kinks and poles
    smooth: bool = True  # False: at these values no finite difference is right, only the convention of PyTorch
    analytic: bool = True  # False: not defined for complex numbers, so no complex step
    torch_second: bool = True  # False: PyTorch has no second derivative here
    keeps_dtype: bool = True  # False: the result's dtype is a parameter
    complex: bool = False  # True: samples are complex, with imaginary parts between 0.3 and 0.8
    half: bool = True  # False: not defined for float16
    reads_back: bool = False  # True: it has to look at numbers, so a GPU must be waited for
    # True: vectors are fixed only up to factors e^(i phi). The seeds do not depend on these, to first order only.
    free_phases: bool = False
    real_seeds: bool = False  # True: complex outputs get real gradients, for a loss must not depend on their phases

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each input in ``torch``; of a variadic op ``xs`` names the list of all."""
        return self.op.inputs or (self.op.variadic or "",)

    @property
    def seed(self) -> int:
        return zlib.crc32(f"{self.op.__name__}{self.inputs}{sorted(self.params)}".encode())

    def arrays(self, dtype: Any = np.float64) -> list[Any]:
        """The inputs, floating-point ones in ``dtype``, complex ones in the complex type of that precision."""
        rng = np.random.default_rng(self.seed)
        total = sum(int(np.prod(shape)) for shape in self.inputs if type(shape) is tuple)
        # One grid for all inputs, shuffled and shaken: every two samples differ enough for finite differences.
        grid = np.linspace(self.low, self.high, total) if total > 1 else np.array([0.5 * self.low + 0.6 * self.high])
        step = (self.high - self.low) / max(total, 2)
        samples = rng.permutation(grid) + rng.uniform(-step / 5, step / 5, max(total, 1))[: grid.size]
        for point in self.away_from:
            near = np.abs(samples - point) < MARGIN
            samples[near] = point + np.where(samples[near] < point, -1, 1) * (MARGIN + np.abs(samples[near] - point))
        out, used = [], 0
        for given in self.inputs:
            if type(given) is tuple:
                count = int(np.prod(given))
                drawn = samples[used : used + count].reshape(given)
                if self.complex:
                    drawn = drawn + 1j * rng.uniform(0.3, 0.8, given)
                out.append(np.asarray(drawn, COMPLEX[np.dtype(dtype)] if self.complex else dtype))
                used += count
            else:
                constant = isinstance(given, np.ndarray) and given.dtype.kind == "f"
                out.append(np.array(given, dtype) if type(given) is list or constant else given)
        return out

    @property
    def differentiable(self) -> tuple[int, ...]:
        """Which inputs take a gradient here."""
        if not self.op.differentiable:
            return ()
        ruled = [self.op.joint or self.op.variadic or name in self.op.rules for name in self.op.inputs]
        if self.op.variadic:
            ruled = [True] * len(self.inputs)
        return tuple(i for i, given in enumerate(self.inputs) if type(given) in (tuple, list) and ruled[i])
