"""Writes down what PyTorch's programs come to in their first steps, for tests where there is no PyTorch.

python -m tests.benchmarks.record
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.benchmarks.agreement import FIRST
from tests.benchmarks.work import Program, Workload
from tests.benchmarks.workloads import WORKLOADS

FILE = Path(__file__).with_name("values.json")


def values(program: Program, steps: int = FIRST + 2) -> list[float]:
    """The value after each step."""
    return [program.value(program.step()) for _ in range(steps)]


def recorded() -> dict[str, list[float]]:
    return json.loads(FILE.read_text())


def of_small(torch: Any, workload: Workload) -> list[float]:
    """The values of the workload's small form, in this library or PyTorch."""
    small = workload.small()
    return values(small.program(torch, small.problem()))


def main() -> None:
    import torch

    found = {name: of_small(torch, workload) for name, workload in WORKLOADS.items() if workload.name != "import"}
    FILE.write_text(json.dumps(found, indent=0) + "\n")


if __name__ == "__main__":
    main()
