"""The messages: plain, importable anywhere, and the same on both sides."""

from __future__ import annotations

import json
import math
import subprocess
import sys

from autograd_lab.record.snapshot import GraphEdge, GraphSnapshot, real, to_json
from autograd_lab.ui import emit_types


def test_the_typescript_side_is_fresh() -> None:
    assert emit_types.TARGET.read_text(encoding="utf-8") == emit_types.emit(), (
        "run: python -m autograd_lab.ui.emit_types"
    )


def test_protocol_needs_no_jupyter() -> None:
    program = (
        "import sys, autograd_lab.ui.protocol;"
        "print([m for m in ('IPython', 'ipywidgets', 'anywidget', 'traitlets', 'ipykernel') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_json_cannot_say_becomes_words() -> None:
    assert [real(v) for v in (1.5, math.nan, math.inf, -math.inf)] == [1.5, "NaN", "Infinity", "-Infinity"]
    snapshot = GraphSnapshot([], [GraphEdge(0, 1, "a", grad_norm=real(math.nan))])
    text = json.dumps(to_json(snapshot), allow_nan=False)
    assert json.loads(text)["edges"][0]["grad_norm"] == "NaN"
