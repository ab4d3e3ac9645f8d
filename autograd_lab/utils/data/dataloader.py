"""The DataLoader: batches of a data set, shuffled anew each epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from autograd_lab.backend.random import Generator
from autograd_lab.errors import ArgumentError
from autograd_lab.utils.data.collate import default_collate, default_convert
from autograd_lab.utils.data.dataset import IterableDataset, Subset, TensorDataset
from autograd_lab.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler

_FIXED = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset")  # the batches follow from these


class DataLoader:
    """Iterate over ``dataset`` in batches.

    ``shuffle`` draws a new order for each pass, from ``generator`` if given. ``sampler`` or ``batch_sampler``
    decide the order themselves. ``drop_last`` leaves out an incomplete last batch. ``batch_size=None`` gives
    single samples. ``collate_fn`` makes a batch from a list of samples. Everything happens in this process:
    ``num_workers`` must be 0; what only concerns workers and pinned memory is accepted and changes nothing.
    """

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[Any] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[list[Any]], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        if num_workers != 0:
            raise ArgumentError("data.workers", value=num_workers)
        self._stream = isinstance(dataset, IterableDataset)
        if self._stream and (shuffle or sampler is not None or batch_sampler is not None):
            raise ArgumentError("data.iterable_shuffle")
        if sampler is not None and shuffle:
            raise ArgumentError("data.shuffle_and_sampler")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ArgumentError("data.batch_sampler_alone")
            batch_size = None
        elif batch_size is None and drop_last:
            raise ArgumentError("data.no_batches")
        elif not self._stream and sampler is None:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        if batch_size is not None and batch_sampler is None and not self._stream:
            assert sampler is not None
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        if self._stream and batch_size is not None and batch_size <= 0:
            raise ArgumentError("data.batch_size", value=batch_size)
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.sampler, self.batch_sampler, self.generator = sampler, batch_sampler, generator
        self.num_workers, self.pin_memory = num_workers, pin_memory
        batched = batch_sampler is not None or (self._stream and batch_size is not None)
        self.collate_fn = collate_fn or (default_collate if batched else default_convert)
        self._ready = True

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _FIXED and "_ready" in self.__dict__:
            raise ArgumentError("data.fixed", name=name)
        super().__setattr__(name, value)

    def __iter__(self) -> Iterator[Any]:
        if self._stream:
            return self._from_stream()
        if self.batch_sampler is None:
            assert self.sampler is not None
            return (self.collate_fn(self.dataset[i]) for i in self.sampler)
        if self.collate_fn is default_collate and _indexed_at_once(self.dataset):
            return (list(self.dataset[list(batch)]) for batch in self.batch_sampler)
        return (self.collate_fn([self.dataset[i] for i in batch]) for batch in self.batch_sampler)

    def _from_stream(self) -> Iterator[Any]:
        samples = iter(self.dataset)
        if self.batch_size is None:
            yield from (self.collate_fn(sample) for sample in samples)
            return
        while batch := list(islice(samples, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield self.collate_fn(batch)

    def __len__(self) -> int:
        if not self._stream:
            return len(self.batch_sampler if self.batch_sampler is not None else self.sampler)  # type: ignore[arg-type]
        n = len(self.dataset)
        if self.batch_size is None:
            return n
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)

    def __class_getitem__(cls, item: Any) -> Any:
        return cls  # DataLoader[Tensor] in annotations


def _indexed_at_once(dataset: Any) -> bool:
    """Whether a whole batch may be read with one index: tensors, or a plain Subset of them."""
    while type(dataset) is Subset:
        dataset = dataset.dataset
    return type(dataset) is TensorDataset
