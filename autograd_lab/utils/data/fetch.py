"""From an index to a batch: the same here and in a worker process."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from autograd_lab.utils.data.collate import default_collate
from autograd_lab.utils.data.dataset import IterableDataset, Subset, TensorDataset


class Ended(Exception):
    """A stream has no more samples."""


class FromMap:
    """Reads samples by index. ``batched``: an index is a list of them."""

    def __init__(self, dataset: Any, collate_fn: Callable[[Any], Any], batched: bool) -> None:
        self.dataset, self.collate_fn, self.batched = dataset, collate_fn, batched
        self._at_once = batched and collate_fn is default_collate and _indexed_at_once(dataset)

    def fetch(self, index: Any) -> Any:
        """One batch, or one sample."""
        if not self.batched:
            return self.collate_fn(self.dataset[index])
        if self._at_once:
            return list(self.dataset[list(index)])
        if getattr(self.dataset, "__getitems__", None):
            return self.collate_fn(self.dataset.__getitems__(index))
        return self.collate_fn([self.dataset[i] for i in index])


class FromStream:
    """Reads samples in the order in which the stream gives them. An index is the size of a batch, or None."""

    def __init__(self, dataset: Any, collate_fn: Callable[[Any], Any], drop_last: bool) -> None:
        self.collate_fn, self.drop_last = collate_fn, drop_last
        self._samples = iter(dataset)
        self.ended = False  # a stream is not asked again after its end

    def fetch(self, size: int | None) -> Any:
        """The next batch, or the next sample; Ended if there is none."""
        return self.collate_fn(self.take(size))

    def take(self, size: int | None) -> Any:
        """What the next batch is made of; Ended if there is nothing left, or too little with ``drop_last``."""
        samples = [] if self.ended else list(islice(self._samples, size or 1))
        self.ended = len(samples) < (size or 1)
        if not samples or (self.ended and self.drop_last):
            raise Ended
        return samples if size is not None else samples[0]


def fetcher(dataset: Any, collate_fn: Callable[[Any], Any], batched: bool, drop_last: bool) -> FromMap | FromStream:
    """The one that suits the data set."""
    if isinstance(dataset, IterableDataset):
        return FromStream(dataset, collate_fn, drop_last)
    return FromMap(dataset, collate_fn, batched)


def _indexed_at_once(dataset: Any) -> bool:
    """Whether a whole batch may be read with one index: tensors, or a plain Subset of them."""
    while type(dataset) is Subset:
        dataset = dataset.dataset
    return type(dataset) is TensorDataset
