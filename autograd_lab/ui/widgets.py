"""The anywidget classes: traits, and nothing else. What they show is decided elsewhere."""

from __future__ import annotations

from functools import cache
from typing import Any
from weakref import WeakMethod

import anywidget
import traitlets

from autograd_lab.i18n import on_language_change


class View(anywidget.AnyWidget):
    """State that every view shares with the browser; the fields stand in ``protocol``."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    language = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, **state: Any) -> None:
        super().__init__(**state)
        weak = WeakMethod(self._speak)

        def speak(language: str) -> None:
            method = weak()
            if method is None:
                forget()
            else:
                method(language)

        forget = on_language_change(speak)

    def _speak(self, language: str) -> None:
        self.language = language

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class LiveWidget(View):
    """The live panel. ``snapshot`` is what a saved page keeps; everything else is sent as messages."""

    snapshot = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)


class InlineWidget(View):
    """A view that stands still. ``asks``: a kernel answers its questions."""

    state = traitlets.Dict().tag(sync=True)
    asks = traitlets.Bool(False).tag(sync=True)


@cache
def kind(entry: str) -> type[View]:
    """The class for an entry: one each, for anywidget keeps style sheets apart by the name of the class."""
    return LiveWidget if entry == "live" else type(f"{entry.capitalize()}Widget", (InlineWidget,), {})
