"""Samplers: in which order indices are visited, and how they are grouped into batches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from autograd_lab.backend.random import Generator, default_generator, stream
from autograd_lab.backend.streams import Stream, Twister
from autograd_lab.errors import ArgTypeError, ArgumentError
from autograd_lab.functional.sampling import chosen

CHUNK = 4096  # indices that become Python integers at once


class Sampler:
    """Write ``__iter__``, which yields indices (or lists of them), and ``__len__``.

    A DataLoader can resume one of your own in the middle of a pass if it gives the same order again, or if it has
    ``state_dict`` and ``load_state_dict``: the state of a pass, after which the next one repeats it.
    """

    def __init__(self, data_source: Any = None) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise TypeError

    def __class_getitem__(cls, item: Any) -> Any:
        return cls  # Sampler[int] in annotations


class _Pass:
    """One walk over the indices: what its order follows from, and how many have been given out."""

    def __init__(self, start: Any, taken: int) -> None:
        self.start, self.taken = start, taken


class Resumable(Sampler):
    """A sampler that knows where it is. A subclass says what the order of a pass follows from, and the order."""

    _pass: _Pass | None = None  # the one that began last; None when it has ended
    _resume: tuple[Any, int] | None = None  # where the next pass begins

    def _start(self) -> Any:
        """What the order of a new pass follows from: something that can be stored."""
        return None

    def _order(self, start: Any, again: bool) -> Any:
        """The indices, in a sequence or array; ``again`` when the pass has been begun before."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[Any]:
        resume, self._resume = self._resume, None
        current = self._pass = _Pass(*(resume or (self._start(), 0)))
        # Drawn now, not at the first index: so the generator's state does not depend on how far a pass has come.
        return self._walk(current, self._order(current.start, resume is not None))

    def _walk(self, current: _Pass, order: Any) -> Iterator[Any]:
        for begin in range(current.taken, len(order), CHUNK):
            part = order[begin : begin + CHUNK]
            for index in part.tolist() if isinstance(part, np.ndarray) else part:
                current.taken += 1
                yield index
        if self._pass is current:
            self._pass = None

    def state_dict(self) -> dict[str, Any]:
        """The pass that began last and how many indices it has given out; nothing of either between two passes."""
        if self._pass is None:
            return {"start": None, "taken": None}
        return {"start": self._pass.start, "taken": self._pass.taken}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Let the next pass be the stored one, from where it was."""
        taken = state_dict["taken"]
        self._resume = None if taken is None else (state_dict["start"], taken)


class SequentialSampler(Resumable):
    """0, 1, 2, ..."""

    def __init__(self, data_source: Any) -> None:
        self.data_source = data_source

    def _order(self, start: Any, again: bool) -> range:
        return range(len(self.data_source))

    def __len__(self) -> int:
        return len(self.data_source)


class Drawn(Resumable):
    """A sampler whose order is drawn from ``generator``, or from the default one."""

    generator: Generator | None

    def _start(self) -> bytes:
        return (self.generator or default_generator).state_bytes()

    def _order(self, start: bytes, again: bool) -> Any:
        # A pass that is resumed draws what it drew then; its generator has long gone on.
        return self._drawn(Generator().restore(start).stream if again else stream(self.generator))

    def _drawn(self, numbers: Stream) -> Any:
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        own = self.generator.state_bytes() if self.generator is not None else None
        return {**super().state_dict(), "generator": own}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        super().load_state_dict(state_dict)
        if self.generator is not None and state_dict["generator"] is not None:
            self.generator.restore(state_dict["generator"])


class RandomSampler(Drawn):
    """All indices in random order; with ``replacement`` each draw is independent of the others."""

    def __init__(
        self,
        data_source: Any,
        replacement: bool = False,
        num_samples: int | None = None,
        generator: Generator | None = None,
    ) -> None:
        self.data_source, self.replacement, self.generator = data_source, replacement, generator
        self._num_samples = num_samples
        if not isinstance(replacement, bool):
            raise ArgTypeError("data.replacement", value=replacement)
        if not isinstance(self.num_samples, int) or self.num_samples <= 0:
            raise ArgumentError("data.num_samples", value=self.num_samples)

    @property
    def num_samples(self) -> int:
        """How many indices a pass has; the length of a data set may change between two."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def _drawn(self, numbers: Stream) -> Any:
        n, wanted = len(self.data_source), self.num_samples
        if self.generator is None:  # as in PyTorch: one number of the default generator, whatever the length
            numbers = Twister(int(numbers.integers(0, 2**63, ())))
        if self.replacement:
            return numbers.integers(0, n, wanted)
        return np.concatenate([numbers.permutation(n) for _ in range(wanted // n + 1)])[:wanted]

    def __len__(self) -> int:
        return self.num_samples


class SubsetRandomSampler(Drawn):
    """The given indices in random order."""

    def __init__(self, indices: Sequence[int], generator: Generator | None = None) -> None:
        self.indices, self.generator = indices, generator

    def _drawn(self, numbers: Stream) -> Any:
        return [self.indices[i] for i in numbers.permutation(len(self.indices)).tolist()]

    def __len__(self) -> int:
        return len(self.indices)


class WeightedRandomSampler(Drawn):
    """``num_samples`` indices, each drawn with a probability in proportion to its weight."""

    def __init__(
        self, weights: Any, num_samples: int, replacement: bool = True, generator: Generator | None = None
    ) -> None:
        if not isinstance(num_samples, int) or isinstance(num_samples, bool) or num_samples <= 0:
            raise ArgumentError("data.num_samples", value=num_samples)
        if not isinstance(replacement, bool):
            raise ArgumentError("data.replacement", value=replacement)
        self.weights = np.asarray(weights, np.float64)
        if self.weights.ndim != 1:
            raise ArgumentError("data.weights", shape=self.weights.shape)
        self.num_samples, self.replacement, self.generator = num_samples, replacement, generator

    def _drawn(self, numbers: Stream) -> Any:
        return chosen(numbers, self.weights[None], self.num_samples, self.replacement)[0]

    def __len__(self) -> int:
        return self.num_samples


class DistributedSampler(Resumable):
    """The share of one of ``num_replicas`` processes: every process shuffles alike and takes each n-th index.

    Call ``set_epoch`` before each pass, or all passes have the same order. What is missing to equal shares is taken
    from the beginning once more, or left out with ``drop_last``. By default the shares are those of the processes of
    ``autograd_lab.distributed``, and there is one where no process group has been initialized.
    """

    def __init__(
        self,
        dataset: Any,
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ) -> None:
        world, own = _world()
        num_replicas, rank = world if num_replicas is None else num_replicas, own if rank is None else rank
        if not 0 <= rank < num_replicas:
            raise ArgumentError("data.rank", rank=rank, last=num_replicas - 1)
        self.dataset, self.num_replicas, self.rank = dataset, num_replicas, rank
        self.shuffle, self.seed, self.drop_last, self.epoch = shuffle, seed, drop_last, 0
        self.num_samples = len(dataset) // num_replicas if drop_last else -(-len(dataset) // num_replicas)
        self.total_size = self.num_samples * num_replicas

    def _start(self) -> int:
        return self.epoch

    def _order(self, start: int, again: bool) -> Any:
        indices = np.arange(len(self.dataset))
        if self.shuffle:
            indices = Generator().manual_seed(self.seed + start).stream.permutation(len(indices))
        return np.resize(indices, self.total_size)[self.rank :: self.num_replicas]

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Shuffle the next pass by this number."""
        self.epoch = epoch

    def state_dict(self) -> dict[str, Any]:
        return {**super().state_dict(), "epoch": self.epoch}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        super().load_state_dict(state_dict)
        self.epoch = state_dict["epoch"]


def _world() -> tuple[int, int]:
    """How many processes there are, and which this is; who has initialized a process group has loaded its package."""
    dist = sys.modules.get("autograd_lab.distributed")
    return (dist.get_world_size(), dist.get_rank()) if dist and dist.is_initialized() else (1, 0)


class BatchSampler(Sampler):
    """The indices of another sampler in lists of ``batch_size``; the last may be shorter unless ``drop_last``."""

    def __init__(self, sampler: Iterable[Any], batch_size: int, drop_last: bool) -> None:
        if not isinstance(batch_size, int) or isinstance(batch_size, bool) or batch_size <= 0:
            raise ArgumentError("data.batch_size", value=batch_size)
        if not isinstance(drop_last, bool):
            raise ArgumentError("data.drop_last", value=drop_last)
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self) -> Iterator[list[Any]]:
        return self._batches(iter(self.sampler))

    def _batches(self, indices: Iterator[Any]) -> Iterator[list[Any]]:
        batch: list[Any] = []
        for index in indices:
            batch.append(index)
            if len(batch) == self.batch_size:
                yield batch
                batch = []
        if batch and not self.drop_last:
            yield batch

    def __len__(self) -> int:
        n = len(self.sampler)  # type: ignore[arg-type]
        return n // self.batch_size if self.drop_last else -(-n // self.batch_size)

    def state_dict(self) -> dict[str, Any]:
        """Where the sampler behind it is; None if that cannot say."""
        return {"sampler": self.sampler.state_dict() if hasattr(self.sampler, "state_dict") else None}  # type: ignore[attr-defined]

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Let the sampler behind it go on from there."""
        if state_dict["sampler"] is not None:
            self.sampler.load_state_dict(state_dict["sampler"])  # type: ignore[attr-defined]
