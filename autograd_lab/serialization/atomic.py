"""Writing a file whole or not at all: whoever opens it finds the old content or the new, never a part.

A temporary file in the same folder is written and forced to disk, then takes the name in one step of the system, and
the folder is forced to disk as well. What a killed process leaves behind is one temporary file; the next writer of
the same file removes it.
"""

from __future__ import annotations

import os
import platform
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def write(path: str, content: Callable[[BinaryIO], None]) -> None:
    """Call ``content(file)`` and let what it writes become the file at ``path``. An error or an interrupt on the way
    leaves the old file as it was."""
    target = Path(os.path.realpath(path))  # behind a link, the file that it names is replaced
    _remove_leftovers(target)
    temporary = target.with_name(f".{target.name}.{_host()}-{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            content(file)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _host() -> str:
    return re.sub(r"\W", "_", platform.node())


def _remove_leftovers(target: Path) -> None:
    """Temporary files of this target whose writer, a process of this machine, is no more."""
    pattern = re.compile(rf"\.{re.escape(target.name)}\.{re.escape(_host())}-(\d+)\.tmp")
    for path in target.parent.glob(".*.tmp"):
        match = pattern.fullmatch(path.name)
        if match and not _alive(int(match[1])):
            path.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    if os.name == "nt":  # there os.kill would end the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # somebody else's
    return True


def _sync_folder(folder: Path) -> None:
    """The new name reaches the disk too. Windows has no such call for folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
