"""What `lab.check` answers: text for every front end, Markdown where it is understood. Never raw HTML."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from autograd_lab.app.exercise import Finding
from autograd_lab.app.texts import tr


class Section(NamedTuple):
    """A heading with a text. `code` is None for prose, "" for data, "python" for code."""

    heading: str
    text: str
    code: str | None = None


class Shown:
    """Something with a title and sections."""

    def title(self) -> str:
        raise NotImplementedError

    def sections(self) -> list[Section]:
        return []

    def picture(self) -> str:
        return ""

    def __repr__(self) -> str:
        lines = [self.title()]
        for heading, text, code in self.sections():
            if code is not None:
                lines += [heading, *(f"    {line}" for line in text.splitlines())]
            else:
                lines.append(tr("check.line", heading=heading, text=text) if heading else text)
        return "\n".join(line for line in lines if line)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        parts = [f"**{self.title()}**"]
        for heading, text, code in self.sections():
            if code is not None:
                parts += [heading, _fenced(text, code)]
            else:
                parts.append(f"**{heading}** {text}" if heading else text)
        if self.picture():
            # As an image, not as markup: inside one, nothing of it can run.
            data = base64.b64encode(self.picture().encode()).decode()
            parts.append(f"![{tr('check.picture')}](data:image/svg+xml;base64,{data})")
        markdown = "\n\n".join(part for part in parts if part)
        return {"text/plain": repr(self), "text/markdown": markdown}


def _fenced(text: str, code: str) -> str:
    """The text in a code block that it cannot close: names and values come from the learner's objects."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{code}\n{text}\n{fence}"


NOTHING_WRONG = Finding()


@dataclass(frozen=True, repr=False)
class Verdict(Shown):
    """The answer to one check. `passed` and `score` are for programs, the rest for the reader."""

    name: str
    passed: bool
    headline: str
    finding: Finding = NOTHING_WRONG
    notes: tuple[str, ...] = ()
    started: bool = True

    @property
    def score(self) -> float:
        return float(self.passed)

    @property
    def hint(self) -> str:
        return self.finding.hint

    def __bool__(self) -> bool:
        return self.passed

    def title(self) -> str:
        mark = "✓" if self.passed else "✗" if self.started else "○"
        return tr("check.title", mark=mark, name=self.name, headline=self.headline)

    def picture(self) -> str:
        return self.finding.picture

    def sections(self) -> list[Section]:
        finding = self.finding
        found = [
            Section(tr("check.case"), finding.case, ""),
            Section(tr("check.expected"), finding.expected, ""),
            Section(tr("check.came"), finding.came, ""),
            Section(tr("check.element"), finding.element),
            Section(tr("check.hint"), finding.hint),
        ]
        return [section for section in found if section.text] + [Section("", note) for note in self.notes]


@dataclass(frozen=True, repr=False)
class Hint(Shown):
    """One hint."""

    headline: str
    text: str

    def title(self) -> str:
        return self.headline

    def sections(self) -> list[Section]:
        return [Section("", self.text)] if self.text else []


@dataclass(frozen=True, repr=False)
class Note(Shown):
    """What came of something asked for; false when it was not done."""

    text: str
    done: bool = True

    def __bool__(self) -> bool:
        return self.done

    def title(self) -> str:
        return f"{'✓' if self.done else '✗'} {self.text}"


@dataclass(frozen=True, repr=False)
class Solution(Shown):
    """A solution to read."""

    headline: str
    code: str

    def title(self) -> str:
        return self.headline

    def sections(self) -> list[Section]:
        return [Section("", self.code, "python"), Section("", tr("solution.new"))]
