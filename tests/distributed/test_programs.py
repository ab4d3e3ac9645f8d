"""Whole programs of three processes give what they give with PyTorch."""

from __future__ import annotations

import importlib.util
import json

import pytest

from tests.distributed.programs import ANSWERS, PROGRAMS, run

NEED_MPI = pytest.mark.skipif(importlib.util.find_spec("mpi4py") is None, reason="mpi4py is not installed")


@pytest.mark.parametrize("backend", ["gloo", pytest.param("mpi", marks=NEED_MPI)])
def test_as_in_pytorch(backend: str) -> None:
    answers = json.loads(ANSWERS.read_text())
    ours = run("autograd_lab", backend)
    assert set(ours) == set(answers) == {program.__name__ for program in PROGRAMS}
    for name, answer in answers.items():
        assert ours[name] == answer, name
