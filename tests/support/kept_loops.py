"""Where compiled loops are kept between runs of the tests.

numba goes by the date of a loop's own file; here a change in any file that loops are made of begins a new folder.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "autograd_lab"
SOURCES = sorted([*(PACKAGE / "kernels").rglob("*.py"), *(PACKAGE / "backend").glob("*.py")])
DIGEST = hashlib.sha256(b"".join(path.read_bytes() for path in SOURCES)).hexdigest()[:16]
FOLDER = Path(tempfile.gettempdir(), f"autograd-lab-loops-{DIGEST}")
