"""The two languages of the library: which one is current, and its catalogue of messages."""

from __future__ import annotations

import locale
import os
from collections.abc import Callable, Mapping
from typing import Any

LANGUAGES = ("en", "zh")

_catalogue: dict[str, tuple[str, str]] = {}  # what the layers above added to the engine's own
_listeners: list[Callable[[str], None]] = []


def _initial_language() -> str:
    wanted = os.environ.get("AUTOGRAD_LAB_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG")
    if not wanted:
        wanted = locale.getlocale()[0] or ""
    return "zh" if wanted.lower().startswith(("zh", "chinese")) else "en"


_current = _initial_language()


def get_language() -> str:
    """The current language: ``"en"`` or ``"zh"``."""
    return _current


def set_language(language: str) -> None:
    """Switch messages, hints and views to ``"en"`` or ``"zh"``; ValueError for anything else."""
    global _current
    if language not in LANGUAGES:
        raise ValueError(tr("language.unknown", language=language))  # plain: errors.py stands above this layer
    _current = language
    for listener in tuple(_listeners):
        listener(language)


def on_language_change(listener: Callable[[str], None]) -> Callable[[], None]:
    """Call ``listener(language)`` at each switch; returns a function that ends it."""
    _listeners.append(listener)

    def forget() -> None:
        if listener in _listeners:
            _listeners.remove(listener)

    return forget


def add_messages(messages: Mapping[str, tuple[str, str]]) -> None:
    """Let a layer add its own texts: ``{"panel.paused": ("Paused", "已暂停")}``."""
    _catalogue.update(messages)


def known(key: str) -> bool:
    """Whether there is a text of that name."""
    return key in _catalogue or key in _engine()


def tr(key: str, /, **values: Any) -> str:
    """The text of ``key`` in the current language, with ``values`` filled in."""
    return _texts(key)[LANGUAGES.index(_current)].format(**values)


def translations(key: str, /, **values: Any) -> dict[str, str]:
    """The text of ``key`` in every language, for what is shown later: by then another may be current."""
    return {name: text.format(**values) for name, text in zip(LANGUAGES, _texts(key), strict=True)}


def _texts(key: str) -> tuple[str, str]:
    return _catalogue[key] if key in _catalogue else _engine()[key]


def _engine() -> dict[str, tuple[str, str]]:
    from autograd_lab.i18n.messages import MESSAGES  # thirty files, for a program that goes wrong

    return MESSAGES
