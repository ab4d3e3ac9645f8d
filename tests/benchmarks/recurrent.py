"""Recurrent layers on 32 sequences of 50 times, 64 features in and 64 hidden units, against PyTorch; one thread.

    python -m tests.benchmarks.recurrent

PyTorch's LSTM and RNN run as one kernel of oneDNN in float32 and step by step in float64; its GRU always step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

import autograd_lab as lab
from tests.benchmarks.timing import interleaved

TIMES, BATCH, FEATURES, HIDDEN = 50, 32, 64, 64


def programs(library: Any, kind: str, dtype: str) -> tuple[Callable[[], Any], Callable[[], None]]:
    """(forward alone, forward and backward)."""
    layer = getattr(library.nn, kind)(FEATURES, HIDDEN, dtype=getattr(library, dtype))
    x = library.randn(TIMES, BATCH, FEATURES, dtype=getattr(library, dtype), requires_grad=True)

    def forward() -> Any:
        return layer(x)[0].sum()

    def both() -> None:
        forward().backward()

    return forward, both


def main() -> None:
    torch.set_num_threads(1)
    lab.set_num_threads(1)
    print(f"{'':14} {'ours':>9} {'PyTorch':>9} {'ratio':>7} {'forward':>9}   (milliseconds, forward and backward)")
    for dtype in ("float32", "float64"):
        for kind in ("RNN", "GRU", "LSTM"):
            (ours, ours_both), (theirs, theirs_both) = programs(lab, kind, dtype), programs(torch, kind, dtype)
            time = interleaved({"ours": ours_both, "theirs": theirs_both, "ours fwd": ours, "theirs fwd": theirs})
            per = {key: value * 1e3 for key, value in time.items()}
            print(
                f"{kind:5} {dtype:8} {per['ours']:9.2f} {per['theirs']:9.2f} {per['ours'] / per['theirs']:7.2f} "
                f"{per['ours fwd'] / per['theirs fwd']:9.2f}"
            )


if __name__ == "__main__":
    main()
