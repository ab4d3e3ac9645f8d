"""``torch.multiprocessing.spawn``: functions in processes, and how they end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import autograd_lab.multiprocessing as mp
from autograd_lab.i18n import set_language


def put(i: int, queue: Any, word: str) -> None:
    queue.put((i, word))


def fail(i: int, which: int) -> None:
    if i == which:
        raise ValueError(f"of {i}")
    time.sleep(100)


def die(i: int) -> None:
    os._exit(7)


def nap(i: int, seconds: float) -> None:
    time.sleep(seconds)


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_each_gets_its_number(method: str) -> None:
    queue = mp.get_context(method).SimpleQueue()
    mp.start_processes(put, (queue, "x"), nprocs=3, start_method=method)
    assert sorted(queue.get() for _ in range(3)) == [(0, "x"), (1, "x"), (2, "x")]


def test_an_error_comes_back_and_ends_the_others() -> None:
    begun = time.monotonic()
    with pytest.raises(mp.ProcessRaisedException, match=r"(?s)Process 1 terminated.*ValueError: of 1"):
        mp.spawn(fail, (1,), nprocs=2)
    assert time.monotonic() - begun < 60


def test_a_death_is_reported_in_the_learners_language() -> None:
    set_language("zh")
    try:
        with pytest.raises(mp.ProcessExitedException, match="进程 0 意外结束"):
            mp.spawn(die, nprocs=1)
    finally:
        set_language("en")


def test_without_waiting() -> None:
    started = mp.spawn(nap, (0.5,), nprocs=1, join=False)
    assert started is not None and len(started.pids()) == 1
    assert not started.join(0.001)
    assert started.join()


def test_a_function_of_a_notebook_travels_as_code(tmp_path: Path) -> None:
    """Its processes cannot import it: there is no file that it stands in."""
    program = (
        "import autograd_lab.multiprocessing as mp\n"
        "word = 'cell'\n"
        f"def work(i): open(r'{tmp_path}/' + word + str(i), 'w').close()\n"
        "mp.spawn(work, nprocs=2)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cell0", "cell1"]
