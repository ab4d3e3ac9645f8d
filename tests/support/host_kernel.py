"""CuPy's RawKernel without a GPU: the same text, compiled by g++ and run on the arrays of the fake CuPy.

Called as the real one, ``kernel(grid, block, args)``, but stricter: an argument of another type than the kernel's is an
error here, and on a GPU a wrong number. See cuda_on_host.h for the two ways in which a block can be run.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, ClassVar

HEADER = Path(__file__).with_name("cuda_on_host.h")
COMPILER = shutil.which("g++") if sys.platform == "linux" else None  # elsewhere it has no fibers, or is another
MISSING = "no g++ on Linux, which would compile CUDA C for the host"
KINDS: dict[type, tuple[str, Any]] = {int: ("q", ctypes.c_longlong), float: ("d", ctypes.c_double)}
POINTERS = {"f": "F", "d": "D", "l": "Q", "q": "Q", "i": "I", "B": "B", "?": "B"}


class Refused(AssertionError):
    """A GPU would have gone on."""


@functools.cache
def library(source: str, options: tuple[str, ...], threaded: bool) -> ctypes.CDLL:
    """The compiled text, from an earlier session where it has not changed."""
    names = re.findall(r"__global__\s+(?:__launch_bounds__\(\d+\)\s+)?void\s+(\w+)\(", source)
    ends = "".join(
        f'extern "C" const char* letters_{name}() {{ return letters(&{name}); }}\n'
        f'extern "C" int launch_{name}(unsigned b, unsigned t, void** a) {{ return launch<&{name}>(b, t, a); }}\n'
        for name in names
    )
    text = "\n".join((HEADER.read_text(), source, ends))
    command = [COMPILER or "", *[o.replace("--std", "-std") for o in options], "-O1", "-w", "-shared", "-fPIC",
               *["-DTHREADED"] * threaded, "-x", "c++", "-"]  # fmt: skip
    key = hashlib.sha256(repr((text, command)).encode()).hexdigest()[:24]
    folder = Path(tempfile.gettempdir()) / f"autograd_lab_kernels_{os.getuid()}"
    file = folder / f"{key}.so"
    if not file.exists():
        folder.mkdir(exist_ok=True)
        made = folder / f"{key}.{os.getpid()}"
        done = subprocess.run([*command, "-o", str(made)], input=text, text=True, capture_output=True)
        if done.returncode:
            raise Refused(done.stderr[:3000])
        made.replace(file)
    return ctypes.CDLL(str(file))


class RawKernel:
    """As CuPy's."""

    loaded: ClassVar[set[Any]] = set()  # texts that have been compiled since a machine without them was started
    threaded = False  # each thread for itself, as on a GPU; see cuda_on_host.h

    def __init__(self, code: str, name: str, options: tuple[str, ...] = ()) -> None:
        self.code, self.name, self.options = code, name, options

    def compile(self) -> None:
        library(self.code, self.options, self.threaded)
        self.loaded.add((self.code, self.options))

    def __call__(self, grid: tuple[int, ...], block: tuple[int, ...], args: tuple[Any, ...]) -> None:
        text = (self.code, self.options)
        if text not in self.loaded and any(hasattr(a, "_host") and a._cupy.cuda._capture() is not None for a in args):
            raise Refused(f"{self.name} is compiled in the middle of a capture")
        self.compile()
        compiled = library(self.code, self.options, self.threaded)
        letters = getattr(compiled, f"letters_{self.name}")
        letters.restype = ctypes.c_char_p
        given = [self.argument(value) for value in args]
        kinds = "".join(kind for kind, _ in given)
        if kinds != letters().decode():
            raise Refused(f"{self.name} takes {letters().decode()}, not {kinds}")
        if len(grid) != 1 or len(block) != 1 or not 0 < grid[0] < 2**31 or not 0 < block[0] <= 1024:
            raise Refused(f"a launch of {grid} blocks of {block}")
        arrays = [value for value in args if hasattr(value, "_host")]
        cupy = arrays[0]._cupy
        cupy.check_current(arrays)
        values = [value for _, value in given]

        def run() -> None:
            table = (ctypes.c_void_p * len(values))(*map(ctypes.addressof, values))
            if getattr(compiled, f"launch_{self.name}")(grid[0], block[0], table):
                raise Refused(f"{self.name}: some threads of a block never reach a barrier at which others wait")

        cupy.write(arrays, run)

    @staticmethod
    def argument(value: Any) -> tuple[str, Any]:
        """Its kind, and a place with its value."""
        if type(value) in KINDS:
            kind, place = KINDS[type(value)]
            return kind, place(value)
        if not hasattr(value, "_host"):
            raise Refused(f"a kernel cannot take a {type(value).__name__}")
        return POINTERS.get(value.dtype.char, "X"), ctypes.c_void_p(value._host.ctypes.data)
