"""The recorded answers are what the installed PyTorch says, and there is one for each program."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from tests.func.program import FILES, alike, answer


def programs_of(file: str) -> Any:
    return importlib.import_module(f"tests.func.{file}").programs


@pytest.mark.parametrize(("file", "name"), [(file, name) for file in FILES for name in programs_of(file).by_name])
def test_the_same_on_a_gpu(file: str, name: str, cuda: str) -> None:
    programs_of(file).check(name, cuda)


@pytest.mark.parametrize("name", FILES)
def test_one_for_each_program(name: str) -> None:
    programs = programs_of(name)
    assert list(programs.answers()) == list(programs.by_name)


@pytest.mark.parametrize("name", FILES)
def test_pytorch_says_so(name: str) -> None:
    torch = pytest.importorskip("torch")
    programs = programs_of(name)
    for key, said in programs.answers().items():
        now = answer(programs.by_name[key], torch)
        if isinstance(said, dict) and "error" in said:
            assert isinstance(now, dict), key
            assert now.get("error") == said["error"], key
        else:
            assert alike(now, said), key
