"""What there is to know of the notebook around us. Nothing is imported: without IPython loaded there is none."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from weakref import WeakMethod

# Of the running cell: what a function or a loop there has let go of is still to hear that the cell has ended. The
# newest few only, so that a search in one cell does not keep a thousand models.
_held: deque[Callable[[bool], None]] = deque(maxlen=20)


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
    """Call a bound method with "did it fail" after each cell, as long as its object lives; False without cells.

    It lives at least until the end of the running cell.
    """
    here = shell()
    if here is None:
        return False
    weak = WeakMethod(method)
    _held.append(method)

    def ended(result: Any) -> None:
        alive = weak()
        with suppress(ValueError):  # after the first cell
            _held.remove(alive)  # type: ignore[arg-type]
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
