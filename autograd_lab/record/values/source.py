"""The code of an op as it stands in its file: what a card shows beside the formula."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from autograd_lab.autograd.function_node import FunctionOp

PACKAGE = Path(__file__).resolve().parents[2]
LONGEST = 6000  # characters


@dataclass(frozen=True)
class Source:
    """``name`` is that of the function, ``where`` its file inside our package; empty for a learner's own Function."""

    name: str
    text: str
    where: str


def sources(op: Any) -> list[Source]:
    """Forward first, then the gradient rules. Nothing for functions that have no text, or are neither ours nor a
    custom Function's."""
    return _of_function(op.function) if isinstance(op, FunctionOp) else list(_of_op(op))


def _of_function(function: Any) -> list[Source]:
    members = ("forward", "setup_context", "backward", "vjp")
    written = [name for name in members if name in vars(function)]
    return [Source(name, text, "") for name in written if (text := _text(getattr(function, name)))]


@cache
def _of_op(op: Any) -> tuple[Source, ...]:
    rules: list[tuple[str, Callable[..., Any]]] = [("forward", op.forward)]
    rules += [("backward", op.backward)] if op.joint else [(f"backward_{name}", op.rules[name]) for name in op.rules]
    found = []
    for name, function in rules:
        where = _inside(function)
        if where and (text := _text(function)):
            found.append(Source(name, text, where))
    return tuple(found)


def _inside(function: Any) -> str:
    try:
        path = Path(inspect.getsourcefile(inspect.unwrap(function)) or "").resolve()
        return path.relative_to(PACKAGE.parent).as_posix() if path.is_relative_to(PACKAGE) else ""
    except TypeError:
        return ""


def _text(function: Any) -> str:
    try:
        text = textwrap.dedent(inspect.getsource(inspect.unwrap(function))).rstrip()
    except (OSError, TypeError):  # typed at a prompt, or written in C
        return ""
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n…"
