"""The DataLoader: batches of a data set, shuffled anew each epoch."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from autograd_lab.backend.random import Generator
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.i18n import tr
from autograd_lab.utils.data import passes
from autograd_lab.utils.data.collate import default_collate, default_convert
from autograd_lab.utils.data.dataset import IterableDataset
from autograd_lab.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler

if TYPE_CHECKING:  # loaded with the first loader that has workers
    from multiprocessing.context import BaseContext

    from autograd_lab.utils.data.parallel import WithWorkers

_FIXED = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")  # batches follow


class DataLoader:
    """Iterate over ``dataset`` in batches.

    ``shuffle`` draws a new order for each pass, from ``generator`` if given. ``sampler`` or ``batch_sampler``
    decide the order themselves. ``drop_last`` leaves out an incomplete last batch. ``batch_size=None`` gives
    single samples. ``collate_fn`` makes a batch from a list of samples.

    ``num_workers`` processes make batches in advance, ``prefetch_factor`` each; with 0 everything happens in this
    process. Worker i first seeds all random numbers with ``base + i``, where ``base`` is drawn from ``generator`` for
    each pass, and calls ``worker_init_fn(i)``; ``get_worker_info()`` tells it who it is. Exceptions come back with
    the worker's traceback as their cause. A worker that dies, or is silent for more than ``timeout`` seconds, is a
    WorkerError (a RuntimeError). ``multiprocessing_context`` is how processes start ("fork", "spawn",
    "forkserver"); classes and functions of a notebook can be used with each. ``persistent_workers`` keeps them for
    the next pass. With ``in_order=False`` batches come as they are ready. ``pin_memory`` puts batches into memory from
    which a GPU copies without the host (``x.to("cuda", non_blocking=True)``, or ``prefetched`` in this package).

    ``state_dict()`` says where the pass is that runs; after ``load_state_dict`` the next pass goes on from there with
    the very same batches.
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
        worker_init_fn: Callable[[int], Any] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers)
        stream = isinstance(dataset, IterableDataset)
        if stream and (shuffle or sampler is not None or batch_sampler is not None):
            raise ArgumentError("data.iterable_shuffle")
        if sampler is not None and shuffle:
            raise ArgumentError("data.shuffle_and_sampler")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ArgumentError("data.batch_sampler_alone")
            batch_size = None
        elif batch_size is None and drop_last:
            raise ArgumentError("data.no_batches")
        elif not stream and sampler is None:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
        if stream and batch_size is not None and batch_size <= 0:
            raise ArgumentError("data.batch_size", value=batch_size)
        if batch_size is not None and batch_sampler is None and not stream:
            assert sampler is not None
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.sampler, self.batch_sampler, self.generator = sampler, batch_sampler, generator
        self.num_workers, self.worker_init_fn, self.timeout = num_workers, worker_init_fn, timeout
        self.prefetch_factor = 2 if num_workers and prefetch_factor is None else prefetch_factor
        self.persistent_workers, self.in_order = persistent_workers, in_order
        self.pin_memory, self.pin_memory_device = pin_memory, pin_memory_device
        self.multiprocessing_context = multiprocessing_context
        self._batched = batch_sampler is not None or (stream and batch_size is not None)
        self.collate_fn = collate_fn or (default_collate if self._batched else default_convert)
        self._index_source: Any = passes.Forever(batch_size) if stream else batch_sampler or sampler
        self._kept: WithWorkers | None = None  # with persistent_workers, what iter() gave
        self._position: passes.Position | None = None  # of the pass that began last
        self._resume: dict[str, Any] | None = None  # where the next pass begins
        self._length_said: int | None = None
        self._ready = True

    @property
    def multiprocessing_context(self) -> BaseContext | None:
        """How worker processes start; None for the system's default."""
        return self._context

    @multiprocessing_context.setter
    def multiprocessing_context(self, context: Any) -> None:
        if context is not None and not self.num_workers:
            raise ArgumentError("data.context_alone", value=context)
        self._context = None if context is None else _context(context)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _FIXED and "_ready" in self.__dict__:
            raise ArgumentError("data.fixed", name=name)
        super().__setattr__(name, value)

    def __iter__(self) -> Iterator[Any]:
        if not self.num_workers:
            return passes.InProcess(self)
        if self._kept is not None and self._kept.crew.complete:
            self._kept.begin(self)
            return self._kept
        from autograd_lab.utils.data.parallel import WithWorkers

        iterator = WithWorkers(self)
        if self.persistent_workers:
            self._kept = iterator
        return iterator

    def __len__(self) -> int:
        if not isinstance(self.dataset, IterableDataset):
            return len(self._index_source)
        n = len(self.dataset)  # type: ignore[arg-type]
        if self.batch_size is not None:
            n = n // self.batch_size if self.drop_last else -(-n // self.batch_size)
        self._length_said = n
        return n

    def state_dict(self) -> dict[str, Any]:
        """Where the pass that began last is, counted in the batches that the loop has got; what follows from it
        (order, seeds, random numbers of the workers) is there too. ``save_checkpoint`` stores it.

        A data set that has ``state_dict`` and ``load_state_dict`` is asked for its own. A stream without them is read
        again from its beginning up to the place, so it must give the same samples again. ValueError in the middle of
        a pass with ``in_order=False``, which has no such place.
        """
        return passes.state_of(self)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Let the next pass go on from a ``state_dict()``, with the same batches that would have come.

        ValueError, and no change, if the batch size is another; for a stream also if the number of workers is.
        """
        passes.resume(self, state_dict)

    def __class_getitem__(cls, item: Any) -> Any:
        return cls  # DataLoader[Tensor] in annotations


def _check_workers(num_workers: int, timeout: float, prefetch_factor: int | None, persistent_workers: bool) -> None:
    if num_workers < 0:
        raise ArgumentError("data.workers", value=num_workers)
    if timeout < 0:
        raise ArgumentError("data.timeout_negative", value=timeout)
    if prefetch_factor is not None and not num_workers:
        raise ArgumentError("data.prefetch_alone", value=prefetch_factor)
    if prefetch_factor is not None and prefetch_factor < 1:
        raise ArgumentError("data.prefetch", value=prefetch_factor)
    if persistent_workers and not num_workers:
        raise ArgumentError("data.persistent_alone")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if num_workers > cores:
        warnings.warn(tr("data.many_workers", workers=num_workers, cores=cores), UserWarning, stacklevel=3)


def _context(value: Any) -> BaseContext:
    """A start method of the system by its name, or a context object itself."""
    import multiprocessing
    from multiprocessing.context import BaseContext

    if isinstance(value, str):
        known = multiprocessing.get_all_start_methods()
        if value not in known:
            raise ArgumentError("data.context", value=value, known=", ".join(known))
        return multiprocessing.get_context(value)
    if not isinstance(value, BaseContext):
        raise ArgTypeError("data.context_type", got=type(value).__name__)
    return value
