"""``torch.testing.assert_close`` accepts and refuses what PyTorch's does, and says the same."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import autograd_lab
import autograd_lab.testing
from autograd_lab.i18n import set_language
from tests.support.both import torch as torch  # the fixture

CLOSE: list[Any] = [
    lambda t: (t.tensor([1.0, 2.0]), t.tensor([1.0, 2.0 + 1e-6])),
    lambda t: (t.tensor([1.0]).half(), t.tensor([1.0005]).half()),
    lambda t: (t.tensor([1, 2]), t.tensor([1, 2])),
    lambda t: (t.tensor([True]), t.tensor([True])),
    lambda t: (1.0, 1.0 + 1e-8),
    lambda t: (np.ones(2), np.ones(2)),
    lambda t: ([t.ones(2), {"a": 1}], [t.ones(2), {"a": 1}]),
    lambda t: (t.tensor([math.inf]), t.tensor([math.inf])),
    lambda t: (None, None),
    lambda t: (t.ones(0), t.ones(0)),
    lambda t: (t.ones(2, requires_grad=True), t.ones(2)),
]

FAR: list[Any] = [
    lambda t: (t.tensor([1.0, 2.0, 4.0]), t.tensor([1.0, 2.0, 5.0]), {}),
    lambda t: (t.tensor([1.0, 2.0]), t.tensor([1.0, 2.1]), {"rtol": 0.0, "atol": 0.01}),
    lambda t: (t.tensor([[1, 2], [3, 4]]), t.tensor([[1, 0], [3, 9]]), {}),
    lambda t: (t.ones(2), t.ones(3), {}),
    lambda t: (t.ones(2), t.ones(2).double(), {}),
    lambda t: (t.tensor(math.nan), t.tensor(math.nan), {}),
    lambda t: (t.ones(2, 3).t(), t.ones(3, 2), {"check_stride": True}),
    lambda t: (1.0, 2.0, {}),
    lambda t: (3, 4, {}),
    lambda t: (1, 1.0, {}),
    lambda t: (t.tensor([True]), t.tensor([False]), {}),
    lambda t: (t.tensor([2**60]), t.tensor([2**60 + 1]), {}),
    lambda t: ([t.ones(1)], [t.ones(1), t.ones(1)], {}),
    lambda t: ([1.0, {"a": [2.0]}], [1.0, {"a": [3.0]}], {}),
    lambda t: ({"a": 1}, {"b": 1}, {}),
    lambda t: (None, 1.0, {}),
]


@pytest.mark.parametrize("case", CLOSE, ids=range(len(CLOSE)))
def test_accepts(torch: Any, case: Any) -> None:
    actual, expected = case(torch)
    torch.testing.assert_close(actual, expected)


@pytest.mark.parametrize("case", FAR, ids=range(len(FAR)))
def test_refuses(torch: Any, case: Any) -> None:
    actual, expected, options = case(torch)
    with pytest.raises(AssertionError):
        torch.testing.assert_close(actual, expected, **options)


def test_nan_may_be_equal_and_dtypes_may_differ(torch: Any) -> None:
    nan = torch.tensor([math.nan, 1.0])
    torch.testing.assert_close(nan, nan.double(), equal_nan=True, check_dtype=False)


def test_says_what_differs_most(torch: Any) -> None:
    with pytest.raises(AssertionError) as raised:
        torch.testing.assert_close(torch.tensor([1.0, 2.0, 4.0]), torch.tensor([1.0, 2.5, 5.0]))
    assert str(raised.value).split("\n")[:4] == [
        "Tensor-likes are not close!",
        "",
        "Mismatched elements: 2 / 3 (66.7%)",
        "Greatest absolute difference: 1.0 at index (2,) (up to 1e-05 allowed)"
        if torch.__name__ == "torch"
        else "Greatest absolute difference: 1 at index (2,) (up to 1e-05 allowed)",
    ]


def test_names_the_item(torch: Any) -> None:
    with pytest.raises(AssertionError, match=r"The failure occurred for item \[1\]\['a'\]"):
        torch.testing.assert_close([1.0, {"a": 2.0}], [1.0, {"a": 3.0}])


def test_words_of_ones_own(torch: Any) -> None:
    with pytest.raises(AssertionError, match=r"^mine$"):
        torch.testing.assert_close(1.0, 2.0, msg="mine")
    with pytest.raises(AssertionError, match=r"(?s)^Layer 3: Scalars.*allowed\)$"):
        torch.testing.assert_close(1.0, 2.0, msg=lambda text: f"Layer 3: {text}")


@pytest.mark.parametrize("options", [{"rtol": 1.0}, {"atol": 1.0}], ids=str)
def test_one_tolerance_is_not_enough(torch: Any, options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="rtol"):
        torch.testing.assert_close(1.0, 1.0, **options)


def test_what_cannot_be_compared(torch: Any) -> None:
    with pytest.raises(TypeError):
        torch.testing.assert_close(object(), 1.0)


def test_in_chinese() -> None:
    set_language("zh")
    try:
        with pytest.raises(AssertionError, match=r"张量不够接近！\n\n不符的元素：1 / 1"):
            autograd_lab.testing.assert_close(autograd_lab.zeros(1), autograd_lab.ones(1))
    finally:
        set_language("en")
