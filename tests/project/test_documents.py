"""What the documents say is so: their commands, paths and examples, alike in both languages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import autograd_lab

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh.md")
DOCUMENTS = (*READMES, "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
LIMITS = {"ARCHITECTURE.md": 170, "CONTRIBUTING.md": 60}


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text(name), flags=re.DOTALL | re.MULTILINE)


def commands(name: str) -> list[str]:
    """The lines to type; what follows # is prose and differs between the languages."""
    lines = "".join(blocks(name, "bash")).splitlines()
    return [bare for line in lines if (bare := line.partition("#")[0].strip())]


def test_both_readmes_have_the_same_commands_and_example() -> None:
    english, chinese = READMES
    assert commands(english) == commands(chinese)
    assert len(commands(english)) >= 2
    strip = re.compile(r"\s*#.*")
    assert commands("lessons/TEACHING.md") == commands("lessons/TEACHING.zh.md")
    assert blocks("lessons/TEACHING.md", "yaml") == blocks("lessons/TEACHING.zh.md", "yaml")
    examples = [[strip.sub("", block) for block in blocks(name, "python")] for name in READMES]
    assert examples[0] == examples[1]


def test_ci_runs_the_command_of_the_readme() -> None:
    (command,) = (line for line in commands("README.md") if "tests/run.py" in line)
    assert command.removeprefix("uv ") in text(".ci/run")
    assert "bash .ci/run" in text(".github/workflows/ci.yml")


@pytest.mark.parametrize("name", READMES)
def test_example_runs_and_prints_what_is_said(name: str) -> None:
    (example, *_) = blocks(name, "python")
    (printed, *_) = blocks(name, "text")
    done = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == printed


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text(name)):
        if "://" not in target:
            assert (ROOT / target).exists(), target


@pytest.mark.parametrize("name", LIMITS)
def test_document_stays_short(name: str) -> None:
    assert len(text(name).splitlines()) < LIMITS[name]


def test_architecture_names_every_folder() -> None:
    package = ROOT / "autograd_lab"
    folders = {path.parent.name for path in package.glob("*/__init__.py")}
    missing = [name for name in sorted(folders) if f"`{name}" not in text("ARCHITECTURE.md")]
    assert not missing


def test_changelog_begins_with_this_version() -> None:
    first = re.search(r"^## \[?([\w.]+)", text("CHANGELOG.md"), flags=re.MULTILINE)
    assert first and first.group(1) in ("Unreleased", autograd_lab.__version__)


def test_version_stands_in_one_place() -> None:
    assert "version" not in re.findall(r"^(\w+) =", text("pyproject.toml"), flags=re.MULTILINE)
    assert autograd_lab.__version__ not in text("widgets/package.json")
