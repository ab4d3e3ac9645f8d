"""Convolutions on a GPU by cuDNN: the numbers of the host, plans made once, and what the switches do."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import autograd_lab as torch
from autograd_lab.backend import cudnn
from autograd_lab.kernels import reference_ops
from autograd_lab.nn import functional as F
from tests.support import cudnn_names, fake_cudnn
from tests.support.fake_cudnn import FakeCudnn
from tests.support.fake_cupy import FakeCupy

DTYPES = {"float16": 2e-2, "bfloat16": 1e-1, "float32": 2e-5, "float64": 1e-12}  # and how far off

LAYERS: dict[str, dict[str, Any]] = {  # x, w, then what F.conv gets; transposed, w is turned around
    "plain": {"x": (2, 3, 6, 5), "w": (4, 3, 3, 2)},
    "one axis": {"x": (2, 3, 7), "w": (4, 3, 3), "stride": 2, "padding": 1},
    "three axes": {"x": (1, 2, 4, 5, 3), "w": (3, 2, 2, 3, 2), "padding": (1, 0, 1), "stride": (1, 2, 1)},
    "strided": {"x": (2, 3, 9, 8), "w": (2, 3, 3, 3), "stride": (2, 3), "padding": (1, 2)},
    "what is left at the border": {"x": (1, 2, 8, 8), "w": (2, 2, 3, 3), "stride": 2},
    "dilated": {"x": (2, 2, 9, 9), "w": (3, 2, 3, 3), "dilation": (2, 3), "padding": 2},
    "grouped": {"x": (2, 6, 5, 5), "w": (4, 3, 3, 3), "groups": 2, "padding": 1},
    "each channel alone": {"x": (2, 4, 5, 5), "w": (8, 1, 3, 3), "groups": 4, "stride": 2},
}


@pytest.fixture
def planner(fake_cupy: FakeCupy) -> FakeCudnn:
    module: Any = sys.modules["cudnn"]
    return module


def outcome(layer: dict[str, Any], transposed: bool, dtype: str, device: str) -> list[np.ndarray]:
    """The output, and the gradients of x, w and the bias."""
    random = np.random.default_rng(0)
    options = {name: value for name, value in layer.items() if name not in "xw"}
    axes, groups = len(layer["x"]) - 2, options.get("groups", 1)
    sizes = [layer["x"], layer["w"], layer["w"][:1]]
    if transposed:
        options["output_padding"] = int(options.get("stride", 1) == 2)
        x, w = layer["x"], layer["w"]
        sizes = [(x[0], w[0], *x[2:]), w, (w[1] * groups,)]
    function = getattr(F, f"conv{'_transpose' if transposed else ''}{axes}d")
    arrays = [torch.from_numpy(random.standard_normal(size)).to(getattr(torch, dtype)) for size in sizes]
    inputs = [array.to(device).requires_grad_() for array in arrays]
    y = function(*inputs, **options)
    y.backward(torch.linspace(-1, 1, y.numel()).reshape(y.shape).to(y.dtype).to(device))
    found = [y.detach(), *(t.grad for t in inputs)]
    return [t.cpu().double().numpy() for t in found if t is not None]


@pytest.mark.parametrize("transposed", [False, True], ids=["conv", "conv_transpose"])
@pytest.mark.parametrize("name", LAYERS)
def test_the_numbers_of_the_host(name: str, transposed: bool, cuda: str) -> None:
    for dtype, tolerance in DTYPES.items():
        there, here = (outcome(LAYERS[name], transposed, dtype, device) for device in (cuda, "cpu"))
        for a, b in zip(there, here, strict=True):
            np.testing.assert_allclose(a, b, rtol=tolerance, atol=5 * tolerance)


def test_all_of_it_is_cudnns_work(planner: FakeCudnn) -> None:
    for k, layer in enumerate(LAYERS.values()):
        outcome(layer, False, "float32", "cuda")
        assert planner.ran == 6 * k + 3
        outcome(layer, True, "float32", "cuda")
        assert planner.ran == 6 * k + 6


def test_a_plan_is_made_once(planner: FakeCudnn, fake_cupy: FakeCupy) -> None:
    x, w = torch.rand(2, 3, 6, 6, device="cuda"), torch.rand(4, 3, 3, 3, device="cuda")
    for _ in range(3):
        F.conv2d(x, w)
    assert len(planner.built) == 1
    F.conv2d(x[:1], w)
    F.conv2d(x, w, padding=1)
    F.conv2d(x.half(), w.half())
    assert len(planner.built) == 4
    before = fake_cupy.counter.launches
    F.conv2d(x, w)
    assert fake_cupy.counter.launches == before + 1
    F.conv2d(x.permute(0, 1, 3, 2), w)  # laid out first: the plan is for images in order
    assert len(planner.built) == 4 and fake_cupy.counter.launches == before + 3
    assert planner.ran == 8


@pytest.mark.parametrize("transposed", [False, True])
def test_each_gpu_and_stream(transposed: bool, planner: FakeCudnn) -> None:
    for index in (0, 1, 0):
        with torch.cuda.device(index), torch.cuda.stream(torch.cuda.Stream()):
            outcome(LAYERS["plain"], transposed, "float32", "cuda")
    assert len(planner.built) == planner.ran - 3 == 6 and {graph.handle.device for graph in planner.built} == {0, 1}


# -- switches ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def restored() -> Iterator[None]:
    before = dict(vars(cudnn.switches))
    yield
    vars(cudnn.switches).update(before)
    torch.use_deterministic_algorithms(False)


def one_pixel(value: float, dtype: str = "float32") -> float:
    x = torch.tensor(value, dtype=torch.float64).to(getattr(torch, dtype)).reshape(1, 1, 1, 1).cuda()
    return F.conv2d(x, torch.ones_like(x)).item()


def test_tf32_only_where_it_is_allowed(planner: FakeCudnn, restored: None) -> None:
    value = 1 + 2.0**-12
    assert one_pixel(value) == value == one_pixel(value, "float64")
    torch.backends.cudnn.allow_tf32 = True
    assert one_pixel(value) == 1 and one_pixel(value, "float64") == value
    with torch.backends.cudnn.flags(allow_tf32=False):
        assert one_pixel(value) == value
    assert one_pixel(value) == 1
    assert one_pixel(1.0, "float16") == 1 and planner.built[-1].barred == {"REDUCED_PRECISION_REDUCTION"}


@pytest.mark.parametrize("ask", [
    lambda: setattr(torch.backends.cudnn, "deterministic", True), lambda: torch.use_deterministic_algorithms(True),
])  # fmt: skip
def test_always_the_same_bits(ask: Callable[[], None], planner: FakeCudnn, restored: None) -> None:
    outcome(LAYERS["plain"], False, "float32", "cuda")
    assert any("NONDETERMINISTIC" in graph.plans[0].notes for graph in planner.built)
    made = len(planner.built)
    ask()
    outcome(LAYERS["plain"], False, "float32", "cuda")
    assert len(planner.built) == made + 3
    assert not any("NONDETERMINISTIC" in graph.plans[0].notes for graph in planner.built[made:])


# -- without it --------------------------------------------------------------------------------------------------------


def refusing(planner: FakeCudnn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "refuses", lambda graph: True)


def switched_off(planner: FakeCudnn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cudnn.switches, "enabled", False)


def not_installed(planner: FakeCudnn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cudnn", None)


@pytest.mark.parametrize("why", [refusing, switched_off, not_installed])
@pytest.mark.parametrize("transposed", [False, True], ids=["conv", "conv_transpose"])
def test_products_of_matrices_stand_in(
    why: Callable[..., None], transposed: bool, planner: FakeCudnn, monkeypatch: pytest.MonkeyPatch
) -> None:
    why(planner, monkeypatch)
    for dtype, tolerance in DTYPES.items():
        there, here = (outcome(LAYERS["strided"], transposed, dtype, device) for device in ("cuda", "cpu"))
        for a, b in zip(there, here, strict=True):
            np.testing.assert_allclose(a, b, rtol=tolerance, atol=5 * tolerance)
    assert not planner.built


def test_halves_are_rounded_once_without_it(planner: FakeCudnn, monkeypatch: pytest.MonkeyPatch) -> None:
    not_installed(planner, monkeypatch)
    y, w = torch.ones(1, 1, 3).half().cuda(), torch.tensor([[[2048.0, 1.0, 1.0]]]).half().cuda()
    assert F.conv_transpose1d(y, w)[0, 0, 2].item() == 2050  # 2048 + 1 is 2048 in float16


def test_what_cudnn_has_no_plan_for(planner: FakeCudnn) -> None:
    x, w = torch.rand(2, 2, 4, 4, dtype=torch.complex64), torch.rand(3, 2, 2, 2, dtype=torch.complex64)
    np.testing.assert_allclose(F.conv2d(x.cuda(), w.cuda()).cpu().numpy(), F.conv2d(x, w).numpy(), rtol=1e-5)
    assert F.conv2d(torch.zeros(0, 2, 4, 4, device="cuda"), torch.ones(3, 2, 2, 2, device="cuda")).shape == (0, 3, 3, 3)
    with reference_ops():
        outcome(LAYERS["plain"], False, "float32", "cuda")
    assert not planner.built


def test_the_second_derivative(cuda: str) -> None:
    x, w = (torch.rand(*s, dtype=torch.float64, device=cuda, requires_grad=True) for s in ((1, 2, 4, 4), (2, 1, 2, 2)))
    assert torch.autograd.gradgradcheck(lambda x, w: F.conv2d(x, w, stride=2, padding=1, groups=2), (x, w))
    assert torch.autograd.gradgradcheck(lambda x, w: F.conv_transpose2d(x, w, stride=2, groups=2), (x, w))


def test_who_asks_is_told(planner: FakeCudnn, monkeypatch: pytest.MonkeyPatch) -> None:
    assert torch.backends.cudnn.is_available() and torch.backends.cudnn.version() == 92000
    not_installed(planner, monkeypatch)
    assert not torch.backends.cudnn.is_available() and torch.backends.cudnn.version() is None


# -- the real one ------------------------------------------------------------------------------------------------------


def test_the_stand_in_has_the_recorded_arguments(fake_cupy: FakeCupy) -> None:
    fake = FakeCudnn(fake_cupy)
    owners = {"": fake, "pygraph": fake.pygraph, "Tensor": fake.Tensor}
    for owner, value in owners.items():
        for name, known in fake_cudnn.NAMES[owner].items():
            taken = [p for p in inspect.signature(getattr(value, name)).parameters if p != "self"]
            assert not set(taken) - set(known), (owner, name)


@pytest.fixture
def frontend() -> Any:
    """The one that is installed; it needs no GPU to describe a graph."""
    module = pytest.importorskip("cudnn", reason="the package nvidia-cudnn-frontend is not installed")
    if cudnn.frontend() is None:
        pytest.skip("the package nvidia-cudnn-cu13 is not installed")
    return module


def test_recorded_names_are_those_of_the_installed_frontend(frontend: Any) -> None:
    assert cudnn_names.installed() == fake_cudnn.NAMES


def sizes_of(layer: dict[str, Any]) -> cudnn.Shapes:
    (n, _, *size), (f, _, *kernel) = layer["x"], layer["w"]
    usual = {"padding": 0, "stride": 1, "dilation": 1}
    moves = [np.broadcast_to(layer.get(key, number), len(size)).tolist() for key, number in usual.items()]
    axes = zip(size, kernel, *moves, strict=True)
    out = [(s + 2 * p - d * (k - 1) - 1) // t + 1 for s, k, p, t, d in axes]
    return cudnn.Shapes(layer["x"], layer["w"], (n, f, *out), *map(tuple, moves)).flat()


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("node", cudnn.PORTS)
def test_the_installed_frontend_takes_our_graphs(
    node: str, name: str, frontend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    valid = []

    def stop(graph: Any) -> None:
        valid.append([(tensor.get_dim(), tensor.get_stride()) for tensor in graph.nodes[0].outputs.values()])
        raise frontend.cudnnGraphNotSupportedError("from here on it needs a GPU")

    monkeypatch.setattr(frontend.pygraph, "build_operation_graph", stop)
    shapes = sizes_of(LAYERS[name])
    convolutions = cudnn.Convolutions(None)
    convolutions._handles[0] = None
    for letter in cudnn.KINDS:
        assert shapes.fit() and convolutions._planned(0, node, letter, shapes, ("NONDETERMINISTIC",)) is None
        made = getattr(shapes, cudnn.PORTS[node][1])
        assert valid.pop() == [(list(made), cudnn.steps(made))]
