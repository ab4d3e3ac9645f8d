"""One pass over the learner's data, that can be put back to an earlier place where the data allows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple
from weakref import ref

from autograd_lab.errors import ArgumentError
from autograd_lab.utils.data.dataloader import DataLoader


class Place(NamedTuple):
    """After how many batches of which data; and the loader's own state, which knows the order of the others."""

    data: Any
    taken: int
    state: Any


class Batches(Iterator[Any]):
    """Goes through ``loader`` once. ``count`` batches have been given out."""

    def __init__(self, loader: Iterable[Any]) -> None:
        self.loader = loader
        self.count = 0
        self.length = len(loader) if hasattr(loader, "__len__") else None  # type: ignore[arg-type]
        self._iterator: Iterator[Any] | None = None

    def __next__(self) -> Any:
        if self._iterator is None:  # so late that a place before the first batch is one before the order was drawn
            self._iterator = iter(self.loader)
        item = next(self._iterator)
        self.count += 1
        return item

    def place(self) -> Place | None:
        """Where the pass is; None where there is no way back, as with a generator."""
        loader = self.loader
        if isinstance(loader, DataLoader):
            try:
                state = loader.state_dict()
            except ArgumentError:  # in_order=False has no such place
                return None
            if self._iterator is None:
                state = {**state, "pass": None}  # an earlier pass may have been left in the middle
            return Place(self._data, self.count, state)
        return Place(self._data, self.count, None) if isinstance(loader, (range, list, tuple)) else None

    def go_to(self, place: Place | None) -> bool:
        """Have the batches from there come next; False, and no change, where that cannot be."""
        if place is None or place.data != self._data:
            return False
        self.count = place.taken
        if place.state is None:
            self._iterator = islice(iter(self.loader), place.taken, None)
        else:
            self.loader.load_state_dict(place.state)  # type: ignore[attr-defined]
            self._iterator = None
        return True

    @property
    def _data(self) -> Any:
        """What tells the data of one epoch from other data, without keeping them in memory."""
        return ref(self.loader) if isinstance(self.loader, DataLoader) else (type(self.loader), self.length)
