"""`import autograd_lab` needs numpy and nothing else, however much is installed beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

NUMPY_ONLY = """
import sys
from importlib.abc import MetaPathFinder

class NumpyOnly(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names | {"numpy", "autograd_lab"}:
            raise ModuleNotFoundError(f"{name} is not installed", name=name)

sys.meta_path.insert(0, NumpyOnly())
"""

LOADED = """
import sys
before = set(sys.modules)
import autograd_lab
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(name for name in loaded - sys.stdlib_module_names if "cython" not in name))  # part of numpy
"""


def run(code: str) -> str:
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_engine_works_with_numpy_alone() -> None:
    program = """
import autograd_lab as torch
import autograd_lab.nn, autograd_lab.optim, autograd_lab.utils.data

x = torch.tensor([1.0, 2.0], requires_grad=True)
(x * x).sum().backward()
print(x.grad.tolist())

model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
torch.nn.MSELoss()(model(torch.rand(4, 2)), torch.zeros(4, 1)).backward()
optimizer.step()
"""
    assert run(NUMPY_ONLY + program) == "[2.0, 4.0]\n"


def test_import_loads_numpy_and_nothing_else() -> None:
    # Also what a try/except around an import would hide from the test above.
    assert set(run(LOADED).split()) <= {"numpy", "autograd_lab"}


COLLECTED = """
import gc

def note(phase, info):
    if phase == "start":
        runs.append(info["generation"])

runs = []
gc.set_threshold(500, 7, 9)
gc.callbacks.append(note)
import autograd_lab
print(gc.get_threshold(), len(runs) < 40)
"""


def test_an_import_is_not_collected_again_and_again() -> None:
    assert run(COLLECTED) == "(500, 7, 9) True\n"


def test_a_collector_that_is_off_stays_off() -> None:
    program = "import gc; gc.disable(); gc.set_threshold(0); import autograd_lab; "
    assert run(program + "print(gc.isenabled(), gc.get_threshold()[0])") == "False 0\n"
