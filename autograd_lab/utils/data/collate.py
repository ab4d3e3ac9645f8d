"""Making one batch of many samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError, ShapeError
from autograd_lab.functional.creation import tensor
from autograd_lab.functional.joining import stack
from autograd_lab.tensor.tensor import Tensor, make


def default_collate(batch: Sequence[Any]) -> Any:
    """Samples joined along a new first dimension.

    Tensors and arrays are stacked, numbers become a tensor, strings a list; dicts, tuples and named tuples keep
    their form, with each of their members collated. TypeError for anything else.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(list(batch))
    if isinstance(first, np.ndarray) and first.dtype.kind in "fiubc":
        return stack([make(np.asarray(a)) for a in batch])
    if isinstance(first, np.generic) and first.dtype.kind in "fiubc":
        return make(np.asarray(batch))
    if isinstance(first, float):
        return tensor(batch, dtype=float)
    if isinstance(first, (int, bool)):
        return tensor(batch)
    if isinstance(first, (str, bytes)):
        return list(batch)
    if isinstance(first, Mapping):
        return _rebuilt(first, {key: default_collate([sample[key] for sample in batch]) for key in first})
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(members) for members in zip(*batch, strict=True)))
    if isinstance(first, Sequence):
        lengths = [len(sample) for sample in batch]
        if len(set(lengths)) > 1:
            raise ShapeError("data.collate_length", lengths=lengths)
        return [default_collate(members) for members in zip(*batch, strict=True)]
    raise ArgTypeError("data.collate_type", got=type(first).__name__)


def default_convert(sample: Any) -> Any:
    """One sample as it is, with its arrays as tensors: what ``batch_size=None`` gives."""
    if isinstance(sample, (np.ndarray, np.generic)) and sample.dtype.kind in "fiubc":
        return make(np.asarray(sample))
    if isinstance(sample, Mapping):
        return _rebuilt(sample, {key: default_convert(value) for key, value in sample.items()})
    if isinstance(sample, tuple) and hasattr(sample, "_fields"):
        return type(sample)(*map(default_convert, sample))
    if isinstance(sample, Sequence) and not isinstance(sample, (str, bytes)):
        return [default_convert(value) for value in sample]
    return sample


def _rebuilt(like: Any, values: dict[Any, Any]) -> Any:
    """A mapping of the same type where its class allows that, else a dict."""
    try:
        return values if type(like) is dict else type(like)(values)
    except TypeError:
        return values
