"""What a step of an optimizer costs: a small MLP, and a hundred small parameters, against PyTorch's default step.

    python -m tests.benchmarks.optimizers [name ...]

PyTorch chooses its implementation itself, as for a learner. Below 1 this library is the faster one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import autograd_lab as lab
from tests.benchmarks.timing import interleaved

ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "SGD": ("SGD", {"lr": 1e-3}),
    "SGD momentum": ("SGD", {"lr": 1e-3, "momentum": 0.9}),
    "Adam": ("Adam", {}),
    "AdamW": ("AdamW", {}),
    "RMSprop": ("RMSprop", {}),
}
SHAPES: dict[str, list[tuple[int, ...]]] = {
    "MLP 64-128-128-10": [(128, 64), (128,), (128, 128), (128,), (10, 128), (10,)],
    "MLP 784-512-10": [(512, 784), (512,), (10, 512), (10,)],
    "100 of 16 x 16": [(16, 16)] * 100,
}


def stepper(library: Any, shapes: list[tuple[int, ...]], name: str, options: dict[str, Any]) -> Callable[[], Any]:
    draw = np.random.default_rng(0)
    params = []
    for shape in shapes:
        p = library.tensor(draw.standard_normal(shape).astype(np.float32)).requires_grad_()
        p.grad = library.tensor(draw.standard_normal(shape).astype(np.float32))
        params.append(p)
    return getattr(library.optim, name)(params, **options).step


def main(names: list[str]) -> None:
    torch.set_num_threads(1)
    lab.set_num_threads(1)
    print(f"{'':14} {'':18} {'ours':>9} {'PyTorch':>9} {'ratio':>7}   (microseconds per step)")
    for label, (name, options) in ROWS.items():
        if names and name not in names:
            continue
        for parameters, shapes in SHAPES.items():
            ours, theirs = (stepper(library, shapes, name, options) for library in (lab, torch))
            time = interleaved({"ours": ours, "theirs": theirs}, rounds=60)
            mine, other = (seconds * 1e6 for seconds in time.values())
            print(f"{label:14} {parameters:18} {mine:9.0f} {other:9.0f} {mine / other:7.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
