"""Sequences of different lengths: padded to one length, packed without padding, and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from autograd_lab.backend import dtypes
from autograd_lab.errors import ArgTypeError, ArgumentError, ShapeError
from autograd_lab.functional.creation import as_tensor
from autograd_lab.functional.ranges import arange
from autograd_lab.nn.packed import PackedSequence, invert_permutation
from autograd_lab.tensor import Tensor

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]


def pack_padded_sequence(
    input: Tensor, lengths: Tensor | Sequence[int], batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Leave the padding out: input (T, B, ...), or (B, T, ...) with ``batch_first``.

    ``lengths`` (B) must fall, unless ``enforce_sorted=False``: then the sequences are sorted here, and
    ``pad_packed_sequence`` gives them back in the caller's order. RuntimeError for lengths that do not fit.
    """
    if not isinstance(input, Tensor):
        raise ArgTypeError("arg.need_tensor", function="pack_padded_sequence", name="input", got=type(input).__name__)
    counts = as_tensor(lengths, dtype=dtypes.int64)
    if counts.ndim != 1 or counts.is_cuda:
        raise ShapeError("packed.lengths", shape=tuple(counts.shape), device=counts.device)
    order = None
    if not enforce_sorted:
        counts, order = counts.sort(descending=True)
        order = order.to(input.device)
        input = input.index_select(0 if batch_first else 1, order)
    padded = input.transpose(0, 1) if batch_first else input
    _check_lengths(padded, counts.tolist())
    # Read row by row, what the mask keeps lies in just the order of a packed sequence: time after time.
    kept = _kept(padded.shape[0], counts)
    return PackedSequence(padded[kept.to(input.device)], kept.sum(1)[: int(counts[0])], order)


def _kept(times: int, lengths: Tensor) -> Tensor:
    """(T, B): whether a sequence is still going on at a time."""
    return arange(times).unsqueeze(1) < lengths


def _check_lengths(padded: Tensor, lengths: list[int]) -> None:
    if padded.numel() == 0:
        raise ShapeError("packed.empty", shape=tuple(padded.shape))
    if len(lengths) != padded.shape[1]:
        raise ShapeError("packed.count", lengths=len(lengths), batch=padded.shape[1])
    if min(lengths) <= 0:
        raise ShapeError("packed.short", length=min(lengths), index=lengths.index(min(lengths)))
    if sorted(lengths, reverse=True) != lengths:
        raise ShapeError("packed.unsorted", lengths=lengths)
    if lengths[0] > padded.shape[0]:
        raise ShapeError("packed.long", length=lengths[0], times=padded.shape[0])


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[Tensor, Tensor]:
    """The opposite of ``pack_padded_sequence``: (T, B, ...), and the lengths (B).

    T is the longest length, or ``total_length``; ValueError if that is less. What no sequence fills is
    ``padding_value``.
    """
    data, sizes = sequence.data, sequence.batch_sizes
    longest = len(sizes)
    if total_length is not None and total_length < longest:
        raise ArgumentError("packed.total", total=total_length, longest=longest)
    lengths = (sizes.unsqueeze(1) > arange(int(sizes[0]))).sum(0)
    times = longest if total_length is None else total_length
    padded = data.new_full((times, len(lengths), *data.shape[1:]), padding_value)
    padded[_kept(times, lengths).to(data.device)] = data
    batch = 1
    if batch_first:
        padded, batch = padded.transpose(0, 1), 0
    if sequence.unsorted_indices is not None:
        padded = padded.index_select(batch, sequence.unsorted_indices)
        lengths = lengths[sequence.unsorted_indices.cpu()]
    return padded, lengths


def pad_sequence(
    sequences: Any, batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> Tensor:
    """B tensors (L_i, ...) as one: (T, B, ...) or with ``batch_first`` (B, T, ...), T being the longest length.

    ``padding_value`` fills the others up, behind them or with ``padding_side="left"`` before them.
    """
    if not isinstance(sequences, Iterable):
        raise ShapeError("packed.not_iterable", got=type(sequences).__name__)
    items = list(sequences)
    _check_items(items, padding_side)
    times = max(len(item) for item in items)
    padded = items[0].new_full((len(items), times, *items[0].shape[1:]), padding_value)
    for row, item in enumerate(items):
        padded[row, times - len(item) if padding_side == "left" else 0 :][: len(item)] = item
    return padded if batch_first else padded.transpose(0, 1)


def _check_items(items: list[Any], side: str) -> None:
    if side not in ("left", "right"):
        raise ShapeError("packed.side", got=side)
    if not items:
        raise ShapeError("packed.no_sequences")
    for index, item in enumerate(items):
        if not isinstance(item, Tensor):
            raise ArgTypeError("packed.element", index=index, got=type(item).__name__)
        if item.ndim == 0 or item.shape[1:] != items[0].shape[1:]:
            raise ShapeError("packed.tails", index=index, shape=tuple(item.shape), first=tuple(items[0].shape))


def unpad_sequence(padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False) -> list[Tensor]:
    """The first ``lengths[i]`` elements of each sequence: the opposite of ``pad_sequence``."""
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    if len(rows) != len(lengths):
        raise ArgumentError("packed.count", lengths=len(lengths), batch=len(rows))
    return [row[:length] for row, length in zip(rows, lengths.tolist(), strict=True)]


def pack_sequence(sequences: list[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Tensors (L_i, ...) packed; from the longest to the shortest, unless ``enforce_sorted=False``."""
    padded = pad_sequence(sequences)
    return pack_padded_sequence(padded, [len(item) for item in sequences], enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The tensors that ``pack_sequence`` packed."""
    return unpad_sequence(*pad_packed_sequence(packed_sequences, batch_first=True), batch_first=True)
