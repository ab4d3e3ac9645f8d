"""What OpenBLAS calls to have its jobs done: numba's threads, one for each job. Imported with the first team only."""

from __future__ import annotations

import ctypes
from typing import Any

from llvmlite import ir
from numba import cfunc, njit, prange, types
from numba.core import cgutils
from numba.extending import intrinsic

INDEX, WORD = types.intp, types.int32


@intrinsic
def _call(context: Any, function: Any, number: Any, job: Any, what: Any) -> Any:
    """function(number, job, what), for a C function at this address."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [context.get_value_type(t) for t in signature.args[1:]])
        builder.call(builder.inttoptr(arguments[0], kind.as_pointer()), arguments[1:])
        return context.get_dummy_value()

    return types.void(INDEX, WORD, INDEX, WORD), build


@intrinsic
def _exchange_threads(context: Any, count: Any) -> Any:
    """How many threads of numba's this one uses; from now on, ``count``."""

    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        index = context.get_value_type(INDEX)
        ask = cgutils.get_or_insert_function(builder.module, ir.FunctionType(index, []), "get_num_threads")
        tell = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(ir.VoidType(), [index]), "set_num_threads"
        )
        before = builder.call(ask, [])
        builder.call(tell, arguments)
        return before

    return INDEX(INDEX), build


@njit("void(intp, intp, intp, intp, int32)", parallel=True, nogil=True, cache=True)
def _share_out(function: int, count: int, size: int, jobs: int, what: int) -> None:
    # Jobs wait for each other: no two may be one thread's.
    before: Any = _exchange_threads(count)  # type: ignore[call-arg]
    for number in prange(count):
        _call(function, types.int32(number), jobs + number * size, what)
    _exchange_threads(before)  # type: ignore[call-arg]


@cfunc("void(int32, intp, int32, intp, intp, int32)", cache=True)
def _do_jobs(wait: int, function: int, count: int, size: int, jobs: int, what: int) -> None:
    """OpenBLAS's openblas_threads_callback: ``count`` jobs of ``size`` bytes each. It returns when all are done."""
    _share_out(function, count, size, jobs, what)


def teller(library: Any) -> Any:
    """The function of a loaded OpenBLAS that takes the address of who does its jobs; None before OpenBLAS 0.3.27."""
    for prefix in ("scipy_", ""):
        for suffix in ("64_", "_64", ""):
            tell = getattr(library, f"{prefix}openblas_set_threads_callback_function{suffix}", None)
            if tell is not None:
                tell.argtypes, tell.restype = [ctypes.c_void_p], None
                return tell
    return None


def take_jobs(tell: Any) -> None:
    tell(_do_jobs.address)
