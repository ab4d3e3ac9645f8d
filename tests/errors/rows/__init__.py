"""The rows of bad input, one file per subject."""

from importlib import import_module
from pathlib import Path

from tests.errors.case import Bad
from tests.errors.rows import devices  # its rows run on a GPU too

BAD: list[Bad] = [
    bad
    for path in sorted(Path(__file__).parent.glob("*.py"))
    if path.stem != "__init__"
    for bad in import_module(f"tests.errors.rows.{path.stem}").BAD
]
