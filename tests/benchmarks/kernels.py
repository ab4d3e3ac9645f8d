"""What each kernel gains: its time over that of the reference, float32, one thread, at sizes of the workloads.

    python -m tests.benchmarks.kernels [name ...]

A kernel that does not gain a tenth goes out again.
"""

from __future__ import annotations

import sys
from time import thread_time
from typing import Any

import numpy as np

import autograd_lab as lab
from autograd_lab.kernels import reference_ops
from autograd_lab.ops.attention import AttentionWeights
from autograd_lab.ops.base import Op
from autograd_lab.ops.convolution import Conv, ConvInput, ConvWeight
from autograd_lab.ops.embedding import BagSum
from autograd_lab.ops.gated import Gelu
from autograd_lab.ops.indexing import ScatterItem
from autograd_lab.ops.lstm import Lstm
from autograd_lab.ops.normalization import BatchNorm, LayerNorm
from autograd_lab.ops.pooling import AdaptiveAvgPool, MaxPool
from autograd_lab.ops.variance import VarMean
from tests.benchmarks.timing import interleaved
from tests.kernels.rows import conv, norm, pool

LARGE, SMALL, HALVED, DIGITS = (32, 32, 32, 32), (64, 1, 28, 28), (32, 16, 28, 28), (64, 16, 8, 8)
WORDS = np.random.default_rng(0).integers(0, 5000, 2560)
ROWS: dict[str, tuple[type[Op], tuple[Any, ...], dict[str, Any]]] = {
    "conv 32 x 32": (Conv, (LARGE, (32, 32, 3, 3)), conv(padding=(1, 1))),
    "its input": (ConvInput, (LARGE, (32, 32, 3, 3)), {"x_shape": LARGE, **conv(padding=(1, 1))}),
    "its kernel": (ConvWeight, (LARGE, LARGE), {"w_shape": (32, 32, 3, 3), **conv(padding=(1, 1))}),
    "conv LeNet": (Conv, (SMALL, (6, 1, 5, 5)), conv(padding=(2, 2))),
    "its kernel ": (ConvWeight, (SMALL, (64, 6, 28, 28)), {"w_shape": (6, 1, 5, 5), **conv(padding=(2, 2))}),
    "conv 4 / 2": (Conv, (HALVED, (32, 16, 4, 4)), conv((2, 2), (1, 1))),
    "its input ": (ConvInput, ((32, 32, 14, 14), (32, 16, 4, 4)), {"x_shape": HALVED, **conv((2, 2), (1, 1))}),
    "conv 8 x 8": (Conv, (DIGITS, (32, 16, 3, 3)), conv(padding=(1, 1))),
    "its input  ": (ConvInput, ((64, 32, 8, 8), (32, 16, 3, 3)), {"x_shape": DIGITS, **conv(padding=(1, 1))}),
    "its kernel  ": (ConvWeight, (DIGITS, (64, 32, 8, 8)), {"w_shape": (32, 16, 3, 3), **conv(padding=(1, 1))}),
    "rows": (ScatterItem, ((2560, 64),), {"shape": (5000, 64), "index": WORDS}),
    "max pool": (MaxPool, ((64, 6, 28, 28),), pool((2, 2), (2, 2), (1, 1), (14, 14))),
    "whole mean": (AdaptiveAvgPool, (LARGE,), {"out": (1, 1)}),
    "batch norm": (BatchNorm, (LARGE, (32,), (32,)), norm(LARGE, (1, 32, 1, 1), (0, 2, 3))),
    "var, mean": (VarMean, (LARGE,), {"axis": (0, 2, 3), "correction": 1}),
    "layer norm": (LayerNorm, ((1024, 128), (128,), (128,)), norm((1024, 128), (128,), (1,))),
    "GELU": (Gelu, ((1024, 512),), {}),
    "attention": (AttentionWeights, ((64, 64, 32), (64, 64, 32), None), {"scale": 0.2}),
    "causal": (AttentionWeights, ((64, 64, 32), (64, 64, 32), None), {"scale": 0.2, "causal": True}),
    "LSTM": (
        Lstm,
        ((1024, 64), (512, 64), (512, 128), (512,), (512,), (32, 128), (32, 128), None),
        {"sizes": (32,) * 32},
    ),
    "bags": (BagSum, ((3200, 64), None), {"bag": np.repeat(np.arange(64), 50), "bags": 64}),
}  # fmt: skip


def programs(op: type[Op], shapes: tuple[Any, ...], params: dict[str, Any]) -> dict[str, Any]:
    """Forward and backward, each with kernels and without."""
    rng = np.random.default_rng(0)
    arrays = [None if shape is None else rng.standard_normal(shape, np.float32) / 4 for shape in shapes]
    y, saved = op.forward(np, *arrays, **params)
    gy = np.ones_like(y[0] if op.several else y)
    gy = (gy, *[np.zeros_like(other) if op.fills else None for other in y[1:]]) if op.several else gy
    needs = [array is not None for array in arrays]

    def forward() -> None:
        op.forward(np, *arrays, **params)

    def backward() -> None:
        op.pull_back(np, gy, needs, saved, params)

    def without(program: Any) -> Any:
        def run() -> None:
            with reference_ops():
                program()

        return run

    return {"forward": forward, "-": without(forward), "backward": backward, "--": without(backward)}


def main(names: list[str]) -> None:
    lab.set_num_threads(1)
    print(f"{'':14} {'forward':>9} {'ratio':>7} {'backward':>9} {'ratio':>7}   (milliseconds)")
    for label, row in ROWS.items():
        if names and label not in names:
            continue
        time = interleaved(programs(*row), rounds=15, clock=thread_time)
        forward, reference, backward, rules = (seconds * 1e3 for seconds in time.values())
        print(
            f"{label:14} {forward:9.2f} {forward / reference:7.2f} {backward:9.2f} {backward / rules:7.2f}", flush=True
        )


if __name__ == "__main__":
    main(sys.argv[1:])
