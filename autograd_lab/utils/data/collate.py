"""Making one batch of many samples."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np

from autograd_lab.errors import ArgTypeError, ShapeError
from autograd_lab.functional.creation import tensor
from autograd_lab.functional.joining import stack
from autograd_lab.tensor.tensor import Tensor, make

NUMBERS = "fiubcV"  # kinds of NumPy dtypes that a tensor may hold; V is bfloat16


def default_collate(batch: Sequence[Any]) -> Any:
    """Samples joined along a new first dimension.

    Tensors and arrays are stacked, numbers become a tensor, strings stay a list; mappings, sequences, tuples and
    named tuples keep their form (a tuple becomes a list), with each of their members collated. TypeError for anything
    else; for a class of your own add a function to ``default_collate_fn_map``.
    """
    return collate(batch, collate_fn_map=default_collate_fn_map)


def collate(batch: Sequence[Any], *, collate_fn_map: dict[Any, Callable[..., Any]] | None = None) -> Any:
    """``default_collate`` with functions of one's own: ``{class: f}``, called as f(batch, collate_fn_map=...)."""
    first = batch[0]
    known = collate_fn_map or {}
    special = known.get(type(first)) or next((f for cls, f in known.items() if isinstance(first, cls)), None)
    if special is not None:
        return special(batch, collate_fn_map=collate_fn_map)

    def joined(members: Sequence[Any]) -> Any:
        return collate(members, collate_fn_map=collate_fn_map)

    if isinstance(first, Mapping):
        return mapping_like(first, {key: joined([sample[key] for sample in batch]) for key in first})
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(joined(members) for members in zip(*batch, strict=False)))
    if isinstance(first, Sequence):
        lengths = [len(sample) for sample in batch]
        if len(set(lengths)) > 1:
            raise ShapeError("data.collate_length", lengths=lengths)
        return sequence_like(first, [joined(members) for members in zip(*batch, strict=True)])
    raise ArgTypeError("data.collate_type", got=type(first).__name__)


def default_convert(data: Any) -> Any:
    """One sample as it is, with its arrays as tensors: what ``batch_size=None`` gives."""
    if isinstance(data, (np.ndarray, np.generic)) and data.dtype.kind in NUMBERS:
        return make(np.asarray(data))
    if isinstance(data, Mapping):
        return mapping_like(data, {key: default_convert(value) for key, value in data.items()})
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*map(default_convert, data))
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return sequence_like(data, [default_convert(value) for value in data])
    return data


def mapping_like(like: Any, values: dict[Any, Any]) -> Any:
    """A mapping of the same class where it allows that, with its other attributes; else a dict."""
    try:
        if isinstance(like, MutableMapping):
            made = copy.copy(like)
            made.update(values)
            return made
        return type(like)(values)  # type: ignore[call-arg]
    except TypeError:
        return values


def sequence_like(like: Any, values: list[Any]) -> Any:
    """A sequence of the same class where it allows that; a list for a tuple, as in PyTorch."""
    if isinstance(like, tuple):
        return values
    try:
        if isinstance(like, MutableSequence):
            made = copy.copy(like)
            for i, value in enumerate(values):
                made[i] = value
            return made
        return type(like)(values)  # type: ignore[call-arg]
    except TypeError:
        return values


def _tensors(batch: Sequence[Any], *, collate_fn_map: Any = None) -> Any:
    return stack(list(batch))


def _arrays(batch: Sequence[Any], *, collate_fn_map: Any = None) -> Any:
    if batch[0].dtype.kind not in NUMBERS:
        raise ArgTypeError("data.collate_type", got=batch[0].dtype)
    return stack([make(np.asarray(array)) for array in batch])


def _array_scalars(batch: Sequence[Any], *, collate_fn_map: Any = None) -> Any:
    return make(np.asarray(batch))


def _floats(batch: Sequence[Any], *, collate_fn_map: Any = None) -> Any:
    return tensor(batch, dtype=float)


def _ints(batch: Sequence[Any], *, collate_fn_map: Any = None) -> Any:
    return tensor(batch)


def _strings(batch: Sequence[Any], *, collate_fn_map: Any = None) -> Any:
    return batch


default_collate_fn_map: dict[Any, Callable[..., Any]] = {
    Tensor: _tensors,
    np.ndarray: _arrays,
    (np.bool_, np.number): _array_scalars,
    float: _floats,
    int: _ints,
    str: _strings,
    bytes: _strings,
}
