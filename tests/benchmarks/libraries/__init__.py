"""The libraries that are compared, one file each.

A file names the PACKAGE it needs, and has ``program(workload, problem)``: the program for a workload in this library,
or None where the library has no means for it. It may have ``set_threads(n)``; the usual variables are set for all.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from tests.benchmarks.work import Problem, Program, Workload


class Library(Protocol):
    PACKAGE: str

    def program(self, workload: Workload, problem: Problem) -> Program | None: ...


LIBRARIES = {  # the head of a column: the file
    "ours": "ours",
    "compiled": "ours_compiled",
    "PyTorch": "pytorch",
    "torch.compile": "pytorch_compiled",
    "MyGrad": "mygrad",
    "HIPS": "hips",
    "tinygrad": "tinygrad",
    "DeZero": "dezero",
    "micrograd": "micrograd",
}


def library(name: str) -> Library:
    return cast(Library, import_module(f"{__name__}.{LIBRARIES[name]}"))


def installed(name: str) -> bool:
    return find_spec(library(name).PACKAGE) is not None
