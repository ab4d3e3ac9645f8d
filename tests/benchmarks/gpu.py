"""A training step on an NVIDIA GPU, against PyTorch's eager mode on the same one: prints a table.

    python -m tests.benchmarks.gpu [--steps N] [name ...]

"graph" is ours as one CUDA graph, where that can be captured. All compute in full float32. Time is by the clock of the
host, from an idle device to an idle device over a run of steps, one program after the other in turn; the median of the
runs counts.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from functools import partial
from typing import Any

import autograd_lab as lab
from tests.benchmarks.timing import interleaved
from tests.benchmarks.workloads import GPT, LSTM, MLP, LeNet, ResNet18

NETWORKS = {network.name: network for network in (MLP(), LeNet(), LSTM(length=50), GPT(), ResNet18())}


def run(step: Callable[[], Any], synchronize: Callable[[], None], steps: int) -> None:
    for _ in range(steps):
        step()
    synchronize()


def row(name: str, steps: int, rounds: int) -> tuple[float, float, float]:
    """Milliseconds per step: ours, ours as a graph (nan if it cannot be one), PyTorch's."""
    import torch

    problem = NETWORKS[name].problem()
    ours, again, theirs = (NETWORKS[name].train(library, problem, "cuda") for library in (lab, lab, torch))
    programs = {
        "ours": partial(run, ours, lab.cuda.synchronize, steps),
        "theirs": partial(run, theirs, torch.cuda.synchronize, steps),
    }
    try:
        programs["graph"] = partial(run, lab.cuda.graphed_step(again), lab.cuda.synchronize, steps)
    except RuntimeError as error:
        print(f"{name}: {error}")
    time = {"graph": math.nan} | interleaved(programs, rounds)
    return time["ours"] / steps * 1e3, time["graph"] / steps * 1e3, time["theirs"] / steps * 1e3


def main() -> None:
    import torch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NETWORKS))
    parser.add_argument("--steps", type=int, default=10, help="in one run (default: 10)")
    parser.add_argument("--rounds", type=int, default=10, help="runs of each library (default: 10)")
    given = parser.parse_args()
    for library in (lab, torch):
        library.backends.cuda.matmul.allow_tf32 = library.backends.cudnn.allow_tf32 = False
    print(f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}; milliseconds per training step")
    print(f"{'':12} {'ours':>9} {'graph':>9} {'PyTorch':>9} {'ratio':>7}")
    for name in given.names or NETWORKS:
        ours, graph, theirs = row(name, given.steps, given.rounds)
        print(f"{name:12} {ours:9.2f} {graph:9.2f} {theirs:9.2f} {ours / theirs:7.2f}", flush=True)


if __name__ == "__main__":
    main()
