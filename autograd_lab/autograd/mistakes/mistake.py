"""What the table says of one mistake."""

from __future__ import annotations

from dataclasses import dataclass

from autograd_lab.i18n import LANGUAGES, get_language


@dataclass(frozen=True)
class Mistake:
    """One mistake. Programs use the names ``torch`` and, where they write through it, ``numpy``."""

    name: str
    kind: type[Exception]  # what PyTorch raises
    key: str  # of our message
    en: str  # what happened, and what to do
    zh: str
    wrong: str
    right: str
    needs: str = ""  # "cuda", or "autograd_lab" where PyTorch has no such error

    @property
    def words(self) -> str:
        """What happened and what to do, in the current language."""
        return (self.en, self.zh)[LANGUAGES.index(get_language())]
