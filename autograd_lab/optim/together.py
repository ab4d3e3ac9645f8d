"""Many parameters in one update.

A formula that goes element by element does not ask where one parameter ends. So those that are alike (in device,
dtype, kind of state and number of steps) are laid end to end: on a GPU, where a step costs as much as it has kernels
to start, this is many times faster than one parameter after the other. The numbers are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import address, array_module
from autograd_lab.backend.capture import joined
from autograd_lab.optim.numbers import SCALARS
from autograd_lab.tensor.tensor import Tensor

State = dict[str, Any]
Entry = tuple[Tensor, Any, Any, State]  # a parameter, its values, its gradient, its state


def wanted(optimizer: Any, p: Tensor, options: dict[str, Any]) -> bool:
    """Whether to take ``p`` together with others: where ``foreach`` does not say it, on a GPU. What lies in memory in
    an order of its own goes alone, and keeps it."""
    if not optimizer.elementwise or not p.array.flags.c_contiguous:
        return False
    foreach = options.get("foreach")
    return type(p.array) is not np.ndarray if foreach is None else bool(foreach)


def changes(optimizer: Any, entries: Sequence[Entry], options: dict[str, Any]) -> Iterator[tuple[Tensor, Any, State]]:
    """Each parameter with its new values and its new state."""
    kinds: dict[Any, list[Entry]] = {}
    for entry in entries:
        _, x, _, state = entry
        numbers = tuple([_count(value) if name in SCALARS else value.dtype for name, value in state.items()])
        place = None if type(x) is np.ndarray else int(x.device.id)
        kinds.setdefault((place, x.dtype, tuple(state), numbers), []).append(entry)
    for alike in kinds.values():
        xp = array_module(alike[0][1])
        x, g = (_line(xp, [entry[k] for entry in alike]) for k in (1, 2))
        state = {
            name: value if name in SCALARS else _line(xp, [entry[3][name] for entry in alike])
            for name, value in alike[0][3].items()
        }
        x, after = optimizer.update(xp, x, g, state, options)
        start = 0
        for p, old, _, _ in alike:
            end = start + old.size
            yield p, x[start:end].reshape(old.shape), {
                name: _own(value) if name in SCALARS else value[start:end].reshape(old.shape)
                for name, value in after.items()
            }  # fmt: skip
            start = end


def _line(xp: Any, arrays: list[Any]) -> Any:
    """All elements, one array behind the other; without a copy where they already lie so, as a state does that the
    step before left."""
    first = arrays[0]
    whole = first.base
    if type(whole) is type(first) and whole.ndim == 1 and whole.dtype == first.dtype and whole.flags.c_contiguous:
        place, fits = address(whole), True
        for array in arrays:
            fits = fits and array.base is whole and array.flags.c_contiguous and address(array) == place
            place += array.nbytes
        if fits and place == address(whole) + whole.nbytes:
            return whole
    return joined(xp, [array.reshape(-1) for array in arrays])


def _count(value: Any) -> Any:
    """By which two parameters are alike: a number, or, where only the device knows it, the memory they share."""
    return float(value) if type(value) is np.ndarray else (address(value), value.dtype)


def _own(value: Any) -> Any:
    """For one of several parameters: they go on sharing what lies on the device."""
    return value.copy() if isinstance(value, (np.ndarray, np.generic)) else value
