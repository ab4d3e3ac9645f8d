"""A ``cudnn`` (nvidia-cudnn-frontend) that computes with NumPy what its graphs describe, from the addresses given.

Stricter than the real one: every step in its order, each plan with its workspace, on the stream and the GPU that are
current. Like the real one it prefers a plan in TF32 for float32, and for gradients of weights one that adds up in any
order, unless these are deselected. Names and arguments are compared with the recorded ones in tests/cuda/test_cudnn.py.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import ml_dtypes
import numpy as np

from tests.support.cudnn_names import NUMBERS, recorded
from tests.support.fake_cublas import TF32, look, rounded

NAMES = recorded()
DTYPES = {"HALF": np.float16, "BFLOAT16": ml_dtypes.bfloat16, "FLOAT": np.float32, "DOUBLE": np.float64}
STEPS = (
    "validate", "build_operation_graph", "create_execution_plans", "deselect_numeric_notes", "check_support",
    "build_plans",
)  # fmt: skip


class cudnnGraphNotSupportedError(Exception):
    pass


@dataclass
class Handle:
    device: int
    stream: int = 0


@dataclass(eq=False)
class Tensor:
    dim: list[int] = field(default_factory=list)
    stride: list[int] = field(default_factory=list)
    data_type: str = "NOT_SET"
    output: bool = False

    def set_output(self, value: bool) -> Tensor:
        self.output = value
        return self

    def set_dim(self, dim: list[int]) -> Tensor:
        self.dim = dim
        return self

    def set_stride(self, stride: list[int]) -> Tensor:
        self.stride = stride
        return self

    def set_data_type(self, dtype: str) -> Tensor:
        self.data_type = dtype
        return self


@dataclass
class Plan:
    notes: tuple[str, ...]
    workspace: int


class Graph:
    """``cudnn.pygraph``, with one convolution in it."""

    cudnn: FakeCudnn  # set by the module that it is a class of

    def __init__(
        self, *, io_data_type: str, intermediate_data_type: str, compute_data_type: str, handle: Handle
    ) -> None:
        assert compute_data_type == intermediate_data_type == ("DOUBLE" if io_data_type == "DOUBLE" else "FLOAT")
        self.kind, self.handle, self.done, self.barred = io_data_type, handle, 0, set[str]()
        self.plans: list[Plan] = []

    def tensor(self, dim: list[int], stride: list[int], data_type: str, name: str) -> Tensor:
        assert all(type(n) is int for n in (*dim, *stride))
        return Tensor(dim, stride, data_type)

    def conv_fprop(
        self, image: Tensor, weight: Tensor, padding: list[int], stride: list[int], dilation: list[int]
    ) -> Tensor:
        return self.convolution(fprop, (image, weight), padding, stride, dilation)

    def conv_dgrad(
        self, loss: Tensor, filter: Tensor, padding: list[int], stride: list[int], dilation: list[int]
    ) -> Tensor:
        return self.convolution(dgrad, (loss, filter), padding, stride, dilation)

    def conv_wgrad(
        self, image: Tensor, loss: Tensor, padding: list[int], stride: list[int], dilation: list[int]
    ) -> Tensor:
        return self.convolution(wgrad, (image, loss), padding, stride, dilation)

    def convolution(self, compute: Callable[..., Any], inputs: tuple[Tensor, ...], *moves: list[int]) -> Tensor:
        self.compute, self.inputs, self.moves, self.result = compute, inputs, moves, Tensor()
        return self.result

    def _step(self, name: str) -> None:
        assert STEPS[self.done] == name, f"{name} comes after {STEPS[: self.done]}"
        self.done += 1

    def validate(self) -> None:
        self._step("validate")
        assert self.result.output, "the output was not marked"
        for tensor in (*self.inputs, self.result):
            assert len(tensor.dim) == len(tensor.stride) and tensor.data_type == self.kind

    def build_operation_graph(self) -> None:
        self._step("build_operation_graph")
        dims = len(self.result.dim)
        if dims not in (4, 5) or any(len(move) != dims - 2 for move in self.moves):
            raise cudnnGraphNotSupportedError("two or three axes of space")

    def create_execution_plans(self, heuristics: list[str]) -> None:
        self._step("create_execution_plans")
        assert heuristics == ["A", "FALLBACK"]
        chance = ("NONDETERMINISTIC",) if self.compute is wgrad else ()
        core = {"FLOAT": ("TENSOR_CORE", "DOWN_CONVERT_INPUTS"), "DOUBLE": ()}.get(self.kind, ("TENSOR_CORE",))
        self.plans = [Plan((*core, *chance), 0), Plan(core, 2**10), Plan(chance, 2**12), Plan((), 2**14)]

    def deselect_numeric_notes(self, notes: list[str]) -> Graph:
        self._step("deselect_numeric_notes")
        self.barred |= set(notes)
        return self

    def check_support(self) -> None:
        self._step("check_support")
        self.plans = [plan for plan in self.plans if not self.barred & set(plan.notes)]
        if self.cudnn.refuses(self):
            raise cudnnGraphNotSupportedError("no plan")

    def build_plans(self) -> None:
        self._step("build_plans")
        self.cudnn.built.append(self)

    def get_workspace_size(self) -> int:
        return self.plans[0].workspace

    def execute(self, tensor_dict: dict[Tensor, int], workspace: int, handle: Handle) -> None:
        cupy = self.cudnn.cupy
        assert self.done == len(STEPS) and handle is self.handle
        assert handle.device == cupy.cuda.Device().id, "a handle to another GPU"
        assert handle.stream == cupy.cuda.get_current_stream().ptr, "another stream"
        assert workspace or not self.plans[0].workspace
        dtype: Any = DTYPES[self.kind]
        item = np.dtype(dtype).itemsize
        *operands, out = (
            look(tensor_dict[tensor], tuple(tensor.dim), dtype, tuple(step * item for step in tensor.stride))
            for tensor in (*self.inputs, self.result)
        )

        def convolve() -> None:
            given = [rounded(x, TF32) for x in operands] if "DOWN_CONVERT_INPUTS" in self.plans[0].notes else operands
            self.compute(*[x.astype(np.float64) for x in given], result := np.zeros(out.shape), *self.moves)
            out[...] = result.astype(dtype)

        with np.errstate(all="ignore"):
            cupy.write([out], convolve)
        self.cudnn.ran += 1


class FakeCudnn(types.ModuleType):
    """The module beside a fake CuPy; ``built`` are all graphs that were planned, ``ran`` times a plan was used."""

    def __init__(self, cupy: Any) -> None:
        super().__init__("cudnn")
        self.cupy, self.built, self.ran = cupy, list[Graph](), 0
        self.refuses: Callable[[Graph], bool] = lambda graph: False
        for owner in NUMBERS:
            setattr(self, owner, types.SimpleNamespace(**{name: name for name in NAMES[owner]}))
        self.pygraph = type("pygraph", (Graph,), {"cudnn": self})
        self.cudnnGraphNotSupportedError = cudnnGraphNotSupportedError
        self.Tensor = Tensor

    def backend_version(self) -> int:
        return 92000

    def create_handle(self) -> Handle:
        return Handle(self.cupy.cuda.Device().id)

    def set_stream(self, handle: Handle, stream: int) -> None:
        handle.stream = stream


# -- the mathematics, tap by tap: x (N, G, C/G, *S), w (G, F/G, C/G, *K), y (N, G, F/G, *O) ----------------------------


def fprop(x: Any, w: Any, y: Any, *moves: list[int]) -> None:
    for tap, inside, weight, out in taps(np.pad(x, sides(moves[0])), w, y, *moves):
        out += np.einsum("gfc,ngc...->ngf...", weight[tap], inside)


def dgrad(y: Any, w: Any, x: Any, *moves: list[int]) -> None:
    room = np.zeros_like(np.pad(x, sides(moves[0])))
    for tap, inside, weight, out in taps(room, w, y, *moves):
        inside += np.einsum("gfc,ngf...->ngc...", weight[tap], out)
    x[...] = room[(..., *(slice(p, p + s) for p, s in zip(moves[0], x.shape[2:], strict=True)))]


def wgrad(x: Any, y: Any, w: Any, *moves: list[int]) -> None:
    for tap, inside, weight, out in taps(np.pad(x, sides(moves[0])), w, y, *moves):
        lines = [z.reshape(*z.shape[:3], -1) for z in (out, inside)]
        weight[tap] += np.einsum("ngfo,ngco->gfc", *lines)


def sides(padding: list[int]) -> list[tuple[int, int]]:
    return [(0, 0), (0, 0), *((p, p) for p in padding)]


def taps(
    x: Any, w: Any, y: Any, padding: list[int], stride: list[int], dilation: list[int]
) -> Iterator[tuple[Any, Any, Any, Any]]:
    """For each place in the kernel: its index, what all windows of the padded x see there, and w and y by group."""
    groups = x.shape[1] // w.shape[1]
    assert x.shape[1] % w.shape[1] == 0 == w.shape[0] % groups and w.shape[0] == y.shape[1]
    kernel, out = w.shape[2:], y.shape[2:]
    x, y = (z.reshape(z.shape[0], groups, -1, *z.shape[2:]) for z in (x, y))
    w = w.reshape(groups, -1, *w.shape[1:])
    for at in product(*map(range, kernel)):
        axes = zip(at, dilation, stride, out, strict=True)
        seen = tuple(slice(i * d, i * d + s * (o - 1) + 1, s) for i, d, s, o in axes)
        yield (..., *at), x[(..., *seen)], w, y
