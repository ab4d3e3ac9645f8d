"""What ``panel(loader)`` gives: the learner's batches, with the pauses between them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from contextlib import closing
from typing import Any

from autograd_lab.ui.gate import Gate

Walk = Generator[tuple[Any] | float, None, None]  # a batch in a tuple, or for how many seconds to wait


class Loop:
    """Goes through the data once, with ``for`` or with ``async for``, which lets others work while it waits."""

    def __init__(self, loader: Iterable[Any], walk: Callable[[Iterable[Any]], Walk], gate: Gate) -> None:
        self._loader = loader
        self._walk = walk
        self._gate = gate

    def __len__(self) -> int:
        return len(self._loader)  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Any]:
        with closing(self._walk(self._loader)) as walk:
            for found in walk:
                if isinstance(found, tuple):
                    yield found[0]
                else:
                    self._gate.wait(found)

    async def __aiter__(self) -> AsyncIterator[Any]:
        with closing(self._walk(self._loader)) as walk:
            for found in walk:
                if isinstance(found, tuple):
                    yield found[0]
                    await asyncio.sleep(0)  # the kernel looks at what the browser has said
                else:
                    await asyncio.sleep(found)
