"""A file is old or new, whatever happens while it is written."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.serialization import atomic
from tests.checkpoint.samples import bytes_of

ROOT = Path(__file__).parents[2]


def kill(folder: Path, times: int, seed: int) -> None:
    command = [sys.executable, "-m", "tests.checkpoint.killed", str(folder), str(times), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": "."})
    assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout)
    assert counts["good"] == counts["kills"] == times and counts["most"] <= 1 and counts["left"] == 0, counts
    assert counts["steps"] > times / 2, "the kills came before anything was saved"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_while_saving(tmp_path: Path) -> None:
    kill(tmp_path, 20, 0)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_while_saving_200_times(tmp_path: Path) -> None:
    kill(tmp_path, 200, 1)


STEPS = ["open", "write", "fsync", "chmod", "replace"]


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "full"), OSError(errno.EIO, "broken"), KeyboardInterrupt()], ids=repr
)
@pytest.mark.parametrize("step", STEPS)
def test_an_error_at_any_step_leaves_the_old_file(
    step: str, error: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"
    lab.save({"v": 1}, path)

    def fail(*args: Any, **kwargs: Any) -> Any:
        raise error

    class Full(io.FileIO):
        def write(self, data: Any) -> int:
            super().write(bytes(data)[:3])  # a part has reached the disk
            raise error

    if step == "open":
        monkeypatch.setattr(atomic, "open", fail, raising=False)
    elif step == "write":
        monkeypatch.setattr(atomic, "open", lambda path, mode: Full(path, "w"), raising=False)
    else:
        monkeypatch.setattr(atomic.os, step, fail)
    with pytest.raises(type(error)):
        lab.save({"v": 2}, path)
    monkeypatch.undo()
    assert lab.load(path) == {"v": 1} and os.listdir(tmp_path) == ["x"]
    lab.save({"v": 3}, path)
    assert lab.load(path) == {"v": 3}


def test_what_cannot_be_stored_leaves_the_old_file(tmp_path: Path) -> None:
    lab.save({"v": 1}, tmp_path / "x")
    with pytest.raises(TypeError):
        lab.save({"v": 2, "f": print}, tmp_path / "x")
    assert lab.load(tmp_path / "x") == {"v": 1} and os.listdir(tmp_path) == ["x"]


def test_the_order_is_file_name_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def noted(name: str) -> Any:
        original = getattr(os, name)

        def call(*args: Any) -> Any:
            is_folder = name == "fsync" and stat.S_ISDIR(os.fstat(args[0]).st_mode)
            done.append(f"{name} folder" if is_folder else name)
            return original(*args)

        return call

    for name in ("fsync", "replace"):
        monkeypatch.setattr(atomic.os, name, noted(name))
    lab.save(1, tmp_path / "x")
    assert done == ["fsync", "replace", "fsync folder"]


def test_leftovers_of_dead_writers_are_removed_and_no_others(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    host = atomic._host()
    stale = [f".x.{host}-{dead.pid}.tmp"]
    kept = [
        f".x.{host}-{os.getppid()}.tmp",
        f".x.elsewhere-{dead.pid}.tmp",
        f".y.{host}-{dead.pid}.tmp",
        ".x.tmp",
        "x.tmp",
    ]
    for name in (*stale, *kept):
        (tmp_path / name).write_text("")
    lab.save(1, tmp_path / "x")
    assert sorted(os.listdir(tmp_path)) == sorted([*kept, "x"])


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "x", tmp_path / "link"
    lab.save(1, path)
    fresh = tmp_path / "fresh"
    fresh.write_text("")
    assert path.stat().st_mode == fresh.stat().st_mode  # as any new file
    path.chmod(0o640)
    link.symlink_to(path)
    lab.save(2, link)
    assert link.is_symlink() and lab.load(path) == 2 and stat.S_IMODE(path.stat().st_mode) == 0o640


def test_errors_of_the_system_are_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        lab.save(1, tmp_path / "no" / "x")
    with pytest.raises(FileNotFoundError):
        lab.load(tmp_path / "x")
    with pytest.raises(IsADirectoryError):
        lab.save(1, tmp_path)
    with pytest.raises(IsADirectoryError):
        lab.load(tmp_path)
    assert not os.listdir(tmp_path)


def test_a_reader_sees_the_old_file_to_its_end(tmp_path: Path) -> None:
    lab.save(lab.zeros(1000), tmp_path / "x")
    with open(tmp_path / "x", "rb") as file:
        head = file.read(10)
        lab.save(lab.ones(1000), tmp_path / "x")
        assert head + file.read() == bytes_of(lab.zeros(1000))
