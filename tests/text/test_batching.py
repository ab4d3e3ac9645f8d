"""Batches of unequal texts, and the pieces of a long one."""

from __future__ import annotations

import autograd_lab as lab
from autograd_lab import nn, text
from autograd_lab.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from autograd_lab.utils.data import DataLoader


def test_collate_pads_and_tells_the_lengths() -> None:
    tokens, lengths = text.collate([[1, 2, 3], lab.tensor([4]), []], padding_value=9)
    assert tokens.tolist() == [[1, 2, 3], [4, 9, 9], [9, 9, 9]] and lengths.tolist() == [3, 1, 0]
    assert tokens.dtype == lengths.dtype == lab.int64
    tokens, lengths = text.collate([[1, 2, 3], [4]], max_len=2)
    assert tokens.tolist() == [[1, 2], [4, 0]] and lengths.tolist() == [2, 1]


def test_it_fits_packing_and_loading() -> None:
    texts = [[1, 2, 3], [4], [5, 6]]
    for tokens, lengths in DataLoader(texts, batch_size=3, collate_fn=text.collate):
        packed = pack_padded_sequence(tokens, lengths, batch_first=True, enforce_sorted=False)
        back, sizes = pad_packed_sequence(packed, batch_first=True)
        assert back.tolist() == [[1, 2, 3], [4, 0, 0], [5, 6, 0]] and sizes.tolist() == [3, 1, 2]


def test_the_mask_keeps_attention_from_the_padding() -> None:
    mask = text.padding_mask([3, 1])
    assert mask.tolist() == [[False, False, False], [False, True, True]]
    assert text.padding_mask(lab.tensor([1]), max_len=3).tolist() == [[False, True, True]]
    lab.manual_seed(0)
    attention, x = nn.MultiheadAttention(4, 1, batch_first=True), lab.randn(2, 3, 4)
    _, weights = attention(x, x, x, key_padding_mask=mask)
    assert (weights[1, :, 1:] == 0).all() and (weights[0] > 0).all()


def test_pieces_of_a_text() -> None:
    pieces = text.NextToken(range(8), 3)
    assert [(x.tolist(), y.tolist()) for x, y in pieces] == [([0, 1, 2], [1, 2, 3]), ([3, 4, 5], [4, 5, 6])]
    assert len(text.NextToken(range(8), 3, step=1)) == 5
    last = text.NextToken(range(8), 3, step=1)[-1]
    assert (last[0].tolist(), last[1].tolist()) == ([4, 5, 6], [5, 6, 7])
    assert len(text.NextToken(range(4), 3)) == 1


def test_buckets_hold_each_text_once_and_waste_little() -> None:
    lengths = [(i * 37) % 100 + 1 for i in range(230)]
    sampler = text.BucketBatchSampler(lengths, 20, generator=lab.Generator().manual_seed(0))
    batches = list(sampler)
    assert sorted(i for batch in batches for i in batch) == list(range(230)) and len(batches) == len(sampler) == 12
    assert all(max(lengths[i] for i in batch) - min(lengths[i] for i in batch) <= 10 for batch in batches)
    assert list(sampler) != batches  # drawn anew
    again = text.BucketBatchSampler(lengths, 20, generator=lab.Generator().manual_seed(0))
    assert list(again) == batches
    whole = text.BucketBatchSampler(lengths, 20, drop_last=True)
    assert [len(batch) for batch in whole] == [20] * 11 and len(whole) == 11
    assert sum(1 for _ in DataLoader(range(230), batch_sampler=sampler)) == 12
