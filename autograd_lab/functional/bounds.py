"""Keeping numbers between bounds, and replacing those that are none."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.errors import ArgTypeError, ShapeError
from autograd_lab.functional.arguments import check_broadcast
from autograd_lab.functional.complex import view_as_complex, view_as_real
from autograd_lab.functional.explain import Number
from autograd_lab.functional.families import REAL, inplace, need_kind, pair, synonyms
from autograd_lab.functional.registry import both, function
from autograd_lab.ops import bounds, elementary
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, is_number, result_type
from autograd_lab.tensor.tensor import Tensor


@both
def clamp(input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """Every element brought to between ``min`` and ``max``: two numbers or two tensors, of which one may be None.

    Where min is larger than max, max wins; nan stays.
    """
    if min is None and max is None:
        raise ShapeError("clamp.no_bound")
    if is_number(min) and isinstance(max, Tensor):
        max = _number(max, min, max)
    elif is_number(max) and isinstance(min, Tensor):
        min = _number(min, min, max)
    joint = result_type(*(x for x in (input, min, max) if x is not None))
    wide = cast(input, joint)
    need_kind(wide, REAL, "clamp")
    low, high = (None if bound is None else cast(bound, joint) for bound in (min, max))
    if not isinstance(low, Tensor) and not isinstance(high, Tensor):
        return apply(elementary.Clamp, wide, low=low, high=high)
    try:
        return apply(bounds.ClampTensor, wide, low, high)
    except ValueError:
        for a, b in ((wide, low), (wide, high), (low, high)):
            check_broadcast(a, b)
        raise


def _number(bound: Tensor, min: Any, max: Any) -> Any:
    """A 0-d tensor beside a number, as the number it holds; TypeError for a larger one."""
    if bound.ndim:
        raise ArgTypeError("clamp.mixed", min=type(min).__name__, max=type(max).__name__)
    return bound.item()


@both
def clamp_min(input: Tensor, min: Tensor | Number) -> Tensor:
    """No element below ``min``."""
    return clamp(input, min=min)


@both
def clamp_max(input: Tensor, max: Tensor | Number) -> Tensor:
    """No element above ``max``."""
    return clamp(input, max=max)


fmax = pair("fmax", bounds.Fmax, kinds=REAL, writes=False)
fmin = pair("fmin", bounds.Fmin, kinds=REAL, writes=False)


@both
def nan_to_num(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """nan as ``nan`` (0), inf as ``posinf`` and -inf as ``neginf``: the largest and the smallest number of the dtype
    unless given. Integers are copied. Of complex numbers each part is treated alone."""
    if input.dtype.is_complex:
        return view_as_complex(nan_to_num(view_as_real(input.contiguous()), nan, posinf, neginf))
    if not input.dtype.is_floating_point:
        return input.clone()
    most = _largest(input)
    return apply(
        bounds.NanToNum, input, nan=nan or 0.0,
        posinf=most if posinf is None else posinf, neginf=-most if neginf is None else neginf,
    )  # fmt: skip


def _largest(x: Tensor) -> float:
    """The largest finite number of a dtype."""
    if x.dtype is dtypes.bfloat16:
        return (2 - 2.0**-7) * 2.0**127
    return float(np.finfo(x.array.dtype).max)


for fn in (clamp, clamp_min, clamp_max, nan_to_num):
    function(inplace(fn))
synonyms({"clip": clamp})
