"""What there is to know of the notebook around us. Nothing is imported: without IPython loaded there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any
from weakref import WeakMethod


def shell() -> Any:
    """IPython's shell, or None."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def in_notebook() -> bool:
    return getattr(shell(), "kernel", None) is not None


def synchronous() -> bool:
    """Whether a program runs the notebook, with nobody to watch: lesson builds and tests set this."""
    return os.environ.get("AUTOGRAD_LAB_SYNC", "") not in ("", "0")


def cell_number() -> int:
    """Which cell is running; 0 outside IPython."""
    return getattr(shell(), "execution_count", 0)


def at_cell_end(method: Callable[[bool], None]) -> bool:
    """Call a bound method with "did it fail" after each cell, as long as its object lives; False without cells."""
    here = shell()
    if here is None:
        return False
    weak = WeakMethod(method)

    def ended(result: Any) -> None:
        alive = weak()
        if alive is None:
            here.events.unregister("post_run_cell", ended)
        else:
            alive(not result.success)

    here.events.register("post_run_cell", ended)
    return True


def show(bundle: dict[str, Any], name: str, *, again: bool = False) -> None:
    """Display a mime bundle under the running cell; ``again`` replaces what was shown under this name."""
    from IPython.display import display

    display(bundle, raw=True, display_id=name, update=again)
