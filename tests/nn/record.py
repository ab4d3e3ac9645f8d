"""Write down what the installed PyTorch answers to every row: python -m tests.nn.record"""

from __future__ import annotations

import json
import warnings

import torch

from tests.nn.layer_rows import RECORD, ROWS, answer

if __name__ == "__main__":
    with warnings.catch_warnings(action="ignore"):
        lines = (f"  {json.dumps(row[0])}: {json.dumps(answer(torch, row))}" for row in dict(ROWS).items())
        RECORD.write_text("{\n" + ",\n".join(lines) + "\n}\n")
