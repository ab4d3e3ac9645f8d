"""Products of matrices on a GPU: every layout that a view can have, every dtype, and what cuBLAS is told beside."""

from __future__ import annotations

import ast
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import prod
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import autograd_lab as torch
from autograd_lab import ops
from autograd_lab.backend.cuda import cupy
from autograd_lab.errors import DeviceError
from tests.support.fake_cublas import Refused
from tests.support.fake_cupy import FakeCupy
from tests.support.refusal import assert_refused

DTYPES: dict[str, tuple[Any, float]] = {  # and how far off one of few products may be
    "float16": (np.float16, 2e-3), "bfloat16": (ml_dtypes.bfloat16, 2e-2), "float32": (np.float32, 1e-5),
    "float64": (np.float64, 1e-12), "complex64": (np.complex64, 1e-5), "complex128": (np.complex128, 1e-12),
}  # fmt: skip

Shape = tuple[int, ...]
View = Callable[[Any, Any], Any]  # (array module, memory) -> the operand


def turned(shape: Shape) -> Shape:
    return (*shape[:-2], shape[-1], shape[-2])


def more(shape: Shape, rows: int, columns: int) -> Shape:
    return (*shape[:-2], shape[-2] + rows, shape[-1] + columns)


READABLE: dict[str, tuple[Callable[[Shape], Shape], View]] = {  # cuBLAS takes them as they lie
    "plain": (lambda s: s, lambda xp, x: x),
    "transposed": (turned, lambda xp, x: xp.swapaxes(x, -1, -2)),
    "part": (lambda s: more(s, 2, 3), lambda xp, x: x[..., 1:-1, 2:-1]),
    "part transposed": (lambda s: turned(more(s, 3, 2)), lambda xp, x: xp.swapaxes(x[..., 1:-1, :-3], -1, -2)),
    "every second row": (lambda s: (*s[:-2], 2 * s[-2], s[-1]), lambda xp, x: x[..., ::2, :]),
    "last stack first": (lambda s: s, lambda xp, x: x[::-1] if x.ndim > 2 else x),
    "stacks repeated": (lambda s: s[-2:], lambda xp, x: x),
    "heads": (lambda s: (s[-2], *s[:-2], s[-1]), lambda xp, x: xp.moveaxis(x, 0, -2)),
}
COPIED: dict[str, tuple[Callable[[Shape], Shape], View]] = {  # neither rows nor columns in one piece
    "every second column": (lambda s: more(s, 0, s[-1]), lambda xp, x: x[..., ::2]),
    "last row first": (lambda s: s, lambda xp, x: x[..., ::-1, :]),
    "upside down": (lambda s: s, lambda xp, x: x[..., ::-1, ::-1]),
    "one row": (lambda s: (*s[:-2], 1, s[-1]), lambda xp, x: xp.broadcast_to(x, (*x.shape[:-2], 3, x.shape[-1]))),
    "one column": (lambda s: (*s[:-1], 1), lambda xp, x: xp.broadcast_to(x, (*x.shape[:-1], 3))),
}
LAYOUTS = READABLE | COPIED


def made(seed: int, layout: str, shape: Shape, dtype: Any) -> tuple[Any, Any]:
    """The same operand on the host, in double precision, and on the GPU. Around it lies what must not be read."""
    memory, view = LAYOUTS[layout]
    random = np.random.default_rng(seed)
    held = random.standard_normal(memory(shape))
    if np.dtype(dtype).kind == "c":
        held = held + 1j * random.standard_normal(held.shape)
    held = held.astype(dtype)
    wide = held.astype(np.complex128 if np.dtype(dtype).kind == "c" else np.float64)
    return view(np, wide), view(cupy(), cupy().asarray(held))


def assert_product(a: tuple[Any, Any], b: tuple[Any, Any], tolerance: float) -> None:
    y, expected = cupy().matmul(a[1], b[1]), np.matmul(a[0], b[0])
    assert type(y) is cupy().ndarray and y.dtype == a[1].dtype and y.shape == expected.shape
    np.testing.assert_allclose(y.get().astype(expected.dtype), expected, tolerance, 10 * tolerance)


@pytest.mark.parametrize("right", LAYOUTS)
@pytest.mark.parametrize("left", LAYOUTS)
def test_layouts(left: str, right: str, cuda: str) -> None:
    for kind, tolerance in DTYPES.values():
        assert_product(made(0, left, (2, 3, 3), kind), made(1, right, (2, 3, 3), kind), tolerance)


STACKS = [((), ()), ((2,), (2,)), ((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)), ((), (2, 3)), ((5, 1, 4), (2, 4))]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lead=st.sampled_from(STACKS),
    sizes=st.tuples(*[st.integers(0, 4)] * 3),
    layouts=st.tuples(*[st.sampled_from([*READABLE, "every second column", "last row first"])] * 2),
    dtype=st.sampled_from([*DTYPES]),
)
def test_shapes(lead: Any, sizes: Any, layouts: Any, dtype: str, fake_cupy: FakeCupy) -> None:
    n, k, m = sizes
    kind, tolerance = DTYPES[dtype]
    a, b = made(0, layouts[0], (*lead[0], n, k), kind), made(1, layouts[1], (*lead[1], k, m), kind)
    del fake_cupy.cublas.calls[:]
    assert_product(a, b, tolerance)
    for call in fake_cupy.cublas.calls:  # nothing outside of the operands is touched, not even to be skipped
        for (low, high), memory in zip(call.reach, (b[1], a[1]), strict=False):
            held = memory.data.mem
            assert not held.ptr <= low < held.ptr + held.size or high < held.ptr + held.size


@pytest.mark.parametrize("layout", READABLE)
def test_no_copies(layout: str, fake_cupy: FakeCupy) -> None:
    for shape in ((4, 5), (6, 4, 5)):
        (_, a), (_, b) = made(0, layout, shape, np.float32), made(1, layout, turned(shape), np.float32)
        before = fake_cupy.counter.launches
        cupy().matmul(a, b)
        assert fake_cupy.counter.launches == before + 1
        (right, left, _) = fake_cupy.cublas.calls[-1].reach
        for (low, high), x in ((right, b), (left, a)):
            assert x.data.mem.ptr <= low and high < x.data.mem.ptr + x.data.mem.size


def test_stacks_that_are_no_single_stack(fake_cupy: FakeCupy) -> None:
    for (batch, heads, length, size), launches in (
        ((2, 5, 3, 4), 2),  # one call for each of the two samples
        ((8, 5, 3, 4), 3),  # two copies are sooner made than five calls
        ((4, 4, 512, 512), 4),  # and are not, if they are large
    ):
        x = cupy().asarray(np.ones((batch, length, heads, size), np.float32)).transpose((0, 2, 1, 3))
        before = fake_cupy.counter.launches
        y = cupy().matmul(x, x.transpose((0, 1, 3, 2)))
        assert fake_cupy.counter.launches == before + launches and (y == size).all()


VECTORS = [((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((3,), (4, 3, 2)), ((4, 2, 3), (3,))]


@pytest.mark.parametrize(("a", "b"), VECTORS)
@pytest.mark.parametrize("step", [1, 2, -1])
def test_vectors(a: Shape, b: Shape, step: int, cuda: str) -> None:
    def operand(xp: Any, shape: Shape) -> Any:
        longer = xp.arange(2 * prod(shape), dtype="float64").reshape(*shape[:-1], -1)
        return longer[..., ::step][..., : shape[-1]]

    y = cupy().matmul(operand(cupy(), a), operand(cupy(), b))
    np.testing.assert_array_equal(y.get(), np.matmul(operand(np, a), operand(np, b)))


def test_what_is_not_multiplied_by_cublas(fake_cupy: FakeCupy) -> None:
    whole = cupy().asarray(np.arange(6).reshape(2, 3))
    assert cupy().matmul(whole, whole.T).tolist() == [[5, 14], [14, 50]] and not fake_cupy.cublas.calls
    with pytest.raises(ValueError, match="3 columns meet 2 rows"):
        cupy().matmul(whole.astype("f"), whole.astype("f"))
    with pytest.raises(ValueError, match="shape"):
        cupy().matmul(cupy().zeros((2, 3, 3)), cupy().zeros((4, 3, 3)))


def test_dtypes_meet(cuda: str) -> None:
    a, b = cupy().asarray(np.eye(2, dtype=np.float16)), cupy().asarray(np.arange(4.0).reshape(2, 2))
    assert cupy().matmul(a, b).dtype == np.float64 and cupy().matmul(a, b).tolist() == b.tolist()


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_halves_are_added_up_in_float32(dtype: str, cuda: str) -> None:
    ones = cupy().asarray(np.ones((1, 8192)).astype(DTYPES[dtype][0]))
    for y in (cupy().matmul(ones, ones.T), cupy().matmul(ones[None], ones.T[None])):
        assert y.astype("f").item() == 8192  # adding 1 to 2048 changes nothing in float16


@pytest.mark.parametrize("dtype", ["float32", "complex64", "float64", "float16"])
def test_tf32_only_where_it_is_allowed(dtype: str, fake_cupy: FakeCupy) -> None:
    x = torch.tensor([[1 + 2.0**-12]], dtype=torch.float64).to(getattr(torch, dtype)).to("cuda")
    single = dtype in ("float32", "complex64")
    exact = (x @ x).item()
    torch.backends.cuda.matmul.allow_tf32 = True
    try:
        assert ((x @ x).item() != exact) is single
    finally:
        torch.set_float32_matmul_precision("highest")
    assert (x @ x).item() == exact


def test_how_far_off_tf32_is(gpu: str) -> None:
    """Of sums of 512 products: three digits where it is allowed, float32's six where it is not."""
    torch.manual_seed(0)
    a, b = torch.randn(64, 512), torch.randn(512, 64)
    exact, (x, y) = a.double() @ b.double(), (a.to(gpu), b.to(gpu))
    assert ((x @ y).cpu() - exact).abs().max() < 1e-3
    with torch.backends.cuda.matmul.flags(allow_tf32=True):
        assert 1e-3 < ((x @ y).cpu() - exact).abs().max() < 0.2


def test_each_stream_has_its_workspace(fake_cupy: FakeCupy, monkeypatch: pytest.MonkeyPatch) -> None:
    library, x, asked = fake_cupy.cublas, torch.ones(2, 2, device="cuda"), list[Any]()
    make = fake_cupy.empty
    monkeypatch.setattr(fake_cupy, "empty", lambda size, *of: (asked.append(size), make(size, *of))[1])
    streams = [torch.cuda.Stream(), torch.cuda.Stream()]
    for _ in range(2):
        x @ x
        for stream in streams:
            with torch.cuda.stream(stream):
                x @ x
    assert len(library.handles) == 1 and library.handles[0].math_mode == 16
    assert len({call.stream for call in library.calls}) == 3 and len(library.calls) == 6
    assert asked.count(2**25) == 3  # and they stay, for graphs that were captured with them


def test_each_gpu_has_its_handle(fake_cupy: FakeCupy) -> None:
    for index in (0, 1, 0):
        with torch.cuda.device(index):
            x = torch.ones(2, 2, device="cuda")
            assert (x @ x).tolist() == [[2, 2], [2, 2]]
    assert [handle.device for handle in fake_cupy.cublas.handles] == [0, 1]


def test_threads_with_streams_of_their_own(cuda: str) -> None:
    def work(k: int) -> list[float]:
        with torch.cuda.stream(torch.cuda.Stream()):
            x = torch.full((8, 8), float(k), device="cuda")
            return [(x @ x).sum().item() for _ in range(50)]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(8))) == [[512.0 * k * k] * 50 for k in range(8)]


def test_what_cublas_refuses_is_said(fake_cupy: FakeCupy) -> None:
    x = torch.ones(2, 2, device="cuda")
    x @ x
    for name in ("cublasGemmStridedBatchedEx", "cublasSetWorkspace_v2"):

        def refuse(*args: Any) -> None:
            raise Refused(15)

        whole = getattr(fake_cupy.cublas, f"_{name}")
        setattr(fake_cupy.cublas, f"_{name}", refuse)
        with torch.cuda.stream(torch.cuda.Stream()):
            assert_refused(lambda: x @ x, DeviceError, "cuda.cublas", "CUBLAS_STATUS_NOT_SUPPORTED")
        setattr(fake_cupy.cublas, f"_{name}", whole)
        assert (x @ x).tolist() == [[2, 2], [2, 2]]


PLAIN = {"linalg"}  # gradients of decompositions: formulas in which `@` is easier to read, of matrices in single


def test_ops_say_matmul() -> None:
    """The operator would be CuPy's own product."""
    root = Path(ops.__file__).parent
    found = [
        f"{path.relative_to(root)}:{node.lineno}"
        for path in root.rglob("*.py")
        if path.relative_to(root).parts[0] not in PLAIN
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.MatMult)
        or (isinstance(node, ast.Attribute) and node.attr in {"dot", "vdot", "inner", "tensordot", "einsum"})
    ]
    assert not found


LAYERS: dict[str, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]] = {
    "mm": lambda x, w: x[0] @ w,
    "rows": lambda x, w: x @ w,
    "bmm": lambda x, w: x @ w.expand(3, 5, 4),
    "broadcast": lambda x, w: x @ w.expand(2, 1, 5, 4),
    "mv": lambda x, w: x[0] @ w[:, 0],
    "linear": lambda x, w: torch.nn.functional.linear(x, w.t(), w[0]),
    "einsum": lambda x, w: torch.einsum("bij,jk->bki", x, w),
}


def history(node: Any) -> list[str]:
    """The names of all nodes from here to the leaves."""
    return [] if node is None else [str(node), *(name for below, _ in node.next_functions for name in history(below))]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("name", LAYERS)
def test_halves_stay_halves(name: str, dtype: str, cuda: str) -> None:
    """And nearly what the host makes of them, which computes in float32: values and gradients."""
    torch.manual_seed(0)
    start = [torch.rand(3, 6, 5).to(getattr(torch, dtype)), torch.rand(5, 4).to(getattr(torch, dtype))]
    results = []
    for device in ("cpu", cuda):
        x, w = (t.detach().to(device).requires_grad_() for t in start)
        y = LAYERS[name](x, w)
        assert any("ToCopy" in name for name in history(y.grad_fn)) is (device == "cpu")
        y.float().square().sum().backward()
        results.append([t.detach().cpu().float().numpy() for t in (y, x.grad, w.grad)])
    for here, there in zip(*results, strict=True):
        np.testing.assert_allclose(there, here, rtol=5 * DTYPES[dtype][1], atol=1e-2)
