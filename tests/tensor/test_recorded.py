"""Printing, dtype promotion, creation, and tensors as objects: to the letter what PyTorch answers, as recorded."""

from __future__ import annotations

import json
import warnings

import pytest

import autograd_lab
from tests.tensor.expressions import RECORD, answer, everything, key

EXPRESSIONS = everything()
RECORDED = json.loads(RECORD.read_text())


@pytest.mark.parametrize(("expression", "options"), EXPRESSIONS, ids=[key(e, o) for e, o in EXPRESSIONS])
def test_as_in_torch(expression: str, options: str) -> None:
    with warnings.catch_warnings(action="ignore"):
        assert answer(autograd_lab, expression, options) == RECORDED[key(expression, options)]


def test_the_record_is_what_the_installed_torch_answers() -> None:
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings(action="ignore"):
        assert {key(e, o): answer(torch, e, o) for e, o in EXPRESSIONS} == RECORDED
