"""The recorded answers are what the installed PyTorch says, and there is one for each program."""

from __future__ import annotations

import importlib

import pytest

from tests.func.program import FILES, alike, answer


@pytest.mark.parametrize("name", FILES)
def test_one_for_each_program(name: str) -> None:
    programs = importlib.import_module(f"tests.func.{name}").programs
    assert list(programs.answers()) == list(programs.by_name)


@pytest.mark.parametrize("name", FILES)
def test_pytorch_says_so(name: str) -> None:
    torch = pytest.importorskip("torch")
    programs = importlib.import_module(f"tests.func.{name}").programs
    for key, said in programs.answers().items():
        now = answer(programs.by_name[key], torch)
        if isinstance(said, dict) and "error" in said:
            assert isinstance(now, dict), key
            assert now.get("error") == said["error"], key
        else:
            assert alike(now, said), key
