"""What one small operation costs, forward and backward: chains of 500 on 8 floats, against PyTorch.

    python -m tests.benchmarks.overhead [name ...]

The last line is the geometric mean of the ratios; below 1 this library is the faster one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import exp, log
from typing import Any

import torch

import autograd_lab as lab
from tests.benchmarks.timing import interleaved

LENGTH = 500

STEPS: dict[str, Callable[[Any, Any], Any]] = {
    "x + 1": lambda x, c: x + 1.0,
    "x * 1": lambda x, c: x * 1.0,
    "x + c": lambda x, c: x + c,
    "x * c": lambda x, c: x * c,
    "x - c": lambda x, c: x - c,
    "x / c": lambda x, c: x / c,
    "-x": lambda x, c: -x,
    "x ** 2": lambda x, c: x**2,
    "exp(x)": lambda x, c: (-x).exp(),
    "x.tanh()": lambda x, c: x.tanh(),
    "x.relu()": lambda x, c: x.relu(),
    "x.sigmoid()": lambda x, c: x.sigmoid(),
    "x.abs()": lambda x, c: x.abs(),
}


def chain(library: Any, step: Callable[[Any, Any], Any]) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """(forward alone, forward and backward) of ``LENGTH`` steps."""
    x = library.linspace(0.5, 1.5, 8)
    x.requires_grad = True
    c = library.ones(8)

    def forward() -> Any:
        y = x
        for _ in range(LENGTH):
            y = step(y, c)
        return y

    def both() -> None:
        forward().sum().backward()

    return forward, both


def main(names: list[str]) -> None:
    torch.set_num_threads(1)
    lab.set_num_threads(1)
    ratios = []
    print(f"{'':14} {'ours':>9} {'PyTorch':>9} {'ratio':>7} {'forward':>9}   (microseconds per operation, 8 floats)")
    for name, step in STEPS.items():
        if names and name not in names:
            continue
        (ours, ours_both), (theirs, theirs_both) = chain(lab, step), chain(torch, step)
        time = interleaved({"ours": ours_both, "theirs": theirs_both, "ours fwd": ours, "theirs fwd": theirs})
        per = {key: value / LENGTH * 1e6 for key, value in time.items()}
        ratios.append(per["ours"] / per["theirs"])
        print(
            f"{name:14} {per['ours']:9.2f} {per['theirs']:9.2f} {ratios[-1]:7.2f} "
            f"{per['ours fwd'] / per['theirs fwd']:9.2f}"
        )
    print(f"{'mean ratio':34} {exp(sum(map(log, ratios)) / len(ratios)):7.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
