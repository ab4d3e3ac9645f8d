"""What we believe of cuBLAS is what its header says and what the library has: with the package nvidia-cublas."""

from __future__ import annotations

import ctypes
import re
from ctypes import POINTER, c_char_p, c_int, c_longlong, c_size_t, c_void_p
from pathlib import Path
from typing import Any

import pytest

from autograd_lab.backend.cublas import ARGUMENTS, NUMBERS
from tests.support import fake_cublas

TYPES = {  # an enum is an int
    "cublasStatus_t": c_int, "cublasOperation_t": c_int, "cublasMath_t": c_int, "cublasComputeType_t": c_int,
    "cudaDataType": c_int, "cublasGemmAlgo_t": c_int, "int": c_int, "long long int": c_longlong, "size_t": c_size_t,
    "cublasHandle_t": c_void_p, "cudaStream_t": c_void_p, "void*": c_void_p, "const void*": c_void_p,
    "cublasHandle_t*": POINTER(c_void_p), "const char*": c_char_p,
}  # fmt: skip


@pytest.fixture(scope="module")
def library() -> Path:
    """The real one, found as CuPy finds it."""
    pathfinder = pytest.importorskip("cuda.pathfinder", reason="the package nvidia-cublas is not installed")
    try:
        return Path(pathfinder.load_nvidia_dynamic_lib("cublas").abs_path)
    except pathfinder.DynamicLibNotFoundError:
        pytest.skip("the package nvidia-cublas is not installed")


@pytest.fixture(scope="module")
def headers(library: Path) -> str:
    folder = library.parent.parent / "include"
    if not folder.is_dir():
        pytest.skip("this installation of cuBLAS has no headers")
    return "".join((folder / name).read_text() for name in ("cublas_api.h", "library_types.h"))


def prototype(headers: str, name: str) -> list[Any]:
    """What the function returns, then its arguments, as ctypes."""
    found = re.search(rf"([\w ]+\*?) CUBLASWINAPI {name}\((.*?)\);", headers, re.DOTALL)
    assert found, name
    words = [found[1], *(re.sub(r"\s*\w+$", "", part.strip()) for part in found[2].split(","))]
    return [TYPES[word.strip()] for word in words]


def test_the_library_has_each_function(library: Path) -> None:
    real = ctypes.CDLL(str(library))
    for name in (*ARGUMENTS, "cublasGetStatusString"):
        assert hasattr(real, name), name


@pytest.mark.parametrize("name", ARGUMENTS)
def test_arguments(name: str, headers: str) -> None:
    assert prototype(headers, name) == [c_int, *ARGUMENTS[name]]


@pytest.mark.parametrize("name", fake_cublas.PROTOTYPES)
def test_the_stand_in_has_the_same(name: str, headers: str) -> None:
    assert prototype(headers, name) == list(fake_cublas.PROTOTYPES[name])


@pytest.mark.parametrize("name", NUMBERS)
def test_numbers(name: str, headers: str) -> None:
    assert re.search(rf"\b{name}\s*=\s*{NUMBERS[name]}\b", headers)
