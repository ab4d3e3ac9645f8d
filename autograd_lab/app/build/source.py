"""Read a lesson's source: Python in the percent format, every text in both languages under one key.

    # %% [markdown] key="why" lang="en"
    # Why a network needs ...

    # %% [markdown] key="why" lang="zh"
    # 网络为什么需要……

    # %% key="scores" tags=["nbval-ignore-output"]
    scores = model(x)  #| en: one row per image | zh: 每张图像一行

    # %% key="linear" exercise="01.linear"        the learner's stub; the solution stands with the exercise
    # %% key="linear-check" check="01.linear"     the cell that judges it

Above the first cell, two lines say how long the lesson takes and which lessons it builds on:

    # minutes: 45
    # needs: 01, 04

Without them it takes the 30 to 60 minutes of any lesson, and needs the one before it.

Code is written once. Only the cell with `setup="true"` may hold `{{lang}}`, which becomes "en" or "zh".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograd_lab.app.localized import comment_languages
from autograd_lab.i18n import LANGUAGES

PLACEHOLDER = "{{lang}}"
_HEADER = re.compile(r"# %%(?P<markdown> \[markdown\])?(?P<attributes>( \w+=(\"[^\"]*\"|\[[^\]]*\]))*)\s*$")
_ATTRIBUTE = re.compile(r"(\w+)=(\"[^\"]*\"|\[[^\]]*\])")
_KNOWN = {"key", "lang", "tags", "exercise", "check", "setup"}
_ABOUT = re.compile(r"# (minutes|needs):\s*(.*?)\s*$")
LONGEST = 600  # minutes
# What the runtime says is translated, so only its form can be compared between the languages.
TRANSLATED = "translated-output"
# The cell speaks of both languages: its English version may hold Chinese words.
BOTH = "both-languages"


class SourceError(Exception):
    """A lesson's source breaks a rule; the text names the file and the line."""


@dataclass(frozen=True)
class Cell:
    """One cell. Markdown has a text per language, code has one text for both."""

    key: str
    texts: dict[str, str] = field(default_factory=dict)
    code: str = ""
    tags: tuple[str, ...] = ()
    exercise: str = ""
    check: str = ""

    @property
    def is_code(self) -> bool:
        return not self.texts


@dataclass(frozen=True)
class Lesson:
    """A source file read: `lessons/src/01_first_network.py` has number "01" and name "01_first_network"."""

    path: Path
    cells: tuple[Cell, ...]
    minutes: int | None = None
    needs: tuple[str, ...] | None = None

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def number(self) -> str:
        return self.name.split("_")[0]


@dataclass
class _Block:
    line: int
    markdown: bool
    attributes: dict[str, str | list[str]]
    lines: list[str]

    def word(self, name: str) -> str:
        return str(self.attributes.get(name, ""))


def read(path: Path) -> Lesson:
    """Read one source, or raise SourceError."""
    cells: list[Cell] = []
    blocks = list(_blocks(path))
    while blocks:
        block = blocks.pop(0)
        if not block.word("key"):
            raise _error(path, block, "the cell has no key")
        if block.word("key") in {cell.key for cell in cells}:
            raise _error(path, block, f"the key {block.word('key')!r} is used twice")
        cells.append(_markdown(path, block, blocks) if block.markdown else _code(path, block))
    return Lesson(path, tuple(cells), *_about(path))


def _about(path: Path) -> tuple[int | None, tuple[str, ...] | None]:
    """What the lines above the first cell say: minutes, and numbers of the lessons it needs."""
    minutes, needs = None, None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# %%"):
            break
        found = _ABOUT.match(line)
        if found is None:
            continue
        what, said = found.groups()
        if what == "minutes":
            if not said.isascii() or not said.isdigit() or not 0 < int(said) <= LONGEST:
                raise SourceError(f"{path.name}:{number}: minutes: a number from 1 to {LONGEST}, not {said!r}")
            minutes = int(said)
        else:
            needs = tuple(part for part in re.split(r"[,\s]+", said) if part)
            if wrong := [need for need in needs if not re.fullmatch("[0-9]{2}", need) or need >= path.name[:2]]:
                raise SourceError(f"{path.name}:{number}: needs: numbers of earlier lessons, not {wrong[0]!r}")
    return minutes, needs


def _blocks(path: Path) -> Iterator[_Block]:
    block: _Block | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# %%"):
            if block:
                yield block
            block = _start(path, number, line)
        elif block:
            block.lines.append(line)
    if block:
        yield block


def _start(path: Path, number: int, line: str) -> _Block:
    header = _HEADER.match(line)
    if header is None:
        raise SourceError(f"{path.name}:{number}: cannot read the cell's first line: {line}")
    attributes = {name: json.loads(value) for name, value in _ATTRIBUTE.findall(header["attributes"])}
    if unknown := set(attributes) - _KNOWN:
        raise SourceError(f"{path.name}:{number}: unknown attribute {sorted(unknown)[0]!r}")
    return _Block(number, bool(header["markdown"]), attributes, [])


def _markdown(path: Path, first: _Block, rest: list[_Block]) -> Cell:
    """The blocks of one key, one per language in the order of LANGUAGES."""
    texts = {}
    for position, language in enumerate(LANGUAGES):
        block = first if position == 0 else rest.pop(0) if rest else None
        if block is None or not block.markdown or block.word("key") != first.word("key"):
            raise _error(path, first, f"the text {first.word('key')!r} is missing in {language!r}")
        if block.word("lang") != language:
            raise _error(path, block, f"expected lang={language!r}: the order is {', '.join(LANGUAGES)}")
        lines = [_uncommented(path, block, offset, line) for offset, line in enumerate(block.lines)]
        text = "\n".join(lines).strip("\n")
        texts[language] = join_chinese_lines(text) if language == "zh" else text
    return Cell(first.word("key"), texts, tags=_tags(first))


def _uncommented(path: Path, block: _Block, offset: int, line: str) -> str:
    if line.startswith("# "):
        return line[2:].rstrip()
    if line.strip() in ("", "#"):
        return ""
    raise SourceError(f"{path.name}:{block.line + 1 + offset}: a line of text must begin with '# '")


def _code(path: Path, block: _Block) -> Cell:
    code = "\n".join(block.lines).strip("\n")
    if PLACEHOLDER in code and block.word("setup") != "true":
        raise _error(path, block, f"{PLACEHOLDER} may stand only in the setup cell")
    languages = comment_languages(code)
    if languages.count("en") != languages.count("zh"):
        raise _error(path, block, "a comment is missing in one language")
    return Cell(
        block.word("key"),
        code=code,
        tags=_tags(block),
        exercise=block.word("exercise"),
        check=block.word("check"),
    )


def _tags(block: _Block) -> tuple[str, ...]:
    tags = set(block.attributes.get("tags", ()))
    for kind in ("setup", "exercise", "check"):
        if block.word(kind):
            tags.add(kind)
    if block.word("check"):
        tags.add(TRANSLATED)
    return tuple(sorted(tags))


def _error(path: Path, block: _Block, text: str) -> SourceError:
    return SourceError(f"{path.name}:{block.line}: {text}")


# --- Chinese lines ---------------------------------------------------------------------------------

_LETTER = r"[\u3400-\u9fff]"
_MARK = r"[，。、；：？！（）“”‘’《》…—]"
_BREAK = r"\n *(?!(?:[-*+]|\d+\.)\s|[>|#\n])"  # not before a list, a quotation, a table, a heading
_GAPS = (
    re.compile(rf"({_MARK}\**){_BREAK}(?=\S)"),
    re.compile(rf"({_LETTER}\**){_BREAK}(?=\**{_LETTER})"),
    re.compile(rf"(\S){_BREAK}(?={_MARK})"),
)


def join_chinese_lines(text: str) -> str:
    """Undo the line breaks of the source inside Chinese paragraphs, where Markdown would show a gap."""
    parts = re.split(r"(```.*?```|\$\$.*?\$\$)", text, flags=re.DOTALL)
    return "".join(part if part.startswith(("```", "$$")) else _join(part) for part in parts)


def _join(text: str) -> str:
    for gap in _GAPS:
        text = gap.sub(r"\1", text)
    return text
