"""Data sets, samplers and the DataLoader: what comes out, in which order, beside PyTorch's."""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.utils import data

Pair = collections.namedtuple("Pair", ["x", "y"])


def plain(value: Any) -> Any:
    """Batches as numbers with their types and dtypes, so that two libraries can be compared."""
    if hasattr(value, "detach"):
        return (str(value.dtype), value.tolist())
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return (type(value).__name__, *(plain(part) for part in value))
    if isinstance(value, (list, tuple)):
        return [type(value).__name__, *(plain(part) for part in value)]
    return value


def tensors(torch: Any, n: int = 7) -> Any:
    return torch.utils.data.TensorDataset(torch.arange(2.0 * n).reshape(n, 2), torch.arange(n))


class Squares:
    """A map-style set that knows nothing of any library."""

    def __len__(self) -> int:
        return 5

    def __getitem__(self, i: int) -> Any:
        return {"n": i, "square": float(i * i), "name": str(i), "pair": (i, np.ones(2) * i)}


def stream(torch: Any) -> Any:
    class Stream(torch.utils.data.IterableDataset):
        def __iter__(self) -> Iterator[int]:
            return iter(range(5))

    return Stream()


LOADERS: list[tuple[str, Callable[[Any], Any]]] = [
    ("one by one", lambda t: t.utils.data.DataLoader(tensors(t))),
    ("batches", lambda t: t.utils.data.DataLoader(tensors(t), batch_size=3)),
    ("whole batches only", lambda t: t.utils.data.DataLoader(tensors(t), batch_size=3, drop_last=True)),
    ("larger than all", lambda t: t.utils.data.DataLoader(tensors(t), batch_size=100)),
    ("no batches", lambda t: t.utils.data.DataLoader(tensors(t), batch_size=None)),
    ("own sampler", lambda t: t.utils.data.DataLoader(tensors(t), batch_size=2, sampler=[3, 1, 1, 0])),
    ("own batches", lambda t: t.utils.data.DataLoader(tensors(t), batch_sampler=[[0, 6], [5], [2, 2, 2]])),
    ("own collate", lambda t: t.utils.data.DataLoader(tensors(t), batch_size=3, collate_fn=lambda b: len(b))),
    ("empty", lambda t: t.utils.data.DataLoader(t.utils.data.TensorDataset(t.ones(0, 2)), batch_size=2)),
    ("dicts", lambda t: t.utils.data.DataLoader(Squares(), batch_size=2)),
    ("a list", lambda t: t.utils.data.DataLoader([1.5, 2.5, 3.5], batch_size=2)),
    ("a subset", lambda t: t.utils.data.DataLoader(t.utils.data.Subset(tensors(t), [6, 0, 3]), batch_size=2)),
    ("joined", lambda t: t.utils.data.DataLoader(tensors(t, 2) + tensors(t, 3), batch_size=2)),
    ("a stream", lambda t: t.utils.data.DataLoader(stream(t), batch_size=2)),
    ("a stream, whole batches", lambda t: t.utils.data.DataLoader(stream(t), batch_size=2, drop_last=True)),
    ("a stream, no batches", lambda t: t.utils.data.DataLoader(stream(t), batch_size=None)),
]


@pytest.mark.parametrize("row", LOADERS, ids=lambda row: row[0])
def test_batches_are_those_of_torch(row: tuple[str, Callable[[Any], Any]]) -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = row[1](lab), row[1](torch)
    assert [plain(batch) for batch in ours] == [plain(batch) for batch in theirs]
    if "stream" not in row[0]:
        assert len(ours) == len(theirs) == len(list(ours))


def test_batches_by_hand() -> None:
    loader = data.DataLoader(tensors(lab, 5), batch_size=2)
    assert len(loader) == 3
    batches = list(loader)
    assert type(batches[0]) is list and batches[0][0].shape == (2, 2)
    assert [y.tolist() for _, y in batches] == [[0, 1], [2, 3], [4]]
    assert [y.tolist() for _, y in loader] == [[0, 1], [2, 3], [4]]  # again


SAMPLES: list[list[Any]] = [
    [1, 2], [1.5, 2], [True, False], ["a", "b"], [b"a", b"b"], [(1, 2.0), (3, 4.0)], [[1, 2], [3, 4]],
    [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], [Pair(1, (2.0,)), Pair(3, (4.0,))], [np.float32(1), np.float32(2)],
    [np.int64(1), np.int64(2)], [np.ones((2, 1), np.float32), np.zeros((2, 1), np.float32)],
    [(np.ones(2), {"k": [1, 2]}), (np.zeros(2), {"k": [3, 4]})],
]  # fmt: skip


@pytest.mark.parametrize("batch", SAMPLES, ids=str)
def test_collating_is_that_of_torch(batch: list[Any]) -> None:
    torch = pytest.importorskip("torch")
    assert plain(data.default_collate(batch)) == plain(torch.utils.data.default_collate(batch))


def test_collating_tensors() -> None:
    assert data.default_collate([lab.ones(2), lab.zeros(2)]).tolist() == [[1, 1], [0, 0]]
    point = data.default_collate([Pair(lab.ones(1), 1), Pair(lab.zeros(1), 2)])
    assert isinstance(point, Pair) and point.x.shape == (2, 1) and point.y.tolist() == [1, 2]


# -- order and chance ----------------------------------------------------------------------------------------------------


def test_shuffling_is_a_new_permutation_each_time_and_repeats_with_its_seed() -> None:
    def orders(seed: int) -> list[list[int]]:
        loader = data.DataLoader(
            tensors(lab, 20), batch_size=6, shuffle=True, generator=lab.Generator().manual_seed(seed)
        )
        return [[i for _, y in loader for i in y.tolist()] for _ in range(2)]

    first, second = orders(0)
    assert sorted(first) == sorted(second) == list(range(20)) and first != second
    assert orders(0) == [first, second] and orders(1) != [first, second]
    lab.manual_seed(3)
    once = [y.tolist() for _, y in data.DataLoader(tensors(lab), shuffle=True)]
    lab.manual_seed(3)
    assert [y.tolist() for _, y in data.DataLoader(tensors(lab), shuffle=True)] == once


def test_the_fast_way_gives_what_the_slow_way_gives() -> None:
    class Slow(data.TensorDataset):
        """A subclass may do anything in __getitem__, so its samples are read one by one."""

    x, y = lab.randn(11, 3, 2), lab.arange(11)
    for wrap in (lambda s: s, lambda s: data.Subset(s, [4, 2, 8, 8, 0]), lambda s: data.random_split(
        s, [0.5, 0.5], lab.Generator().manual_seed(0))[0]):  # fmt: skip
        fast, slow = (
            data.DataLoader(wrap(kind(x, y)), batch_size=3, shuffle=True, generator=lab.Generator().manual_seed(1))
            for kind in (data.TensorDataset, Slow)
        )
        assert [plain(batch) for batch in fast] == [plain(batch) for batch in slow]


def test_batches_are_copies() -> None:
    x = lab.zeros(4, 1)
    (batch,) = next(iter(data.DataLoader(data.TensorDataset(x), batch_size=2)))
    batch += 1
    assert x.sum().item() == 0


def test_batches_on_a_device(device: str) -> None:
    x = lab.arange(6.0, device=device).reshape(3, 2)
    batches = list(data.DataLoader(data.TensorDataset(x), batch_size=2))
    assert [b[0].tolist() for b in batches] == [[[0, 1], [2, 3]], [[4, 5]]]
    assert all(b[0].device.type == device for b in batches)


def test_samplers() -> None:
    source = range(5)
    assert list(data.SequentialSampler(source)) == [0, 1, 2, 3, 4]
    assert sorted(data.RandomSampler(source)) == [0, 1, 2, 3, 4]
    assert len(list(data.RandomSampler(source, num_samples=12))) == 12
    drawn = list(data.RandomSampler(source, replacement=True, num_samples=200))
    assert len(drawn) == 200 and set(drawn) == {0, 1, 2, 3, 4}
    assert sorted(data.SubsetRandomSampler([7, 9])) == [7, 9]
    assert list(data.WeightedRandomSampler([0.0, 3.0, 0.0], 4)) == [1, 1, 1, 1]
    batches = data.BatchSampler(data.SequentialSampler(source), 2, drop_last=False)
    assert list(batches) == [[0, 1], [2, 3], [4]] and len(batches) == 3
    assert list(data.BatchSampler([5, 6, 7], 2, drop_last=True)) == [[5, 6]]


@pytest.mark.parametrize("lengths, sizes", [
    ([4, 3], [4, 3]), ([0.5, 0.3, 0.2], [4, 2, 1]), ([0.9, 0.1], [7, 0]), ([7], [7]), ([1.0], [7]),
])  # fmt: skip
@pytest.mark.filterwarnings("ignore:Length of split")
def test_random_split(lengths: list[Any], sizes: list[int]) -> None:
    parts = data.random_split(tensors(lab), lengths, generator=lab.Generator().manual_seed(0))
    assert [len(part) for part in parts] == sizes
    assert sorted(int(part[i][1]) for part in parts for i in range(len(part))) == list(range(7))
    again = data.random_split(tensors(lab), lengths, generator=lab.Generator().manual_seed(0))
    assert [part.indices for part in parts] == [part.indices for part in again]


@pytest.mark.filterwarnings("ignore:Length of split")
def test_random_split_sizes_are_those_of_torch() -> None:
    torch = pytest.importorskip("torch")
    for n in range(1, 12):
        for fractions in ([0.5, 0.5], [0.7, 0.2, 0.1], [1 / 3] * 3, [0.25, 0.25, 0.5]):
            ours, theirs = (t.utils.data.random_split(tensors(t, n), fractions) for t in (lab, torch))
            assert [len(part) for part in ours] == [len(part) for part in theirs]


def test_data_sets() -> None:
    whole = tensors(lab, 3) + tensors(lab, 2)
    assert isinstance(whole, data.ConcatDataset) and len(whole) == 5
    assert [int(y) for _, y in whole] == [0, 1, 2, 0, 1] and int(whole[-1][1]) == 1
    part = data.Subset(whole, [4, 0])
    assert len(part) == 2 and int(part[0][1]) == 1
    assert [tuple(t.shape) for t in tensors(lab)[2:5]] == [(3, 2), (3,)]


class NoItem(data.Dataset):
    pass


# fmt: off
# ruff: noqa: E501 (a table: one call, one line)
ROWS: list[tuple[Callable[[Any], Any], type[Exception], str, str]] = [
    (lambda t: t.utils.data.TensorDataset(t.ones(2), t.ones(3)), AssertionError, "[2, 3]", "[2, 3]"),
    (lambda t: t.utils.data.random_split(tensors(t), [1, 2]), ValueError, "(3) does not equal the length of the input dataset (7)", "不等于数据集的长度 (7)"),
    (lambda t: t.utils.data.random_split(tensors(t), [0.5, 0.3]), ValueError, "0.8", "0.8"),
    (lambda t: t.utils.data.random_split(tensors(t), [-0.5, 1.5]), ValueError, "between 0 and 1", "0 与 1 之间"),
    (lambda t: t.utils.data.DataLoader(tensors(t), batch_size=0), ValueError, "batch_size=0", "正整数"),
    (lambda t: t.utils.data.DataLoader(tensors(t), batch_size=1.5), ValueError, "1.5", "1.5"),
    (lambda t: t.utils.data.DataLoader(tensors(t), num_workers=-1), ValueError, "num_workers=0", "num_workers=0"),
    (lambda t: t.utils.data.DataLoader(tensors(t), shuffle=True, sampler=[0]), ValueError, "mutually exclusive", "不能同时使用"),
    (lambda t: t.utils.data.DataLoader(tensors(t), batch_size=2, batch_sampler=[[0]]), ValueError, "mutually exclusive", "不能与"),
    (lambda t: t.utils.data.DataLoader(tensors(t), batch_size=None, drop_last=True), ValueError, "batch_size=None", "batch_size=None"),
    (lambda t: t.utils.data.DataLoader(stream(t), shuffle=True), ValueError, "IterableDataset", "IterableDataset"),
    (lambda t: t.utils.data.DataLoader(stream(t), sampler=[0]), ValueError, "IterableDataset", "IterableDataset"),
    (lambda t: len(t.utils.data.DataLoader(stream(t))), TypeError, "len", "len"),
    (lambda t: list(t.utils.data.DataLoader(t.utils.data.TensorDataset(t.ones(0)), shuffle=True)), ValueError, "num_samples=0", "数据集是空的"),
    (lambda t: setattr(t.utils.data.DataLoader(tensors(t)), "batch_size", 3), ValueError, "batch_size attribute", "不能再修改 batch_size"),
    (lambda t: t.utils.data.Dataset()[0], NotImplementedError, "__getitem__", "__getitem__"),
    (lambda t: t.utils.data.default_collate([object()]), TypeError, "object", "object"),
    (lambda t: t.utils.data.default_collate([None]), TypeError, "NoneType", "NoneType"),
    (lambda t: t.utils.data.default_collate([[1, 2], [1]]), RuntimeError, "[2, 1]", "[2, 1]"),
    (lambda t: t.utils.data.default_collate([t.ones(2), t.ones(3)]), RuntimeError, "equal size", "形状"),
    (lambda t: t.utils.data.ConcatDataset([]), AssertionError, "empty", "为空"),
    (lambda t: t.utils.data.ConcatDataset([stream(t)]), AssertionError, "IterableDataset", "IterableDataset"),
    (lambda t: (tensors(t) + tensors(t))[14], IndexError, "14", "14"),
    (lambda t: (tensors(t) + tensors(t))[-15], ValueError, "-15", "-15"),
    (lambda t: t.utils.data.RandomSampler(range(3), num_samples=0), ValueError, "num_samples=0", "却得到 0"),
    (lambda t: t.utils.data.BatchSampler(range(3), 2, "yes"), ValueError, "drop_last=yes", "yes"),
    (lambda t: tensors(t)[7], IndexError, "index 7", "7"),
]
# fmt: on


@pytest.mark.parametrize("index", range(len(ROWS)))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_wrong_use(index: int, language: str) -> None:
    call, error, english, chinese = ROWS[index]
    lab.set_language(language)
    with pytest.raises(error) as raised:
        call(lab)
    assert (english if language == "en" else chinese) in str(raised.value)


@pytest.mark.parametrize("index", range(len(ROWS)))
def test_torch_raises_the_same_class(index: int) -> None:
    torch = pytest.importorskip("torch")
    with pytest.raises(ROWS[index][1]):
        ROWS[index][0](torch)


def test_workers_are_refused_with_the_way_out() -> None:
    with pytest.raises(ValueError, match="num_workers=0"):
        data.DataLoader(tensors(lab), num_workers=2)


def test_an_empty_part_is_warned_of() -> None:
    with pytest.warns(UserWarning, match="index 1 is 0"):
        data.random_split(tensors(lab, 2), [0.99, 0.01])
