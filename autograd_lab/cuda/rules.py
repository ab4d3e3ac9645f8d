"""What a training step must not do if a CUDA graph shall repeat it, found while the step runs on any device."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_lab import watch
from autograd_lab.errors import DeviceError
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.watch.origin import op_name, place
from autograd_lab.watch.reads import READS, SIZED_BY_NUMBERS

MADE_ON_HOST = {"tensor", "as_tensor", "asarray", "from_numpy", "frombuffer", "scalar_tensor", "new_tensor"}

Done = tuple[str, tuple[Any, ...]]  # an op, and the shapes and dtypes of its inputs


class Rules(watch.Watcher):
    """RuntimeError at the first thing that a graph cannot hold. ``story`` is what the step did, one entry per op; with
    the story of an earlier call as ``before`` it is an error to do something else."""

    def __init__(self, before: Sequence[Done] | None = None) -> None:
        self.story: list[Done] = []
        self._before = before

    def called(self, function: Any, args: Sequence[Any], kwargs: Any, result: Any) -> None:
        name = getattr(function, "__name__", "")
        if name in READS:
            raise _broken("graphed.reads", READS[name])
        if name == "cpu":
            raise _broken("graphed.reads", ".cpu()")
        if name in MADE_ON_HOST and not any(isinstance(x, Tensor) for x in args[-1:]):
            raise _broken("graphed.made_on_host", f"{name}(...)")
        if name in SIZED_BY_NUMBERS and (name != "repeat_interleave" or _has_tensor(args[1:], kwargs)):
            raise _broken("graphed.sized", f"{name}(...)")

    def ran(self, op: Any, params: Any, inputs: Sequence[Any], outputs: Sequence[Any], started: int) -> None:
        if op.__name__ == "GetItem" and _has_mask(params["index"]):
            raise _broken("graphed.sized", "x[mask]")
        done = (op_name(op, params), tuple([(x.array.shape, x.array.dtype) for x in inputs if isinstance(x, Tensor)]))
        at = len(self.story)
        self.story.append(done)
        if self._before is not None and (at >= len(self._before) or self._before[at] != done):
            raise _broken("graphed.other", done[0])

    def optimizing(self, optimizer: Any) -> None:
        if optimizer.reads_numbers:
            raise _broken("graphed.optimizer", type(optimizer).__name__)

    def finished(self) -> None:
        """The step is over: RuntimeError if it did less than before."""
        if self._before is not None and len(self.story) < len(self._before):
            raise DeviceError("graphed.less", before=len(self._before), now=len(self.story))


def _broken(key: str, what: str) -> DeviceError:
    line = watch.learner_line()
    return DeviceError(key, what=what, place=place(line) if line else "?")


def _has_tensor(args: Sequence[Any], kwargs: dict[str, Any]) -> bool:
    return any(isinstance(x, Tensor) and x.ndim for x in (*args, *kwargs.values()))


def _has_mask(index: Any) -> bool:
    parts = index if isinstance(index, tuple) else (index,)
    return any(getattr(part, "dtype", None) == "bool" and part.ndim for part in parts)
