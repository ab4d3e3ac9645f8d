"""Freed memory stays with the process, unless the user has told glibc otherwise."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

PROGRAM = """
import resource
import autograd_lab
import numpy as np

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        a, b = np.ones(2**20), np.ones(2**20)  # 8 MB each, and the heap's end is free after each round
        del a, b
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

faults()
print(faults())
"""


def faults(**environment: str) -> int:
    """Pages that the second 20 rounds had to fetch; each round uses 4096 of them."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=clean | environment, capture_output=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told")
def test_freed_memory_is_used_again() -> None:
    assert faults() < 100
    assert faults(MALLOC_TRIM_THRESHOLD_="131072") > 1000
