"""Samplers and loaders go on where they were: the same indices, batches and random numbers as without a break."""

from __future__ import annotations

import io
import os
from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab.utils import data
from tests.data import sets

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*worker processes:UserWarning"),
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning"),
]


def stored(state: Any) -> Any:
    """The state as a file gives it back."""
    file = io.BytesIO()
    lab.save(state, file)
    return lab.load(io.BytesIO(file.getvalue()))


def generator(seed: int) -> lab.Generator:
    return lab.Generator().manual_seed(seed)


SAMPLERS: dict[str, Any] = {
    "sequential": lambda g: data.SequentialSampler(range(7)),
    "random": lambda g: data.RandomSampler(range(7), generator=g),
    "random, more than there are": lambda g: data.RandomSampler(range(7), num_samples=17, generator=g),
    "with replacement": lambda g: data.RandomSampler(range(7), True, 9, generator=g),
    "subset": lambda g: data.SubsetRandomSampler([3, 1, 4, 1, 5], generator=g),
    "weighted": lambda g: data.WeightedRandomSampler([0.1, 0.5, 0.4], 8, generator=g),
    "distributed": lambda g: data.DistributedSampler(range(7), 2, 1),
    "batches": lambda g: data.BatchSampler(data.RandomSampler(range(7), generator=g), 2, False),
    "many": lambda g: data.RandomSampler(range(10_000), generator=g),
}


@pytest.mark.parametrize("own", [True, False], ids=["own generator", "default generator"])
@pytest.mark.parametrize("name", SAMPLERS)
def test_a_sampler(name: str, own: bool) -> None:
    lab.manual_seed(5)
    whole = SAMPLERS[name](generator(1) if own else None)
    passes = [list(whole) for _ in range(3)]
    size = len(passes[0])
    for taken in {0, 1, size // 2, size - 1, size}:
        lab.manual_seed(5)
        first = SAMPLERS[name](generator(1) if own else None)
        list(first)
        indices = iter(first)
        assert [next(indices) for _ in range(taken)] == passes[1][:taken]
        if taken == size:
            assert not list(indices)
        state, stream = stored(first.state_dict()), lab.get_rng_state()
        lab.manual_seed(99)
        second = SAMPLERS[name](generator(99) if own else None)
        second.load_state_dict(state)
        lab.set_rng_state(stream)
        rest = [list(second) for _ in range(2 if taken < size else 1)]
        assert rest == [passes[1][taken:], passes[2]][-len(rest) :]


def loader(dataset: Any, n: int, seed: int, **options: Any) -> Any:
    options = {"batch_size": 3, "collate_fn": sets.as_is, "generator": generator(seed), **options}
    return data.DataLoader(dataset(), num_workers=n, multiprocessing_context="fork" if n else None, **options)


def broken(make: Any, passes: int, at: int) -> list[Any]:
    """What a loop gets that is broken off after ``at`` batches, everything made anew, and gone on with."""
    lab.manual_seed(0)
    first, got, left = make(1), [], at
    for _ in range(passes):
        one: list[Any] = []
        got.append(one)
        for batch in first:
            one.append(batch)
            left -= 1
            if left == 0:
                break
        if left == 0:
            break
    state, stream = stored(first.state_dict()), lab.get_rng_state()
    del first
    lab.manual_seed(77)
    second = make(77)
    second.load_state_dict(state)
    lab.set_rng_state(stream)
    got[-1].extend(second)
    while len(got) < passes:
        got.append(list(second))
    return got


CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "in order": (sets.Squares, {}),
    "shuffled": (sets.Chance, {"shuffle": True}),
    "shuffled by the default generator": (sets.Chance, {"shuffle": True, "generator": None}),
    "own sampler": (sets.Chance, {"sampler": [5, 3, 1, 1, 2, 9, 8]}),
    "own batches": (sets.Chance, {"batch_size": 1, "batch_sampler": [[1, 2], [3], [4, 5, 6], [0]]}),
    "one by one": (sets.Chance, {"batch_size": None, "shuffle": True}),
    "a stream": (lambda: sets.Stream(18), {}),
    "a stream in uneven parts": (lambda: sets.Stream(30, (9, 2)), {}),
    "a stream that knows its place": (lambda: sets.Counting(10), {}),
    "a stream, one by one": (lambda: sets.Stream(5), {"batch_size": None}),
}


def told(passes: list[Any], n: int) -> str:
    """The passes as text; of ``Chance`` read here only the indices, for it draws from Python and NumPy too."""
    if n == 0:
        return str([[index_of(batch) for batch in one] for one in passes])
    return str(passes)


def index_of(batch: Any) -> Any:
    if isinstance(batch, list):
        return [index_of(sample) for sample in batch]
    return batch[0] if isinstance(batch, tuple) and len(batch) == 4 else batch


@pytest.mark.parametrize("n", [0, 2] if hasattr(os, "fork") else [0])
@pytest.mark.parametrize("name", CASES)
def test_a_loader_at_every_place(name: str, n: int) -> None:
    dataset, options = CASES[name]

    def make(seed: int) -> Any:
        return loader(dataset, n, seed, **options)

    lab.manual_seed(0)
    whole = make(1)
    passes = [list(whole) for _ in range(2)]
    size = len(passes[0])
    for at in (1, 2, size, size + 1) if n else range(1, size + 2):  # processes take their time
        assert told(broken(make, 2, at), n) == told(passes, n), at


def test_a_loader_between_two_passes() -> None:
    for n in (0, 2):
        whole = loader(sets.Squares, n, 1, shuffle=True)
        first, second = list(whole), list(whole)
        half = loader(sets.Squares, n, 1, shuffle=True)
        assert repr(list(half)) == repr(first)
        other = loader(sets.Squares, n, 2, shuffle=True)
        other.load_state_dict(stored(half.state_dict()))
        assert repr(list(other)) == repr(second)


def test_another_number_of_workers_goes_on_with_the_same_batches() -> None:
    expected = list(loader(sets.Squares, 0, 1, shuffle=True))
    for before, after in ((0, 2), (2, 0), (2, 1)):
        first = loader(sets.Squares, before, 1, shuffle=True)
        batches = iter(first)
        next(batches)
        second = loader(sets.Squares, after, 9, shuffle=True)
        second.load_state_dict(stored(first.state_dict()))
        assert repr(list(second)) == repr(expected[1:])


def test_a_state_of_another_loader_is_refused() -> None:
    first = loader(sets.Squares, 0, 1)
    next(iter(first))
    with pytest.raises(ValueError, match="batch_size=3, and this one has batch_size=4"):
        loader(sets.Squares, 0, 1, batch_size=4).load_state_dict(first.state_dict())
    first = loader(lambda: sets.Stream(20), 0, 1)
    next(iter(first))
    other = loader(lambda: sets.Stream(20), 1, 1)
    with pytest.raises(ValueError, match="num_workers=0, and this one has num_workers=1"):
        other.load_state_dict(first.state_dict())
    assert len(list(other)) == 7
    third = loader(sets.Squares, 1, 1, in_order=False)
    assert third.state_dict()["pass"] is None
    batches = iter(third)
    next(batches)
    with pytest.raises(ValueError, match="in_order=False"):
        third.state_dict()


def test_a_state_that_was_loaded_and_not_used_is_the_state() -> None:
    first = loader(sets.Squares, 2, 1, shuffle=True)
    batches = iter(first)
    next(batches)
    second = loader(sets.Squares, 2, 9, shuffle=True)
    second.load_state_dict(first.state_dict())
    third = loader(sets.Squares, 2, 8, shuffle=True)
    third.load_state_dict(stored(second.state_dict()))
    assert repr(list(third)) == repr(list(second)) == repr(list(batches))


def test_batches_made_in_advance_do_not_count() -> None:
    first = loader(sets.Squares, 2, 1, prefetch_factor=4)
    batches = iter(first)
    next(batches)
    assert first.state_dict()["pass"]["batches"] == 1
