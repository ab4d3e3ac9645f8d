"""Small programs that run in this library and in PyTorch, and must come to the same result.

A program is a function of the library: ``def f(torch): ... return result``. Its result is any nesting of tensors,
numbers and strings; an exception is a result too, and its class must be PyTorch's. What PyTorch answered stands in
``answers/*.json``, so that these tests need no PyTorch:

    python -m tests.func.program      asks the installed PyTorch again, and writes what it says
"""

from __future__ import annotations

import importlib
import json
import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import autograd_lab

FILES = ("test_vmap", "test_derivatives", "test_jacobians", "test_stateless", "test_forward_ad", "test_functions")
ANSWERS = Path(__file__).parent / "answers"
Program = Callable[[Any], Any]


class Programs:
    """The programs of one file."""

    def __init__(self, module: str) -> None:
        self.name = module.rpartition(".")[2].removeprefix("test_")
        self.by_name: dict[str, Program] = {}

    def add(self, program: Program) -> Program:
        """Decorator: one program more."""
        assert program.__name__ not in self.by_name, f"a second {program.__name__}"
        self.by_name[program.__name__] = program
        return program

    def each(self, test: Any) -> Any:
        """Decorator of a test that takes ``program``: run it for all that were added."""
        return pytest.mark.parametrize("program", list(self.by_name))(test)

    def path(self) -> Path:
        return ANSWERS / f"{self.name}.json"

    def answers(self) -> dict[str, Any]:
        return json.loads(self.path().read_text())

    def check(self, name: str, device: str = "cpu") -> None:
        """AssertionError if this library comes to another result than PyTorch did, with new tensors on ``device``."""
        with autograd_lab.device(device):
            ours = answer(self.by_name[name], autograd_lab)
        theirs = self.answers()[name]
        if isinstance(theirs, dict) and "error" in theirs:
            assert isinstance(ours, dict) and "error" in ours, f"no error, but {ours}; PyTorch: {theirs}"
            assert theirs["error"] in ours["classes"], ours
            return
        assert not isinstance(ours, dict) or "error" not in ours, ours
        assert alike(ours, theirs), f"{ours}\nPyTorch: {theirs}"

    def record(self) -> None:
        import torch

        torch.set_num_threads(1)
        lines = [f"{json.dumps(name)}: {json.dumps(answer(p, torch))}" for name, p in self.by_name.items()]
        self.path().parent.mkdir(exist_ok=True)
        self.path().write_text("{\n" + ",\n".join(lines) + "\n}\n")


def answer(program: Program, library: Any) -> Any:
    """What a program comes to, as JSON can say it."""
    library.manual_seed(0)
    try:
        with warnings.catch_warnings(action="ignore"):
            return plain(program(library))
    except Exception as error:
        classes = [cls.__name__ for cls in type(error).__mro__]
        return {"error": type(error).__name__, "classes": classes, "text": str(error)[:200]}


def plain(value: Any) -> Any:
    """Tensors as dtype, shape and numbers; containers as lists, with their type's name if it says more."""
    if hasattr(value, "detach") and hasattr(value, "tolist"):
        value = value.detach()
        numbers = value.reshape(-1)
        if value.is_complex():
            parts = [numbers.real.tolist(), numbers.imag.tolist()]
        else:
            parts = [numbers.tolist()]
        return {"tensor": str(value.dtype), "shape": list(value.shape), "numbers": parts}
    if isinstance(value, dict):
        return {"dict": {str(key): plain(item) for key, item in value.items()}}
    if isinstance(value, (tuple, list)):
        return [type(value).__name__, *map(plain, value)]
    return value if isinstance(value, (int, float, bool, str, type(None))) else str(value)


def alike(a: Any, b: Any) -> bool:
    if isinstance(a, float) or isinstance(b, float):
        if not isinstance(a, (int, float)) or not isinstance(b, (int, float)):
            return False
        return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=2e-5, abs_tol=1e-6)
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(alike, a, b))
    return type(a) is type(b) and a == b


def sample(torch: Any, *shape: int, start: int = 1) -> Any:
    """Numbers between -1 and 1 that look like nothing in particular, the same in every library."""
    count = math.prod(shape)
    return (torch.arange(start, start + count, dtype=torch.float64) * 1.7).sin().reshape(shape)


def main() -> None:
    for name in FILES:
        module = importlib.import_module(f"tests.func.{name}")
        module.programs.record()
        said = module.programs.answers()
        errors = [key for key, value in said.items() if isinstance(value, dict) and "error" in value]
        print(f"{name}: {len(said)} programs, of which {len(errors)} end in an error")


if __name__ == "__main__":
    main()
