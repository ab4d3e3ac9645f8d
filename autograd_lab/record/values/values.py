"""Arrays of a graph, kept up to a number of bytes. Of what is beyond, statistics are left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from autograd_lab.backend.arrays import is_array, owner
from autograd_lab.record.values.replay import Place
from autograd_lab.record.values.statistics import Statistics, statistics

BYTES = 64 * 2**20  # what one view keeps


class Values(Mapping[Place, Any]):
    """Place -> array, Python number, or None for an input that was not given."""

    def __init__(self, limit: int = BYTES) -> None:
        self.limit = limit
        self.bytes = 0
        self._kept: dict[Place, Any] = {}
        self._large: dict[Place, Statistics] = {}
        self._memories: set[int] = set()  # views of one memory count once

    def put(self, place: Place, value: Any, *, copy: bool = True) -> bool:
        """Keep a copy of ``value``, for the learner's code may write into it; False if there is no room."""
        if is_array(value):
            memory = value if copy else owner(value)
            size = 0 if not copy and id(memory) in self._memories else memory.nbytes
            if size > self.room:
                self._large[place] = statistics(value)
                return False
            value = value.copy("K") if copy else value  # K: what reads memory by its strides finds it as it was
            self._memories.add(id(owner(value)))
            self.bytes += size
        self._kept[place] = value
        return True

    def statistics(self, place: Place) -> Statistics | None:
        """Of a kept array, or of one that was too large; None for a value that is not known."""
        if place in self._large:
            return self._large[place]
        value = self._kept.get(place)
        return statistics(value) if is_array(value) else None

    def too_large(self, place: Place) -> bool:
        """Whether the value was known and did not fit."""
        return place in self._large

    @property
    def room(self) -> int:
        """How many bytes may still be kept."""
        return self.limit - self.bytes

    def __getitem__(self, place: Place) -> Any:
        return self._kept[place]

    def __iter__(self) -> Iterator[Place]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
