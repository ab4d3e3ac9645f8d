"""How many threads matrix products and compiled loops use, under PyTorch's names."""

from __future__ import annotations

import os

from autograd_lab.backend import pool
from autograd_lab.errors import DtypeError, ShapeError


def set_num_threads(num: int) -> None:
    """Let matrix products and compiled loops use ``num`` threads; RuntimeError unless it is positive.

    Small matrices are fastest with one: several threads wait for each other longer than they compute, and on a
    busy machine many times longer. Without the package threadpoolctl nothing changes.
    """
    if not isinstance(num, int) or isinstance(num, bool):
        raise DtypeError("threads.type", got=type(num).__name__)
    if num <= 0:
        raise ShapeError("threads.positive", got=num)
    pool.limit(num)


def get_num_threads() -> int:
    """How many threads matrix products use."""
    try:
        import threadpoolctl
    except ImportError:
        return os.cpu_count() or 1
    pools = threadpoolctl.threadpool_info()
    return max((pool["num_threads"] for pool in pools if pool["user_api"] == "blas"), default=1)
