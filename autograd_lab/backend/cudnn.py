"""cuDNN, NVIDIA's convolutions, through its Python frontend (nvidia-cudnn-frontend, imported as ``cudnn``).

The frontend wants a graph: tensors with sizes and steps, one node, and the output. cuDNN finds a plan to compute it,
which takes milliseconds, so the plan of each problem is kept. A plan runs on addresses.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from math import prod
from types import SimpleNamespace
from typing import Any, NamedTuple

from autograd_lab.backend.determinism import are_deterministic_algorithms_enabled

switches = SimpleNamespace(enabled=True, benchmark=False, deterministic=False, allow_tf32=True)  # ``backends.cudnn``
KINDS = {  # of numbers, by the letters of NumPy's dtypes: cuDNN's name, and that of what sums are made in
    "e": ("HALF", "FLOAT"), "E": ("BFLOAT16", "FLOAT"), "f": ("FLOAT", "FLOAT"), "d": ("DOUBLE", "DOUBLE")
}  # fmt: skip
PORTS = {  # of each node: its two inputs and the output, as the names of the three arrays of a convolution
    "fprop": ({"image": "x", "weight": "w"}, "y"),
    "dgrad": ({"loss": "y", "filter": "w"}, "x"),
    "wgrad": ({"image": "x", "loss": "y"}, "w"),
}
KEPT = 256  # plans


class Shapes(NamedTuple):
    """Sizes of a convolution: x (N, C, *S), w (F, C/G, *K), y (N, F, *O); and how the kernel moves, along each of S."""

    x: tuple[int, ...]
    w: tuple[int, ...]
    y: tuple[int, ...]
    padding: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]

    def fit(self) -> bool:
        """Whether the kernel takes just so many places, and there is something to compute."""
        axes = zip(*[s[2:] for s in self[:3]], *self[3:], strict=True)
        return 0 not in (*self.x, *self.w, *self.y) and all(
            o == (s + 2 * p - d * (k - 1) - 1) // t + 1 for s, k, o, p, t, d in axes
        )

    def flat(self) -> Shapes:
        """With two axes instead of one, the first of length 1: cuDNN knows images and volumes."""
        if len(self.stride) > 1:
            return self
        x, w, y = ((*s[:2], 1, *s[2:]) for s in self[:3])
        return Shapes(x, w, y, (0, *self.padding), (1, *self.stride), (1, *self.dilation))


class Plan(NamedTuple):
    """How one problem is computed."""

    graph: Any
    inputs: list[Any]  # the graph's names of the arrays
    output: Any
    room: int  # bytes of memory for intermediate results


def frontend() -> Any:
    """The module, or None where it or the library is not installed."""
    try:
        module = importlib.import_module("cudnn")
        module.backend_version()
    except (ImportError, OSError, RuntimeError):
        return None
    return module


class Convolutions:
    """Convolutions of the arrays of ``cupy``. Threads take turns: a handle is set to the stream of its caller."""

    def __init__(self, cupy: Any) -> None:
        self._cupy, self._lock, self._handles = cupy, threading.Lock(), dict[int, Any]()
        self._plan = lru_cache(KEPT)(self._planned)

    @cached_property
    def _cudnn(self) -> Any:
        return frontend()

    def convolved(self, node: str, a: Any, b: Any, shapes: Shapes) -> Any:
        """Of x, w and y the one that is missing, from the other two: ``node`` is "fprop" (y), "dgrad" (the gradient of
        x, from y and w) or "wgrad" (that of w, from x and y). None where cuDNN is switched off, not installed, or has
        no plan: for complex numbers, or more than three axes.
        """
        letter = a.dtype.char
        if not switches.enabled or a.dtype != b.dtype or letter not in KINDS or not shapes.fit() or self._cudnn is None:
            return None
        index = self._cupy.cuda.runtime.getDevice()
        with self._lock:
            if index not in self._handles:
                self._handles[index] = self._cudnn.create_handle()
            plan = self._plan(index, node, letter, shapes.flat(), unwanted(letter))
            if plan is None:
                return None
            a, b = (x if x.flags.c_contiguous else self._cupy.ascontiguousarray(x) for x in (a, b))
            out = self._cupy.empty(getattr(shapes, PORTS[node][1]), a.dtype)
            workspace = self._cupy.empty(plan.room, "uint8")
            places = zip((*plan.inputs, plan.output), [x.data.ptr for x in (a, b, out)], strict=True)
            self._cudnn.set_stream(self._handles[index], self._cupy.cuda.get_current_stream().ptr)
            plan.graph.execute(dict(places), workspace.data.ptr, handle=self._handles[index])
        return out

    def _planned(self, index: int, node: str, letter: str, shapes: Shapes, notes: tuple[str, ...]) -> Plan | None:
        """A plan for the GPU ``index`` that none of the ``notes`` is said of; None if there is none."""
        cudnn = self._cudnn
        kind, sums = (getattr(cudnn.data_type, name) for name in KINDS[letter])
        graph = cudnn.pygraph(
            io_data_type=kind, intermediate_data_type=sums, compute_data_type=sums, handle=self._handles[index]
        )
        ports, missing = PORTS[node]
        inputs = {}
        for port, what in ports.items():
            shape = getattr(shapes, what)
            inputs[port] = graph.tensor(dim=list(shape), stride=steps(shape), data_type=kind, name=port)
        moves = {name: list(getattr(shapes, name)) for name in ("padding", "stride", "dilation")}
        shape = getattr(shapes, missing)
        output = getattr(graph, f"conv_{node}")(**inputs, **moves)
        output.set_output(True).set_dim(list(shape)).set_stride(steps(shape)).set_data_type(kind)
        try:
            graph.validate()
            graph.build_operation_graph()
            graph.create_execution_plans([cudnn.heur_mode.A, cudnn.heur_mode.FALLBACK])
            graph.deselect_numeric_notes([getattr(cudnn.numerical_note, name) for name in notes])
            graph.check_support()
            graph.build_plans()
        except (cudnn.cudnnGraphNotSupportedError, RuntimeError):
            return None
        return Plan(graph, list(inputs.values()), output, graph.get_workspace_size())


def unwanted(letter: str) -> tuple[str, ...]:
    """What must not be said of a plan, in cuDNN's words."""
    notes: tuple[str, ...] = ()
    if letter == "f" and not switches.allow_tf32:
        notes = ("TENSOR_CORE", "DOWN_CONVERT_INPUTS")
    elif letter in "eE":
        notes = ("REDUCED_PRECISION_REDUCTION",)
    always_the_same = switches.deterministic or are_deterministic_algorithms_enabled()
    return (*notes, "NONDETERMINISTIC") if always_the_same else notes


def steps(shape: Sequence[int]) -> list[int]:
    """How far neighbours along each axis lie apart, in elements, one axis behind the other."""
    return [prod(shape[k + 1 :]) for k in range(len(shape))]
