"""The table: per operator how many samples agree, and in the end what is missing."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

import torch

from tests.parity.database import DTYPES, entries, full_name, ours
from tests.parity.errors import refused
from tests.parity.judge import judge

GRADIENTS = (torch.float32, torch.float64, torch.complex64)


class Score:
    """Samples that agree, of how many; and the differences."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.said: list[str] = []

    def count(self, kind: str, result: str | None, where: str) -> None:
        if result is None:
            return
        self.total[kind] += 1
        self.right[kind] += result == ""
        if result:
            self.said.append(f"{kind} {where}: {result}")

    def complete(self, kind: str) -> bool:
        return self.right[kind] == self.total[kind]

    def __str__(self) -> str:
        return "   ".join(f"{kind} {self.right[kind]}/{self.total[kind]}" for kind in self.total)


def run(info: Any, dtypes: list[torch.dtype], most: int) -> Score:
    score, call = Score(), ours(info)
    for dtype in dtypes:
        if dtype not in info.supported_dtypes("cpu"):
            continue
        backward = dtype in GRADIENTS and info.supports_autograd and dtype in info.supported_backward_dtypes("cpu")
        torch.manual_seed(0)
        for i, sample in enumerate(info.sample_inputs("cpu", dtype, requires_grad=backward)):
            if i == most:
                break
            try:
                verdict = judge(info, call, sample, dtype, backward)
            except Exception as error:  # PyTorch itself refuses this sample
                score.said.append(f"skipped {dtype} #{i}: {error}")
                continue
            where = f"{str(dtype).removeprefix('torch.')} #{i} {sample.summary()}"
            score.count("forward", verdict.forward, where[:300])
            score.count("backward", verdict.backward, where[:300])
    if info.error_inputs_func is not None:
        for sample in info.error_inputs("cpu"):
            score.count("errors", refused(call, sample), sample.sample_input.summary()[:200])
    return score


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.parity", description=__doc__)
    parser.add_argument("names", nargs="*", help="operators; a name that ends with a dot is a whole namespace")
    parser.add_argument("--dtype", action="append", help="only these dtypes")
    parser.add_argument("--most", type=int, default=-1, help="at most so many samples per operator and dtype")
    parser.add_argument("--quiet", action="store_true", help="no differences, only counts")
    options = parser.parse_args()
    dtypes = [getattr(torch, name) for name in options.dtype] if options.dtype else list(DTYPES)
    missing, complete, total, entire = [], Counter[str](), Counter[str](), 0
    for info in entries(options.names):
        name = full_name(info)
        if ours(info) is None:
            missing.append(name)
            continue
        score = run(info, dtypes, options.most)
        entire += all(map(score.complete, score.total))
        for kind in score.total:
            total[kind] += 1
            complete[kind] += score.complete(kind)
        print(f"{name:45} {score}", flush=True)
        if not options.quiet:
            print(*(f"    {line}" for line in score.said[:12]), sep="\n", end="\n" if score.said else "")
    print(f"\nmissing ({len(missing)}): {', '.join(missing)}\n")
    there = sum(1 for _ in entries(options.names)) - len(missing)
    print(f"{entire} of {there + len(missing)} operators agree in everything; complete in", end=" ")
    print(", ".join(f"{kind}: {complete[kind]} of {total[kind]}" for kind in total))


if __name__ == "__main__":
    main()
