"""binder/ is checked without docker: what its builder reads, and the rules it does not check itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
BINDER = ROOT / "binder"
SCRIPTS = ("postBuild", "start")


def lines(name: str) -> list[str]:
    text = (BINDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_folder_holds_only_files_that_the_builder_reads() -> None:
    # environment.yml or a Dockerfile would silently win over requirements.txt.
    assert {path.name for path in BINDER.iterdir()} == {
        "apt.txt",
        "requirements.txt",
        "runtime.txt",
        *SCRIPTS,
    }
    assert not (ROOT / ".binder").exists()


def test_python_is_pinned() -> None:
    assert lines("runtime.txt") == ["python-3.12"]


def test_requirements_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {str(Requirement(line)) for line in project["dependencies"]}
    assert {str(Requirement(line)) for line in lines("requirements.txt")} == wanted


def test_jupyterlab_has_a_floor() -> None:
    # Without it Binder keeps the JupyterLab of its frozen environment, which the widgets are not tested with.
    (jupyterlab,) = (line for line in lines("requirements.txt") if Requirement(line).name == "jupyterlab")
    assert "4.5.0" not in Requirement(jupyterlab).specifier


def test_apt_lines_are_package_names() -> None:
    # The builder puts these lines into a shell command as they are.
    for line in lines("apt.txt"):
        assert re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", line), line


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_is_executable_bash(name: str) -> None:
    script = BINDER / name
    assert script.stat().st_mode & 0o111 == 0o111
    assert script.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")
    checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_start_hands_over() -> None:
    assert lines("start")[-1] == 'exec "$@"'
    said = subprocess.run([BINDER / "start", "echo", "a b", "c"], capture_output=True, text=True, check=True)
    assert said.stdout == "a b c\n"


@pytest.mark.slow
def test_builder_accepts_the_repository(tmp_path: Path) -> None:
    pytest.importorskip("repo2docker", reason="the `test` extra brings jupyter-repo2docker")
    # A copy of what matters to it: the checkout itself may hold gigabytes of environments.
    shutil.copytree(BINDER, tmp_path / "binder")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(tmp_path)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=120)
    said = built.stdout + built.stderr
    assert built.returncode == 0, said
    for used in (
        "python=3.12",
        "graphviz",
        '-r "binder/requirements.txt"',
        "./binder/postBuild",
        "binder/start",
    ):
        assert used in said
