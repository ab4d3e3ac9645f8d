"""A public function without a row, or without a docstring, is named here."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.functional import registry
from autograd_lab.functional.registry import METHODS, PUBLIC
from tests.functions import FAMILIES

NAMESPACES = {
    "fft": lab.fft,
    "linalg": lab.linalg,
    "masked": lab.masked,
    "nn.functional": lab.nn.functional,
    "signal.windows": lab.signal.windows,
    "special": lab.special,
}

# Called in other tests, where more than a result can be looked at.
ELSEWHERE = {
    "backward", "requires_grad_", "register_hook", "retain_grad", "detach_",  # tests/graph
    "register_post_accumulate_grad_hook",  # tests/autograd
    "_standard_gamma", "_standard_gamma_grad", "_sample_dirichlet", "_dirichlet_grad",  # tests/distributions
    "chalf",  # tests/errors: it is refused
    "cpu", "cuda",  # tests/graph/test_devices.py
    "pin_memory", "is_pinned",  # tests/cuda/test_pinned.py
    "__setitem__", "__getitem__", "__repr__", "__format__",  # as x[...] = v, x[...], printing
}  # fmt: skip


def functions_of(module: Any) -> dict[str, Any]:
    return {
        name: value for name, value in vars(module).items()
        if callable(value) and not name.startswith("_") and not inspect.isclass(value)
    }  # fmt: skip


@cache
def called() -> set[str]:
    """Every name that some row mentions; an operator counts as its method."""
    found: set[str] = set()
    for case in (case for family in FAMILIES.values() for case in family):
        for node in ast.walk(ast.parse(case.expression, mode="eval")):
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


SEARCHED = [
    *(("torch", name) for name in PUBLIC),
    *(("Tensor", name) for name in METHODS if not name.startswith("__")),
    *((space, name) for space, module in NAMESPACES.items() for name in functions_of(module)),
]


@pytest.mark.parametrize(("space", "name"), SEARCHED, ids=[f"{space}.{name}" for space, name in SEARCHED])
def test_it_has_a_row(space: str, name: str) -> None:
    assert name in called() | ELSEWHERE, f"tests/functions/rows has no call of {space}.{name}"


@pytest.mark.parametrize(("space", "name"), SEARCHED, ids=[f"{space}.{name}" for space, name in SEARCHED])
def test_it_says_what_it_does(space: str, name: str) -> None:
    fn = PUBLIC.get(name) or METHODS.get(name) or getattr(NAMESPACES.get(space), name)
    assert (inspect.getdoc(fn) or "").strip(), f"{space}.{name} has no docstring"


def test_a_name_is_defined_once() -> None:
    def exp(input: Any) -> Any:
        return input

    before = PUBLIC["exp"]
    for define in (registry.function, registry.method, registry.both):
        with pytest.raises(TypeError, match="exp is defined in autograd_lab"):
            define(exp)
    assert PUBLIC["exp"] is before and METHODS["exp"] is lab.Tensor.exp
