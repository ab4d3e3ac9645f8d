"""The parent's end: start the process of a submission, ask it, and be done with it whatever it does."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd_lab.app.grading import jail
from autograd_lab.app.grading.wire import LARGEST, WireError, decode_message
from autograd_lab.app.places import PACKAGE, lessons_root
from autograd_lab.i18n import LANGUAGES

_SECRET = ("exercises", "static", "lessons", "build", "validation")  # folders that the copy goes without
_LENGTH = struct.Struct("!Q")
_START = """\
import importlib.util, sys
sys.modules["numba"] = None  # it would compile anew for each submission, which may write nowhere that lasts
sys.path.insert(0, {copy!r})
spec = importlib.util.spec_from_file_location("jail", {jail!r})
jail = importlib.util.module_from_spec(spec)
spec.loader.exec_module(jail)
jail.lock({readable!r}, {writable!r}, {memory}, {seconds}, {kernel})
del sys.modules["__main__"].jail, spec
from autograd_lab.app.grading.inside import main
main({requests}, {replies})
"""


class Ended(Exception):
    """The process does not answer any more: it ended, took too long, or sent what no honest process sends."""


@dataclass(frozen=True)
class Limits:
    """What a submission may use. `kernel=False` does without Landlock, as on systems that have none."""

    memory: int = 4 << 30  # bytes of addresses
    seconds: int = 600  # of processor time, for the whole notebook
    cell_seconds: float = 120
    call_seconds: float = 10
    data: tuple[str, ...] = ()  # folders that it may read besides
    kernel: bool = True


@contextlib.contextmanager
def stripped_package() -> Iterator[Path]:
    """A folder with a copy of the package that holds no exercise and no solution."""
    with tempfile.TemporaryDirectory(prefix="grading-") as folder:
        copy = Path(folder) / "autograd_lab"

        def left_out(place: str, names: list[str]) -> set[str]:
            return set(names) & set(_SECRET) if Path(place).resolve() in (PACKAGE, PACKAGE / "app") else set()

        shutil.copytree(PACKAGE, copy, ignore=left_out)  # with times, so that compiled files stay valid
        home = copy / "app" / "exercises"
        home.mkdir()
        shutil.copy2(PACKAGE / "app" / "exercises" / "__init__.py", home)
        if root := lessons_root():  # as learners have them; `text.corpus` is their text
            for language in LANGUAGES:
                shutil.copytree(root / language, copy / "lessons" / language, ignore=shutil.ignore_patterns("[!0-9]*"))
        yield Path(folder)


class Sandbox:
    """One process for one submission."""

    def __init__(self, package: Path, limits: Limits) -> None:
        self.limits = limits
        self._number, self._ended = 0, ""
        self._folder = tempfile.mkdtemp(prefix="submission-")
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        program = _START.format(
            copy=str(package),
            jail=str(package / "autograd_lab" / "app" / "grading" / "jail.py"),
            readable=_readable(package, limits.data),
            writable=self._folder,
            memory=limits.memory,
            seconds=limits.seconds,
            kernel=limits.kernel,
            requests=theirs_in,
            replies=theirs_out,
        )
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", program],
                pass_fds=(theirs_in, theirs_out),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=_environment(self._folder),
                start_new_session=True,
            )
        finally:
            os.close(theirs_in)
            os.close(theirs_out)

    def ask(self, seconds: float, **request: Any) -> dict[str, Any]:
        """Send a request and wait for its answer; Ended when none comes in time."""

        if self._ended:
            raise Ended(self._ended)
        try:
            return self._ask(seconds, request)
        except Ended as error:
            self._ended = str(error)  # what comes later would belong to another request
            raise

    def _ask(self, seconds: float, request: dict[str, Any]) -> dict[str, Any]:
        import cloudpickle

        self._number += 1
        content = cloudpickle.dumps({"id": self._number, **request})
        end = time.monotonic() + seconds
        self._send(_LENGTH.pack(len(content)) + content, end)
        while True:
            (length,) = _LENGTH.unpack(self._read(_LENGTH.size, end))
            if length > LARGEST:
                raise Ended("it sent too much")
            try:
                reply = decode_message(self._read(length, end))
            except WireError as error:
                raise Ended(str(error)) from None
            if reply.get("id") == self._number:  # others were sent without being asked
                return reply

    def close(self) -> None:
        """End the process and all that it started, and remove its files."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _send(self, content: bytes, end: float) -> None:
        os.set_blocking(self._out, False)
        while content:
            _, ready, _ = select.select([], [self._out], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise Ended("it took too long")
            try:
                content = content[os.write(self._out, content[: 1 << 16]) :]
            except BlockingIOError:
                continue
            except OSError:
                raise Ended("it ended") from None

    def _read(self, size: int, end: float) -> bytes:
        parts: list[bytes] = []
        while size:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise Ended("it took too long")
            part = os.read(self._in, min(size, 1 << 20))
            if not part:
                raise Ended("it ended")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _readable(package: Path, data: Sequence[str]) -> list[str]:
    """What a submission may read: Python, its libraries, the stripped copy; nothing near the real package."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    roots = {path for name in names if (path := sysconfig.get_path(name))} | {sys.base_prefix}
    system = ["/usr/lib", "/usr/share/zoneinfo", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/sys/devices"]
    system += ["/proc/cpuinfo", "/proc/meminfo"]
    hidden = [str(PACKAGE)]
    if (PACKAGE.parent / "lessons" / "src").is_dir():
        hidden.append(str(PACKAGE.parent))  # a checkout, whose history holds every solution; Python may lie inside
    inside = [path for path in roots if _below(path, PACKAGE.parent)]
    found = list(jail.around([*roots - set(inside), *system, str(package), *data], hidden))
    return found + list(jail.around(inside, [str(PACKAGE)]))


def _below(path: str, folder: Path) -> bool:
    return Path(path).resolve().is_relative_to(folder)


def _environment(home: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "PATH", "SYSTEMROOT") if name in os.environ}
    ours = {"HOME": home, "TMPDIR": home, "AUTOGRAD_LAB_HOME": home, "AUTOGRAD_LAB_SYNC": "1"}
    return {**kept, **ours, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def has_kernel_wall() -> bool:
    """Whether this system has Landlock, asked without locking anybody in."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    return ctypes.CDLL(None, use_errno=True).syscall(jail.CREATE_RULESET, None, ctypes.c_size_t(0), 1) >= 1
