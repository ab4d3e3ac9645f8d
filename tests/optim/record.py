"""Writes recorded.json: what PyTorch computes of each row, so that the tests can ask without it.

python -m tests.optim.record
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import torch

from tests.optim.rows import ROWS, name_of, train
from tests.optim.schedules import SCHEDULES, rates

FILE = Path(__file__).with_name("recorded.json")


def main() -> None:
    with warnings.catch_warnings(action="ignore"):
        schedules = {name: [float(f"{rate:.13g}") for rate in rates(torch, make)] for name, make in SCHEDULES.items()}
    optimizers = {name_of(row): train(torch, *row)[1][0][0].tolist() for row in ROWS}
    said = {"torch": torch.__version__.partition("+")[0], "optimizers": optimizers, "schedules": schedules}
    FILE.write_text(json.dumps(said, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
