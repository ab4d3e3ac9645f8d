"""Texts of the lessons, written in both languages side by side."""

from __future__ import annotations

from dataclasses import dataclass

from autograd_lab.i18n import get_language


@dataclass(frozen=True)
class Words:
    """One text in two languages; `str()` gives the current one."""

    en: str
    zh: str

    def __str__(self) -> str:
        return self.zh if get_language() == "zh" else self.en
