"""A corpus that is always at hand: the prose of this project's own lessons, in English or Chinese."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from autograd_lab import get_language
from autograd_lab.errors import ArgumentError, CheckpointError
from autograd_lab.i18n import LANGUAGES


def corpus(language: str | None = None, code: bool = False) -> str:
    """All that the lessons say, in their order, as one text; with ``code=True`` their program text as well.

    ``language`` is "en" or "zh"; by default the current one. Nothing is downloaded: the lessons are part of the
    package. The text grows with them; take a piece of fixed length where a number should stay comparable.
    """
    language = get_language() if language is None else language
    if language not in LANGUAGES:
        raise ArgumentError("text.corpus_language", language=language)
    return _read(language, code)


@cache
def _read(language: str, code: bool) -> str:
    kinds = ("markdown", "code") if code else ("markdown",)
    cells: list[str] = []
    for path in sorted(_folder(language).glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] in kinds:
                cells.append("".join(cell["source"]))
    return "\n\n".join(cells) + "\n"


def _folder(language: str) -> Path:
    """Where the notebooks are: in a wheel inside the package, in a checkout beside it."""
    package = Path(__file__).parents[1]
    for root in (package, package.parent):
        folder = root / "lessons" / language
        if any(folder.glob("*.ipynb")):
            return folder
    raise CheckpointError("text.no_lessons", path=package / "lessons" / language)
