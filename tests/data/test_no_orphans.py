"""Whatever ends a process that loads with workers, no worker and no shared memory outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENDS = 60.0  # seconds in which a worker must be gone, on a machine however busy; usually it takes a moment

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


def running(pid: int) -> bool:
    """Whether a process is there and more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pids: list[int]) -> bool:
    until = time.monotonic() + ENDS
    while time.monotonic() < until:
        if not any(map(running, pids)):
            return True
        time.sleep(0.02)
    return False


def start(method: str, how: str) -> tuple[subprocess.Popen[str], list[int]]:
    """The process, as the leader of a group of its own, and its workers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.data.alone", method, how], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, start_new_session=True, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    assert process.stdout is not None
    return process, [int(word) for word in process.stdout.readline().split()]


def end(method: str, how: str, signal_number: int | None, group: bool = False) -> None:
    process, workers = start(method, how)
    try:
        assert len(workers) == 2
        if how == "break":
            assert process.stdout is not None and process.stdout.readline() == "left\n"
        elif signal_number is not None:
            assert all(map(running, workers))
            (os.killpg if group else os.kill)(process.pid, signal_number)
        if how != "break":
            process.wait(ENDS)
        assert gone(workers), "orphans"
    finally:
        for pid in [process.pid, *workers]:
            if running(pid):
                os.kill(pid, signal.SIGKILL)
        process.communicate(timeout=ENDS)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_a_killed_parent(method: str) -> None:
    end(method, "wait", signal.SIGKILL)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_ctrl_c_in_a_terminal_reaches_the_workers_too(method: str) -> None:
    end(method, "wait", signal.SIGINT, group=True)


@pytest.mark.parametrize("how", ["break", "exit", "keep"])
def test_an_end_in_the_middle(how: str) -> None:
    end("fork", how, None)


def test_a_terminated_parent() -> None:
    end("fork", "wait", signal.SIGTERM)


@pytest.mark.slow
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT])
def test_many_times(signal_number: int) -> None:
    before = set(os.listdir("/dev/shm"))
    for _ in range(10):
        end("fork", "wait", signal_number, group=signal_number == signal.SIGINT)
    new = set(os.listdir("/dev/shm")) - before
    assert not [name for name in new if "autograd" in name or name.startswith("psm_")]
