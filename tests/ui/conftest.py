"""What the tests of the views share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def frontend() -> Iterator[Any]:
    """A running kernel; skipped where Jupyter is not installed."""
    pytest.importorskip("ipykernel")
    pytest.importorskip("jupyter_client")
    from tests.ui.kernel import kernel

    path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
    with kernel({**os.environ, "PYTHONPATH": path, "AUTOGRAD_LAB_LANG": "en"}) as speaker:
        yield speaker
