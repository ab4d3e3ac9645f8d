"""One quiet line on a terminal."""

from __future__ import annotations

import io
import sys

import pytest

from autograd_lab.record.runs.run import History
from autograd_lab.ui.progress import TextLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_one_line_that_is_written_over(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    line, history = TextLine(), History()
    assert line.due()
    for step in range(3):
        history.log("train_loss", step, 1.0 / 2**step)
        line.write(f"step {step}", history)
    assert not line.due(), "a few times a second at most"
    line.end()
    line.end()
    assert terminal.getvalue().count("\n") == 1 and terminal.getvalue().endswith("step 2  train_loss 0.25\n")
