"""A training step on an NVIDIA GPU, against PyTorch on the same one: prints a table.

    python -m tests.benchmarks.gpu [--tests] [--steps N] [--rounds N] [--tf32] [name ...]

Columns: "ours" is eager, "graph" the same step by ``lab.cuda.graphed_step``, "PyTorch" its eager mode, "compiled" its
``torch.compile`` of forward and loss. All start from the same weights; the loss of the third step is compared first.
All compute in full float32 unless ``--tf32``. Time is by the clock of the host, from an idle device to an idle device
over a run of steps, one program after the other in turn; the median of the runs counts. What cannot run is left out,
and said. Without PyTorch there are our columns alone. With ``--tests`` the tests that need a GPU come first.
"""

from __future__ import annotations

import argparse
import importlib
import math
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import autograd_lab as lab
from tests.benchmarks.timing import interleaved
from tests.benchmarks.workloads import GPT, LSTM, MLP, LeNet, ResNet18

NETWORKS = {network.name: network for network in (MLP(), LeNet(), LSTM(length=50), GPT(), ResNet18())}
COLUMNS = ("ours", "graph", "PyTorch", "compiled")
GOALS = {"ResNet-18": 1.3}  # of graph / PyTorch; all others
GOAL = 0.5
NEAR = 1e-3  # relative, of losses: sums are added up in other orders

Step = Callable[[], Any]


def pytorch() -> Any:
    """The module where it can use the GPU, else None."""
    try:
        torch = importlib.import_module("torch")
    except ImportError:
        return None
    return torch if torch.cuda.is_available() else None


def makers(name: str, torch: Any) -> dict[str, tuple[Any, Callable[[], Step]]]:
    """For each column the library, and what makes its step."""
    network = NETWORKS[name]
    problem = network.problem()
    ours = partial(network.train, lab, problem, "cuda")
    made: dict[str, tuple[Any, Callable[[], Step]]] = {
        "ours": (lab, ours),
        "graph": (lab, lambda: lab.cuda.graphed_step(ours())),
    }
    if torch is not None:
        theirs = partial(network.train, torch, problem, "cuda")
        made["PyTorch"] = (torch, theirs)
        made["compiled"] = (torch, lambda: theirs(compiled_loss=torch.compile))
    return made


def run(step: Step, synchronize: Callable[[], None], steps: int) -> None:
    for _ in range(steps):
        step()
    synchronize()


def row(name: str, torch: Any, steps: int, rounds: int) -> dict[str, float]:
    """Milliseconds per step by column; nan where it could not run."""
    programs: dict[str, Callable[[], object]] = {}
    losses: dict[str, float] = {}
    for column, (library, make) in makers(name, torch).items():
        try:
            step = make()
            losses[column] = [float(step()) for _ in range(3)][-1]
        except Exception as error:  # of either library, of a compiler, of the driver
            print(f"{name}, {column}: left out: {type(error).__name__}: {str(error).splitlines()[0]}", file=sys.stderr)
            continue
        programs[column] = partial(run, step, library.cuda.synchronize, steps)
    expected = losses.get("PyTorch", losses.get("ours", math.nan))
    for column, loss in losses.items():
        if not abs(loss - expected) <= NEAR * abs(expected):
            print(f"{name}, {column}: WRONG: the loss of the third step is {loss}, not {expected}", file=sys.stderr)
    time = interleaved(programs, rounds) if programs else {}
    return {column: time.get(column, math.nan) / steps * 1e3 for column in COLUMNS}


def about(torch: Any) -> str:
    """Which machine and libraries the figures are of."""
    from autograd_lab.backend import cuda, cudnn

    cupy = cuda.cupy()
    driver = f"driver for CUDA {cupy.cuda.runtime.driverGetVersion()}"
    parts = [lab.cuda.get_device_name(), driver, f"CuPy {cupy.__version__}"]
    convolutions = cudnn.frontend()
    parts.append("no cuDNN (convolutions are matrix products)" if convolutions is None
                 else f"cuDNN {convolutions.backend_version()}")  # fmt: skip
    parts.append("no PyTorch that can use it" if torch is None else f"PyTorch {torch.__version__}")
    return ", ".join(parts)


def tested() -> int:
    """The exit status of the tests that need a GPU."""
    return subprocess.run([sys.executable, "-m", "pytest", "-m", "gpu", "-q"], check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NETWORKS))
    parser.add_argument("--steps", type=int, default=10, help="in one run (default: 10)")
    parser.add_argument("--rounds", type=int, default=10, help="runs of each program (default: 10)")
    parser.add_argument("--tf32", action="store_true", help="let products and convolutions round their inputs to TF32")
    parser.add_argument("--tests", action="store_true", help="before, run the tests that need a GPU: pytest -m gpu")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in NETWORKS]:
        parser.error(f"unknown network {unknown[0]!r}; there are: {', '.join(NETWORKS)}")
    try:
        lab.cuda.init()
    except RuntimeError as error:
        print(f"This needs an NVIDIA GPU. {error}", file=sys.stderr)
        return 1
    status = tested() if given.tests else 0
    torch = pytorch()
    for library in filter(None, (lab, torch)):
        library.backends.cuda.matmul.allow_tf32 = library.backends.cudnn.allow_tf32 = given.tf32
    print(about(torch))
    print(f"milliseconds per training step, {'TF32' if given.tf32 else 'float32'}; ratios to PyTorch's eager mode")
    print(f"{'':12}" + "".join(f"{column:>10}" for column in (*COLUMNS, "ours/", "graph/", "goal")))
    for name in given.names or NETWORKS:
        time = row(name, torch, given.steps, given.rounds)
        ratios = [time[column] / time["PyTorch"] for column in ("ours", "graph")]
        cells = [*time.values(), *ratios, GOALS.get(name, GOAL)]
        print(f"{name:12}" + "".join(f"{'-' if math.isnan(cell) else f'{cell:.2f}':>10}" for cell in cells), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
