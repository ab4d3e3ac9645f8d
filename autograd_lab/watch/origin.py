"""Words for errors: at which line of the learner's code something happened, and what was computed from what.

Nothing is kept for this while an op runs. A chain of ops is read off the graph, and the names of variables off the
learner's own frames, when there is an error to explain; lines are known of what ran while somebody watched.
"""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from operator import is_
from pathlib import Path
from types import FrameType
from typing import Any

from autograd_lab.i18n import tr
from autograd_lab.watch import Line, learner_frame

LONGEST = 6  # steps of a chain that are told
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")


def op_name(op: Any, params: dict[str, Any]) -> str:
    """The function that made a node, in PyTorch's spelling: ``mul`` for ``MulBackward0``."""
    name = op.grad_name(**params) if op.differentiable else op.__name__
    return _WORDS.sub("_", re.sub(r"Backward\d*$", "", name)).lower()


def place(line: Line) -> str:
    """``lesson.py:12 `y = x.exp()` ``, or ``cell:12`` in a notebook, whose cells have numbers for names."""
    file, code = Path(line[0]), linecache.getline(*line).strip()
    name = tr("origin.cell") if file.parent.name.startswith("ipykernel_") else file.name
    return f"{name}:{line[1]}" + (f" `{code}`" if code else "")


def made_at(node: Any) -> str:
    """Of a node, for the middle of a sentence: its chain, and its line if that is known."""
    parts = [chain(node)] + ([place(node.line)] if node.line else [])
    return f" ({', '.join(parts)})"


def lost_at(cut: tuple[str, str, Line | None] | None) -> str:
    """A sentence on what cut a tensor off from its graph, or on what may have."""
    if cut is None:
        return tr("origin.lost")
    what, key, line = cut
    return tr(key, what=what, place=place(line) if line else "?")


def written_at(cell: list[Any]) -> str:
    """Of a version cell: a sentence on the line that wrote to memory last, or on how to learn it."""
    version, line = cell[1] if len(cell) > 1 else (None, None)
    if line is not None and version == cell[0]:
        return tr("origin.written", place=place(line))
    return tr("origin.ask")


def chain(node: Any) -> str:
    """What led to a node: ``x -> exp -> mul``. Of several inputs the first that needs a gradient is followed."""
    steps: list[str] = []
    while node is not None:
        if node.op is None:
            shape = tuple(node.variable.shape)
            steps.append(named(partial(is_, node.variable)) or tr("origin.leaf", shape=shape))
            break
        if len(steps) == LONGEST:
            steps.append("...")
            break
        steps.append(op_name(node.op, node.params))
        node = next((edge[0] for edge in node.edges if edge is not None), None)
    return " -> ".join(reversed(steps))


def named(is_it: Callable[[Any], bool]) -> str | None:
    """The name that the learner's code gave to a tensor: a variable, or a parameter of a module."""
    for names in _visible(learner_frame()):
        for name, value in names.items():
            if name.startswith("_"):
                continue
            if is_it(value):
                return name
            if hasattr(type(value), "named_parameters"):
                with suppress(Exception):  # what a learner's module does must not hide the error being explained
                    for inner, parameter in value.named_parameters():
                        if is_it(parameter):
                            return f"{name}.{inner}"
    return None


def called(tensor: Any) -> str:
    """What the learner's code calls a tensor, in backquotes, or "a tensor"."""
    name = named(partial(is_, tensor))
    return f"`{name}`" if name else tr("origin.tensor")


def _visible(frame: FrameType | None) -> Iterator[dict[str, Any]]:
    """Variables of the calls that led here, the nearest first, and then of the module."""
    last = frame
    while frame is not None and frame.f_code.co_filename == (last.f_code.co_filename if last else ""):
        yield dict(frame.f_locals)
        last, frame = frame, frame.f_back
    if last is not None:
        yield dict(last.f_globals)
