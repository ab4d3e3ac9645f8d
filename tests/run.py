"""Every check of the project in one command.

    uv run --extra test python tests/run.py               all of them
    uv run --extra test python tests/run.py lint types    some of them

A step that fails does not stop the others. The last line counts everything: each test of pytest and nbval
is one, each other step is one. The exit status is 0 only when nothing failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests import chromium  # noqa: E402  (found only through the line above)

LIMIT = 33 * 60  # seconds for one step: a hang must end with a name, not with the machine's patience
PYTHON = (sys.executable, "-m")
LANGUAGES = ("en", "zh")
# About half of the time: browsers, kernels, graders.
OTHER_PROCESSES = ("tests/browser", "tests/lessons", "tests/checkpoint", "tests/distributed", "tests/project")
# Plugins of pytest that no test here needs: they take a millisecond of each, and there are seventy thousand.
IDLE = ("-p", "no:logging", "-p", "no:anyio", "-p", "no:nbval", "-p", "no:hypothesispytest")


@dataclass
class Count:
    """What a step adds to the last line."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def add(self, other: Count) -> None:
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


def sum_of(counts: Iterable[Count]) -> Count:
    total = Count()
    for count in counts:
        total.add(count)
    return total


def tool(*command: str, cwd: Path = ROOT) -> Count:
    """A step that is right or wrong as a whole."""
    return Count(passed=1) if run(command, cwd) == 0 else Count(failed=1)


def pytest(*arguments: str) -> Count:
    """A step whose tests are counted one by one, from the report that pytest writes."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        status = run((*PYTHON, "pytest", *arguments, f"--junitxml={report}"), ROOT)
        count = read_report(report) if report.exists() else Count()
    if status != 0 and count.failed == 0:  # it crashed, or collected nothing
        count.failed = 1
    return count


def read_report(report: Path) -> Count:
    count = Count()
    for suite in ET.parse(report).iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        count.add(Count(int(suite.get("tests", 0)) - failed - skipped, failed, skipped))
    return count


def run(command: tuple[str, ...], cwd: Path) -> int:
    print("+", *command, flush=True)
    try:
        return subprocess.run(command, cwd=cwd, env=environment(), timeout=LIMIT).returncode
    except FileNotFoundError:
        print(f"{command[0]} is not installed; use: uv run --extra test python tests/run.py")
    except subprocess.TimeoutExpired:
        print(f"still running after {LIMIT} seconds, stopped")
    return 1


def environment() -> dict[str, str]:
    """The tools of this interpreter first (its Node too), and its kernel rather than one of the user's."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PATH": path, "JUPYTER_PREFER_ENV_PATH": "1"}  # hundreds of processes import the same files


def lint() -> Count:
    count = tool(*PYTHON, "ruff", "check")
    count.add(tool(*PYTHON, "ruff", "format", "--check"))
    return count


def types() -> Count:
    # Said, not guessed: which installed packages it sees must not depend on what lies around the checkout.
    return tool(*PYTHON, "pyright", "--pythonpath", sys.executable)


def layers() -> Count:
    return tool("lint-imports")


def widgets() -> Count:
    count = tool("npm", "ci", cwd=ROOT / "widgets")
    count.add(tool("npm", "test", cwd=ROOT / "widgets"))
    return count


def side_by_side(*calls: tuple[str, ...]) -> Count:
    """Several pytests at a time: a test computes on one thread, and CI has two cores."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return sum_of(pool.map(lambda arguments: pytest(*arguments), calls))


def python() -> Count:
    chromium.provide()
    others = (f"--ignore={folder}" for folder in OTHER_PROCESSES)
    return side_by_side((*IDLE, *OTHER_PROCESSES), (*IDLE, "tests", *others))


def lessons() -> Count:
    """Each notebook once."""
    return side_by_side(*(("--nbval", "--nbval-current-env", f"lessons/{language}") for language in LANGUAGES))


STEPS: dict[str, Callable[[], Count]] = {
    step.__name__: step for step in (lint, types, layers, widgets, python, lessons)
}


def main(names: list[str]) -> int:
    if unknown := [name for name in names if name not in STEPS]:
        print(f"unknown step {unknown[0]!r}; choose from: {' '.join(STEPS)}", file=sys.stderr)
        return 2
    total, lines = Count(), []
    for name in names or STEPS:
        print(f"\n=== {name}", flush=True)
        start = time.monotonic()
        count = STEPS[name]()
        verdict = "FAILED" if count.failed else "ok"
        lines.append(f"{name:10} {verdict:7} {time.monotonic() - start:6.1f} s")
        total.add(count)
    print("", *lines, "", sep="\n")
    print(f"{total.passed} passed, {total.failed} failed, {total.skipped} skipped")
    return 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
