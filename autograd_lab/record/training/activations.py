"""What the layers put out in one forward pass, and which of their units do nothing any more.

A watcher looks while the ops run and keeps numbers only. It sees activations called as modules and as functions
alike. A forward pass without gradients, such as a validation, is not looked at: it leaves no nodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import get_ident
from time import perf_counter
from typing import Any, Literal

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.ops.activation import Relu, Sigmoid, Softmax, Tanh
from autograd_lab.ops.attention import AttentionWeights
from autograd_lab.ops.rectifier import Hardsigmoid, Hardtanh, Threshold
from autograd_lab.record.names import Names, shorten
from autograd_lab.record.snapshot import Real, real
from autograd_lab.record.training.histogram import histogram, sample
from autograd_lab.watch import Watcher

MOST = 200  # outputs that are looked at
# A curve is flat where its slope is less than 6% of the steepest: |tanh| > 0.97 (Karpathy, makemore part 3; Glorot &
# Bengio 2010 look at the same tails), and a sigmoid is a tanh of half the width.
FLAT = 0.97
MOSTLY = 0.8  # of a unit's values in the flat ends: it is stuck there
ENOUGH = 256  # samples for which a unit was silent before it is called dead; fewer may just have been others
LOOKS = (2, 8)  # at least so many looks, and after so many a small batch has been seen often enough

Ends = Literal["dead", "saturated", ""]


@dataclass(frozen=True)
class ActivationFlow:
    """The output of one layer at a sampled step.

    ``name`` is the module's path; an activation called as a function adds its own: ``encoder·relu``. ``ends``
    says what can become of its units, ``inactive`` how many of them (0 to 1) have: dead = zero for every sample of
    the last steps, saturated = nearly always at the flat ends of the curve. None where that is no question, or too few
    samples were seen. ``inner``: a layer with parameters follows; the last activation of a classifier may saturate.
    """

    name: str
    op: str
    line: int | None
    ends: Ends
    inactive: Real | None
    mean: Real
    std: Real
    inner: bool


def ends_of(op: type, params: dict[str, Any]) -> Ends:
    """How units of this activation cease to learn."""
    if op is Relu or op is Threshold or (op is Hardtanh and float(params["low"]) == 0):
        return "dead"
    if op in (Tanh, Sigmoid, Softmax, AttentionWeights, Hardsigmoid, Hardtanh):
        return "saturated"
    return ""


class Units:
    """How long each unit of one activation has been silent; lives as long as the run."""

    def __init__(self) -> None:
        self._silent: Any = None  # samples since the unit last said something, and looks
        self._looks: Any = None

    def dead(self, y: Any, axes: tuple[int, ...], samples: int) -> float | None:
        """The share of units that are zero in this batch and were so before. None before enough was seen."""
        xp = array_module(y)
        quiet = ~(y != 0).any(axis=axes)  # NaN speaks
        if self._silent is None or self._silent.shape != quiet.shape:
            self._silent, self._looks, self._seen = xp.zeros(quiet.shape, np.int64), xp.zeros(quiet.shape, np.int64), 0
        self._silent = (self._silent + samples) * quiet
        self._looks = (self._looks + 1) * quiet
        self._seen += 1
        least, most = LOOKS
        if self._seen < least:
            return None
        dead = ((self._silent >= ENOUGH) & (self._looks >= least)) | (self._looks >= most)
        return float(dead.mean())


def saturated(op: type, params: dict[str, Any], y: Any, axes: tuple[int, ...]) -> float:
    """The share of units that are in the flat ends of their curve nearly always."""
    if op is Softmax or op is AttentionWeights:
        axis = params.get("axis", -1) if op is Softmax else -1
        return float((y.max(axis=axis) > (1 + FLAT) / 2).mean())  # of rows: all on one place
    if op is Hardtanh:
        flat = (y <= params["low"]) | (y >= params["high"])
    else:
        centred = y if op is Tanh else 2 * y - 1
        flat = abs(centred) > FLAT
    return float((flat.mean(axis=axes) > MOSTLY).mean())


class ActivationWatcher(Watcher):
    """On the list of watchers for one step. ``units`` is the memory of the run, by name of the output."""

    def __init__(self, names: Names, units: dict[str, Units], thread: int | None = None) -> None:
        self.thread = thread  # None: whatever runs
        self.flows: list[ActivationFlow] = []
        self.histograms: dict[str, np.ndarray] = {}
        self.seconds = 0.0
        self._names = names
        self._units = units
        self._last: tuple[Any, Any] | None = None  # the newest node and its output, until its module ends
        self._taken: set[int] = set()  # orders of nodes that have been looked at
        self._channels = False  # whether the newest layer with weights was a convolution
        self._inner = 0  # so many of the flows are followed by a layer with parameters
        self._closed = False

    def result(self) -> list[ActivationFlow]:
        return [
            flow if i < self._inner else ActivationFlow(**{**vars(flow), "inner": False})
            for i, flow in enumerate(self.flows)
        ]

    def backward_started(self, roots: Sequence[Any]) -> None:
        if self.thread in (None, get_ident()):
            self._closed, self._last = True, None  # what a checkpoint computes again was seen before

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        if self._closed or self.thread not in (None, get_ident()):
            return
        self._last = node, outputs[0]
        if any(getattr(x, "is_leaf", False) and x.requires_grad for x in inputs):
            self._inner = len(self.flows)
            self._channels = "Conv" in node.op.__name__
        ends = ends_of(node.op, node.params)
        if ends:
            start = perf_counter()
            scope = node.scope
            path = self._names.of_scope(scope)
            own = not scope or any(True for _ in scope[-1].children()) or _weighted(scope[-1])
            symbol = node.op.__name__.lower()
            self._look(f"{path}·{symbol}".lstrip("·") if own else path, node, outputs[0], ends)
            self.seconds += perf_counter() - start

    def left(self, what: Any, started: int) -> None:
        if self._closed or self._last is None or isinstance(what, str) or self.thread not in (None, get_ident()):
            return
        node, output = self._last
        if node.order in self._taken or node.op.view or what not in node.scope or any(True for _ in what.children()):
            return
        start = perf_counter()
        path = self._names.of_scope(node.scope[: node.scope.index(what) + 1])
        self._look(path or type(what).__name__, node, output, "")
        self.seconds += perf_counter() - start

    def _look(self, name: str, node: Any, output: Any, ends: Ends) -> None:
        y = output.array
        if len(self.flows) >= MOST or y.size == 0 or y.dtype.kind not in "fV":
            return
        self._taken.add(node.order)
        name = self._unused(shorten(name))
        column = histogram(y)
        broken, mean, std = column[0] > 0 or not _finite(y), float(column[4]), float(column[5])
        inactive = None if broken else self._inactive(name, node, y, ends)
        self.histograms[name] = column
        self.flows.append(
            ActivationFlow(
                name=name,
                op=node.op.__name__.lower(),
                line=node.line[1] if node.line else None,
                ends=ends,
                inactive=None if inactive is None else real(inactive),
                mean=real(float("nan") if broken else mean),
                std=real(float("nan") if broken else std),
                inner=True,
            )
        )

    def _inactive(self, name: str, node: Any, y: Any, ends: Ends) -> float | None:
        if not ends or y.ndim < 2:
            return None
        axis = 1 if y.ndim > 3 or (y.ndim == 3 and self._channels) else y.ndim - 1
        axes = tuple(i for i in range(y.ndim) if i != axis)
        if ends == "saturated":
            return saturated(node.op, node.params, y, axes)
        samples = y.shape[0] if axis == 1 else y.size // y.shape[-1]
        return self._units.setdefault(name, Units()).dead(y, axes, samples)

    def _unused(self, name: str) -> str:
        """A module that is called several times in one pass has several outputs."""
        taken = self.histograms
        return name if name not in taken else next(n for i in range(2, MOST + 2) if (n := f"{name}#{i}") not in taken)


def _weighted(module: Any) -> bool:
    return next(module.parameters(recurse=False), None) is not None


def _finite(y: Any) -> bool:
    """Whether all of it is finite. A sum is: it costs one pass and no memory; halves would overflow in it."""
    if y.dtype.itemsize == 2:
        return bool(array_module(y).isfinite(sample(y)).all())
    with np.errstate(all="ignore"):
        return bool(array_module(y).isfinite(y.sum(dtype=np.float64)))
