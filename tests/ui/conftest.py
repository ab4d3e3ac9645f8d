"""What the tests of the views share."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.bench import Bench

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


@pytest.fixture
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.panel.close()


@pytest.fixture
def aside() -> Iterator[Any]:
    """Run something in another thread, as a browser's message would."""
    threads = []

    def start(function: Any) -> None:
        threads.append(threading.Thread(target=function))
        threads[-1].start()

    yield start
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()
