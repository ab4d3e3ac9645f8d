"""Every text of a CUDA kernel compiled for an H100 by NVIDIA's own compiler, which needs no GPU: only its wheel,
``pip install nvidia-cuda-nvrtc`` (CuPy's extra ``ctk`` brings it)."""

from __future__ import annotations

import ctypes
import functools
import importlib
import importlib.util
import pkgutil
from pathlib import Path
from typing import Any

import pytest

from autograd_lab.backend.launch import STANDARD
from autograd_lab.kernels import cuda
from autograd_lab.kernels.cuda.common import C_TYPES, Source


def sources() -> dict[str, Source]:
    names = [found.name for found in pkgutil.iter_modules(cuda.__path__)]
    modules = {name: importlib.import_module(f"{cuda.__name__}.{name}") for name in names}
    return {name: module.SOURCE for name, module in modules.items() if hasattr(module, "SOURCE")}


SOURCES = sources()


@functools.cache
def nvrtc() -> Any:
    """The library, or None."""
    spec = importlib.util.find_spec("nvidia")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for file in Path(folder).glob("*/lib/libnvrtc.so.*"):
            for part in file.parent.glob("libnvrtc-builtins.so.*"):  # which it may not find by itself
                ctypes.CDLL(str(part))
            return ctypes.CDLL(str(file))
    return None


def log_of(text: str, options: list[str]) -> str:
    """What the compiler says of it; nothing if it is right."""
    library, program, size = nvrtc(), ctypes.c_void_p(), ctypes.c_size_t()
    assert library.nvrtcCreateProgram(ctypes.byref(program), text.encode(), b"kernel.cu", 0, None, None) == 0
    given = (ctypes.c_char_p * len(options))(*[option.encode() for option in options])
    failed = library.nvrtcCompileProgram(program, len(options), given)
    library.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    log = ctypes.create_string_buffer(size.value)
    library.nvrtcGetProgramLog(program, log)
    library.nvrtcDestroyProgram(ctypes.byref(program))
    return f"{failed}: {log.value.decode()}" if failed else ""


@pytest.mark.parametrize("kind", C_TYPES.values())
@pytest.mark.parametrize("name", SOURCES)
def test_for_an_h100(name: str, kind: str) -> None:
    if nvrtc() is None:
        pytest.skip("no NVRTC: pip install nvidia-cuda-nvrtc")
    for defines in SOURCES[name].variants:
        options = ["--gpu-architecture=sm_90", STANDARD, f"-DREAL={kind}"]
        options += [f"-D{key}={value}" for key, value in defines.items()]
        assert not log_of(SOURCES[name].text, options)


def test_there_are_texts() -> None:
    assert SOURCES.keys() >= {"activation", "softmax"}
