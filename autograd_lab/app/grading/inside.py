"""The process that runs a submission: it does what it is asked, and answers with plain values.

Nobody trusts it. Whatever a submission changes in here, the verdict is not made here.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
import types
from collections.abc import Iterator
from typing import Any

from autograd_lab.app.grading.wire import encode
from autograd_lab.app.outcome import told
from autograd_lab.i18n import get_language, set_language
from autograd_lab.tensor import Tensor

_LENGTH = struct.Struct("!Q")


def main(requests: int, replies: int) -> None:
    """Answer each request until there are no more."""
    import cloudpickle  # requests come from the parent, which may send functions of an exercise along

    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    taken: list[Any] = []
    with os.fdopen(requests, "rb") as source, os.fdopen(replies, "wb") as sink:
        while header := source.read(_LENGTH.size):
            request = cloudpickle.loads(source.read(*_LENGTH.unpack(header)))
            try:
                reply = _ACTIONS[request["do"]](request, module.__dict__, taken)
            except BaseException as error:
                reply = {"error": told(error)}
            content = json.dumps({"id": request["id"], **reply}).encode()
            sink.write(_LENGTH.pack(len(content)) + content)
            sink.flush()


def _run(request: dict[str, Any], scope: dict[str, Any], taken: list[Any]) -> dict[str, Any]:
    """A cell. Its last value is not shown, and IPython's own commands are left out."""
    lines = request["code"].splitlines()
    code = "\n".join("pass" if line.startswith(("%", "!")) else line for line in lines)
    exec(compile(code, "<cell>", "exec"), scope)
    return {}


def _take(request: dict[str, Any], scope: dict[str, Any], taken: list[Any]) -> dict[str, Any]:
    """The answer to an exercise, kept for later calls."""
    answer = eval(request["code"], scope)
    taken.append(answer)
    return {"number": len(taken) - 1, "callable": callable(answer), "value": encode(answer)}


def _call(request: dict[str, Any], scope: dict[str, Any], taken: list[Any]) -> dict[str, Any]:
    """An answer called, through the exercise's probe where it has one; with what became of the arguments."""
    answer, probe, arguments = taken[request["number"]], request["probe"], request["arguments"]
    with speaking(request["language"]):
        value = answer(*arguments) if probe is None else probe(answer, *arguments)
    return {"value": encode(value), "arguments": [encode(a) if isinstance(a, Tensor) else None for a in arguments]}


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, answers are in the parent's language: what they say is compared with what the reference says there."""
    before = get_language()
    set_language(language)
    try:
        yield
    finally:
        set_language(before)


_ACTIONS = {"run": _run, "take": _take, "call": _call}
