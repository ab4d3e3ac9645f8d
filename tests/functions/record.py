"""Write down what the installed PyTorch answers to every call.

python -m tests.functions.record [family ...]
"""

from __future__ import annotations

import json
import sys

import torch

from tests.functions import FAMILIES
from tests.functions.checks import RECORDS, answer, record_path


def main(families: list[str]) -> None:
    RECORDS.mkdir(exist_ok=True)
    for family in families or FAMILIES:
        lines = (f"  {json.dumps(c.key)}: {json.dumps(answer(torch, c))}" for c in FAMILIES[family])
        record_path(family).write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
