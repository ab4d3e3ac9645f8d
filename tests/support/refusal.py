"""What every refusal has to be: the class asked for, our own message, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.errors import LabError

LANGUAGES = ("en", "zh")


def assert_refused(
    call: Callable[[], Any], error: type[Exception], key: str, word: str, said_in: tuple[str, ...] = LANGUAGES
) -> None:
    """``word`` stands in the message in the languages ``said_in``: a value in all, words of a sentence in its own."""
    for language in LANGUAGES:
        lab.set_language(language)
        with pytest.raises(error) as raised:
            call()
        assert isinstance(raised.value, LabError) and raised.value.key == key, raised.value
        if language in said_in:
            assert word in str(raised.value)
        assert bool(re.search(r"[\u4e00-\u9fff]", str(raised.value))) == (language == "zh")
