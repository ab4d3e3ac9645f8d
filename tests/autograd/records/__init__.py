"""What PyTorch makes of each program, so that a comparison needs no PyTorch; written by ``tests.autograd.record``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def path_of(subject: str) -> Path:
    return Path(__file__).parent / f"{subject}.json"


def recorded(subject: str) -> dict[str, Any]:
    path = path_of(subject)
    return json.loads(path.read_text()) if path.exists() else {}
