"""Texts of unequal length in one batch, and the pieces of one long text that a language model learns from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograd_lab import Generator, Tensor, arange, int64, randperm
from autograd_lab.errors import ArgumentError, ShapeError
from autograd_lab.functional.creation import tensor
from autograd_lab.nn.utils.rnn import pad_sequence
from autograd_lab.utils.data import Dataset, Sampler


def collate(
    sequences: Sequence[Sequence[int] | Tensor], padding_value: int = 0, max_len: int | None = None
) -> tuple[Tensor, Tensor]:
    """Token lists of unequal length as one batch: tokens (B, T) int64, padded at the end, and lengths (B) int64.

    ``max_len`` cuts what is longer. The lengths are what ``nn.utils.rnn.pack_padded_sequence`` (with
    ``batch_first=True, enforce_sorted=False``) and ``padding_mask`` want.
    """
    if not len(sequences):
        raise ArgumentError("text.no_sequences")
    rows = [_as_tokens(sequence)[:max_len] for sequence in sequences]
    lengths = tensor([len(row) for row in rows], dtype=int64)
    return pad_sequence(rows, batch_first=True, padding_value=padding_value), lengths


def _as_tokens(sequence: Sequence[int] | Tensor) -> Tensor:
    row = sequence if isinstance(sequence, Tensor) else tensor(list(sequence), dtype=int64)
    if row.ndim != 1:
        raise ShapeError("text.sequence_dim", shape=tuple(row.shape))
    return row


def padding_mask(lengths: Tensor | Sequence[int], max_len: int | None = None) -> Tensor:
    """(B, T) bool, True where a batch is padding: ``key_padding_mask`` of ``nn.MultiheadAttention``.

    T is ``max_len``, by default the longest of the lengths (B).
    """
    lengths = lengths if isinstance(lengths, Tensor) else tensor(list(lengths), dtype=int64)
    width = int(lengths.max()) if max_len is None else max_len
    return arange(width, device=lengths.device) >= lengths.unsqueeze(1)


class NextToken(Dataset):
    """The pieces of one long text: pairs x, y of ``length`` tokens each, y being x one token later.

    ``step`` is how far apart pieces begin: by default ``length``, so that every token is learned once; 1 gives every
    piece there is. What does not fill a piece at the end is left out.
    """

    def __init__(self, tokens: Sequence[int] | Tensor, length: int, step: int | None = None) -> None:
        self.tokens = _as_tokens(tokens)
        self.length = length
        self.step = length if step is None else step
        if length < 1 or self.step < 1:
            raise ArgumentError("text.piece_length", length=length, step=self.step)
        if len(self.tokens) <= length:
            raise ArgumentError("text.too_short", tokens=len(self.tokens), length=length)

    def __len__(self) -> int:
        return (len(self.tokens) - self.length - 1) // self.step + 1

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        if not -len(self) <= index < len(self):
            raise IndexError(index)  # Python's own protocol: this ends a for loop
        start = index % len(self) * self.step
        piece = self.tokens[start : start + self.length + 1]
        return piece[:-1], piece[1:]


class BucketBatchSampler(Sampler):
    """Batches of texts of similar length, so that little of a batch is padding: for ``DataLoader(batch_sampler=...)``.

    The order is drawn anew each time, from ``generator`` if there is one: texts are shuffled, sorted by length within
    pools of 100 batches, cut into batches, and those shuffled.
    """

    POOL = 100

    def __init__(self, lengths: Sequence[int], batch_size: int, drop_last: bool = False,
                 generator: Generator | None = None) -> None:  # fmt: skip
        if batch_size < 1:
            raise ArgumentError("text.batch_size", batch_size=batch_size)
        self.lengths = [int(length) for length in lengths]
        self.batch_size, self.drop_last, self.generator = batch_size, drop_last, generator

    def __len__(self) -> int:
        whole, rest = divmod(len(self.lengths), self.batch_size)
        return whole + (rest > 0 and not self.drop_last)

    def __iter__(self) -> Iterator[list[int]]:
        order: list[int] = randperm(len(self.lengths), generator=self.generator).tolist()
        batches: list[list[int]] = []
        pool = self.POOL * self.batch_size
        for start in range(0, len(order), pool):
            alike = sorted(order[start : start + pool], key=self.lengths.__getitem__)
            batches += [alike[i : i + self.batch_size] for i in range(0, len(alike), self.batch_size)]
        if self.drop_last:
            batches = [batch for batch in batches if len(batch) == self.batch_size]
        for i in randperm(len(batches), generator=self.generator).tolist():
            yield batches[i]
