"""The programs on autograd, each compiled whole and called four times: what comes out is what came out before.

Half of them become plans; the others look at numbers, hooks or errors, and run uncompiled.
"""

from __future__ import annotations

from typing import Any

import pytest

import autograd_lab as lab
from tests.autograd.outcome import outcome
from tests.autograd.programs import SUBJECTS
from tests.compiler.twins import plans

KEPT = ("tensor", "shape", "dtype", "requires_grad")  # a plan's results are new tensors, not views, of one node


def told(program: Any) -> Any:
    """What a program came to, without what is said of a tensor's place in the graph."""
    lab.manual_seed(1)
    return _values(outcome(lab, program))


def _values(tree: Any) -> Any:
    if isinstance(tree, dict):
        kept = KEPT if "requires_grad" in tree else tree
        return None if "node" in tree else {key: _values(part) for key, part in tree.items() if key in kept}
    return [_values(part) for part in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize("subject", SUBJECTS)
def test_compiled_programs(subject: str, logged: list[str]) -> None:
    planned = 0
    for name, program in SUBJECTS[subject].items():
        expected = told(program)
        if told(program) != expected:
            continue  # it is about something that differs each time, such as what was freed
        compiled = lab.compile(program)
        for k in range(4):
            assert told(compiled) == expected, (name, k)
        planned += plans(compiled)
    PLANNED[subject] = planned


PLANNED: dict[str, int] = {}


def test_many_of_them_become_plans() -> None:
    if len(PLANNED) == len(SUBJECTS):  # all of them ran in this process
        assert sum(PLANNED.values()) > 300
