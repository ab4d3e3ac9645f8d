"""No tracked file names the machine it was written on, or the registry that its packages came from."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Spelled in parts, so that this file passes its own test.
MACHINE = [rf"(?<![\w.~:/-])/{folder}/\w" for folder in ("root", "work", "home", "Users", "tmp", "opt")]
REGISTRIES = [rf"\b{re.escape('.'.join(host))}\b" for host in (
    ("py" + "pi", "org"), ("pythonhosted", "org"), ("registry", "npmjs", "org"), ("npmmirror", "com"),
    ("deb", "debian", "org"), ("archive", "ubuntu", "com"), ("tuna", "tsinghua", "edu", "cn"),
)]  # fmt: skip
FORBIDDEN = re.compile("|".join(MACHINE + REGISTRIES))


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_pattern_finds_what_it_should() -> None:
    for text in ("see /" + "root/x", '"/' + "home/ann/lab", "https://" + "py" + "pi.org/simple"):
        assert FORBIDDEN.search(text), text
    for text in ("../lessons/root/x", "https://example.com/home/x", "lessons/work/x"):
        assert not FORBIDDEN.search(text), text


def test_no_machine_and_no_registry_in_tracked_files() -> None:
    found = []
    for path in tracked():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture
        for number, line in enumerate(lines, 1):
            if match := FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match.group()}")
    assert not found, "\n".join(found)


def test_no_lock_of_uv() -> None:
    # It names a registry for every package; what must not drift is pinned in the `test` extra.
    assert ROOT / "uv.lock" not in tracked()
