"""Every row of tests/functions/rows through every check that applies to it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest

import autograd_lab as lab
from tests.functions import FAMILIES, checks
from tests.functions.case import Call

recorded = cache(checks.recorded)


def rows(wanted: Any = lambda case: True) -> Any:
    """Parametrise over (family, case); ids such as movement-hstack-1."""
    params, seen = [], Counter[str]()
    for family, cases in FAMILIES.items():
        for case in cases:
            name = f"{family}-{case.expression.replace('torch.', '').split('(')[0]}"
            seen[name] += 1
            if wanted(case):
                params.append(pytest.param(family, case, id=f"{name}-{seen[name]}"))
    return pytest.mark.parametrize(("family", "case"), params)


@rows()
def test_answer_is_that_of_torch(family: str, case: Call) -> None:
    checks.agree(checks.answer(lab, case), recorded(family)[case.key], case.tolerance)


@rows()
def test_the_record_is_what_the_installed_torch_answers(family: str, case: Call) -> None:
    torch = pytest.importorskip("torch")
    checks.agree(checks.answer(torch, case), recorded(family)[case.key], case.tolerance)


@rows(lambda case: case.smooth and case.values and case.differentiable)
def test_gradient_is_the_derivative(family: str, case: Call) -> None:
    checks.gradient_against_numbers(case)


@rows(lambda case: case.device)
def test_device_gives_the_same(family: str, case: Call, cuda: str) -> None:
    checks.agree(checks.answer(lab, case, cuda), recorded(family)[case.key], case.tolerance)


@rows(lambda case: case.device and case.smooth and case.values and case.differentiable)
def test_gradient_of_a_device_is_that_of_the_host(family: str, case: Call, cuda: str) -> None:
    checks.gradient_against_host(case, cuda)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_record_without_a_row(family: str) -> None:
    assert recorded(family).keys() == {case.key for case in FAMILIES[family]}
