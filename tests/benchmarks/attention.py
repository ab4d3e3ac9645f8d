"""Attention, forward and backward in float32 against PyTorch; one thread.

python -m tests.benchmarks.attention
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

import autograd_lab as lab
from tests.benchmarks.timing import interleaved


def attend(library: Any, *shape: int, **options: Any) -> Callable[[], None]:
    q, k, v = (library.randn(*shape, requires_grad=True) for _ in range(3))
    return lambda: library.nn.functional.scaled_dot_product_attention(q, k, v, **options).sum().backward()


def layer(library: Any, make: Callable[[Any], Any]) -> Callable[[], None]:
    module, x = make(library.nn), library.randn(16, 50, 64, requires_grad=True)
    return lambda: module(x).sum().backward()


PROGRAMS: dict[str, Callable[[Any], Callable[[], None]]] = {
    "8 x 4 heads, 64 x 16": lambda t: attend(t, 8, 4, 64, 16),
    "the same, causal": lambda t: attend(t, 8, 4, 64, 16, is_causal=True),
    "4 x 4 heads, 256 x 32": lambda t: attend(t, 4, 4, 256, 32),
    "the same, causal ": lambda t: attend(t, 4, 4, 256, 32, is_causal=True),
    "encoder layer 64": lambda t: layer(t, lambda nn: nn.TransformerEncoderLayer(64, 4, 128, batch_first=True)),
}


def main() -> None:
    torch.set_num_threads(1)
    lab.set_num_threads(1)
    print(f"{'':24} {'ours':>9} {'PyTorch':>9} {'ratio':>7}   (milliseconds)")
    for name, make in PROGRAMS.items():
        time = interleaved({"ours": make(lab), "theirs": make(torch)})
        ours, theirs = time["ours"] * 1e3, time["theirs"] * 1e3
        print(f"{name:24} {ours:9.2f} {theirs:9.2f} {ours / theirs:7.2f}")


if __name__ == "__main__":
    main()
