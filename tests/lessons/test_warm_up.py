"""The loops that a lesson may need are compiled before it begins."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import autograd_lab as lab
from autograd_lab.app import warm_up
from autograd_lab.backend.loops import Loop
from autograd_lab.kernels import loops

pytest.importorskip("numba")


def every_loop() -> list[Loop]:
    names = [module.name for module in pkgutil.iter_modules(loops.__path__)]
    modules = [importlib.import_module(f"{loops.__name__}.{name}") for name in names]
    return [value for module in modules for value in vars(module).values() if isinstance(value, Loop)]


def test_no_loop_is_left_out() -> None:
    lab.manual_seed(0)
    for step in warm_up.steps():
        step()
    assert not {one.__name__ for one in every_loop() if one.alone is None and one.shared is None}
