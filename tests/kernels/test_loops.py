"""Compiled loops: how many threads share one, where they are kept, and what happens where neither works."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.backend import loops, pool
from autograd_lab.backend.loops import inline, loop, prange, without_loops

pytest.importorskip("numba")

HALF = np.float32(0.5)


@inline
def halved(x):
    return x * HALF


@loop
def halve(x, y):
    for i in prange(x.size):
        y[i] = halved(x[i])


def check(count: int) -> None:
    x = np.arange(count, dtype="f")
    y = np.empty_like(x)
    halve(x, y)
    np.testing.assert_array_equal(y, x / 2)


@pytest.mark.parametrize("count", [0, 1, 7, loops.SHARED, 3 * loops.SHARED + 1])
def test_every_turn_is_taken_once(count: int) -> None:
    check(count)


def test_the_number_of_threads_follows_the_user() -> None:
    before = lab.get_num_threads()
    try:
        for count in (1, before, 64):
            lab.set_num_threads(count)
            assert 1 <= pool.threads() <= count
            check(3 * loops.SHARED)
            a = np.ones((500, 500), "f")
            assert (a @ a == 500).all()  # its jobs wait for each other: more than there are threads would never end
    finally:
        lab.set_num_threads(before)


def test_from_many_threads_at_once() -> None:
    errors = []

    def work() -> None:
        try:
            for _ in range(20):
                check(3 * loops.SHARED)
                a = np.ones((300, 300), "f")
                assert (a @ a == 300).all()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def program(text: str, **environment: str) -> str:
    """What a Python of its own prints."""
    done = subprocess.run([sys.executable, "-c", START + text], env=os.environ | environment, capture_output=True,
                          text=True, check=False, timeout=120)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


START = """
import os, sys
import numpy as np
import autograd_lab as lab
x = lab.linspace(-3, 3, 100_000)
gelu = lab.nn.functional.gelu
a = np.ones((500, 500), "f")
"""


def test_kept_code_is_loaded_without_what_compiles(tmp_path: Path) -> None:
    text = """
lab.set_num_threads(2)
y = gelu(x)
print("numba.np.arraymath" in sys.modules, "scipy.linalg" in sys.modules, y.double().sum().item())
import numba
@numba.njit
def spread(a):
    np.random.seed(0)
    return np.std(a) + np.dot(a, a) + np.random.random() * 0
print(spread(np.ones(4)))
"""
    first, again = (program(text, NUMBA_CACHE_DIR=str(tmp_path)).split() for _ in range(2))
    assert first[0] == "True" and again[:2] == ["False", "False"]
    assert first[2:] == again[2:] and again[3] == "4.0"  # other code is compiled as ever


def test_every_kept_loop_can_be_loaded() -> None:
    """A name that machine code misses would end the process."""
    text = """
from autograd_lab.app import warm_up
for step in warm_up.steps():
    step()
print("done")
"""
    assert [program(text) for _ in range(2)] == ["done", "done"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_forked_process_goes_on_without_threads() -> None:
    """OpenMP would end it."""
    text = """
lab.set_num_threads(2)
y = gelu(x)
a @ a
child = os.fork()
if not child:
    os._exit(0 if (gelu(x) - y).abs().max() < 1e-6 and (a @ a == 500).all() else 1)
print(os.waitpid(child, 0)[1])
"""
    assert program(text) == "0"


@pytest.mark.parametrize("variable", ["OMP_THREAD_LIMIT", "OMP_DYNAMIC"])
def test_fewer_threads_than_jobs_are_not_risked(variable: str) -> None:
    assert program("gelu(x); print((a @ a == 500).all())", **{variable: "1"}) == "True"


def test_nothing_is_loaded_before_it_is_needed() -> None:
    text = """
model = lab.nn.Sequential(lab.nn.Linear(2, 16), lab.nn.GELU(), lab.nn.Linear(16, 1))
optimizer = lab.optim.Adam(model.parameters())
model(lab.randn(32, 2)).mean().backward()
optimizer.step()
print("numba" in sys.modules)
gelu(x)
print("numba" in sys.modules)
"""
    assert program(text).split() == ["False", "True"]


def test_what_was_compiled_is_kept(tmp_path: Path) -> None:
    text = """
lab.set_num_threads(1)
gelu(x)
from autograd_lab.kernels.loops.gelu import gelu_into
print(sum(gelu_into.alone.stats.cache_hits.values()))
"""
    assert [program(text, NUMBA_CACHE_DIR=str(tmp_path)) for _ in range(2)] == ["0", "1"]


def test_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """A folder that is a file, and kept code that is damaged."""
    text = "print(round(float(gelu(x)[-1]), 3))"
    place = tmp_path / "file"
    place.write_text("")
    assert program(text, NUMBA_CACHE_DIR=str(place)) == "2.996"
    folder = tmp_path / "folder"
    assert program(text, NUMBA_CACHE_DIR=str(folder)) == "2.996"
    kept = [*folder.rglob("*.nbc"), *folder.rglob("*.nbi")]
    assert kept
    for path in kept:
        path.write_bytes(path.read_bytes()[:50])
    assert program(text, NUMBA_CACHE_DIR=str(folder)) == "2.996"


def test_without_numba() -> None:
    text = "print(round(float(gelu(x)[-1]), 3), 'numba' in sys.modules)"
    hidden = "import sys\nsys.modules['numba'] = None\n"  # importing it fails
    done = subprocess.run([sys.executable, "-c", hidden + START + text], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "2.996"


def test_the_switch_is_each_threads_own() -> None:
    seen: list[bool] = []
    with without_loops():
        assert not loops.usable()
        thread = threading.Thread(target=lambda: seen.append(loops.usable()))
        thread.start()
        thread.join()
    assert seen == [True] and loops.usable()
