"""``lab.explain(error)``: what an error of autograd means, with programs that make the mistake and that avoid it."""

from __future__ import annotations

import linecache
import sys
from textwrap import indent
from types import TracebackType
from typing import Any

import numpy as np

from autograd_lab.autograd.anomaly_mode import foreign
from autograd_lab.autograd.mistakes import MISTAKES
from autograd_lab.errors import LabError
from autograd_lab.i18n import tr
from autograd_lab.watch.origin import place


class Explanation(str):
    """A text that a notebook shows as it is."""

    def __repr__(self) -> str:
        return str(self)


def explain(error: BaseException | None = None) -> Explanation:
    """What an error of autograd means: where it happened, and typical programs, wrong and right.

    ``error`` is what ``except RuntimeError as error`` caught; without it, the last error that Python has shown. Of an
    error that is not in the table, its own text.
    """
    if error is None:
        error = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
    if error is None:
        return Explanation(tr("explain.none"))
    parts = [f"{type(error).__name__}: {error}"]
    line = _learner_line(error.__traceback__)
    if line is not None:
        parts.append(tr("explain.raised", place=place(line)))
    key = error.key if isinstance(error, LabError) else ""
    for mistake in MISTAKES:
        if mistake.key == key:
            wrong, right = indent(mistake.wrong, "    "), indent(mistake.right, "    ")
            parts.append(tr("explain.mistake", words=mistake.words, wrong=wrong.rstrip(), right=right.rstrip()))
    return Explanation("\n\n".join(parts))


def _learner_line(trace: TracebackType | None) -> tuple[str, int] | None:
    """The innermost line of the learner's code that an error came through."""
    found = None
    while trace is not None:
        if not trace.tb_frame.f_code.co_filename.startswith(foreign()):
            found = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return found


def run(program: str, torch: Any, name: str = "program") -> dict[str, Any]:
    """Execute a program of the table with ``torch`` as its library, so that errors can show its lines; returns its
    variables."""
    file = f"<{name}>"
    linecache.cache[file] = (len(program), None, program.splitlines(keepends=True), file)
    variables = {"torch": torch, "numpy": np, "__name__": name}
    exec(compile(program, file, "exec"), variables)
    return variables
