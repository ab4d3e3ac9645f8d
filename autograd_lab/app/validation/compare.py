"""Whether a cell's outputs are the saved ones, by the rules of nbval, so that its marks keep their meaning.

A cell is marked by a tag (`nbval-ignore-output`) or a comment (`# NBVAL_IGNORE_OUTPUT`); what is not text, and what
no two runs share, is left out; outputs of different kinds may change their order. tests/lessons compares our verdicts
with nbval's own.
"""

from __future__ import annotations

import configparser
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from autograd_lab.app.notebook_format import NotebookNode
from autograd_lab.app.validation.messages import tr

# nbval's list. A picture's bytes depend on the library that drew it; a widget's text holds an address.
_LEFT_OUT = {
    "metadata",
    "traceback",
    "text/latex",
    "prompt_number",
    "output_type",
    "name",
    "execution_count",
    "application/vnd.jupyter.widget-view+json",
    "image/png",
    "image/jpeg",
}
_LONGEST = 300  # characters of an output that are shown when it differs

Rules = Sequence[tuple[re.Pattern[str], str]]


def marked(cell: NotebookNode, mark: str) -> bool:
    """Whether the cell bears nbval's mark `mark`, e.g. "ignore-output", as a tag or as a comment."""
    tags = {str(tag).lower().replace("_", "-") for tag in cell.metadata.get("tags", [])}
    words = mark.replace("-", "_").upper()
    comment = re.search(rf"^\s*#+\s*(?:NBVAL|PYTEST_VALIDATE)_{words}\s*$", cell.source, re.MULTILINE)
    # "raises-exception" without a prefix is Jupyter's own tag.
    return comment is not None or f"nbval-{mark}" in tags or (mark == "raises-exception" and mark in tags)


def read_rules(path: Path) -> Rules:
    """The sections of a nbval sanitizing file: each has a `regex` and what shall `replace` it."""
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
        return [(re.compile(part["regex"]), part["replace"]) for name, part in parser.items() if name != "DEFAULT"]
    except (OSError, UnicodeDecodeError, configparser.Error, KeyError, re.error) as error:
        raise ValueError(tr("validate.bad_rules", path=path, reason=error)) from None


def difference(saved: list[NotebookNode], now: list[NotebookNode], rules: Rules = ()) -> list[str]:
    """In words, the first thing in which the outputs differ; empty when they agree."""
    before, after = _by_kind(saved, rules), _by_kind(now, rules)
    for kind in sorted(before.keys() - after.keys()):
        return [tr("validate.output_gone", kind=kind), *_shown("saved", before[kind])]
    for kind in sorted(after.keys() - before.keys()):
        return [tr("validate.output_new", kind=kind), *_shown("now", after[kind])]
    for kind, values in before.items():
        if len(values) != len(after[kind]):
            return [tr("validate.output_count", kind=kind, saved=len(values), now=len(after[kind]))]
        for old, new in zip(values, after[kind], strict=True):
            if old != new:
                return [tr("validate.output_differs", kind=kind), *_first_difference(str(old), str(new))]
    return []


def _by_kind(outputs: list[NotebookNode], rules: Rules) -> dict[str, list[Any]]:
    """Each kind ("stdout", "text/plain", ...) with its values in order."""
    found: dict[str, list[Any]] = defaultdict(list)
    streams: dict[str, str] = {}
    for kind, value in _parts(outputs):
        if kind.startswith("stream "):
            name = kind.removeprefix("stream ")
            streams[name] = streams.get(name, "") + str(value)
        elif kind not in _LEFT_OUT:
            found[kind].append(_sanitized(value, rules))
    for name, text in streams.items():  # a text that came in two messages is one text
        found[name].append(_sanitized(_as_on_screen(text), rules))
    return found


def _parts(outputs: list[NotebookNode]) -> Iterator[tuple[str, Any]]:
    for output in outputs:
        if output.output_type == "stream":
            yield f"stream {output.name}", output.text
            continue
        for key, value in output.items():
            yield from value.items() if key == "data" else [(key, value)]


def _as_on_screen(text: str) -> str:
    """What is left after backspaces and carriage returns, which progress bars write over themselves with."""
    shorter = re.sub(r"[^\n]\x08", "", text)
    while shorter != text:
        text, shorter = shorter, re.sub(r"[^\n]\x08", "", shorter)
    return re.sub(r"^.*\r(?=[^\n])", "", text, flags=re.MULTILINE)


def _sanitized(value: Any, rules: Rules) -> Any:
    if isinstance(value, str):
        for pattern, replacement in rules:
            value = pattern.sub(replacement, value)
    return value


def _first_difference(old: str, new: str) -> list[str]:
    """The first lines that differ: of a long output, these are what a reader wants to see."""
    before, after = old.splitlines(), new.splitlines()
    at = next((i for i, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), None)
    if at is None:
        at = min(len(before), len(after))
    return [*_shown("saved", before[at : at + 1]), *_shown("now", after[at : at + 1])]


def _shown(when: str, values: list[Any]) -> list[str]:
    text = " | ".join(str(value).strip() for value in values)
    return [tr(f"validate.{when}", text=text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ...")]
