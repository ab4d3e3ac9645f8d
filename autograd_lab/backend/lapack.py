"""What the libraries of linear algebra do differently on host and GPU, said once.

Matrices come alone or in stacks: ``(..., n, m)``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import numpy as np

from autograd_lab.backend.scipy import linalg
from autograd_lab.errors import ShapeError


def attempt(xp: Any, compute: Callable[[], Any]) -> Any:
    """``compute()``, or None where the library finds a matrix that it cannot treat (singular, not definite, nan)."""
    careful = nullcontext() if xp is np else importlib.import_module("cupyx").errstate(linalg="raise")
    try:
        with careful:
            return compute()
    except np.linalg.LinAlgError:
        return None


def each(xp: Any, compute: Callable[..., tuple[Any, ...]], *stacks: Any) -> tuple[Any, ...]:
    """``compute`` on each matrix of the stacks, for functions that take one at a time; its results as stacks."""
    lead = stacks[0].shape[:-2]
    if not lead:
        return compute(*stacks)
    flat = [stack.reshape((-1, *stack.shape[len(lead) :])) for stack in stacks]
    count = flat[0].shape[0]
    if count == 0:  # one matrix of zeros tells the shapes
        shapes = compute(*(xp.zeros(stack.shape[len(lead) :], stack.dtype) for stack in stacks))
        return tuple(xp.zeros((*lead, *part.shape), part.dtype) for part in shapes)
    parts = zip(*(compute(*(stack[i] for stack in flat)) for i in range(count)), strict=True)
    return tuple(xp.stack(part).reshape((*lead, *part[0].shape)) for part in parts)


def lu(xp: Any, a: Any) -> tuple[Any, Any]:
    """Gaussian elimination with row exchanges: L (below) and U in one matrix, and the row that each step took."""
    return each(xp, lambda one: _lu(xp, one), a)


def _lu(xp: Any, a: Any) -> tuple[Any, Any]:
    if 0 in a.shape:
        return a.copy(), xp.zeros(min(a.shape), xp.int32)
    if xp is not np:
        packed, rows = linalg(xp).lu_factor(a, check_finite=False)
        return packed, rows.astype(xp.int32)
    (getrf,) = linalg(np).lapack.get_lapack_funcs(("getrf",), (a,))  # lu_factor warns of zeros; here they are asked for
    packed, rows, _ = getrf(a)
    return packed, rows.astype(np.int32)


# -- on the host only ------------------------------------------------------------------------------------------------


def ldl(xp: Any, a: Any, hermitian: bool) -> tuple[Any, Any, Any]:
    """LAPACK's sytrf or hetrf of the lower triangle: L and D in one matrix, pivots (from 1, negative for 2x2 blocks),
    and the place of a zero in D, from 1. CuPy has no such function, so a GPU's matrices visit the host."""
    name = "hetrf" if hermitian and a.dtype.kind == "c" else "sytrf"

    def factor(one: Any) -> tuple[Any, Any, Any]:
        if not one.size:
            return one, np.zeros(0, np.int32), np.zeros((), np.int32)
        (trf,) = linalg(np).lapack.get_lapack_funcs((name,), (one,))
        packed, pivots, info = trf(one, lower=1)
        return np.tril(packed), pivots.astype(np.int32), np.asarray(info, np.int32)

    return tuple(xp.asarray(part) for part in each(np, factor, _host(a)))  # type: ignore[return-value]


def ldl_solve(xp: Any, packed: Any, pivots: Any, b: Any, hermitian: bool) -> Any:
    """LAPACK's sytrs or hetrs: solve with the factors that ``ldl`` found."""
    name = "hetrs" if hermitian and packed.dtype.kind == "c" else "sytrs"

    if b.size == 0:
        return b.copy()

    def solve(one: Any, rows: Any, right: Any) -> tuple[Any]:
        _check_blocks(rows[:, 0].tolist())
        (trs,) = linalg(np).lapack.get_lapack_funcs((name,), (one,))
        return (trs(one, rows[:, 0], right, lower=1)[0],)

    return xp.asarray(each(np, solve, _host(packed), _host(pivots)[..., None], _host(b))[0])


def _check_blocks(pivots: list[int]) -> None:
    """RuntimeError for pivots that no factorisation makes: LAPACK would follow them out of the matrix."""
    k, n = 0, len(pivots)
    while k < n:
        size = 1 if pivots[k] > 0 else 2
        if not 1 <= abs(pivots[k]) <= n or pivots[k : k + size] != [pivots[k]] * size:
            raise ShapeError("linalg.pivots_range", n=n)
        k += size


def _host(array: Any) -> Any:
    return array if type(array) is np.ndarray else array.get()
