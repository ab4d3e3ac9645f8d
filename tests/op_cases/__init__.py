"""What each op is tested on: one row per way of using it, one table per file of autograd_lab/ops.

The tests that run the rows stand in tests/ops.
"""

from importlib import import_module
from pathlib import Path

from tests.op_cases.case import OpCase

HELPERS = ("__init__", "case", "torch_side")

CASES: list[OpCase] = [
    case
    for path in sorted(Path(__file__).parent.glob("*.py"))
    if path.stem not in HELPERS
    for case in import_module(f"tests.op_cases.{path.stem}").CASES
]
