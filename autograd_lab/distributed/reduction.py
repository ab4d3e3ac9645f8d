"""What becomes of numbers that meet on their way between processes."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np

from autograd_lab.errors import DtypeError


class ReduceOp(Enum):
    """How the numbers of several processes become one."""

    SUM = "sum"
    AVG = "avg"
    PRODUCT = "product"
    MIN = "min"
    MAX = "max"
    BAND = "band"
    BOR = "bor"
    BXOR = "bxor"


_JOIN: dict[ReduceOp, Any] = {
    ReduceOp.SUM: np.add,
    ReduceOp.AVG: np.add,
    ReduceOp.PRODUCT: np.multiply,
    ReduceOp.MIN: np.minimum,
    ReduceOp.MAX: np.maximum,
    ReduceOp.BAND: np.bitwise_and,
    ReduceOp.BOR: np.bitwise_or,
    ReduceOp.BXOR: np.bitwise_xor,
}
_BITS = {ReduceOp.BAND, ReduceOp.BOR, ReduceOp.BXOR}


def check(op: ReduceOp, dtype: np.dtype[Any]) -> None:
    """DtypeError where the numbers of this dtype cannot be joined so."""
    exact = dtype.kind in "biu"
    if (op in _BITS and not exact) or (op is ReduceOp.AVG and exact):
        raise DtypeError("dist.dtype", op=op.name, dtype=dtype.name)
    if dtype.kind == "c" and op in (ReduceOp.MIN, ReduceOp.MAX):
        raise DtypeError("dist.dtype", op=op.name, dtype=dtype.name)


def join(op: ReduceOp, mine: np.ndarray, theirs: np.ndarray) -> None:
    """Put what is both into ``mine``."""
    _JOIN[op](mine, theirs, out=mine)


def finish(op: ReduceOp, array: np.ndarray, count: int) -> None:
    """What is left to do when all ``count`` have been joined."""
    if op is ReduceOp.AVG:
        array /= array.dtype.type(count)
