"""What the process that runs a submission may do. It locks itself in before it loads anything of the submission.

Three walls. Limits of the operating system for time, memory and files. Landlock, the Linux kernel's, where it is there:
files are opened only below the folders named, nothing is executed, no TCP, no signals to others. And an audit hook of
Python's own, which says the same everywhere; alone it is a fence and no wall, since native code passes below it, so
without Landlock `ctypes` and child processes are refused as well.

Uses the standard library only, and nothing of ours: it runs before the package may be imported.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # numbers of the system calls, the same on every processor
READ_FILE, READ_DIR, ALL_OF_FIRST = 1 << 2, 1 << 3, (1 << 13) - 1
WRITE_FILE, TRUNCATE, REFER, IOCTL = 1 << 1, 1 << 14, 1 << 13, 1 << 15


def lock(readable: Iterable[str], writable: str, memory: int, seconds: int, kernel: bool = True) -> bool:
    """Lock this process in for good; returns whether the kernel helps. `writable` is its only place for files."""
    roots = [os.path.realpath(path) for path in readable]
    roots.append(f"/proc/{os.getpid()}")  # its own; what Linux tells of other processes stays closed
    _limit(memory, seconds)
    walled = kernel and _landlock(roots, writable)
    if not walled:
        _load_before_ctypes_is_refused()
    sys.addaudithook(_hook(frozenset(roots), os.path.realpath(writable), walled))
    return walled


def around(roots: Iterable[str], hidden: Iterable[str]) -> Iterator[str]:
    """The largest files and folders below `roots` that hold nothing `hidden`."""
    secrets = [os.path.realpath(path) for path in hidden]
    for root in map(os.path.realpath, roots):
        if any(_is_below(root, secret) for secret in secrets) or not os.path.exists(root):
            continue
        if not any(_is_below(secret, root) for secret in secrets):
            yield root
        elif os.path.isdir(root):
            with contextlib.suppress(OSError):
                yield from around([entry.path for entry in os.scandir(root)], secrets)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _limit(memory: int, seconds: int) -> None:
    with contextlib.suppress(ImportError):
        import resource  # not on Windows

        wanted = {"AS": memory, "CPU": seconds, "FSIZE": 64 << 20, "NOFILE": 256, "CORE": 0}
        for name, value in wanted.items():
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def _load_before_ctypes_is_refused() -> None:
    """Libraries that a lesson may want and that need ctypes themselves."""
    for name in ("numpy", "scipy.special", "scipy.linalg", "sklearn.datasets"):
        with contextlib.suppress(ImportError):
            __import__(name)


# --- the kernel's wall -----------------------------------------------------------------------------


def _landlock(roots: list[str], writable: str) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    import ctypes
    import struct

    call = ctypes.CDLL(None, use_errno=True).syscall
    version = call(CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    files = ALL_OF_FIRST | (REFER if version >= 2 else 0) | (TRUNCATE if version >= 3 else 0)
    files |= IOCTL if version >= 5 else 0
    fields = [files, *([0b11] if version >= 4 else []), *([0b11] if version >= 6 else [])]  # files, TCP, signals
    attributes = struct.pack(f"{len(fields)}Q", *fields)
    ruleset = call(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    devices = ["/dev/null", "/dev/urandom", "/dev/zero"]
    rules = [(path, READ_FILE | READ_DIR) for path in roots]
    rules += [(path, READ_FILE | WRITE_FILE) for path in devices]
    rules += [(writable, files & ~1)]  # bit 0: to execute
    for path, rights in rules:
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            if not os.path.isdir(path):
                rights &= READ_FILE | WRITE_FILE | TRUNCATE | IOCTL
            rule = struct.pack("=Qi", rights & files, handle)
            call(ADD_RULE, ruleset, 1, rule, 0)
            os.close(handle)
    ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS, which the next call asks for
    done = call(RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return done


# --- Python's fence --------------------------------------------------------------------------------

# Whole families of events, by how their names begin.
_NEVER = (
    "socket.", "os.system", "os.exec", "os.posix_spawn", "os.startfile", "subprocess.Popen", "pty.spawn", "os.kill",
    "signal.pthread_kill", "signal.pidfd_send_signal", "os.link", "os.symlink", "os.chmod", "os.chown", "gc.",
    "sys.addaudithook", "ftplib.", "http.client.", "urllib.Request", "smtplib.", "webbrowser.",
    "winreg.", "sqlite3.", "dbm.",
)  # fmt: skip
_NEVER_WITHOUT_KERNEL = ("ctypes.", "os.fork", "os.forkpty", "mmap.")
_MODULES_WITHOUT_KERNEL = frozenset(("_ctypes", "_posixsubprocess", "_testcapi", "_xxsubinterpreters", "_interpreters"))
_CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "shutil.")


def _hook(roots: frozenset[str], writable: str, walled: bool) -> Callable[[str, tuple[Any, ...]], None]:
    """The hook. All it uses is bound here: the submission may change every module it can reach."""
    realpath, dirname, separator = os.path.realpath, os.path.dirname, os.sep
    never = _NEVER if walled else _NEVER + _NEVER_WITHOUT_KERNEL
    modules, changes = frozenset() if walled else _MODULES_WITHOUT_KERNEL, _CHANGES
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
    devices = frozenset(("/dev/null", "/dev/urandom", "/dev/zero", os.devnull))
    text, octets, whole, decode, refused = str, bytes, int, os.fsdecode, PermissionError

    def place(path: Any) -> str:
        # `str.__str__` makes an honest string of one whose methods the submission has written.
        if isinstance(path, octets):
            return realpath(decode(octets.__getitem__(path, slice(None))))
        return realpath(text.__str__(path))

    def inside(path: str, folders: frozenset[str]) -> bool:
        while path not in folders:
            above = dirname(path)
            if above == path:
                return False
            path = above
        return True

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, whole) or path is None:
                return
            where = place(path)
            own = where == writable or where.startswith(writable + separator) or where in devices
            if not own and (flags & writing or not inside(where, roots)):
                raise refused(f"a submission may not open {where}")
        elif event == "import":
            if arguments[0] in modules:
                raise refused(f"a submission may not import {arguments[0]}")
        elif event == "object.__setattr__":
            if arguments[0] is hook:
                raise refused("a submission may not change this function")
        elif event.startswith(never):
            raise refused(f"a submission may not call {event}")
        elif event.startswith(changes):
            for path in arguments:
                if isinstance(path, (text, octets)) and not place(path).startswith(writable + separator):
                    raise refused(f"a submission may not change {path!r}")

    return hook
