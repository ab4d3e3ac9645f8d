"""Data sets, samplers and the DataLoader: what comes out, in which order, beside PyTorch's."""

from __future__ import annotations

import array
import collections.abc
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import i18n
from autograd_lab.utils import data

Pair = collections.namedtuple("Pair", ["x", "y"])


def plain(value: Any) -> Any:
    """Batches as numbers with their types and dtypes, so that two libraries can be compared."""
    if hasattr(value, "detach"):
        return (str(value.dtype), value.tolist())
    if isinstance(value, collections.abc.Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return (type(value).__name__, *(plain(part) for part in value))
    if isinstance(value, (list, tuple, collections.UserList)):
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
    (
        "side by side",
        lambda t: t.utils.data.DataLoader(t.utils.data.StackDataset(range(5), tensors(t, 5)), batch_size=2),
    ),
    (
        "by name",
        lambda t: t.utils.data.DataLoader(
            t.utils.data.StackDataset(n=range(5), x=t.utils.data.Subset(tensors(t), [4, 3, 2, 1, 0])), batch_size=2
        ),
    ),
    (
        "part of a part",
        lambda t: t.utils.data.DataLoader(
            t.utils.data.Subset(t.utils.data.Subset(Squares(), [4, 3, 1]), [2, 0]), batch_size=2
        ),
    ),
    (
        "a share",
        lambda t: t.utils.data.DataLoader(
            tensors(t), batch_size=2, sampler=t.utils.data.DistributedSampler(range(7), 2, 1, shuffle=False)
        ),
    ),
    ("streams in a row", lambda t: t.utils.data.DataLoader(stream(t) + stream(t), batch_size=3)),
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
    [collections.OrderedDict(b=1, a=2.0), collections.OrderedDict(b=3, a=4.0)],
    [collections.defaultdict(list, a=1), collections.defaultdict(list, a=2)],
    [types.MappingProxyType({"a": 1}), types.MappingProxyType({"a": 2})], [range(2), range(2, 4)],
    [collections.UserList([1, 2]), collections.UserList([3, 4])], [array.array("i", [1, 2]), array.array("i", [3, 4])],
    [((), []), ((), [])], [np.bool_(True), np.bool_(False)], [np.array(1), np.array(2)], [1, True], [{}, {}],
]  # fmt: skip


@pytest.mark.parametrize("batch", SAMPLES, ids=str)
def test_collating_is_that_of_torch(batch: list[Any]) -> None:
    torch = pytest.importorskip("torch")
    assert plain(data.default_collate(batch)) == plain(torch.utils.data.default_collate(batch))


CONVERTED: list[Any] = [1, 2.5, "a", b"a", None, np.ones(2), np.float32(1), (1, np.ones(1)), [np.ones(1), "b"], Pair(np.ones(1), 2),
             {"a": np.ones(1)}, collections.OrderedDict(a=np.ones(1)), np.array(["a"]), range(3), {1, 2}]  # fmt: skip


@pytest.mark.parametrize("sample", CONVERTED, ids=str)
def test_converting_is_that_of_torch(sample: Any) -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = data.default_convert(sample), torch.utils.data.default_convert(sample)
    assert str(plain(ours)) == str(plain(theirs))
    assert type(ours).__name__ == type(theirs).__name__


def test_a_class_of_ones_own_can_be_collated() -> None:
    class Point:
        def __init__(self, x: float) -> None:
            self.x = x

    def points(batch: Any, *, collate_fn_map: Any = None) -> Any:
        return [point.x for point in batch]

    known = {Point: points, **data.default_collate_fn_map}
    joined = data.collate.collate([(Point(1.0), 1), (Point(2.0), 2)], collate_fn_map=known)  # type: ignore[attr-defined]
    assert joined[0] == [1.0, 2.0] and joined[1].tolist() == [1, 2]


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


@pytest.mark.parametrize("n", range(1, 9))
def test_shares_are_those_of_torch(n: int) -> None:
    torch = pytest.importorskip("torch")
    for replicas, drop_last in [(r, d) for r in range(1, 5) for d in (False, True)]:
        for rank in range(replicas):
            ours, theirs = (
                t.utils.data.DistributedSampler(range(n), replicas, rank, shuffle=False, drop_last=drop_last)
                for t in (lab, torch)
            )
            assert list(ours) == list(theirs) and len(ours) == len(theirs)


def test_shares_make_the_whole() -> None:
    shares = [data.DistributedSampler(range(10), 3, rank, seed=4) for rank in range(3)]
    first = [list(share) for share in shares]
    assert sorted({i for share in first for i in share}) == list(range(10)) and [len(s) for s in first] == [4, 4, 4]
    assert [list(share) for share in shares] == first
    for share in shares:
        share.set_epoch(1)
    assert [list(share) for share in shares] != first
    assert list(data.DistributedSampler(range(3), shuffle=False)) == [0, 1, 2]


def test_data_sets() -> None:
    whole = tensors(lab, 3) + tensors(lab, 2)
    assert isinstance(whole, data.ConcatDataset) and len(whole) == 5
    assert [int(y) for _, y in whole] == [0, 1, 2, 0, 1] and int(whole[-1][1]) == 1
    part = data.Subset(whole, [4, 0])
    assert len(part) == 2 and int(part[0][1]) == 1
    assert [tuple(t.shape) for t in tensors(lab)[2:5]] == [(3, 2), (3,)]


def own_subset(torch: Any) -> Any:
    class Own(torch.utils.data.Subset):
        def __getitem__(self, index: Any) -> Any:
            return 5

    return Own(range(3), [0])


def few_items(torch: Any) -> Any:
    class Few(torch.utils.data.Dataset):
        def __len__(self) -> int:
            return 3

        def __getitems__(self, indices: Any) -> Any:
            return [0]

    return Few()


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
    (lambda t: t.utils.data.IterableDataset(), TypeError, "__iter__", "__iter__"),
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
    (lambda t: list(t.utils.data.ChainDataset([tensors(t)])), AssertionError, "TensorDataset", "TensorDataset"),
    (lambda t: t.utils.data.StackDataset(tensors(t), a=tensors(t)), ValueError, "not both", "都按位置"),
    (lambda t: t.utils.data.StackDataset(), ValueError, "At least one", "至少"),
    (lambda t: t.utils.data.StackDataset(tensors(t, 2), tensors(t, 3)), ValueError, "[2, 3]", "[2, 3]"),
    (lambda t: t.utils.data.StackDataset(few_items(t)).__getitems__([0, 1]), ValueError, "Expected 2, got 1", "返回 2 个样本，却返回 1 个"),
    (lambda t: own_subset(t), NotImplementedError, "__getitems__(self, indices)", "__getitems__(self, indices)"),
    (lambda t: t.utils.data.DistributedSampler(range(3), 2, 2), ValueError, "rank 2", "rank 2"),
    (lambda t: t.utils.data.RandomSampler(range(3), replacement=1), TypeError, "replacement=1", "replacement 应为"),
    (lambda t: t.utils.data.WeightedRandomSampler([1.0], 1, replacement=1), ValueError, "replacement=1", "replacement 应为"),
    (lambda t: t.utils.data.WeightedRandomSampler([1.0], True), ValueError, "num_samples=True", "True"),
    (lambda t: t.utils.data.WeightedRandomSampler([[1.0]], 1), ValueError, "(1, 1)", "(1, 1)"),
    (lambda t: t.utils.data.DataLoader(tensors(t), timeout=-1), ValueError, "timeout", "timeout 不能为负"),
    (lambda t: next(iter(t.utils.data.DataLoader(tensors(t), timeout=1))), AssertionError, "num_workers > 0", "num_workers > 0"),
    (lambda t: t.utils.data.DataLoader(tensors(t), prefetch_factor=2), ValueError, "num_workers > 0", "num_workers > 0"),
    (lambda t: t.utils.data.DataLoader(tensors(t), num_workers=1, prefetch_factor=-1), ValueError, "-1", "-1"),
    (lambda t: t.utils.data.DataLoader(tensors(t), persistent_workers=True), ValueError, "num_workers > 0", "num_workers > 0"),
    (lambda t: t.utils.data.DataLoader(tensors(t), multiprocessing_context="fork"), ValueError, "num_workers > 0", "num_workers > 0"),
    (lambda t: t.utils.data.DataLoader(tensors(t), num_workers=1, multiprocessing_context="join"), ValueError, "spawn", "spawn"),
    (lambda t: t.utils.data.DataLoader(tensors(t), num_workers=1, multiprocessing_context=5), TypeError, "int", "int"),
    (lambda t: setattr(t.utils.data.DataLoader(tensors(t)), "persistent_workers", True), ValueError, "persistent_workers attribute", "不能再修改"),
    (lambda t: t.utils.data.default_collate([np.array(["a"])]), TypeError, "<U1", "<U1"),
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


def test_more_workers_than_cores_are_warned_of() -> None:
    for language, words in (("en", "will create 1000 worker processes"), ("zh", "将创建 1000 个工作进程")):
        lab.set_language(language)
        with pytest.warns(UserWarning, match=words):
            data.DataLoader(tensors(lab), num_workers=1000)


def test_pinned_memory_without_a_gpu_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograd_lab.backend.cuda.is_available", lambda: False)
    loader = data.DataLoader(tensors(lab), batch_size=2, pin_memory=True)
    for language, words in (("en", "no accelerator is found"), ("zh", "没有找到加速设备")):
        lab.set_language(language)
        with pytest.warns(UserWarning, match=words):
            batch = next(iter(loader))
        assert not batch[0].is_pinned()


def test_every_message_is_said_in_a_test() -> None:
    """By its English words, in the tests of this folder."""
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    raised = set()
    for call, *_ in ROWS:
        with pytest.raises(Exception) as error:
            call(lab)
        raised.add(getattr(error.value, "key", ""))
    told = {
        "data.empty_split": "index 1 is 0",
        "data.many_workers": "will create 1000 worker",
        "data.worker_killed": "was killed by SIGKILL",
        "data.worker_died": "exit code 3",
        "data.worker_error": "DataLoader worker 0",
        "data.timeout": "timed out: no batch for",
        "data.unsendable_job": "cannot be sent to a worker process",
        "data.unsendable_batch": "made a batch that cannot be sent",
        "data.stop_iteration": "raised StopIteration",
        "data.pin": "no accelerator is found",
        "data.stream_longer": "said to be 2 batches",
        "data.resume_other": "and this one has batch_size=4",
        "data.resume_in_order": "in_order=False",
    }
    assert all(words in tests for words in told.values())
    ours = {key for key in i18n._catalogue if key.startswith("data.")}
    assert ours - raised - told.keys() == set()


def test_an_empty_part_is_warned_of() -> None:
    with pytest.warns(UserWarning, match="index 1 is 0"):
        data.random_split(tensors(lab, 2), [0.99, 0.01])
