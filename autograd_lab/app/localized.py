"""Comments in two languages on one code: `#| en: ...` and `#| zh: ...`.

    #| en: leaf variables
    #| zh: 叶子变量
    y = a * b + a  #| en: forward value | zh: 前向值

The reader of one language sees only `# leaf variables` and `# forward value`. Lessons and solutions use it.
"""

from __future__ import annotations

import re

_COMMENT = re.compile(r"#\|\s*(?=(?:en|zh):)")
_PART = re.compile(r"(?:^|\s\|\s)(en|zh):\s*")


def localize(code: str, language: str) -> str:
    """The code as a reader of `language` sees it. Everything but comments stays as it is."""
    lines = []
    for line in code.splitlines():
        statement, *comment = _COMMENT.split(line, maxsplit=1)
        if not comment:
            lines.append(line)
            continue
        texts = _texts(comment[0])
        if language in texts:
            lines.append(f"{statement}# {texts[language]}")
        elif statement.strip():
            lines.append(statement.rstrip())
    return "\n".join(lines)


def comment_languages(code: str) -> list[str]:
    """The languages of each localized comment in order, to check that none is missing."""
    return [language for line in code.splitlines() for language in _line_languages(line)]


def _line_languages(line: str) -> list[str]:
    _, *comment = _COMMENT.split(line, maxsplit=1)
    return list(_texts(comment[0])) if comment else []


def _texts(comment: str) -> dict[str, str]:
    parts = _PART.split(comment)[1:]
    return {language: text.strip() for language, text in zip(parts[::2], parts[1::2], strict=True)}
