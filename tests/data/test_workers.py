"""Loading with worker processes: the same batches as without, whoever makes them, and errors that say what happened."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import threading
import time
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.errors import WorkerError
from autograd_lab.utils import data
from autograd_lab.utils.data import transport
from tests.data import sets
from tests.data.test_data import plain

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="written for systems with fork"),
    pytest.mark.filterwarnings("ignore:.*worker processes:UserWarning"),  # a machine may have one core
    pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning"),
]
SOON = 30.0  # seconds, on a machine however busy; a sample that is not waited for takes 60
METHODS = ["fork", "spawn", "forkserver"]


def loader(dataset: Any, batch_size: Any = 2, num_workers: int = 2, method: str = "fork", **options: Any) -> Any:
    options.setdefault("collate_fn", sets.as_is)
    context = method if num_workers else None
    return data.DataLoader(dataset, batch_size, num_workers=num_workers, multiprocessing_context=context, **options)


def children() -> set[int]:
    """The processes that are running from this one (the servers of multiprocessing apart)."""
    return {process.pid for process in multiprocessing.active_children() if process.pid}


@pytest.fixture(autouse=True)
def _no_process_and_no_shared_memory_is_left() -> Any:
    before, shared = children(), set(os.listdir("/dev/shm")) if os.path.isdir("/dev/shm") else set()
    yield
    gc.collect()
    assert children() <= before
    if os.path.isdir("/dev/shm"):
        assert {name for name in os.listdir("/dev/shm") if "autograd" in name or name.startswith("psm_")} <= shared


# -- what comes out ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_batches_are_those_without_workers(method: str) -> None:
    choices: list[dict[str, Any]] = [
        {"shuffle": True}, {}, {"drop_last": True}, {"batch_size": None}, {"batch_size": 4}]  # fmt: skip
    for options in choices if method == "fork" else choices[:1]:
        alone, shared = (
            [plain(b) for b in loader(sets.Squares(9), num_workers=n, method=method, collate_fn=None,
                                      generator=lab.Generator().manual_seed(3), **options)]
            for n in (0, 2)
        )  # fmt: skip
        assert alone == shared and len(alone) >= 3


def test_functions_of_ones_own_travel_too() -> None:
    factor = 3
    for method in METHODS:
        batches = loader(sets.Squares(4), method=method, collate_fn=lambda batch: [factor * s[0] for s in batch])
        assert list(batches) == [[0, 3], [6, 9]]


@pytest.mark.parametrize("sizes", [(7, ()), (7, (1, 9)), (20, (5, 1, 3)), (0, ())], ids=str)
@pytest.mark.parametrize("batch_size", [2, None])
def test_streams_give_their_batches_in_turn(sizes: Any, batch_size: Any) -> None:
    torch = pytest.importorskip("torch")
    n = len(sizes[1]) or 2
    ours = list(loader(sets.Stream(*sizes), batch_size, n))

    class Stream(torch.utils.data.IterableDataset):
        def __iter__(self) -> Any:
            info = torch.utils.data.get_worker_info()
            numbers = range(info.id, sizes[0], info.num_workers)
            return iter(numbers[: sizes[1][info.id]] if sizes[1] else numbers)

    theirs = list(torch.utils.data.DataLoader(Stream(), batch_size, num_workers=n, collate_fn=sets.as_is,
                                              multiprocessing_context="fork"))  # fmt: skip
    assert sorted(map(str, ours)) == sorted(map(str, theirs))
    if len(set(sizes[1])) < 2:  # otherwise theirs depends on when the end of a worker's stream becomes known
        assert ours == theirs


def test_the_order_of_streams_does_not_depend_on_time() -> None:
    expected = [[0, 3], [1], [2, 5], [6, 9], [8], [12]]
    for _ in range(5):
        assert list(loader(sets.Stream(20, (5, 1, 3)), num_workers=3)) == expected


def test_a_stream_that_all_workers_read_whole_is_warned_of() -> None:
    class Same(data.IterableDataset):
        def __iter__(self) -> Any:
            return iter(range(4))

        def __len__(self) -> int:
            return 4

    for n in (0, 2):
        doubled = loader(Same(), num_workers=n)
        assert len(doubled) == 2
        if n:
            with pytest.warns(UserWarning, match="said to be 2 batches, but 3"):
                assert len(list(doubled)) == 4
        else:
            assert len(list(doubled)) == 2


def test_every_kind_of_batch_arrives_whole() -> None:
    kinds = [
        lab.randn(3, 4), lab.randn(3, 4).t(), lab.randn(300, 400), lab.randn(300, 400).t(), lab.ones(2).bfloat16(),
        lab.ones(40000).bfloat16(), lab.ones(3, dtype=lab.bool), lab.zeros(0, 3), lab.tensor(1.5),
        lab.randn(2, dtype=lab.complex128), lab.nn.Parameter(lab.ones(2)), np.arange(6).reshape(2, 3),
        np.array(["a", "bc"]), {"a": [1, (2.0, None)]}, "text", b"\0", sets.Squares(3), 10**30,
        [lab.ones(20000), "x", lab.zeros(20000, dtype=lab.int8), np.ones(3)],
    ]  # fmt: skip
    for method in ("fork", "spawn"):
        arrived = list(
            data.DataLoader(kinds, None, num_workers=2, collate_fn=sets.as_is, multiprocessing_context=method)
        )
        for sent, got in zip(kinds, arrived, strict=True):
            assert type(got) is type(sent)
            if isinstance(sent, lab.Tensor):
                assert got.dtype == sent.dtype and got.requires_grad == sent.requires_grad
                assert got.shape == sent.shape and got.array.tobytes() == sent.array.tobytes()
                with lab.no_grad():
                    got.zero_()  # ones own memory, not the worker's or the data set's
            elif isinstance(sent, sets.Squares):
                assert got.n == 3
            else:
                assert repr(got) == repr(sent)


def test_many_large_batches_at_once() -> None:
    x = lab.arange(200 * 20000.0).reshape(200, 20000)
    batches = list(data.DataLoader(data.TensorDataset(x), 1, num_workers=2))
    assert len(batches) > 2 * transport.MOST_MAPPED
    assert all((b[0] == x[i]).all() for i, b in enumerate(batches))
    used = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    del batches
    gc.collect()
    assert len(transport._mapped) == 0
    assert not used or len(os.listdir("/proc/self/fd")) <= used - transport.MOST_MAPPED * (used > 100)


def test_samples_in_bulk() -> None:
    dataset = sets.Reversed()
    assert list(loader(dataset, num_workers=0)) == [[0, -1], [-2, -3], [-4, -5]] == list(loader(dataset))
    assert dataset.bulk == 3
    assert list(loader(data.Subset(dataset, [5, 1]), num_workers=0)) == [[-5, -1]]
    assert list(loader(dataset, None, 0)) == list(range(6))


# -- who makes them ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_workers_know_who_they_are(method: str) -> None:
    rows = [
        row for batch in loader(sets.Who(), method=method, generator=lab.Generator().manual_seed(1)) for row in batch
    ]
    pids = {row[0] for row in rows}
    assert len(pids) == 2 and os.getpid() not in pids
    assert [row[1] for row in rows] == [0, 0, 1, 1, 0, 0, 1, 1] and all(row[2] == 2 and row[4] for row in rows)
    assert rows[2][3] == rows[0][3] + 1
    assert data.get_worker_info() is None
    assert all(row[1:3] == (-1, 0) for batch in loader(sets.Who(), num_workers=0) for row in batch)


def drawn(seed: int, method: str = "fork", persistent: bool = False, n: int = 12) -> list[list[tuple[Any, ...]]]:
    """What the workers draw in two passes."""
    generator = lab.Generator().manual_seed(seed)
    chance = loader(sets.Chance(n), method=method, generator=generator, persistent_workers=persistent)
    return [[row for batch in chance for row in batch] for _ in range(2)]


def test_random_numbers_differ_between_workers_and_passes_and_repeat_with_the_seed() -> None:
    first, second = drawn(0)
    for source in (1, 2, 3):
        assert len({row[source] for row in first + second}) == 24
    assert drawn(0) == drawn(0, persistent=True) == [first, second] and drawn(1) != [first, second]


@pytest.mark.parametrize("method", METHODS[1:])
def test_random_numbers_do_not_depend_on_how_a_worker_starts(method: str) -> None:
    assert drawn(0, method, persistent=True, n=4) == drawn(0, n=4)


def test_the_seed_of_a_worker_is_that_of_its_library() -> None:
    class Seeds(data.Dataset):
        def __len__(self) -> int:
            return 4

        def __getitem__(self, i: int) -> Any:
            info = data.get_worker_info()
            assert info is not None
            return info.seed, lab.initial_seed(), float(lab.rand(()))

    first, other, *_ = (row for batch in loader(Seeds(), 1) for row in batch)
    assert first[0] == first[1] and other[0] == other[1] == first[0] + 1
    assert first[2] == float(lab.rand((), generator=lab.Generator().manual_seed(first[0])))


def test_worker_init_fn_has_the_last_word_on_seeds() -> None:
    rows = [row for batch in loader(sets.Chance(4), worker_init_fn=sets.seed_all_alike) for row in batch]
    assert rows[0][1] == rows[2][1] and rows[0][2] != rows[2][2]


def test_the_order_does_not_depend_on_the_number_of_workers() -> None:
    orders = []
    for n in (0, 1, 3):
        lab.manual_seed(0)
        two = loader(sets.Squares(20), 3, n, shuffle=True)
        orders.append([[[s[0] for s in batch] for batch in two] for _ in range(2)] + [float(lab.rand(()))])
    assert orders[0] == orders[1] == orders[2]


def test_persistent_workers_stay_and_others_go() -> None:
    for persistent in (True, False):
        who = loader(sets.Who(), persistent_workers=persistent)
        first, second = ({row[0] for batch in who for row in batch} for _ in range(2))
        assert (first == second) is persistent and len(first) == 2
        assert len(children()) == 2 * persistent
        del who
        gc.collect()
        assert not children()


def test_a_pass_of_persistent_workers_that_was_left_early_leaves_nothing_in_the_next() -> None:
    kept = loader(sets.Squares(10), persistent_workers=True, collate_fn=sets.double)
    for taken in (1, 3, 0):
        for _, batch in zip(range(taken), kept, strict=False):
            assert batch[0] % 4 == 0
        assert list(kept) == [[0, 2], [4, 6], [8, 10], [12, 14], [16, 18]]


def test_two_passes_at_once() -> None:
    two = loader(sets.Squares(6), collate_fn=sets.double)
    assert [a == b for a, b in zip(two, two, strict=True)] == [True] * 3


def test_batches_out_of_order() -> None:
    slow = sets.Slow(0.3, only=0, n=12)
    first, *rest = loader(slow, 2, in_order=False)
    assert first != [0, 1] and sorted(sum(rest, first)) == list(range(12))
    assert [0, 1] == next(iter(loader(slow, 2)))


def test_no_more_than_asked_is_made_in_advance() -> None:
    counter = multiprocessing.get_context("fork").Value("i", 0)

    class Counted(data.Dataset):
        def __len__(self) -> int:
            return 1000

        def __getitem__(self, i: int) -> int:
            with counter.get_lock():
                counter.value += 1
            return i

    for ahead in (1, 4):
        counter.value = 0
        batches = iter(loader(Counted(), 1, prefetch_factor=ahead))
        next(batches)
        time.sleep(0.3)
        assert counter.value == 2 * ahead + 1


# -- errors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS[:2])
def test_an_exception_comes_back_with_the_traceback_of_the_worker(method: str) -> None:
    with pytest.raises(ValueError, match=r"^no such sample$") as raised:
        list(loader(sets.Fails(ValueError("no such sample")), method=method))
    cause = str(raised.value.__cause__)
    assert "sets.py" in cause and "raise self.error" in cause and "DataLoader worker 0 (pid" in cause


def test_an_exception_that_is_kept_does_not_keep_the_workers() -> None:
    try:
        list(loader(sets.Fails(ValueError("kept"))))
    except ValueError as error:
        kept = error
    assert kept.__traceback__ is not None and not children()  # and that without the garbage collector


def test_exceptions_of_every_kind() -> None:
    for error in (
        KeyError("k"),
        lab.errors.ShapeError("broadcast.mismatch", a=1, b=2, na=1, nb=2, dim=0),
        OSError(2, "gone"),
    ):
        with pytest.raises(type(error)) as raised:
            list(loader(sets.Fails(error)))
        assert str(raised.value) == str(error)
    for odd in (sets.Odd(1, 2), StopIteration("early")):
        with pytest.raises(WorkerError, match=f"{type(odd).__name__}: .*DataLoader worker 0"):
            list(loader(sets.Fails(odd)))
    with pytest.raises(WorkerError, match="Fails raised StopIteration"):
        list(loader(sets.Fails(StopIteration()), num_workers=0))


def test_after_an_exception_the_loop_may_go_on() -> None:
    for n in (0, 2):
        batches, got = iter(loader(sets.Fails(ValueError()), num_workers=n)), []
        while True:
            try:
                got.append(next(batches))
            except ValueError:
                got.append("error")
            except StopIteration:
                break
        assert got == [[0, 1], [2, 3], "error", [6, 7]]


def test_a_worker_that_cannot_begin() -> None:
    with pytest.raises(ValueError, match="worker 0 cannot begin"):
        list(loader(sets.Squares(), worker_init_fn=sets.init_fails))


def test_an_error_of_the_sampler() -> None:
    def indices() -> Any:
        yield [0]
        raise LookupError("no more indices")

    with pytest.raises(LookupError, match="no more indices"):
        list(loader(sets.Squares(), 1, batch_sampler=indices()))


@pytest.mark.parametrize("method", METHODS)
def test_a_killed_worker_is_named_at_once(method: str) -> None:
    start = time.monotonic()
    with pytest.raises(WorkerError, match=r"DataLoader worker 1 \(pid \d+\) was killed by SIGKILL"):
        for _ in loader(sets.Dies("kill"), 1, method=method):
            start = time.monotonic()
    assert time.monotonic() - start < SOON


def test_a_worker_that_exits_is_named() -> None:
    with pytest.raises(WorkerError, match=r"worker 0 .* exit code 3"):
        list(loader(sets.Dies("exit")))


def test_a_worker_killed_from_outside_while_the_loop_waits() -> None:
    batches = iter(loader(sets.Slow(60, only=7), 1, persistent_workers=True))
    for _ in range(7):
        next(batches)
    victim = batches.crew.processes[1].pid
    threading.Timer(0.3, os.kill, (victim, signal.SIGKILL)).start()
    start = time.monotonic()
    with pytest.raises(WorkerError, match=rf"worker 1 \(pid {victim}\) was killed by SIGKILL"):
        list(batches)
    assert time.monotonic() - start < SOON


def test_a_persistent_loader_starts_new_workers_after_one_died() -> None:
    kept = loader(sets.Slow(0.02, n=20), persistent_workers=True)
    for die_at, left in ((1, WorkerError), (10, None)):
        batches = iter(kept)
        for _ in range(die_at):
            next(batches)
        os.kill(batches.crew.processes[0].pid, signal.SIGKILL)
        batches.crew.processes[0].join()
        with pytest.raises(left) if left else contextlib.nullcontext():
            list(batches)
    assert len(list(kept)) == 10


def test_a_slow_worker_runs_out_of_time() -> None:
    start = time.monotonic()
    with pytest.raises(WorkerError, match=r"timed out: no batch for 0\.5 seconds"):
        list(loader(sets.Slow(60, only=3), 1, timeout=0.5))
    assert time.monotonic() - start < SOON


def test_what_cannot_be_sent() -> None:
    with pytest.raises(WorkerError, match=r"made a batch that cannot be sent: .*generator"):
        list(loader(sets.Unsendable()))
    locked = sets.Squares()
    locked.lock = threading.Lock()  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match=r"dataset cannot be sent to a worker process: .*num_workers=0"):
        list(loader(locked, method="spawn"))
    assert len(list(loader(locked, method="fork"))) == 5  # nothing is sent there


def test_without_cloudpickle_what_can_be_imported_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "cloudpickle", None)
    assert len(list(loader(sets.Squares(4), method="spawn"))) == 2
    with pytest.raises(ValueError, match=r"collate_fn cannot be sent .*pip install cloudpickle"):
        list(loader(sets.Squares(4), method="spawn", collate_fn=lambda batch: batch))


def test_an_iterator_cannot_be_pickled() -> None:
    for n in (0, 2):
        with pytest.raises(NotImplementedError, match="cannot be pickled"):
            pickle.dumps(iter(loader(sets.Squares(), num_workers=n)))


# -- and where they go -------------------------------------------------------------------------------------------------


def test_a_loop_left_early_ends_its_workers_at_once() -> None:
    start = time.monotonic()
    for _ in loader(sets.Squares(1000), prefetch_factor=50):
        break
    assert not children() and time.monotonic() - start < SOON


def test_a_loop_left_early_does_not_wait_for_a_slow_sample() -> None:
    start = time.monotonic()
    for batch in loader(sets.Slow(60, only=5), 1):
        if batch == [2]:
            break
    assert not children() and time.monotonic() - start < SOON


def test_an_exception_in_the_loop_ends_its_workers() -> None:
    with pytest.raises(ZeroDivisionError):
        for _ in enumerate(loader(sets.Squares(1000))):
            1 / 0  # noqa: B018
    assert not children()


@pytest.mark.parametrize("method", METHODS[:2])
def test_ctrl_c_leaves_no_worker_and_no_half_message(method: str) -> None:
    before = signal.getsignal(signal.SIGINT)
    assert before is signal.default_int_handler
    for delay in (0.0, 0.01, 0.05, 0.2) if method == "fork" else (0.1,):
        timer = threading.Timer(delay, os.kill, (os.getpid(), signal.SIGINT))
        with pytest.raises(KeyboardInterrupt):
            timer.start()
            for _ in loader(sets.Slow(0.01, n=100_000), 4, method=method):
                pass
        timer.join()
        assert not children()
    assert list(loader(sets.Slow(0, n=4), method=method)) == [[0, 1], [2, 3]]


def test_workers_of_a_loader_in_a_thread() -> None:
    got: list[Any] = []
    thread = threading.Thread(target=lambda: got.extend(loader(sets.Squares(6), collate_fn=sets.double)))
    thread.start()
    thread.join()
    assert got == [[0, 2], [4, 6], [8, 10]]
