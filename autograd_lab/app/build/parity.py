"""Prove that two notebooks are one lesson in two languages. Every function returns the problems it finds."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from autograd_lab.app.build.source import BOTH, TRANSLATED
from autograd_lab.app.notebook_format import NotebookNode
from autograd_lab.i18n import LANGUAGES

CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
NOT_COMPARED = "nbval-ignore-output"


def problems(en: NotebookNode, zh: NotebookNode) -> list[str]:
    """Everything in which the two notebooks differ, apart from what translation means."""
    found = []
    for left, right in zip_longest(en.cells, zh.cells):
        if left is None or right is None or _identity(left) != _identity(right):
            return [*found, f"cells differ: {_name(left)} / {_name(right)}"]
        compare = _code_problems if left.cell_type == "code" else _text_problems
        found += [f"{_name(left)}: {problem}" for problem in compare(left, right)]
    return found


def _identity(cell: NotebookNode) -> tuple[Any, ...]:
    return cell.id, cell.cell_type, cell.metadata.get("tags", []), dict(cell.metadata.get("autograd_lab", {}))


def _name(cell: NotebookNode | None) -> str:
    return "nothing" if cell is None else str(cell.metadata.get("autograd_lab", {}).get("key", cell.id))


# --- code ------------------------------------------------------------------------------------------


def _code_problems(en: NotebookNode, zh: NotebookNode) -> Iterator[str]:
    tags = en.metadata.get("tags", [])
    if _tree(en, "en", tags) != _tree(zh, "zh", tags):
        yield "the code differs"
    if BOTH not in tags and CHINESE.search(en.source):
        yield "Chinese in the English notebook's code"
    if en.execution_count != zh.execution_count:
        yield "executed in a different order"
    if NOT_COMPARED in tags:
        return
    form = TRANSLATED in tags
    if [_output(o, form) for o in en.outputs] != [_output(o, form) for o in zh.outputs]:
        yield "the outputs differ"
    if BOTH not in tags and CHINESE.search(str(en.outputs)):
        yield "Chinese in the English notebook's output"


def _tree(cell: NotebookNode, language: str, tags: list[str]) -> str:
    """The code without comments; in the setup cell the language's name is the one allowed difference."""
    tree = ast.dump(ast.parse(cell.source))
    return tree.replace(f"'{language}'", "'LANGUAGE'") if "setup" in tags else tree


def _output(output: NotebookNode, form_only: bool) -> Any:
    if not form_only:
        return {key: value for key, value in output.items() if key != "execution_count"}
    return output.output_type, output.get("name"), sorted(output.get("data", {}))


# --- text ------------------------------------------------------------------------------------------

_FENCE = re.compile(r"```.*?```", re.DOTALL)
_CODE = re.compile(r"`[^`\n]+`")
_FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+(?= )", re.MULTILINE)


def _text_problems(en: NotebookNode, zh: NotebookNode) -> Iterator[str]:
    left, right = skeleton(en.source), skeleton(zh.source)
    for part in left:
        if left[part] != right[part]:
            only_en, only_zh = left[part] - right[part], right[part] - left[part]
            yield f"{part} differ: en {sorted(only_en.elements())}, zh {sorted(only_zh.elements())}"
    if BOTH not in en.metadata.get("tags", []) and CHINESE.search(en.source):
        yield "Chinese in the English text"
    if not CHINESE.search(zh.source):
        yield "no Chinese in the Chinese text"


def skeleton(text: str) -> dict[str, Counter[str]]:
    """What a translation must leave as it is: formulas, code, links, headings."""
    parts = {}
    parts["code blocks"], text = Counter(_FENCE.findall(text)), _FENCE.sub("", text)
    parts["inline code"], text = Counter(_CODE.findall(text)), _CODE.sub("", text)
    parts["formulas"] = Counter(re.sub(r"\s", "", formula) for formula in _FORMULA.findall(text))
    parts["links"] = Counter(_LINK.findall(text))
    parts["headings"] = Counter(_HEADING.findall(text))
    return parts


# --- what nbval needs ------------------------------------------------------------------------------


def execution_problems(notebook: NotebookNode) -> list[str]:
    """nbval compares nothing in a cell that was never executed, and passes it: so all must be, in order."""
    found = []
    for number, cell in enumerate((c for c in notebook.cells if c.cell_type == "code"), 1):
        if cell.execution_count != number:
            found.append(f"{_name(cell)}: not executed in order")
        if any(output.output_type == "error" for output in cell.outputs) and "raises-exception" not in (
            cell.metadata.get("tags", [])
        ):
            found.append(f"{_name(cell)}: ended with an error")
    if "widgets" in notebook.metadata:
        found.append("widget state was stored: it is code, and it is stale")
    return found


# --- terms -----------------------------------------------------------------------------------------


def term_problems(texts: dict[str, str], glossary: list[dict[str, str]]) -> list[str]:
    """Where an English term stands, its Chinese term must stand too; words to avoid may not appear."""
    en, zh = (_FORMULA.sub(" ", _CODE.sub(" ", texts[language])) for language in LANGUAGES)
    found = []
    for term in glossary:
        if any(re.search(rf"\b{form}(?:s|es)?\b", en, re.IGNORECASE) for form in term["en"].split("|")) and not any(
            word in zh for word in term["zh"].split("|")
        ):
            found.append(f"{term['en']!r} should be {term['zh']!r}")
        found += [f"{word!r} should be {term['zh']!r}" for word in term["avoid"].split("|") if word and word in zh]
    return found
