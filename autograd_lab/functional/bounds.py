"""Keeping numbers between bounds, and replacing those that are none."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.errors import ArgTypeError, ShapeError
from autograd_lab.functional.arguments import check_broadcast, need_tensor
from autograd_lab.functional.complex import view_as_complex, view_as_real
from autograd_lab.functional.families import REAL, inplace, need_kind, pair, synonyms
from autograd_lab.functional.registry import both, function
from autograd_lab.ops import bounds, elementary
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import cast, is_number, result_type
from autograd_lab.tensor.tensor import Tensor


@both
def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Every element brought to between ``min`` and ``max``: two numbers or two tensors, of which one may be None.

    Where min is larger than max, max wins; nan stays.
    """
    need_tensor(input, "input", "clamp")
    if min is None and max is None:
        raise ShapeError("clamp.no_bound")
    given = [bound for bound in (min, max) if bound is not None]
    tensors = [bound for bound in given if isinstance(bound, Tensor)]
    for bound in given:
        if not isinstance(bound, Tensor) and not is_number(bound):
            raise ArgTypeError("arg.need_tensor_or_number", function="clamp", got=type(bound).__name__)
    if 0 < len(tensors) < len(given):
        raise ArgTypeError("clamp.mixed", min=type(min).__name__, max=type(max).__name__)
    return _between(input, min, max, tensors)


def _between(input: Tensor, low: Any, high: Any, tensors: list[Tensor]) -> Tensor:
    joint = result_type(*(x for x in (input, low, high) if x is not None))
    wide = cast(input, joint)
    need_kind(wide, REAL, "clamp")
    low, high = (None if bound is None else cast(bound, joint) for bound in (low, high))
    if not tensors:
        return apply(elementary.Clamp, wide, low=low, high=high)
    try:
        return apply(bounds.ClampTensor, wide, low, high)
    except ValueError:
        for a, b in ((wide, low), (wide, high), (low, high)):
            check_broadcast(a, b)
        raise


@both
def clamp_min(input: Tensor, min: Any) -> Tensor:
    """No element below ``min``."""
    _need_bound(min, "min", "clamp_min")
    return clamp(input, min=min)


@both
def clamp_max(input: Tensor, max: Any) -> Tensor:
    """No element above ``max``."""
    _need_bound(max, "max", "clamp_max")
    return clamp(input, max=max)


def _need_bound(bound: Any, name: str, function: str) -> None:
    if bound is None:
        raise ArgTypeError("arg.type", function=function, name=name, wanted="a Tensor or a number", got="None")


fmax = pair("fmax", bounds.Fmax, kinds=REAL, writes=False)
fmin = pair("fmin", bounds.Fmin, kinds=REAL, writes=False)


@both
def nan_to_num(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """nan as ``nan`` (0), inf as ``posinf`` and -inf as ``neginf``: the largest and the smallest number of the dtype
    unless given. Integers are copied. Of complex numbers each part is treated alone."""
    need_tensor(input, "input", "nan_to_num")
    for name, value in (("nan", nan), ("posinf", posinf), ("neginf", neginf)):
        if value is not None and not isinstance(value, (int, float, np.number)):
            raise ArgTypeError("arg.type", function="nan_to_num", name=name, wanted="float", got=type(value).__name__)
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
