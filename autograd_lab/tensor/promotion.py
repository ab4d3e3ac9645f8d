"""Which dtype two operands meet in: PyTorch's rules, not NumPy's.

Operands stand in three ranks: tensors with dimensions, 0-d tensors, Python numbers. A lower rank changes the
dtype only when its category (bool < int < float < complex) is higher.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.backend import dtypes
from autograd_lab.backend.dtypes import FLOATS, INEXACT, dtype
from autograd_lab.ops.elementary import Cast
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import Tensor

NUMBERS = (int, float, complex, bool, np.generic)


def is_number(value: Any) -> bool:
    return isinstance(value, NUMBERS)


def promote_types(a: dtype, b: dtype) -> dtype:
    """The smallest dtype that both fit in, the wider category deciding."""
    if a.category != b.category and 2 <= max(a.category, b.category):
        wide, narrow = (a, b) if a.category > b.category else (b, a)
        if narrow.category < 2:
            return wide  # an integer never widens a float
    if {a.name, b.name} == {"float16", "bfloat16"}:
        return dtypes.float32
    return dtypes.from_numpy_dtype(np.promote_types(a.numpy, b.numpy))


def result_type(*operands: Any) -> dtype:
    """The dtype of arithmetic between Tensors and Python numbers."""
    ranks: list[list[dtype]] = [[], [], []]
    for x in operands:
        if isinstance(x, Tensor):
            ranks[0 if x.array.ndim else 1].append(x.dtype)
        else:
            ranks[2].append(number_dtype(x))
    result: dtype | None = None
    for rank in ranks:
        if not rank:
            continue
        joined = rank[0]
        for other in rank[1:]:
            joined = promote_types(joined, other)
        result = joined if result is None else _joined_by_rank(result, joined)
    assert result is not None
    return result


def _joined_by_rank(high: dtype, low: dtype) -> dtype:
    """A lower rank changes the category only: the size stays that of the higher rank where that has fractions."""
    if low.category <= high.category:
        return high
    if high.category == 2:
        return dtypes.complex128 if high is dtypes.float64 else dtypes.complex64
    return low


def number_dtype(value: Any) -> dtype:
    if isinstance(value, (bool, np.bool_)):
        return dtypes.bool_
    if isinstance(value, (int, np.integer)):
        return dtypes.int64
    if isinstance(value, (float, np.floating)):
        return dtypes.get_default_dtype()
    return dtypes.default_complex()


def cast(x: Any, to: dtype) -> Any:
    """``x`` as ``to``: a Tensor through the graph, a Python number wrapped as C does."""
    if not isinstance(x, Tensor):
        return np.asarray(x).astype(to.numpy).item() if to.category < 2 else _plain(x)
    return x if x.array.dtype == to.numpy else apply(Cast, x, dtype=to.numpy)


def _plain(x: Any) -> Any:
    return x.item() if isinstance(x, np.generic) else x


def promote(a: Any, b: Any, *, to_float: bool = False) -> tuple[Any, Any]:
    """Both operands in their common dtype; ``to_float`` for true division and the like."""
    if isinstance(a, Tensor):
        kind = a.array.dtype
        if kind.kind in FLOATS:
            if isinstance(b, Tensor):
                if b.array.dtype is kind:
                    return a, b  # the common case, without further questions
            elif type(b) is float or type(b) is int:
                return a, b
    joint = result_type(a, b)
    if to_float and joint.category < 2:
        joint = dtypes.get_default_dtype()
    return cast(a, joint), cast(b, joint)


def as_float(x: Tensor) -> Tensor:
    """Integers and bools in the default dtype; the rest as it is."""
    return x if x.array.dtype.kind in INEXACT else cast(x, dtypes.get_default_dtype())
