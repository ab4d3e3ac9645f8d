"""What if one value were another: the result computed anew, beside what the gradient had predicted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_lab.backend.arrays import is_array
from autograd_lab.backend.device import CPU, to_device
from autograd_lab.record.snapshot import Real, real
from autograd_lab.record.values.gradients import Gradients
from autograd_lab.record.values.reading import same
from autograd_lab.record.values.refusal import Refusal
from autograd_lab.record.values.replay import Place


@dataclass(frozen=True)
class WhatIf:
    """``before`` and ``after`` are the result, summed if it has several elements. ``predicted`` is gradient times
    change, None where no gradient is known. ``value`` is what stands in the changed element now, or the scale.
    ``affected`` are the places downstream whose numbers are different."""

    before: Real
    after: Real
    change: Real
    predicted: Real | None
    value: Real
    affected: list[list[int]]


def what_if(
    gradients: Gradients,
    place: Place,
    *,
    index: Sequence[int] | None = None,
    value: float | None = None,
    scale: float = 1.0,
) -> WhatIf:
    """Put ``value`` in one element, or multiply the whole tensor by ``scale``, and replay what follows.

    Nothing of the learner's is changed. RuntimeError if the values on the way to the result are not all known.
    """
    trace = gradients.trace
    old = trace.values.get(place)
    if old is None or place in trace.partly:
        raise Refusal("trace.large_value" if trace.values.too_large(place) else "trace.unknown_value")
    if trace.root not in trace.values:
        raise Refusal("trace.large_value")
    array = old.copy() if is_array(old) else np.asarray(old, np.float64)
    if array.dtype.kind not in "fV":
        raise Refusal("what_if.dtype", dtype=array.dtype)
    at = tuple(index or ())
    with np.errstate(all="ignore"):
        if value is None:
            array = (array * np.asarray(scale, array.dtype)).astype(array.dtype)
        else:
            array[at] = value
    new = trace.replay({place: array if is_array(old) else array.item()})
    before, after = _total(trace.values[trace.root]), _total(new.get(trace.root, trace.values[trace.root]))
    return WhatIf(
        real(before), real(after), real(after - before), _predicted(gradients, place, old, array),
        real(float(_host(array)[at]) if value is not None else scale),
        [list(p) for p, v in new.items() if p != place and _differs(v, trace.values.get(p))],
    )  # fmt: skip


def _predicted(gradients: Gradients, place: Place, old: Any, new: Any) -> Real | None:
    try:
        gradient = gradients.at(place)
    except Refusal:
        return None
    if gradient is None:
        return 0.0
    change = _host(new).astype(np.float64) - (_host(old) if is_array(old) else old)
    return real((_host(gradient).astype(np.float64) * change)[change != 0].sum())


def _total(value: Any) -> float:
    total = _host(value).sum(dtype=np.float64) if value.dtype.kind != "c" else np.abs(_host(value)).sum()
    return float(total)


def _differs(new: Any, old: Any) -> bool:
    if old is None or not is_array(new):
        return True
    return not same(new, old)


def _host(value: Any) -> np.ndarray:
    return np.asarray(to_device(value, CPU) if is_array(value) else value)
