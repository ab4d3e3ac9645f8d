"""Calls that PyTorch accepts with a warning, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab
from tests.nn.oracle import need_torch

ROWS: list[tuple[Callable[[Any], Any], str, str]] = [
    (lambda t: t.nn.functional.kl_div(t.zeros(2), t.ones(2)), "batchmean", "批大小"),
    (lambda t: t.nn.functional.l1_loss(t.zeros(2, 2), t.ones(2)), "target size", "广播"),
    (lambda t: t.nn.functional.mse_loss(t.zeros(2, 2), t.ones(2)), "target size", "广播"),
    (lambda t: t.nn.functional.smooth_l1_loss(t.zeros(2, 2), t.ones(2)), "target size", "广播"),
    (lambda t: t.nn.functional.huber_loss(t.zeros(2, 2), t.ones(2)), "target size", "广播"),
    (lambda t: t.nn.functional.dropout2d(t.zeros(2, 2, 2)), "dropout1d", "dropout1d"),
    (lambda t: t.nn.functional.dropout2d(t.zeros(2, 2)), "deprecated", "弃用"),
    (lambda t: t.nn.functional.dropout3d(t.zeros(2, 2)), "deprecated", "弃用"),
    (lambda t: t.nn.functional.gumbel_softmax(t.zeros(2, 2), eps=1.0), "no effect", "不起作用"),
]


@pytest.mark.parametrize("index", range(len(ROWS)))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_warning_names_the_line_of_the_call(index: int, language: str) -> None:
    call, english, chinese = ROWS[index]
    lab.set_language(language)
    with pytest.warns(UserWarning, match=english if language == "en" else chinese) as caught:
        call(lab)
    assert caught[0].filename == __file__


@pytest.mark.parametrize("index", range(len(ROWS)))
def test_torch_warns_too(index: int) -> None:
    call, english, _ = ROWS[index]
    with pytest.warns(UserWarning, match=english):
        call(need_torch())
