"""One captured CUDA graph of a training step, and the memory that it reads and writes at every launch."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any

from autograd_lab import watch
from autograd_lab.backend import cuda, pinned
from autograd_lab.backend.arrays import address
from autograd_lab.backend.capture import Capture, capturing
from autograd_lab.cuda.undo import same
from autograd_lab.errors import DeviceError, LabError
from autograd_lab.graph.modes import no_grad
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.watch.origin import place


class Written(watch.Watcher):
    """What a step writes to, and whose gradients it forgets before it uses them. Asked of the last step for practice:
    nobody watches the capture itself, so that it goes the ways of every other step."""

    def __init__(self) -> None:
        self.tensors: dict[int, Tensor] = {}
        self.cleared: set[int] = set()
        self._stepped = False

    def writing(self, tensor: Tensor) -> None:
        self.tensors[id(tensor._writes)] = tensor

    def grad_set(self, tensor: Tensor, value: Tensor | None) -> None:
        if value is None and not self._stepped:
            self.cleared.add(id(tensor))

    def optimizing(self, optimizer: Any) -> None:
        self._stepped = True


class Gradient:
    """The ``.grad`` of a leaf: what the graph adds to, and what is there after a launch."""

    def __init__(self, leaf: Tensor) -> None:
        self.leaf, self.before = leaf, leaf._grad
        self.after: Tensor | None = None
        self.carried = True  # whether a launch goes on from what is there

    def fits(self) -> bool:
        """Whether the graph can go on from the gradient that is there now."""
        return not self.carried or self.before is not None or self.leaf._grad is None

    def adopt(self) -> None:
        before, now = self.before, self.leaf._grad
        if self.carried and before is not None and now is not before:
            before.array[...] = 0 if now is None else now.array
            self.leaf._grad = before


class Captured:
    """A step that was captured on ``stream``, in memory of a pool of its own that nothing else is given."""

    def __init__(self, xp: Any, memory: Any, stream: Any, optimizers: Sequence[Any], leaves: Sequence[Tensor]) -> None:
        """``memory`` is what has to stay as long as the graph."""
        self.memory, self.stream, self.optimizers = memory, stream, optimizers
        self.lasting = cuda.PrivatePool()
        self.reads = Capture(xp, self.lasting.malloc)
        self.reads.bad.fill(False)
        self.gradients = [Gradient(leaf) for leaf in leaves]
        self.places = [(leaf, leaf.array) for leaf in leaves]
        self.states = [(o, p, kept) for o in optimizers for p, kept in o.state.items() if kept]
        self.groups = [(o, list(o.param_groups)) for o in optimizers]
        self.alarm = Alarm(xp, self.reads.bad)

    def capture(self, step: Callable[..., Any], inputs: Sequence[Tensor], written: Written) -> Any:
        """Note ``step`` down; returns what it returned, whose numbers come with the first launch."""
        for gradient in self.gradients:
            if id(gradient.leaf) in written.cleared:
                gradient.carried, gradient.before = False, None
        with _no_collection(), capturing(self.reads):
            self.stream.begin_capture()
            try:
                result = step(*inputs)
            except BaseException as error:
                with suppress(Exception):  # a capture that failed may not even end
                    self.stream.end_capture()
                if isinstance(error, Exception) and not isinstance(error, LabError):
                    raise DeviceError("graphed.failed", why=error, place=_place(error.__traceback__)) from error
                raise
            self.graph = self.stream.end_capture()
        for gradient in self.gradients:
            gradient.after = gradient.leaf._grad
        numbers = {(id(option.group), option.name) for option in self.reads.options.values()}
        self.fixed = [
            (group, name, value) for _, groups in self.groups for group in groups
            for name, value in group.items() if name != "params" and (id(group), name) not in numbers
        ]  # fmt: skip
        self.versions = [tensor._writes for tensor in written.tensors.values()]
        return result

    def valid(self) -> bool:
        """Whether the graph is still that of the step: no parameter has other memory, no option another meaning, and
        parameters that share a count of steps have made as many."""
        return (
            all(leaf.array is array for leaf, array in self.places)
            and all(_identical(optimizer.param_groups, groups) for optimizer, groups in self.groups)
            and all(same(group.get(name), value) for group, name, value in self.fixed)
            and all(bool(option.now()) is option.number.truth for option in self.reads.options.values())
            and self._shared_counts_agree()
        )

    def _shared_counts_agree(self) -> bool:
        if not self._other_states():
            return True
        if not all(one.agrees() for one in self.reads.renewed):
            return False
        counts: dict[int, float] = {}
        for optimizer, p, kept in self.states:
            now = optimizer.state.get(p) or kept
            for name, value in kept.items():
                if name not in now or now[name].shape != value.shape:
                    return False
                if not value.ndim and counts.setdefault(address(value.array), now[name].item()) != now[name].item():
                    return False
        return True

    def _other_states(self) -> list[tuple[dict[str, Tensor], dict[str, Tensor]]]:
        """The graph's and the optimizer's, where that was loaded, or made by a step beside the graph."""
        pairs = [(kept, optimizer.state.get(p)) for optimizer, p, kept in self.states]
        return [(kept, now) for kept, now in pairs if now and now is not kept]

    def has_begun(self) -> bool:
        """Whether there are states and gradients for the graph to go on from."""
        states = all(optimizer.state.get(p) for optimizer, p, _ in self.states)
        return states and all(gradient.fits() for gradient in self.gradients)

    def adopt(self) -> None:
        """Bring states and gradients to where the graph finds them."""
        for gradient in self.gradients:
            gradient.adopt()
        others = self._other_states()
        with no_grad():
            for kept, now in others:
                for name, value in kept.items():
                    value.copy_(now[name])
        if others:
            for optimizer, p, kept in self.states:
                optimizer.state[p] = kept

    def launch(self) -> None:
        """The step, once, on what the inputs hold."""
        self.alarm.look()
        self.reads.renew()
        self.graph.launch()
        self.reads.launched()
        if self.reads.looked:
            self.alarm.set()
        for gradient in self.gradients:
            gradient.leaf._grad = gradient.after
        for version in self.versions:
            version[0] += 1


class Alarm:
    """Tells of labels that were out of range, when the GPU has come so far. Nobody waits for it."""

    def __init__(self, xp: Any, bad: Any) -> None:
        self.bad, self._event, self._running = bad, xp.cuda.Event(disable_timing=True), False
        self._seen = pinned.empty((), bool)
        self._seen[...] = False

    def set(self) -> None:
        if not self._running:
            self.bad.get(out=self._seen, blocking=False)
            self._event.record()
            self._running = True

    def look(self) -> None:
        if self._running and self._event.done:
            self._running = False
            if self._seen:
                self.bad.fill(False)
                raise DeviceError("graphed.range")


def _identical(a: Sequence[Any], b: Sequence[Any]) -> bool:
    return len(a) == len(b) and all(x is y for x, y in zip(a, b, strict=True))


def _place(traceback: TracebackType | None) -> str:
    """The line of the learner's step that led to an error: the last before a library was called."""
    line = None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not file.startswith(watch.PACKAGE):
            line = (file, traceback.tb_lineno)
        elif line is not None:
            break
        traceback = traceback.tb_next
    return place(line) if line else "?"


@contextmanager
def _no_collection() -> Iterator[None]:
    """The garbage collector might free what a capture must not touch."""
    gc.collect()
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
