"""What all metrics share: a state that batches are added to."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import autograd_lab as lab
import autograd_lab.metrics.messages
from autograd_lab import Tensor, nn
from autograd_lab.errors import ArgTypeError, NotWritten, UseError

_MERGE: dict[str, Callable[[Any, Any], Any]] = {
    "sum": lambda before, batch: before + batch,
    "max": lambda before, batch: lab.maximum(before, batch),
    "min": lambda before, batch: lab.minimum(before, batch),
    "cat": lambda before, batch: [*before, *batch],
}


class Metric(nn.Module):
    """Write ``update(...)``, which adds a batch to the states, and ``compute()``, which makes the result of them.

    States are declared in ``__init__`` with ``add_state``. A metric is a Module: its states go along with ``.to()``,
    and are no part of a ``state_dict``. ``metric(preds, target)`` updates and returns the result of this batch alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self._defaults: dict[str, Tensor | list[Any]] = {}
        self._merges: dict[str, str | None] = {}
        self._updated = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "update" in cls.__dict__:
            cls.update = _noting(cls.update)
        if "compute" in cls.__dict__:
            cls.compute = _after_update(cls.compute)

    def add_state(self, name: str, default: Tensor | list[Any], dist_reduce_fx: str | None = None) -> None:
        """A state that ``reset`` sets to ``default``, a Tensor or an empty list.

        ``dist_reduce_fx`` says how the states of two batches become one: "sum", "max", "min" or, for lists, "cat".
        With None calling the metric updates twice: once for the batch, once for the whole.
        """
        if not isinstance(default, Tensor) and not (isinstance(default, list) and not default):
            raise ArgTypeError("metrics.state_default", name=name, got=type(default).__name__)
        self._defaults[name] = default
        self._merges[name] = dist_reduce_fx
        if isinstance(default, Tensor):
            self.register_buffer(name, default.detach().clone(), persistent=False)
        else:
            setattr(self, name, [])

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Add a batch."""
        raise NotWritten("metrics.not_written", cls=type(self).__name__, method="update")

    def compute(self) -> Any:
        """The result of all batches since the last ``reset``; AssertionError before the first."""
        raise NotWritten("metrics.not_written", cls=type(self).__name__, method="compute")

    def reset(self) -> None:
        """Forget all batches."""
        for name, default in self._defaults.items():
            setattr(self, name, default.clone().to(getattr(self, name).device) if isinstance(default, Tensor) else [])
        self._updated = False

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        before = {name: getattr(self, name) for name in self._defaults}
        updated = self._updated
        self.reset()
        try:
            self.update(*args, **kwargs)
            result = self.compute()
        except BaseException:
            self._set(before, updated)
            raise
        if not updated:
            return result
        if all(merge in _MERGE for merge in self._merges.values()):
            self._set({n: _MERGE[self._merges[n] or ""](old, getattr(self, n)) for n, old in before.items()}, True)
        else:
            self._set(before, True)
            self.update(*args, **kwargs)
        return result

    def _set(self, states: Mapping[str, Any], updated: bool) -> None:
        for name, value in states.items():
            setattr(self, name, value)
        self._updated = updated


def _noting(update: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(update)
    def noting(self: Metric, *args: Any, **kwargs: Any) -> None:
        with lab.no_grad():
            update(self, *args, **kwargs)
        self._updated = True

    return noting


def _after_update(compute: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(compute)
    def checked(self: Metric) -> Any:
        if not self._updated:
            raise UseError("metrics.nothing_yet", cls=type(self).__name__)
        with lab.no_grad():
            return compute(self)

    return checked


class MetricCollection(nn.ModuleDict):
    """Several metrics that see the same batches; results come as a dict.

    ``metrics``: a dict, or a list, whose members go by the names of their classes. ``prefix`` and ``postfix`` are put
    around the names in results.
    """

    def __init__(
        self, metrics: Mapping[str, Metric] | Sequence[Metric], *, prefix: str = "", postfix: str = ""
    ) -> None:
        named = dict(metrics) if isinstance(metrics, Mapping) else {type(m).__name__: m for m in metrics}
        for name, metric in named.items():
            if not isinstance(metric, Metric):
                raise ArgTypeError("metrics.not_metric", name=name, got=type(metric).__name__)
        super().__init__()
        for name, metric in named.items():
            self[name] = metric
        self.prefix, self.postfix = prefix, postfix

    def update(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]  # as torchmetrics has it
        """Add a batch to each."""
        for metric in self.values():
            metric.update(*args, **kwargs)

    def compute(self) -> dict[str, Any]:
        """All results since the last ``reset``."""
        return {self._name(name): metric.compute() for name, metric in self.items()}

    def reset(self) -> None:
        """Forget all batches."""
        for metric in self.values():
            metric.reset()

    def forward(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {self._name(name): metric(*args, **kwargs) for name, metric in self.items()}

    def _name(self, name: str) -> str:
        return f"{self.prefix}{name}{self.postfix}"
