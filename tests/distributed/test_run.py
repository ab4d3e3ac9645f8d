"""The launcher: who is who, and how everything ends when one process does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MEET = "import autograd_lab.distributed as dist, os, sys\ndist.init_process_group()\n"


def start(tmp_path: Path, text: str, *options: str, size: int = 2, **env: str) -> subprocess.Popen[str]:
    script = tmp_path / "a script.py"
    script.write_text(text, "utf-8")
    command = [sys.executable, "-m", "autograd_lab.distributed.run", "-n", str(size), *options]
    command += [str(script), "one", "-n"]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **env}
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_each_knows_who_it_is(tmp_path: Path) -> None:
    text = MEET + (
        "line = [dist.get_rank(), dist.get_world_size(), int(os.environ['LOCAL_RANK'])]\n"
        "os.write(1, f'{line + sys.argv[1:]}\\n'.encode())\n"
    )
    status, out, err = finish(start(tmp_path, text, size=3))
    assert (status, err) == (0, "")
    assert sorted(out.splitlines()) == [f"[{i}, 3, {i}, 'one', '-n']" for i in range(3)]


def test_one_failure_ends_all(tmp_path: Path) -> None:
    text = MEET + "if dist.get_rank() == 1: raise ValueError('mine')\nimport time\ntime.sleep(100)\n"
    begun = time.monotonic()
    status, _, err = finish(start(tmp_path, text))
    assert status == 1 and time.monotonic() - begun < 60
    assert "ValueError: mine" in err and "process 1 failed (1)" in err


def test_a_killed_process_ends_all(tmp_path: Path) -> None:
    text = MEET + (
        "import signal, time\n"
        "if dist.get_rank() == 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "dist.barrier()\n"
    )  # fmt: skip
    status, _, err = finish(start(tmp_path, text, AUTOGRAD_LAB_LANG="zh"))
    assert status in (1, 9) and ("SIGKILL" in err or "进程 0" in err)


def test_who_waits_for_a_dead_process_hears_it(tmp_path: Path) -> None:
    text = MEET + (
        "if dist.get_rank() == 1: os._exit(0)\n"
        "try: dist.barrier()\n"
        "except dist.DistError as error: print(error)\n"
    )  # fmt: skip
    status, out, _ = finish(start(tmp_path, text))
    assert status == 0 and "process 1 is closed" in out


def test_ctrl_c_ends_all(tmp_path: Path) -> None:
    text = MEET + "print('here', flush=True)\nimport time\ntime.sleep(100)\n"
    process = start(tmp_path, text)
    assert process.stdout is not None and process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGINT)
    begun = time.monotonic()
    status, _, _ = finish(process)
    assert status == 128 + signal.SIGINT and time.monotonic() - begun < 60


@pytest.mark.parametrize("options", [["-n", "0"], ["-n", "x"], ["--nnodes", "2"]], ids=str)
def test_refuses(tmp_path: Path, options: list[str]) -> None:
    status, _, err = finish(start(tmp_path, "", *options))
    assert status != 0 and err


def test_a_script_that_is_not_there(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "autograd_lab.distributed.run", "-n", "2", str(tmp_path / "no.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "no.py" in done.stderr
