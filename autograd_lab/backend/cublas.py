"""cuBLAS, NVIDIA's matrix products, called by ctypes in the library that CuPy itself depends on.

CuPy's own way to it copies what is transposed, knows no bfloat16 in stacks, and refuses to be captured in a CUDA graph.
"""

from __future__ import annotations

import ctypes
import importlib
import threading
from ctypes import POINTER, c_char_p, c_int, c_longlong, c_size_t, c_void_p
from typing import Any, NamedTuple

from autograd_lab.backend import capture
from autograd_lab.backend.precision import get_float32_matmul_precision
from autograd_lab.errors import DeviceError

NUMBERS = {  # of NVIDIA's headers cublas_api.h and library_types.h
    "CUBLAS_OP_N": 0, "CUBLAS_OP_T": 1, "CUBLAS_GEMM_DEFAULT": -1,
    "CUBLAS_COMPUTE_32F": 68, "CUBLAS_COMPUTE_32F_FAST_TF32": 77, "CUBLAS_COMPUTE_64F": 70,
    "CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION": 16,
    "CUDA_R_16F": 2, "CUDA_R_16BF": 14, "CUDA_R_32F": 0, "CUDA_R_64F": 1, "CUDA_C_32F": 4, "CUDA_C_64F": 5,
}  # fmt: skip

MATRIX = [c_void_p, c_int, c_int, c_longlong]  # address, type, leading dimension, step to the next matrix
ARGUMENTS: dict[str, list[Any]] = {
    "cublasCreate_v2": [POINTER(c_void_p)],
    "cublasSetMathMode": [c_void_p, c_int],
    "cublasSetStream_v2": [c_void_p, c_void_p],
    "cublasSetWorkspace_v2": [c_void_p, c_void_p, c_size_t],
    "cublasGemmStridedBatchedEx": [
        c_void_p, c_int, c_int, c_int, c_int, c_int, c_void_p, *MATRIX, *MATRIX, c_void_p, *MATRIX, c_int, c_int, c_int
    ],
}  # fmt: skip


class Kind(NamedTuple):
    """What cuBLAS has to know of a dtype."""

    data: int
    compute: int  # in which sums are made
    fast: int  # the same where rounding the inputs to TF32 is allowed
    one: int  # the addresses of 1 and 0, of the type in which sums are made
    zero: int


_single = (ctypes.c_float * 4)(1, 0, 0, 0)  # 1 and 0, each also as a complex number
_double = (ctypes.c_double * 4)(1, 0, 0, 0)


def _kind(data: str, compute: str, fast: str, numbers: Any) -> Kind:
    one = ctypes.addressof(numbers)
    return Kind(NUMBERS[data], NUMBERS[compute], NUMBERS[fast], one, one + ctypes.sizeof(numbers) // 2)


_SUMS = ("CUBLAS_COMPUTE_32F", "CUBLAS_COMPUTE_32F", _single)
_TF32 = ("CUBLAS_COMPUTE_32F", "CUBLAS_COMPUTE_32F_FAST_TF32", _single)
_DOUBLE = ("CUBLAS_COMPUTE_64F", "CUBLAS_COMPUTE_64F", _double)
KINDS = {  # by the letters of NumPy's dtypes; E is ml_dtypes' bfloat16
    "e": _kind("CUDA_R_16F", *_SUMS),
    "E": _kind("CUDA_R_16BF", *_SUMS),
    "f": _kind("CUDA_R_32F", *_TF32),
    "d": _kind("CUDA_R_64F", *_DOUBLE),
    "F": _kind("CUDA_C_32F", *_TF32),
    "D": _kind("CUDA_C_64F", *_DOUBLE),
}


class Matrices(NamedTuple):
    """Where matrices lie, as cuBLAS sees them: column by column, with lengths in elements."""

    address: int
    operation: int  # CUBLAS_OP_T to read it transposed, or CUBLAS_OP_N
    leading: int  # from one column to the next
    step: int  # from one matrix to the next; 0 if all are the same one


def library() -> Any:
    """The library, loaded; pathfinder is the package by which CuPy finds it."""
    pathfinder = importlib.import_module("cuda.pathfinder")
    return ctypes.CDLL(pathfinder.load_nvidia_dynamic_lib("cublas").abs_path)


class Cublas:
    """The library with one handle for each GPU. Threads take turns: a handle is set to the stream of its caller."""

    def __init__(self, cupy: Any) -> None:
        self._cupy, self._library, self._lock = cupy, library(), threading.Lock()
        self._handles: dict[int, Handle] = {}
        for name, arguments in ARGUMENTS.items():
            getattr(self._library, name).argtypes = arguments
        self._library.cublasGetStatusString.restype = c_char_p
        self._gemm = self._library.cublasGemmStridedBatchedEx

    def gemm(self, kind: Kind, shape: tuple[int, int, int], a: Matrices, b: Matrices, y: Matrices, count: int) -> None:
        """y = a b for ``count`` matrices: (m, k) times (k, n), as ``shape`` (m, n, k) says."""
        compute = kind.compute if get_float32_matmul_precision() == "highest" else kind.fast
        with self._lock:
            self._check(self._gemm(
                self._ready(), a.operation, b.operation, *shape, kind.one,
                a.address, kind.data, a.leading, a.step,
                b.address, kind.data, b.leading, b.step, kind.zero,
                y.address, kind.data, y.leading, y.step, count, compute, NUMBERS["CUBLAS_GEMM_DEFAULT"],
            ))  # fmt: skip

    def _ready(self) -> c_void_p:
        """The current GPU's handle, set to the current stream."""
        index, stream = self._cupy.cuda.runtime.getDevice(), self._cupy.cuda.get_current_stream().ptr
        if index not in self._handles:
            self._handles[index] = self._made(index)
        handle = self._handles[index]
        workspaces = capture.workspaces()
        workspaces = handle.workspaces if workspaces is None else workspaces
        if (index, stream) not in workspaces:
            workspaces[index, stream] = self._cupy.empty(handle.room, "uint8")
        address = workspaces[index, stream].data.ptr
        if handle.ready != (stream, address):
            handle.ready = None  # if one of the two fails
            self._check(self._library.cublasSetStream_v2(handle.pointer, stream))  # which forgets the workspace
            self._check(self._library.cublasSetWorkspace_v2(handle.pointer, address, handle.room))
            handle.ready = (stream, address)
        return handle.pointer

    def _made(self, index: int) -> Handle:
        pointer = c_void_p()
        self._check(self._library.cublasCreate_v2(ctypes.byref(pointer)))
        exact = NUMBERS["CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION"]  # halves are rounded once all is added up
        self._check(self._library.cublasSetMathMode(pointer, exact))
        hopper = self._cupy.cuda.runtime.getDeviceProperties(index)["major"] >= 9
        return Handle(pointer, 2**25 if hopper else 2**22)

    def _check(self, status: int) -> None:
        if status:
            raise DeviceError("cuda.cublas", words=self._library.cublasGetStatusString(status).decode())


class Handle:
    """What cuBLAS knows of one GPU. A workspace is memory for its intermediate results, ``room`` bytes as NVIDIA
    advises: without one of ours it would allocate in the middle of a captured graph. Each stream has its own; those of
    a graph are kept by the graph."""

    def __init__(self, pointer: c_void_p, room: int) -> None:
        self.pointer, self.room = pointer, room
        self.ready: tuple[int, int] | None = None  # for which stream, and with which workspace
        self.workspaces: dict[tuple[int, int], Any] = {}
