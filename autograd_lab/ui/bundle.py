"""The built front end: one module of JavaScript and one style sheet per view, and the widgets made of them."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from autograd_lab.i18n import tr
from autograd_lab.ui import texts as _texts  # noqa: F401  (adds the words)

STATIC = Path(__file__).resolve().parents[1] / "static"


def open_widget(view: str, **state: Any) -> Any:
    """A widget for ``view``, an entry of the front end; None, where it is not built or anywidget is not installed."""
    built = read(view)
    if built is None:
        return None
    try:
        from autograd_lab.ui import widgets
    except ImportError:
        return None
    code, style = built
    return widgets.kind(view)(_esm=code, _css=style, **state)


def read(view: str) -> tuple[str, str] | None:
    """Code and style of ``view``; None, with a warning that tells how to build it, when it is missing."""
    code, style = STATIC / f"{view}.js", STATIC / f"{view}.css"
    if not code.exists():
        warnings.warn(tr("view.no_bundle", file=code.name), UserWarning, stacklevel=3)
        return None
    return code.read_text(encoding="utf-8"), style.read_text(encoding="utf-8") if style.exists() else ""


def view_bundle(widget: Any) -> dict[str, Any]:
    """What a notebook stores to find ``widget`` again."""
    place = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {"application/vnd.jupyter.widget-view+json": place}
