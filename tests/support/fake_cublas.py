"""A libcublas that computes with NumPy: C functions with the prototypes of NVIDIA's header, called through ctypes.

Matrices are read from the addresses, column by column, as cuBLAS does. What cuBLAS refuses is refused here, and what it
would do unnoticed as well: allocate memory of its own for want of a workspace, or take a handle to another GPU.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import POINTER, c_char_p, c_int, c_longlong, c_size_t, c_void_p
from dataclasses import dataclass
from typing import Any

import ml_dtypes
import numpy as np

PROTOTYPES: dict[str, tuple[Any, ...]] = {  # what it returns, then the arguments
    "cublasCreate_v2": (c_int, POINTER(c_void_p)),
    "cublasSetMathMode": (c_int, c_void_p, c_int),
    "cublasSetStream_v2": (c_int, c_void_p, c_void_p),
    "cublasSetWorkspace_v2": (c_int, c_void_p, c_void_p, c_size_t),
    "cublasGetStatusString": (c_char_p, c_int),
    "cublasGemmStridedBatchedEx": (
        c_int, c_void_p, c_int, c_int, c_int, c_int, c_int, c_void_p, c_void_p, c_int, c_int, c_longlong,
        c_void_p, c_int, c_int, c_longlong, c_void_p, c_void_p, c_int, c_int, c_longlong, c_int, c_int, c_int,
    ),
}  # fmt: skip
STATUS = {0: "CUBLAS_STATUS_SUCCESS", 7: "CUBLAS_STATUS_INVALID_VALUE", 15: "CUBLAS_STATUS_NOT_SUPPORTED"}
DTYPES: dict[int, Any] = {
    2: np.float16, 14: ml_dtypes.bfloat16, 0: np.float32, 1: np.float64, 4: np.complex64, 5: np.complex128
}  # fmt: skip
SUMS: dict[int, dict[Any, Any]] = {  # cublasComputeType_t -> dtype of the matrices -> dtype of the sums
    68: {np.float16: np.float32, ml_dtypes.bfloat16: np.float32, np.float32: np.float32, np.complex64: np.complex64},
    77: {np.float32: np.float32, np.complex64: np.complex64},
    70: {np.float64: np.float64, np.complex128: np.complex128},
}
OP_N, OP_T, TF32 = 0, 1, 77


class Refused(Exception):
    """The argument is the status that cuBLAS returns."""


@dataclass
class Handle:
    device: int
    stream: int = 0
    workspace: int = 0
    math_mode: int = 0


@dataclass
class Call:
    """One product: sizes, compute type, the stream, and the first and last byte that each operand reaches."""

    operations: tuple[int, int]
    shape: tuple[int, int, int]
    count: int
    compute: int
    stream: int
    reach: list[tuple[int, int]]


class FakeCublas:
    """The library of a fake CuPy, which counts its launches."""

    def __init__(self, cupy: Any) -> None:
        self.cupy, self.handles, self.calls = cupy, list[Handle](), list[Call]()
        self.failure: Exception | None = None  # what went wrong inside a function, where C has only a number
        self.words: list[Any] = []  # keeps what C was given the address of
        for name, prototype in PROTOTYPES.items():
            setattr(self, name, ctypes.CFUNCTYPE(*prototype)(self._guarded(f"_{name}")))

    def _guarded(self, name: str) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            try:
                return getattr(self, name)(*args) or 0
            except Refused as refusal:
                return refusal.args[0]
            except Exception as error:
                self.failure = error
                return 14

        return call

    def _cublasGetStatusString(self, status: int) -> int:
        text = STATUS.get(status, f"CUBLAS_STATUS_INTERNAL_ERROR ({self.failure!r})")
        self.words.append(ctypes.create_string_buffer(text.encode()))
        return ctypes.addressof(self.words[-1])

    def _cublasCreate_v2(self, handle: Any) -> None:
        self.handles.append(Handle(self.cupy.cuda.Device().id))
        handle[0] = len(self.handles)  # a handle is its number; there is no 0

    def _cublasSetMathMode(self, handle: int, mode: int) -> None:
        self.handles[handle - 1].math_mode = mode

    def _cublasSetStream_v2(self, handle: int, stream: int | None) -> None:
        at = self.handles[handle - 1]
        at.stream, at.workspace = stream or 0, 0

    def _cublasSetWorkspace_v2(self, handle: int, workspace: int | None, size: int) -> None:
        if not workspace:
            raise Refused(7)
        self.handles[handle - 1].workspace = workspace

    def _cublasGemmStridedBatchedEx(
        self, handle: int, op_a: int, op_b: int, m: int, n: int, k: int, alpha: int,
        a: int, a_type: int, lda: int, a_step: int, b: int, b_type: int, ldb: int, b_step: int, beta: int,
        c: int, c_type: int, ldc: int, c_step: int, count: int, compute: int, algorithm: int,
    ) -> None:  # fmt: skip
        at, dtype = self.handles[handle - 1], DTYPES[a_type]
        assert at.workspace, "without a workspace cuBLAS allocates: in the middle of a captured graph, too"
        assert at.device == self.cupy.cuda.Device().id, "a handle to another GPU"
        assert at.stream == self.cupy.cuda.get_current_stream().ptr, "another stream"
        if min(m, n, k, count) < 1 or {op_a, op_b} - {OP_N, OP_T}:
            raise Refused(7)
        if not a_type == b_type == c_type or dtype not in SUMS[compute] or algorithm != -1:
            raise Refused(15)
        wide = SUMS[compute][dtype]
        one, zero = (look(address, (), wide, ()) for address in (alpha, beta))
        assert one == 1 and zero == 0, "the fake knows no other factors"
        x = self._matrices(a, dtype, op_a, (m, k), lda, a_step, count)
        y = self._matrices(b, dtype, op_b, (k, n), ldb, b_step, count)
        into = self._matrices(c, dtype, OP_N, (m, n), ldc, c_step, count)
        operands = [x, y, into]
        self.calls.append(Call((op_a, op_b), (m, n, k), count, compute, at.stream, [reach(z) for z in operands]))
        if count == 1:  # as NumPy has it, whose last bits depend on what it is asked
            x, y, into = x[0], y[0], into[0]

        def multiply() -> None:
            left, right = (rounded(z.astype(wide, copy=False), compute) for z in (x, y))
            product = np.matmul(np.swapaxes(right, -1, -2), np.swapaxes(left, -1, -2))
            into[...] = np.swapaxes(product, -1, -2).astype(dtype)

        with np.errstate(all="ignore"):
            self.cupy.write([into], multiply)

    def _matrices(
        self, address: int, dtype: Any, operation: int, shape: tuple[int, int], leading: int, step: int, count: int
    ) -> np.ndarray:
        rows, columns = shape if operation == OP_N else shape[::-1]
        if leading < rows:
            raise Refused(7)
        item = np.dtype(dtype).itemsize
        stored = look(address, (count, rows, columns), dtype, (step * item, item, leading * item))
        return stored if operation == OP_N else np.swapaxes(stored, 1, 2)


def look(address: int, shape: tuple[int, ...], dtype: Any, strides: tuple[int, ...]) -> np.ndarray:
    """What lies there, as an array; strides in bytes, the first may be negative."""
    below = sum((n - 1) * min(step, 0) for n, step in zip(shape, strides, strict=True))
    above = sum((n - 1) * max(step, 0) for n, step in zip(shape, strides, strict=True))
    block = (ctypes.c_char * (above - below + np.dtype(dtype).itemsize)).from_address(address + below)
    return np.ndarray(shape, dtype, block, -below, strides)


def reach(x: np.ndarray) -> tuple[int, int]:
    low, high = np.lib.array_utils.byte_bounds(x)
    return low, high - 1


def rounded(x: np.ndarray, compute: int) -> np.ndarray:
    """To the 10 binary digits that TF32 has, where it is allowed."""
    if compute != TF32:
        return x
    bits = np.ascontiguousarray(x).view(np.uint32)
    return ((bits + 0x1000) & np.uint32(0xFFFFE000)).view(x.dtype)
