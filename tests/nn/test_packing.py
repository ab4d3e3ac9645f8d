"""nn.utils.rnn beside PyTorch's: what is packed, padded and given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab
from tests.nn.oracle import need_torch, numbers, same

SIZES = [(3,), (5,), (1,)]


def items(t: Any, *tail: int) -> list[Any]:
    return [t.tensor(numbers(n, *tail, seed=k)) for k, (n,) in enumerate(SIZES)]


def parts(value: Any) -> Any:
    """Tensors as they are, packed sequences as their four fields."""
    return list(value) if isinstance(value, tuple) else value


CALLS: list[Callable[[Any, Any], Any]] = [
    lambda t, u: u.pack_padded_sequence(t.tensor(numbers(5, 3, 2)), [5, 3, 1]),
    lambda t, u: u.pack_padded_sequence(t.tensor(numbers(5, 3, 2)), t.tensor([4, 4, 2])),
    lambda t, u: u.pack_padded_sequence(t.tensor(numbers(3, 5, 2)), [2, 5, 3], batch_first=True, enforce_sorted=False),
    lambda t, u: u.pack_padded_sequence(t.tensor(numbers(5, 3)), [3.0, 2.0, 1.0]),
    lambda t, u: u.pack_padded_sequence(t.tensor(numbers(5, 2, 2, 3)), [5, 5]),
    lambda t, u: u.pad_packed_sequence(u.pack_padded_sequence(t.tensor(numbers(5, 3, 2)), [4, 3, 1])),
    lambda t, u: u.pad_packed_sequence(u.pack_sequence(items(t, 2), enforce_sorted=False), True, -1.0, 7),
    lambda t, u: u.pad_sequence(items(t, 2)),
    lambda t, u: u.pad_sequence(items(t), batch_first=True, padding_value=9.0),
    lambda t, u: u.pad_sequence(items(t, 2, 2), padding_side="left"),
    lambda t, u: u.pad_sequence(t.tensor(numbers(4, 3, 2))),
    lambda t, u: u.pad_sequence([t.tensor([1, 2]), t.tensor([3])], padding_value=7),
    lambda t, u: u.unpad_sequence(t.tensor(numbers(5, 3, 2)), t.tensor([1, 5, 2])),
    lambda t, u: u.unpad_sequence(t.tensor(numbers(3, 5)), t.tensor([1, 5, 2]), batch_first=True),
    lambda t, u: u.pack_sequence(items(t, 3), enforce_sorted=False),
    lambda t, u: u.unpack_sequence(u.pack_sequence(items(t, 3), enforce_sorted=False)),
    lambda t, u: u.unpack_sequence(u.pack_sequence(items(t)[::-2] + items(t)[:0], False)),
    lambda t, u: u.PackedSequence(t.tensor(numbers(3)), t.tensor([2, 1]), t.tensor([1, 0])),
    lambda t, u: u.PackedSequence((t.tensor(numbers(3)), t.tensor([2, 1]))),
    lambda t, u: u.invert_permutation(t.tensor([2, 0, 1])),
    lambda t, u: u.pack_sequence(items(t), enforce_sorted=False).float(),
    lambda t, u: u.pack_sequence(items(t), enforce_sorted=False).to(t.int64),
]


@pytest.mark.parametrize("call", CALLS, ids=range(len(CALLS)))
def test_beside_torch(call: Callable[[Any, Any], Any]) -> None:
    torch = need_torch()
    same(parts(call(lab, lab.nn.utils.rnn)), parts(call(torch, torch.nn.utils.rnn)))


def test_there_and_back_with_gradients() -> None:
    rnn = lab.nn.utils.rnn
    xs = [lab.ones(n, 2, requires_grad=True) for (n,) in SIZES]
    packed = rnn.pack_sequence(xs, enforce_sorted=False)
    assert packed.batch_sizes.tolist() == [3, 2, 2, 1, 1] and packed.sorted_indices.tolist() == [1, 0, 2]
    back = rnn.unpack_sequence(packed)
    assert [len(x) for x in back] == [3, 5, 1]
    sum((k + 1) * x.sum() for k, x in enumerate(back)).backward()
    assert [x.grad.unique().tolist() for x in xs] == [[1.0], [2.0], [3.0]]


def test_unpadding_leaves_its_argument_alone() -> None:
    padded = lab.ones(5, 3)
    lab.nn.utils.rnn.unpad_sequence(padded, lab.tensor([1, 2, 3]))
    assert padded.shape == (5, 3)


def test_a_packed_sequence_moves(device: str) -> None:
    packed = lab.nn.utils.rnn.pack_sequence([lab.ones(2), lab.ones(3)], enforce_sorted=False)
    assert packed.to(packed.data.dtype) is packed
    moved = packed.to(device)
    assert moved.data.device.type == moved.sorted_indices.device.type == device
    assert moved.is_cuda == (device == "cuda") and moved.batch_sizes.device.type == "cpu"
    assert moved.cpu().double().data.dtype is lab.float64
    padded, lengths = lab.nn.utils.rnn.pad_packed_sequence(moved)
    assert padded.device.type == device and lengths.tolist() == [2, 3]
