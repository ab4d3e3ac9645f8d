"""Data sets: where samples come from, one index at a time or as a stream."""

from __future__ import annotations

import bisect
import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import autograd_lab.utils.data.messages  # noqa: F401  (registers what the errors below say)
from autograd_lab.backend.random import Generator, default_generator
from autograd_lab.errors import ArgTypeError, ArgumentError, DataError, DimError, NotWritten
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor


class Dataset:
    """Write ``__getitem__(index)`` and ``__len__()``; ``+`` joins two data sets."""

    def __getitem__(self, index: Any) -> Any:
        raise NotWritten("data.no_getitem", cls=type(self).__name__)

    def __add__(self, other: Dataset) -> ConcatDataset:
        return ConcatDataset([self, other])

    def __class_getitem__(cls, item: Any) -> Any:
        return cls  # Dataset[Tensor] in annotations


class IterableDataset(Dataset):
    """A stream of samples: write ``__iter__``."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.__iter__ is IterableDataset.__iter__:
            raise ArgTypeError("data.no_iter", cls=cls.__name__)
        return super().__new__(cls)

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError

    def __add__(self, other: Any) -> ChainDataset:  # type: ignore[override]
        return ChainDataset([self, other])


class TensorDataset(Dataset):
    """Tensors of equal first size: sample i is the tuple of their i-th entries."""

    def __init__(self, *tensors: Tensor) -> None:
        sizes = [t.array.shape[0] if t.array.ndim else None for t in tensors]
        if len(set(sizes)) > 1:
            raise DataError("data.size_mismatch", sizes=sizes)
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple(t[index] for t in self.tensors)

    def __len__(self) -> int:
        return len(self.tensors[0])


class Subset(Dataset):
    """The samples of ``dataset`` at ``indices``."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset, self.indices = dataset, indices
        cls = type(self)
        if cls.__getitem__ is not Subset.__getitem__ and cls.__getitems__ is Subset.__getitems__:
            raise NotWritten("data.subset_getitems", cls=cls.__name__)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __getitems__(self, indices: list[int]) -> list[Any]:
        """Several samples; a DataLoader asks so, and a data set that reads faster in bulk answers at once."""
        return _several(self.dataset, [self.indices[i] for i in indices])

    def __len__(self) -> int:
        return len(self.indices)


class ConcatDataset(Dataset):
    """Several data sets, one after the other."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = list(datasets)
        if not self.datasets:
            raise DataError("data.concat_empty")
        if any(isinstance(d, IterableDataset) for d in self.datasets):
            raise DataError("data.concat_stream")
        self.cumulative_sizes = list(accumulate(len(d) for d in self.datasets))

    def __len__(self) -> int:
        return self.cumulative_sizes[-1]

    def __getitem__(self, index: int) -> Any:
        if index < -len(self):
            raise ArgumentError("data.concat_negative", index=index, size=len(self))
        if index >= len(self):
            raise DimError("data.concat_index", index=index, size=len(self))  # this also ends a for loop
        index %= len(self)
        which = bisect.bisect_right(self.cumulative_sizes, index)
        return self.datasets[which][index - (self.cumulative_sizes[which - 1] if which else 0)]


class ChainDataset(IterableDataset):
    """Several streams, one after the other."""

    def __init__(self, datasets: Iterable[Any]) -> None:
        self.datasets = datasets

    def _streams(self) -> Iterator[Any]:
        for dataset in self.datasets:
            if not isinstance(dataset, IterableDataset):
                raise DataError("data.chain_map", got=type(dataset).__name__)
            yield dataset

    def __iter__(self) -> Iterator[Any]:
        for dataset in self._streams():
            yield from dataset

    def __len__(self) -> int:
        return sum(len(dataset) for dataset in self._streams())


class StackDataset(Dataset):
    """Several data sets side by side: sample i has the i-th of each.

    ``StackDataset(images, labels)`` gives tuples, ``StackDataset(image=images, label=labels)`` dicts.
    """

    datasets: tuple[Any, ...] | dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if bool(args) == bool(kwargs):
            raise ArgumentError("data.stack_both" if args else "data.stack_none")
        self.datasets = args or kwargs
        lengths = [len(dataset) for dataset in args or kwargs.values()]
        if len(set(lengths)) > 1:
            raise ArgumentError("data.stack_sizes", sizes=lengths)
        self._length = lengths[0]

    def __getitem__(self, index: Any) -> Any:
        if isinstance(self.datasets, dict):
            return {name: dataset[index] for name, dataset in self.datasets.items()}
        return tuple(dataset[index] for dataset in self.datasets)

    def __getitems__(self, indices: list[int]) -> list[Any]:
        """Several samples, read in bulk where a data set can."""
        parts = self.datasets.values() if isinstance(self.datasets, dict) else self.datasets
        columns = [_several(dataset, indices) for dataset in parts]
        for column in columns:
            if len(column) != len(indices):
                raise ArgumentError("data.stack_items", got=len(column), expected=len(indices))
        samples = list(zip(*columns, strict=True))
        if isinstance(self.datasets, dict):
            return [dict(zip(self.datasets, sample, strict=True)) for sample in samples]
        return samples

    def __len__(self) -> int:
        return self._length


def _several(dataset: Any, indices: list[int]) -> Any:
    """The samples at these indices."""
    if callable(getattr(dataset, "__getitems__", None)):
        return dataset.__getitems__(indices)
    return [dataset[i] for i in indices]


def random_split(dataset: Any, lengths: Sequence[int | float], generator: Generator | None = None) -> list[Subset]:
    """Cut a data set at random into parts of the given lengths, or fractions that sum to 1.

    What fractions leave over goes to the first parts, one sample each. ValueError if lengths do not add up.
    """
    size = len(dataset)
    counts = _counts(lengths, size) if math.isclose(sum(lengths), 1) and sum(lengths) <= 1 + 1e-9 else list(lengths)
    if sum(counts) != size:
        raise ArgumentError("data.split_sum", total=sum(counts), size=size)
    order = (generator or default_generator).stream.permutation(size).tolist()
    ends = list(accumulate(int(n) for n in counts))
    return [Subset(dataset, order[end - int(n) : end]) for end, n in zip(ends, counts, strict=True)]


def _counts(fractions: Sequence[float], size: int) -> list[int]:
    if any(not 0 <= f <= 1 for f in fractions):
        raise ArgumentError("data.split_fraction", fractions=list(fractions))
    counts = [math.floor(size * f) for f in fractions]
    for i in range(size - sum(counts)):
        counts[i % len(counts)] += 1
    for i, n in enumerate(counts):
        if n == 0:
            warnings.warn(tr("data.empty_split", index=i), UserWarning, stacklevel=3)
    return counts
