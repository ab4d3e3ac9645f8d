"""Every program of tests/autograd/programs comes to what PyTorch makes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

import autograd_lab as lab
from tests.autograd import records
from tests.autograd.known import KNOWN
from tests.autograd.outcome import differences, outcome
from tests.autograd.programs import SUBJECTS

recorded = cache(records.recorded)

each_program = pytest.mark.parametrize(
    ("subject", "name", "program"),
    [
        pytest.param(subject, name, program, id=f"{subject}-{name}")
        for subject, programs in SUBJECTS.items()
        for name, program in programs.items()
    ],
)


@each_program
def test_outcome_is_that_of_torch(subject: str, name: str, program: Callable[[Any], Any]) -> None:
    found = differences(outcome(lab, program), recorded(subject)[name])
    if f"{subject}.{name}" in KNOWN:
        assert found, f"no difference any more: take {subject}.{name} from the list"
    else:
        assert found == []


# A GPU prints its name, and has no view in NumPy.
HOST_ONLY = {
    "graph.text_of_tensors",
    "leaves.numpy_of_a_tensor_with_graph",
    "leaves.numpy_under_no_grad",
    "leaves.to_the_same_dtype_is_the_leaf_itself",
    "versions.writes_through_numpy_do_not",
}


@each_program
def test_outcome_on_a_gpu(subject: str, name: str, program: Callable[[Any], Any], cuda: str) -> None:
    if f"{subject}.{name}" not in KNOWN.keys() | HOST_ONLY:
        with lab.device(cuda):
            assert differences(outcome(lab, program), recorded(subject)[name]) == []


@each_program
def test_the_record_is_what_the_installed_torch_does(subject: str, name: str, program: Callable[[Any], Any]) -> None:
    torch = pytest.importorskip("torch")
    assert differences(outcome(torch, program), recorded(subject)[name]) == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_record_without_a_program(subject: str) -> None:
    assert recorded(subject).keys() == SUBJECTS[subject].keys()


def test_known_differences_are_of_programs() -> None:
    assert KNOWN.keys() <= {f"{subject}.{name}" for subject, programs in SUBJECTS.items() for name in programs}
