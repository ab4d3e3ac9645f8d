"""A view that stands still until somebody asks: a graph, a tensor, a playground.

It is interactive in a notebook, a picture where there is no widget, text in a terminal, and a page that works
without a kernel when it is saved with ``to_html``. Questions from the browser come while a cell runs, too, in
another thread; ``answer`` must not touch what the learner's loop is changing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from autograd_lab.errors import LabError
from autograd_lab.i18n import get_language
from autograd_lab.record.names import shorten
from autograd_lab.record.snapshot import Text, both, to_json
from autograd_lab.record.values.refusal import said
from autograd_lab.ui.bundle import open_widget, view_bundle
from autograd_lab.ui.notebook import in_notebook, synchronous
from autograd_lab.ui.page import page, written
from autograd_lab.ui.protocol import Answer
from autograd_lab.ui.responsive import keep_responsive, prepare
from autograd_lab.ui.saved import saved_bundle

Reply = tuple[Any, list[bytes]]  # a dataclass or plain JSON, and the buffers that go with it


class InlineView:
    """Subclasses name their ``entry`` (a file of widgets/src/entries) and say what there is to see.

    ``questions`` maps what a browser may ask to the method that answers: it takes the question's own fields as
    keywords and returns JSON, or JSON and buffers. A LabError becomes a sentence in the view.
    """

    entry: str
    questions: ClassVar[Mapping[str, str]] = {}

    def __init__(self, title: str = "") -> None:
        self.title = shorten(title)
        self._widget: Any = None

    def state(self) -> Any:
        """What the view draws, as a dataclass of ``record`` or as plain JSON."""
        raise NotImplementedError

    def to_svg(self) -> str:
        """A picture that stands alone, as text."""
        raise NotImplementedError

    def to_html(self, path: str | Path | None = None) -> str:
        """The view as one file that needs neither kernel nor network; written to ``path`` if there is one."""
        return written(page(self.entry, self._alone(to_json(self.state())), self.to_svg()), path)

    def _traits(self, state: Any, *, asks: bool) -> dict[str, Any]:
        return {"title": self.title, "language": get_language(), "asks": asks, "state": state}

    def _alone(self, state: Any) -> dict[str, Any]:
        """The traits of a page that nobody answers; ``state`` is plain JSON."""
        return self._traits(state, asks=False)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # A terminal shows the text only, so there it is the whole.
        data = {"text/plain": repr(self) if in_notebook() else str(self), "image/svg+xml": self.to_svg()}
        if in_notebook() and not synchronous():
            state = to_json(self.state())
            self._open(state)
            if self._widget is not None:
                data |= view_bundle(self._widget) | saved_bundle(self.entry, self._alone(state))
        return data

    def _open(self, state: Any) -> None:
        if self._widget is not None:
            return
        if self.questions:
            prepare()
        self._widget = open_widget(self.entry, **self._traits(state, asks=bool(self.questions)))
        if self._widget is not None and self.questions:
            keep_responsive(self._widget)
            self._widget.on_msg(lambda widget, content, buffers: self.receive(content, widget.send))

    def receive(self, message: Any, send: Callable[[dict[str, Any], list[bytes]], None]) -> None:
        """A message from the browser. Malformed ones are dropped."""
        if not isinstance(message, dict) or not isinstance(message.get("ask"), int):
            return
        method = self.questions.get(str(message.get("about")))
        if method is None:
            return
        fields = {name: value for name, value in message.items() if name not in ("ask", "about", "type")}
        reply: Any = {}
        buffers: list[bytes] = []
        refused: Text = ""
        try:
            answer = getattr(self, method)(**fields)
            reply, buffers = answer if isinstance(answer, tuple) else (answer, [])
        except LabError as error:
            refused = said(error)
        except Exception as error:  # a browser that waits for ever helps nobody
            refused = both("view.failed", error=f"{type(error).__name__}: {error}")
        send({"reply": to_json(reply), **to_json(Answer(message["ask"], refused))}, buffers)
