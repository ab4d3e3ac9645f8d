"""A step that is recorded: the formula of ``update`` on Tensors instead of arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.functional import PUBLIC
from autograd_lab.functional.complex import view_as_complex, view_as_real
from autograd_lab.optim.numbers import SCALARS, opened, options
from autograd_lab.tensor.tensor import Tensor, make


class Recorded:
    """The ``xp`` of such a formula: PyTorch's functions have NumPy's names."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return PUBLIC[name]


def recorded_change(optimizer: Any, p: Tensor, group: dict[str, Any]) -> tuple[Tensor, dict[str, Tensor]]:
    """The new values of ``p`` and its new state, with the history of how they were computed.

    Numbers such as the count of steps are no part of it. A learning rate that is a Tensor is.
    """
    is_complex = p.array.dtype.kind == "c"
    real = view_as_real if is_complex else _same
    kept = optimizer.state.get(p)
    if kept:
        before = {name: value.array if name in SCALARS else real(value) for name, value in kept.items()}
    else:
        start = optimizer.start(array_module(p.array), opened(p.array), options(group))
        before = {name: value if name in SCALARS else make(value) for name, value in start.items()}
    x, g = real(p), real(p._grad)  # type: ignore[arg-type]
    x, after = optimizer.update(Recorded(), x, -g if group.get("maximize") else g, before, group)
    back = view_as_complex if is_complex else _same
    kept = {name: make(np.asarray(v)) if name in SCALARS else back(v) for name, v in after.items()}
    return back(x), kept


def _same(tensor: Tensor) -> Tensor:
    return tensor
