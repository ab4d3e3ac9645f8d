"""The anywidget classes: traits, and nothing else. What they show is decided elsewhere.

Two named classes: anywidget keeps style sheets apart by class name.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakMethod

import anywidget
import traitlets

from autograd_lab.i18n import on_language_change


class View(anywidget.AnyWidget):
    """State that every view shares with the browser; the fields stand in ``protocol.py``."""

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


class GraphWidget(View):
    """An inline graph."""

    graph = traitlets.Dict().tag(sync=True)


class LiveWidget(View):
    """The live panel. ``snapshot`` is what a saved page keeps; everything else is sent as messages."""

    snapshot = traitlets.Dict(default_value=None, allow_none=True).tag(sync=True)
