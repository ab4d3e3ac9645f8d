"""Fixtures that every test may use, and the state that no test may leave behind."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ["AUTOGRAD_LAB_LANG"] = (
    "en"  # before the library is imported: messages do not depend on the machine
)

from autograd_lab.i18n import get_language, set_language
from tests import chromium


@pytest.fixture(autouse=True)
def _language_is_restored() -> Iterator[None]:
    before = get_language()
    yield
    set_language(before)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A Chromium for the browser tests; without one they are skipped, with the reason."""
    path = chromium.find()
    if path is None:
        pytest.skip("no Chromium: not on PATH, not installed by Playwright, and it could not be installed")
    return path
