"""What a checkpointed function did, in its first run and in the second: for the text of a CheckpointError."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from autograd_lab import watch


class _Listener(watch.Watcher):
    """Writes down the nodes that its own thread records."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.lines: list[str] = []

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        if threading.get_ident() == self.thread:
            shapes = ", ".join(str(tuple(y.shape)) for y in outputs)
            where = f"  {node.line[0]}:{node.line[1]}" if node.line else ""
            self.lines.append(f"{node.name()} -> {shapes}{where}")


class OpLog:
    """The operations of both runs."""

    def __init__(self) -> None:
        self.runs: dict[str, list[str]] = {"first": [], "again": []}

    def contexts(self) -> tuple[AbstractContextManager[Any], AbstractContextManager[Any]]:
        """A context for each run."""
        return self._listen("first"), _Repeated(lambda: self._listen("again"))

    @contextmanager
    def _listen(self, run: str) -> Iterator[None]:
        listener = _Listener()
        self.runs[run] = listener.lines
        watch.watchers.insert(0, listener)  # before the hooks, which may end the run
        try:
            yield
        finally:
            watch.remove(listener)

    def texts(self) -> dict[str, str]:
        """Both lists, one operation a line."""
        return {run: "\n".join(lines) for run, lines in self.runs.items()}


class _Repeated:
    """A context that is made anew each time: each backward may run the function again."""

    def __init__(self, make: Any) -> None:
        self._make = make

    def __enter__(self) -> None:
        self._now = self._make()
        self._now.__enter__()

    def __exit__(self, *exc_info: Any) -> Any:
        return self._now.__exit__(*exc_info)
