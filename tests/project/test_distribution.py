"""The distribution: an sdist with the built front end, a wheel with the lessons, and no Node needed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import autograd_lab

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with both files; the wheel is built from the sdist, as an installer would."""
    uv = os.environ.get("UV") or shutil.which("uv")  # `uv run` names itself in UV
    if uv is None:
        pytest.skip("no uv to build with")
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run([uv, "build", "--out-dir", folder, ROOT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def wheel_names(folder: Path) -> list[str]:
    (wheel,) = folder.glob("*.whl")
    return zipfile.ZipFile(wheel).namelist()


def test_wheel_brings_engine_front_end_and_lessons(built: Path) -> None:
    names = wheel_names(built)
    for wanted in ("autograd_lab/__init__.py", "autograd_lab/py.typed", "autograd_lab/cli.py"):
        assert wanted in names
    for folder, suffix in (("static", ".js"), ("lessons/en", ".ipynb"), ("lessons/zh", ".ipynb")):
        assert any(name.startswith(f"autograd_lab/{folder}/") and name.endswith(suffix) for name in names)


def test_wheel_brings_the_extension_of_jupyterlab(built: Path) -> None:
    place = ".data/data/share/jupyter/labextensions/autograd-lab/"
    brought = {name.partition(place)[2] for name in wheel_names(built) if place in name}
    assert {"package.json", "static/extension.js", "static/graph.js", "static/live.css"} <= brought
    described = json.loads((ROOT / "widgets" / "labextension" / "package.json").read_text())
    assert described["version"] == autograd_lab.__version__
    assert described["jupyterlab"]["_build"]["load"] in brought


def test_wheel_brings_nothing_else(built: Path) -> None:
    tops = {name.partition("/")[0] for name in wheel_names(built)}
    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"autograd_lab"}
    assert not [name for name in wheel_names(built) if "node_modules" in name or "__pycache__" in name]


def test_sdist_carries_the_built_front_end(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    names = tarfile.open(sdist).getnames()
    assert any("/autograd_lab/static/" in name and name.endswith(".js") for name in names)
    assert not [name for name in names if "node_modules" in name]


def test_installed_command_finds_its_lessons(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    program = "from autograd_lab import cli; print(cli.shipped_lessons())"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.stdout.strip() == str(tmp_path / "site" / "autograd_lab" / "lessons"), done.stderr
