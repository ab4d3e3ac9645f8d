"""What leaves the panel: a table, a picture, a page, and the output under a cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

from autograd_lab.i18n import get_language
from autograd_lab.record.runs.chart import run_svg
from autograd_lab.record.runs.run import History
from autograd_lab.record.snapshot import to_json
from autograd_lab.record.training.observer import Observer
from autograd_lab.ui import notebook
from autograd_lab.ui.link import Link
from autograd_lab.ui.page import page, written
from autograd_lab.ui.protocol import Snapshot
from autograd_lab.ui.saved import saved_bundle


class Output:
    """Mixed into the panel, which says what is to be seen."""

    title: str
    _observer: Observer
    _link: Link

    def __init__(self) -> None:
        self._shown = False  # under a cell
        self._display = f"autograd-lab-{uuid4()}"  # what the notebook knows the output by

    def _snapshot(self) -> Snapshot:
        raise NotImplementedError

    @property
    def history(self) -> History:
        """The curves of the run."""
        with self._link.lock:
            return self._observer.history

    def to_csv(self, path: str | Path | None = None) -> str:
        """The curves as a table, one row for each step; written to ``path`` if there is one."""
        with self._link.lock:
            table = self.history.to_csv()
        return written(table, path)

    def to_svg(self) -> str:
        """The run so far as a picture that stands alone."""
        with self._link.lock:
            return run_svg(self.history.snapshot(), self._observer.layers, self.title)

    def to_html(self, path: str | Path | None = None) -> str:
        """The run so far as one file that needs neither kernel nor network; written to ``path`` if there is one."""
        return written(page("live", self._traits(), self.to_svg()), path)

    def _traits(self) -> dict[str, Any]:
        return {"title": self.title, "language": get_language(), "snapshot": to_json(self._snapshot())}

    def __repr__(self) -> str:
        return f"LivePanel({self.title!r})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        self._link.open(self.title)
        data = {"text/plain": repr(self), "image/svg+xml": self.to_svg()}
        widget = self._link.bundle()
        return data | widget | saved_bundle("live", self._traits()) if widget else data

    def _ipython_display_(self) -> None:
        """Shown by us, so that the output can be replaced by the finished picture, under whichever cell it stands."""
        if not notebook.in_notebook():
            print(repr(self))
            return
        self._shown = True
        notebook.show(self._repr_mimebundle_(), self._display)

    def _show_again(self) -> None:
        """Replace what stands under the cell by what a saved notebook will show."""
        notebook.show(self._repr_mimebundle_(), self._display, again=True)
