"""Tables that processes or threads share: set a key here, wait for it there.

A store says with ``_ask`` where its table is; what can be done with it is the same for all.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import secrets
import threading
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from autograd_lab.errors import DistributedError

KEY = "AUTOGRAD_LAB_DISTRIBUTED_KEY"
PAUSE = 0.05  # seconds between two attempts to reach a store that is not there yet
PATIENCE = 60.0  # seconds for which a file may be in the hands of another


class Table:
    """Keys and values, as bytes; one question is answered at a time."""

    def __init__(self, entries: dict[str, bytes] | None = None) -> None:
        self.entries: dict[str, bytes] = {} if entries is None else entries
        self._lock = threading.Lock()

    def answer(self, what: str, key: str = "", value: Any = None) -> Any:
        """What is asked of a table."""
        with self._lock:
            match what:
                case "set":
                    self.entries[key] = value
                case "get":
                    return self.entries.get(key)
                case "add":
                    total = int(self.entries.get(key, b"0")) + value
                    self.entries[key] = str(total).encode()
                    return total
                case "append":
                    self.entries[key] = self.entries.get(key, b"") + value
                case "exchange":
                    expected, desired = value
                    if self.entries.get(key, b"") == expected:
                        self.entries[key] = desired
                    return self.entries.get(key, expected)
                case "delete":
                    return self.entries.pop(key, None) is not None
                case "count":
                    return len(self.entries)
        return None


class Store:
    """Base class. A subclass writes ``_ask``: put one question to the table and return the answer."""

    own_host = "127.0.0.1"  # under which address others reach this process

    def __init__(self, timeout: timedelta = timedelta(minutes=5)) -> None:
        self.timeout = timeout

    @cached_property
    def key(self) -> bytes:
        """With which the processes that meet here prove to each other that they belong together."""
        return own_key(self.own_host)

    def _ask(self, *question: Any) -> Any:
        raise NotImplementedError

    def set(self, key: str, value: str | bytes) -> None:
        self._ask("set", key, _bytes(value))

    def get(self, key: str) -> bytes:
        """The value, once somebody has set it."""
        found: list[bytes] = []

        def there() -> bool:
            value = self._ask("get", key)
            found.extend([] if value is None else [value])
            return bool(found)

        self._wait_until(there, key)
        return found[0]

    def add(self, key: str, amount: int) -> int:
        """Add to a number that begins at 0, and return it."""
        return self._ask("add", key, amount)

    def wait(self, keys: list[str], timeout: timedelta | None = None) -> None:
        """Until all keys are set."""
        for key in keys:
            self._wait_until(lambda key=key: self._ask("get", key) is not None, key, timeout)

    def append(self, key: str, value: str | bytes) -> None:
        """Put more behind what is there."""
        self._ask("append", key, _bytes(value))

    def compare_set(self, key: str, expected_value: str | bytes, desired_value: str | bytes) -> bytes:
        """Set ``desired_value`` where ``expected_value`` is (b"" for nothing yet), and return what is there then."""
        return self._ask("exchange", key, (_bytes(expected_value), _bytes(desired_value)))

    def multi_get(self, keys: list[str]) -> list[bytes]:
        return [self.get(key) for key in keys]

    def multi_set(self, keys: list[str], values: list[str | bytes]) -> None:
        for key, value in zip(keys, values, strict=True):
            self.set(key, value)

    def set_timeout(self, timeout: timedelta) -> None:
        """How long ``get`` and ``wait`` wait from now on."""
        self.timeout = timeout

    def check(self, keys: list[str]) -> bool:
        return all(self._ask("get", key) is not None for key in keys)

    def delete_key(self, key: str) -> bool:
        return self._ask("delete", key)

    def num_keys(self) -> int:
        return self._ask("count")

    def _wait_until(self, there: Any, key: str, timeout: timedelta | None = None) -> None:
        seconds = (timeout or self.timeout).total_seconds()
        end, pause = monotonic() + seconds, 0.001
        while not there():
            if monotonic() > end:
                raise DistributedError("dist.key_missing", key=key, seconds=seconds)
            sleep(pause)
            pause = min(2 * pause, PAUSE)


class HashStore(Store):
    """A table in this process, for its threads."""

    def __init__(self) -> None:
        super().__init__()
        self._table = Table()

    def _ask(self, *question: Any) -> Any:
        return self._table.answer(*question)


class FileStore(Store):
    """A table in a file, for processes that share a disk. The file stays: take a new one for each run."""

    def __init__(self, file_name: str | os.PathLike[str], world_size: int = -1) -> None:
        super().__init__()
        self.path = str(file_name)

    def _ask(self, *question: Any) -> Any:
        with _alone(self.path), open(self.path, "a+b") as file:
            file.seek(0)
            before = file.read()
            table = Table(pickle.loads(before) if before else {})
            answer = table.answer(*question)
            if (after := pickle.dumps(table.entries)) != before:
                file.truncate(0)
                file.write(after)
        return answer


@contextlib.contextmanager
def _alone(path: str) -> Any:
    """One process at a time: who makes the file beside it is the one."""
    lock, end = f"{path}.lock", monotonic() + PATIENCE
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            if monotonic() > end:
                raise DistributedError("dist.locked", path=lock) from None
            sleep(0.001)
    try:
        yield
    finally:
        os.unlink(lock)


class PrefixStore(Store):
    """Another store, whose keys all begin with ``prefix`` here: so that two users do not meet by accident."""

    def __init__(self, prefix: str, store: Store) -> None:
        super().__init__(store.timeout)
        self.prefix, self.underlying_store, self.own_host = prefix, store, store.own_host

    @cached_property
    def key(self) -> bytes:
        return self.underlying_store.key

    def _ask(self, *question: Any) -> Any:
        what, *rest = question
        return self.underlying_store._ask(what, *([f"{self.prefix}/{rest[0]}", *rest[1:]] if rest else []))


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def is_own(host: str) -> bool:
    """Whether the address is this machine's own."""
    return host in ("localhost", "::1") or host.startswith("127.")


def own_key(host: str) -> bytes:
    """From the environment; on one machine, from a file that only its user can read."""
    if given := os.environ.get(KEY):
        return given.encode()
    if not is_own(host):
        raise DistributedError("dist.no_key", host=host, variable=KEY)
    path = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "autograd_lab" / "distributed.key"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # whole, and only if nobody was faster
        draft.unlink()
    return path.read_bytes()
