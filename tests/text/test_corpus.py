"""The corpus is the prose of the shipped lessons, in either language."""

from __future__ import annotations

import re

import autograd_lab as lab
from autograd_lab import text


def test_both_languages() -> None:
    english, chinese = text.corpus("en"), text.corpus("zh")
    assert english.startswith("# Your first network") and chinese.startswith("# 第一个神经网络")
    assert len(english) > 10_000 and len(chinese) > 4_000
    # The rest are formulas, names of the library, spaces and punctuation.
    assert len(re.findall(r"[\u4e00-\u9fff]", chinese)) > 0.4 * len(chinese)


def test_code_only_when_asked() -> None:
    assert "loss.backward()" in text.corpus("en", code=True)
    assert len(text.corpus("en", code=True)) > len(text.corpus("en"))


def test_the_current_language_is_the_default() -> None:
    lab.set_language("zh")
    assert text.corpus() == text.corpus("zh")
    lab.set_language("en")
    assert text.corpus() == text.corpus("en")
