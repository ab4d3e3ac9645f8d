"""Let a widget's callbacks run while a cell is busy.

A kernel handles one message after the other, so a click on "pause" would be seen after the training it was
meant to pause. ipykernel 7 can handle messages in *subshells*, threads beside the main one, but leaves the
choice to the front end, and not every front end makes it. So the kernel makes a subshell of its own here and
sends the messages of our widgets there, whoever the front end is.

This uses names that ipykernel does not promise to keep. Each is looked for before it is used, and
``tests/ui/test_responsive.py`` presses a button in a real kernel in the middle of a busy cell.
"""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future
from typing import Any, Literal
from weakref import WeakKeyDictionary

How = Literal["own-subshell", "frontend-subshell", "after-cell"]

_subshells: WeakKeyDictionary[Any, str | None] = WeakKeyDictionary()
_lock = threading.Lock()


def prepare() -> None:
    """Make the subshell, which takes a moment, before the widget that will need it."""
    kernel = running_kernel()
    channel = getattr(kernel, "shell_channel_thread", None)
    if channel is not None:
        _own_subshell(kernel, channel)


def keep_responsive(widget: Any) -> How:
    """Have ``widget``'s messages handled at once; says how, or that they have to wait for the end of the cell."""
    kernel = running_kernel()
    channel = getattr(kernel, "shell_channel_thread", None)
    comm = getattr(widget, "comm", None)
    if channel is None or comm is None:
        return "after-cell"  # ipykernel 6, another kernel, or none
    _leave_figures_alone(comm)
    if not hasattr(comm, "_reply_subshell_for"):
        return "frontend-subshell"  # ipykernel 7.0 to 7.3: works where the front end asks for it, as JupyterLab does
    subshell = _own_subshell(kernel, channel)
    if subshell is None:
        return "after-cell"
    # ipykernel 7.4 answers in the shell that used the widget last, which is the busy one. It asks here first.
    comm._reply_subshell_for = lambda data, default: subshell
    return "own-subshell"


def running_kernel() -> Any:
    """The kernel this process is, or None; imports nothing that is not there already."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None)


def _own_subshell(kernel: Any, channel: Any) -> str | None:
    """The id of the one subshell that all our widgets share."""
    with _lock:
        if kernel not in _subshells:
            _subshells[kernel] = _make_subshell(channel)
        return _subshells[kernel]


def _make_subshell(channel: Any) -> str | None:
    create = getattr(getattr(channel, "manager", None), "_create_subshell", None)
    loop = getattr(channel, "io_loop", None)
    if create is None or loop is None:
        return None
    made: Future[str] = Future()

    def make() -> None:  # subshells may only be made in the thread of the shell channel
        try:
            made.set_result(create())
        except Exception as error:
            made.set_exception(error)

    loop.add_callback(make)
    try:
        return made.result(timeout=5)
    except Exception:
        return None  # then the panel says that its controls work after the cell


def _leave_figures_alone(comm: Any) -> None:
    """Call the widget's handler directly.

    The usual way round it fires IPython's ``post_execute``, which makes matplotlib draw and close the figures
    of the cell that is still running in the other thread.
    """
    if hasattr(comm, "handle_msg") and hasattr(comm, "_msg_callback"):
        comm.handle_msg = lambda msg: comm._msg_callback and comm._msg_callback(msg)
