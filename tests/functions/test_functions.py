"""Every row of tests/functions/rows through every check that applies to it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest

import autograd_lab as lab
from tests.functions import FAMILIES, checks
from tests.functions.case import Call
from tests.support.fake_cupy import FakeCupy

recorded = cache(checks.recorded)
DTYPES = (
    *(lab.int64, lab.float16, lab.complex64, lab.bfloat16, lab.bool, lab.float32, lab.uint8, lab.complex128, lab.int32),
    *(lab.float64, lab.int16, lab.int8),
)


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
def test_a_device_knows_the_dtypes_of_the_host(family: str, fake_cupy: FakeCupy) -> None:
    """The fake computes with the dtypes that CuPy has kernels for (cupy_loops.json). Each row is tried with one."""
    for k, case in enumerate(FAMILIES[family]):
        if case.device and case.differentiable:
            dtype = DTYPES[k % len(DTYPES)]
            assert checks.kinds(case, "cuda", dtype) == checks.kinds(case, "cpu", dtype), f"{case.key} in {dtype}"


@pytest.mark.parametrize("family", FAMILIES)
def test_no_record_without_a_row(family: str) -> None:
    assert recorded(family).keys() == {case.key for case in FAMILIES[family]}
