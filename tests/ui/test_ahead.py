"""Against a real kernel: numba is imported between the cells, once there is a pause, and changes nothing."""

from __future__ import annotations

import time
from typing import Any

import pytest

from autograd_lab.backend import loops
from autograd_lab.ui import ahead, notebook
from tests.ui.kernel import PATIENCE, idle, prints

pytest.importorskip("numba")

PRODUCT = """
lab.manual_seed(0)
print("product", hash((lab.randn(300, 200) @ lab.randn(200, 300)).numpy().tobytes()))
"""


def test_loaded_in_the_first_pause(frontend: Any) -> None:
    frontend.start("import sys, autograd_lab as lab" + PRODUCT)
    at_once = frontend.start("print('at once', 'numba' in sys.modules)")
    before = frontend.until(prints("product"))["content"]["text"]
    assert "at once False" in frontend.until(prints("at once"))["content"]["text"]
    frontend.until(idle(at_once))
    end = time.monotonic() + PATIENCE
    while "True" not in frontend.run("print('numba' in sys.modules)"):
        assert time.monotonic() < end
        time.sleep(2 * ahead.PAUSE)
    assert before.split()[-1] in frontend.run(PRODUCT)
    assert (
        frontend.run("lab.softmax(lab.randn(64, 4096), -1); print(get_ipython().events.callbacks)").count("_Pause") == 0
    )


def test_a_program_that_runs_the_notebook_has_no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook, "in_notebook", lambda: True)
    monkeypatch.setattr(notebook, "shell", lambda: pytest.fail("asked"))
    monkeypatch.setenv("AUTOGRAD_LAB_SYNC", "1")
    ahead.load_in_a_pause()
    monkeypatch.delenv("AUTOGRAD_LAB_SYNC")
    with loops.without_loops():
        ahead.load_in_a_pause()
