"""Every public function, called as a user would: one table per family, and what PyTorch answers to it.

python -m tests.functions.record        writes the answers anew from the installed PyTorch
"""

from importlib import import_module
from pathlib import Path

from tests.functions.case import Call

TABLES = Path(__file__).parent / "rows"
FAMILIES: dict[str, list[Call]] = {
    path.stem: import_module(f"tests.functions.rows.{path.stem}").CASES
    for path in sorted(TABLES.glob("*.py"))
    if path.stem != "__init__"
}
