"""Fixtures that every test may use, and the state that no test may leave behind."""

from __future__ import annotations

import gc
import os
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.support import kept_loops

os.environ.setdefault("NUMBA_CACHE_DIR", str(kept_loops.FOLDER))
os.environ.setdefault("OMP_NUM_THREADS", "1")  # the cores are shared with other tests; those of threads ask for more
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["AUTOGRAD_LAB_LANG"] = "en"  # before the library is imported: messages do not depend on the machine

import autograd_lab as lab
from autograd_lab import watch
from tests import chromium
from tests.support.both import torch  # noqa: F401  (a fixture)
from tests.support.devices import cuda, device, fake_cupy, gpu  # noqa: F401  (fixtures)


def pytest_collection() -> None:
    gc.disable()


def pytest_collection_finish() -> None:
    """Tests are no garbage, and they are millions of objects: the collector need not look at them again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()


def _state() -> dict[str, object]:
    return {
        "recording": lab.is_grad_enabled(),
        "inference mode": lab.is_inference_mode_enabled(),
        "default dtype": lab.get_default_dtype(),
        "watchers": (tuple(watch.watchers), tuple(watch.backward_watchers)),
    }


@pytest.fixture(autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    """A test that leaves the engine changed fails itself, instead of one that happens to run later."""
    before, language = _state(), lab.get_language()
    yield
    lab.set_language(language)  # a test may switch it freely
    assert _state() == before


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """A Chromium for the browser tests; without one they are skipped, with the reason."""
    path = chromium.find()
    if path is None:
        pytest.skip("no Chromium: not on PATH, not installed by Playwright, and it could not be installed")
    return path


NAMED = 8  # skipped tests of one reason that are listed one by one


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Each reason for skipping once, with the tests' names where they are few."""
    reasons: dict[str, list[str]] = defaultdict(list)
    for report in terminalreporter.getreports("skipped"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ")].append(report.nodeid)
    if reasons:
        terminalreporter.section("skipped")
    for reason, names in sorted(reasons.items()):
        terminalreporter.write_line(f"{len(names)} skipped: {reason}")
        for name in names if len(names) <= NAMED else ():
            terminalreporter.write_line(f"    {name}")
