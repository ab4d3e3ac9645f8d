"""One pass over the data, in this process or with workers; and where it is, so that it can be resumed."""

from __future__ import annotations

import contextlib
import pickle
import warnings
from collections.abc import Iterator
from itertools import islice, repeat
from typing import Any

from autograd_lab import watch
from autograd_lab.backend import cuda
from autograd_lab.backend.random import default_generator
from autograd_lab.errors import ArgumentError, DataError, WorkerError
from autograd_lab.i18n import tr
from autograd_lab.serialization import rng
from autograd_lab.utils.data.dataset import IterableDataset
from autograd_lab.utils.data.fetch import Ended, FromStream, fetcher
from autograd_lab.utils.data.pinning import pin_memory


class Position:
    """How far a pass has come. The loader keeps it, to say it in ``state_dict``."""

    def __init__(
        self,
        order: Any,
        seed: int,
        batches: int = 0,
        turn: int = 0,
        workers: Any = None,
        exhausted: bool = False,
    ) -> None:
        self.order = order  # the state of the sampler at the beginning
        self.seed = seed  # from which workers draw theirs
        self.batches = batches  # that the loop has got
        self.turn = turn  # whose batch comes next
        self.workers: dict[int, dict[str, Any]] = workers or {}  # where each worker was after its last such batch
        self.exhausted = exhausted  # whether a stream that is read here has ended
        self.ended: set[int] = {i for i, state in self.workers.items() if state.get("ended")}
        self.over = False


class Pass:
    """An iterator over the batches of one pass. It keeps what it needs of the loader, and not the loader itself."""

    name = "enumerate(DataLoader)#_SingleProcessDataLoaderIter.__next__"

    def __init__(self, loader: Any) -> None:
        self.dataset, self.source = loader.dataset, loader._index_source
        self.stream = isinstance(loader.dataset, IterableDataset)
        self.size = loader.batch_size
        self.pins = loader.pin_memory and cuda.is_available()
        if loader.pin_memory and not self.pins:
            warnings.warn(tr("data.pin"), UserWarning, stacklevel=3)
        self.begin(loader)

    def begin(self, loader: Any) -> None:
        """Be at the beginning of a new pass, or where the loader was told to resume one."""
        resume, loader._resume = loader._resume, None
        generator = loader.generator or default_generator
        if resume is None:
            # Drawn also where no worker needs it: so the order of batches does not depend on their number.
            seed = int(generator.stream.integers(0, 2**63, ()))
            indices = iter(self.source)
            order = self.source.state_dict() if hasattr(self.source, "state_dict") else None
            self.position = Position(order, seed)
        else:
            indices = iter(self.source)  # which has been told already to repeat that pass
            if not self.stream:
                indices = islice(indices, resume["batches"], None)
            self.position = Position(**resume)
        self.indices = indices
        self.said: int | None = loader._length_said  # what len() of the loader has promised
        loader._position = self.position

    def __iter__(self) -> Iterator[Any]:
        return self

    def __len__(self) -> int:
        return len(self.source)

    def __next__(self) -> Any:
        with watch.region(self.name):
            try:
                batch = self.following()
                if self.pins:
                    batch = pin_memory(batch)
            except StopIteration:
                self.position.over = True
                raise
            except Exception:
                del self  # a notebook keeps the last traceback, and that must not keep the workers
                raise
        said, got = self.said, self.position.batches
        if self.stream and said is not None and got == said + 1:
            warnings.warn(tr("data.stream_longer", said=said, got=got), UserWarning, stacklevel=2)
        return batch

    def following(self) -> Any:
        """The next batch."""
        raise NotImplementedError

    def __getstate__(self) -> Any:
        raise NotImplementedError(f"{type(self).__name__} cannot be pickled")


class InProcess(Pass):
    """Everything happens here, when the next batch is asked for."""

    def begin(self, loader: Any) -> None:
        if loader.timeout:
            raise DataError("data.timeout_needs_workers", value=loader.timeout)
        super().begin(loader)
        self.fetcher = fetcher(self.dataset, loader.collate_fn, loader._batched, loader.drop_last)
        if isinstance(self.fetcher, FromStream) and not hasattr(self.dataset, "load_state_dict"):
            self._skip(self.fetcher, self.position.batches)
        if self.position.exhausted:
            self.fetcher.ended = True  # type: ignore[union-attr]

    def _skip(self, stream: FromStream, batches: int) -> None:
        """Read over what an earlier run has seen, and leave random numbers where that run left them."""
        if batches:
            states = rng.get_states()
            with contextlib.suppress(Ended):
                for _ in range(batches):
                    stream.take(self.size)
            rng.set_states(states)

    def following(self) -> Any:
        index = next(self.indices)
        try:
            batch = self.fetcher.fetch(index)
        except Ended:
            raise StopIteration from None
        except Exception as error:
            self.position.batches += 1  # as with workers: the next pass resumed from here begins behind it
            if isinstance(error, StopIteration):  # the data set's own, which must not silently end the loop
                raise WorkerError("data.stop_iteration", cls=type(self.dataset).__name__) from error
            raise
        self.position.batches += 1
        self.position.exhausted = getattr(self.fetcher, "ended", False)
        return batch


def state_of(loader: Any) -> dict[str, Any]:
    """The state of a loader: the pass that runs, if one does, and that of its generator."""
    position, source = loader._position, loader._index_source
    state: dict[str, Any] = {"pass": None, "batch_size": loader.batch_size, "num_workers": loader.num_workers}
    if loader._resume is not None:  # loaded, and not yet gone on with
        state["pass"] = loader._resume
    elif position is not None and not position.over:
        if loader.num_workers and not loader.in_order:
            raise ArgumentError("data.resume_in_order")
        workers = {i: _readable(worker) for i, worker in position.workers.items()}
        state["pass"] = {
            "order": position.order,
            "seed": position.seed,
            "batches": position.batches,
            "turn": position.turn,
            "workers": workers,
            "exhausted": position.exhausted,
        }
    elif hasattr(source, "state_dict"):
        state["sampler"] = source.state_dict()
    if not loader.num_workers and hasattr(loader.dataset, "state_dict"):
        state["dataset"] = loader.dataset.state_dict()
    state["generator"] = loader.generator.state_bytes() if loader.generator is not None else None
    return state


def _readable(worker: dict[str, Any]) -> dict[str, Any]:
    """What a worker said of its random numbers comes as bytes, so that it costs nothing unless it is wanted."""
    return {**worker, "rng": pickle.loads(worker["rng"]) if isinstance(worker["rng"], bytes) else worker["rng"]}


def resume(loader: Any, state: dict[str, Any]) -> None:
    """Let the loader's next pass begin where ``state`` says. ValueError, and no change, if it is of another loader."""
    running, stream = state["pass"], isinstance(loader.dataset, IterableDataset)
    for name in ("batch_size", "num_workers") if running else ():
        saved, now = state[name], getattr(loader, name)
        if saved == now:
            continue
        if name == "batch_size" or stream:
            raise ArgumentError("data.resume_other", name=name, saved=saved, now=now)
        running = {**running, "workers": {}, "turn": 0}  # the order is the sampler's, whoever makes the batches
    loader._resume, loader._position = running, None
    order = running["order"] if running else state.get("sampler")
    if order is not None:
        loader._index_source.load_state_dict(order)
    if "dataset" in state:
        loader.dataset.load_state_dict(state["dataset"])
    if loader.generator is not None and state["generator"] is not None:
        loader.generator.restore(state["generator"])


class Forever:
    """The indices of a stream: the size of a batch, or None, again and again."""

    def __init__(self, size: int | None) -> None:
        self.size = size

    def __iter__(self) -> Iterator[Any]:
        return repeat(self.size)
