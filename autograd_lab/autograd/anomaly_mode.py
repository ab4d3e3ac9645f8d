"""Anomaly mode: a gradient that becomes nan, or an error in backward, leads back to the forward line it comes from.

A watcher of the engine. It notes with each node the frames of the learner's code that made it, so an op costs some
microseconds more; use it to find a mistake, not to train.
"""

from __future__ import annotations

import functools
import linecache
import sysconfig
import threading
import warnings
from collections.abc import Sequence
from typing import Any

from autograd_lab import watch
from autograd_lab.backend.arrays import MODULES, array_module
from autograd_lab.backend.dtypes import INEXACT
from autograd_lab.backend.standin import StandIn
from autograd_lab.errors import GraphError
from autograd_lab.graph.modes import modes
from autograd_lab.graph.node import Node
from autograd_lab.i18n import tr
from autograd_lab.tensor.tensor import Tensor
from autograd_lab.watch.origin import made_at, op_name

Frame = tuple[str, int, str]  # file, line, function

# What usually makes the gradient of an op nan.
_HINTS = {
    "sqrt": "anomaly.root",
    "pow": "anomaly.root",
    "rsqrt": "anomaly.root",
    "linalg_vector_norm": "anomaly.root",
    "norm": "anomaly.root",
    "std": "anomaly.root",
    "log": "anomaly.log",
    "log2": "anomaly.log",
    "log10": "anomaly.log",
    "xlogy": "anomaly.log",
    "div": "anomaly.div",
    "reciprocal": "anomaly.div",
    "exp": "anomaly.exp",
    "sinh": "anomaly.exp",
    "cosh": "anomaly.exp",
    "acos": "anomaly.edge",
    "asin": "anomaly.edge",
    "atanh": "anomaly.edge",
}


class _Walks(threading.local):
    def __init__(self) -> None:
        self.nodes: list[Node | None] = []  # of each backward pass that runs in this thread, the node it is at


class _Anomalies(watch.Watcher):
    """Notes where nodes come from, and looks at every gradient."""

    check_nan = True

    def __init__(self) -> None:
        self.walks = _Walks()

    def recorded(self, node: Any, inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
        walks = self.walks.nodes
        node.trace = (learner_frames(), walks[-1] if walks else None)

    def ran(self, op: Any, params: Any, inputs: Sequence[Any], outputs: Sequence[Any], started: int) -> None:
        """Note where a result lost the way back to its inputs, for the error of a backward that begins there."""
        for out in outputs:
            if not out._requires_grad:
                out._cut = _cut(op, [x for x in inputs if isinstance(x, Tensor)])

    def backward_started(self, roots: Sequence[Any]) -> None:
        self.walks.nodes.append(None)

    def reached(self, node: Any, gys: Sequence[Any]) -> None:
        if self.walks.nodes:
            self.walks.nodes[-1] = node

    def flowed(self, node: Any, gys: Sequence[Any], gxs: Sequence[Any]) -> None:
        if not self.check_nan:
            return
        for i, gx in enumerate(gxs):
            if gx is not None and _has_nan(gx):
                known = _HINTS.get(op_name(node.op, node.params), "anomaly.other")
                raise GraphError(
                    "anomaly.nan",
                    op=node.short_name(),
                    which=_among_rules(node.op, i),
                    name=_input_name(node.op, i),
                    shape=gx.shape,
                    made=made_at(node),
                    arrived="; ".join(_special(gy) for gy in gys if gy is not None),
                    saved="; ".join(_special(value) for value in node.saved or () if type(value) in MODULES) or "-",
                    hint=tr("anomaly.arrived" if any(gy is not None and _has_nan(gy) for gy in gys) else known),
                )

    def backward_finished(self, roots: Sequence[Any]) -> None:
        if self.walks.nodes:  # the mode may have been entered in the middle of a pass
            self.walks.nodes.pop()

    def backward_failed(self, roots: Sequence[Any], error: BaseException) -> None:
        node = self.walks.nodes.pop() if self.walks.nodes else None
        if node is not None and isinstance(error, Exception):
            _tell(node)


def _numbers(array: Any) -> Any:
    """The array itself, or the one of all samples that a transform holds."""
    while type(array) is StandIn:
        array = array.of.inner.array
    return array


def _has_nan(array: Any) -> bool:
    array = _numbers(array)
    return array.dtype.kind in INEXACT and bool(array_module(array).isnan(array).any())


def _cut(op: Any, inputs: list[Tensor]) -> tuple[str, str, watch.Line | None] | None:
    """Why a result of ``inputs`` requires no grad: (what did it, its message, line); None where none of them does."""
    for x in inputs:
        if x._cut is not None and not x._requires_grad:
            return x._cut
    if not any(x._requires_grad for x in inputs):
        return None
    if not modes.grad_enabled:
        return "no_grad()", "origin.cut", watch.learner_line()
    return op_name(op, {}), "origin.no_derivative", watch.learner_line()


def _among_rules(op: Any, i: int) -> int:
    """PyTorch counts only inputs that can have a gradient."""
    return i if op.joint or op.variadic else sum(name in op.rules for name in op.inputs[:i])


def _input_name(op: Any, i: int) -> str:
    return op.inputs[i] if i < len(op.inputs) and not op.variadic else f"{op.variadic}[{i}]"


def _special(array: Any) -> str:
    """What there is in an array that arithmetic may trip over."""
    array = _numbers(array)
    xp = array_module(array)
    counts = {"0": array == 0, "< 0": array < 0} if array.dtype.kind != "c" else {"0": array == 0}
    if array.dtype.kind in INEXACT:
        counts |= {"inf": xp.isinf(array), "nan": xp.isnan(array)}
    said = [f"{int(mask.sum())} x {what}" for what, mask in counts.items() if mask.any()]
    return f"{tuple(array.shape)}: " + (", ".join(said) or tr("anomaly.ordinary"))


def _tell(node: Any) -> None:
    """Warn with the forward calls that led to ``node``, as PyTorch does before its error is seen."""
    if node.trace is None:
        _warn(tr("anomaly.no_trace", op=node.short_name()))
        return
    frames, parent = node.trace
    _warn(tr("anomaly.trace", op=node.short_name(), trace=_formatted(frames)))
    while parent is not None:
        if parent.trace is None:
            _warn(tr("anomaly.no_induced_trace", op=parent.short_name()))
            return
        frames, above = parent.trace
        _warn(tr("anomaly.induced_trace", op=parent.short_name(), trace=_formatted(frames)))
        parent = above


def _warn(text: str) -> None:
    file, line = watch.learner_line() or ("<unknown>", 0)
    warnings.warn_explicit(text, UserWarning, file, line)


@functools.cache
def foreign() -> tuple[str, ...]:
    """Where the names of files begin that are not the learner's."""
    return (*(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib")), "<frozen", watch.PACKAGE)


def learner_frames() -> tuple[Frame, ...]:
    """The calls that led here, outermost first, without those of this package and of Python's libraries."""
    frames: list[Frame] = []
    frame, libraries = watch.learner_frame(), foreign()
    while frame is not None:
        code = frame.f_code
        if not code.co_filename.startswith(libraries):
            frames.append((code.co_filename, frame.f_lineno, code.co_name))
        frame = frame.f_back
    return tuple(reversed(frames))


def _formatted(frames: Sequence[Frame]) -> str:
    return "".join(_lines(frames))


def _lines(frames: Sequence[Frame]) -> list[str]:
    return [
        f'  File "{file}", line {line}, in {name}\n    {linecache.getline(file, line).strip()}\n'
        for file, line, name in frames
    ]


def _with_trace(node: Node) -> dict[str, Any]:
    """``grad_fn.metadata``, in which PyTorch keeps the calls that made the node as text under ``traceback_``."""
    notes = node.__dict__.setdefault("_metadata", {})
    if node.trace is not None:
        notes.setdefault("traceback_", _lines(node.trace[0]))
    return notes


Node.metadata = property(_with_trace)  # type: ignore[assignment]  # in place of the one without traces


_watcher = _Anomalies()  # one for all threads: as in PyTorch the mode is not per thread


def _set(mode: bool, check_nan: bool) -> None:
    watch.remove(_watcher)
    _watcher.check_nan = check_nan
    if mode:
        watch.add(_watcher)


def is_anomaly_enabled() -> bool:
    """Whether anomaly mode is on, in any thread."""
    return _watcher in watch.watchers


def is_anomaly_check_nan_enabled() -> bool:
    """Whether anomaly mode, when it is on, looks for nan."""
    return _watcher.check_nan


class detect_anomaly:
    """``with detect_anomaly():`` around forward and backward, to find where a gradient goes wrong.

    A node that returns nan is a RuntimeError (unless ``check_nan`` is False); it names the node, the input whose
    gradient is nan, and the line that made the node. Any error in backward is preceded by a warning with the
    forward calls that made the node where it happened. The mode holds for all threads and is slow.
    """

    def __init__(self, check_nan: bool = True) -> None:
        self.check_nan = check_nan
        warnings.warn(tr("anomaly.enabled"), UserWarning, stacklevel=2)

    def __enter__(self) -> None:
        self._before = is_anomaly_enabled(), is_anomaly_check_nan_enabled()
        _set(True, self.check_nan)

    def __exit__(self, *exc_info: object) -> None:
        _set(*self._before)


class set_detect_anomaly:
    """``set_detect_anomaly(mode)`` switches at once; used with ``with``, it switches back at the end."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._before = is_anomaly_enabled(), is_anomaly_check_nan_enabled()
        _set(mode, check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exc_info: object) -> None:
        _set(*self._before)
