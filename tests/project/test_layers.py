"""The layering contract holds, and really refuses what it is there to refuse."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package that a test may damage."""
    ignored = shutil.ignore_patterns("__pycache__", "static", "*.ipynb")
    shutil.copytree(ROOT / "autograd_lab", tmp_path / "autograd_lab", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path) -> tuple[bool, str]:
    done = subprocess.run([LINT_IMPORTS, "--no-cache"], cwd=folder, capture_output=True, text=True)
    return done.returncode == 0, done.stdout + done.stderr


def test_contract_holds(copy: Path) -> None:
    kept, said = lint(copy)
    assert kept, said


@pytest.mark.parametrize(
    ("module", "fault"),
    [
        ("ops/base.py", "import autograd_lab.tensor"),  # up: the mathematics never sees a Tensor
        ("nn/__init__.py", "import autograd_lab.optim"),  # sideways
        ("graph/node.py", "def late():\n    import autograd_lab.record"),  # up, hidden in a function
        ("record/__init__.py", "import ipywidgets"),  # Jupyter below ui
        ("nn/__init__.py", "import cupy"),  # a device's library outside backend
        ("novelty.py", ""),  # a module that has no layer
    ],
)
def test_fault_is_refused(copy: Path, module: str, fault: str) -> None:
    path = copy / "autograd_lab" / module
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{text}\n{fault}\n", encoding="utf-8")
    kept, said = lint(copy)
    assert not kept, said
