"""Every kernel against the reference: values, gradients, what it must leave to the reference, and the switch."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab.backend import loops
from autograd_lab.backend.loops import usable, without_loops
from autograd_lab.kernels import KERNELS, convolution, reference_ops
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import make
from tests.kernels.near import close
from tests.kernels.rows import ROWS, Row


def drawn(row: Row, dtype: Any) -> list[Any]:
    rng = np.random.default_rng(3)
    given = (type(None), np.ndarray)
    arrays: list[Any] = [
        s if isinstance(s, given) else (rng.standard_normal(s) * row.scale).astype(dtype) for s in row.shapes
    ]
    arrays[0] += row.far
    return arrays


def run(row: Row, arrays: list[Any]) -> list[Any]:
    """The outputs, and the gradients of all inputs that have one."""
    inputs = [None if a is None else make(a) for a in arrays]
    for x in inputs:
        if x is not None and (x.is_floating_point() or x.is_complex()):
            x.requires_grad = True
    outputs = apply(row.op, *inputs, **row.params)
    outputs = outputs if row.op.several else (outputs,)
    rng = np.random.default_rng(4)
    y = outputs[0]
    y.backward(make(rng.standard_normal(y.shape).astype(y.array.dtype)))
    return [y.array for y in outputs] + [x.grad.array for x in inputs if x is not None and x.grad is not None]


@pytest.fixture(params=["numpy", "numba", "threads"], autouse=True)
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """With NumPy alone, with compiled loops, and with two threads that share these."""
    if request.param == "numpy":
        with without_loops():
            yield "numpy"
        return
    pytest.importorskip("numba")
    assert usable()
    before = lab.get_num_threads()
    lab.set_num_threads(2 if request.param == "threads" else 1)
    monkeypatch.setattr(loops, "SHARED", 2**10)  # the arrays here are smaller than is worth a thread
    yield "numba"
    lab.set_num_threads(before)


@pytest.mark.parametrize("dtype", "fd")
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_same_as_the_reference(row: Row, dtype: str) -> None:
    arrays = drawn(row, dtype)
    found = run(row, [None if a is None else a.copy() for a in arrays])
    with reference_ops():
        expected = run(row, arrays)
    close(found, expected)


@pytest.mark.parametrize("row", [row for row in ROWS if row.op.__name__.startswith("Conv")], ids=str)
def test_convolution_of_images_too_large_for_the_cache(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convolution, "LARGE", 2**14)  # cut into strips of a few rows
    test_same_as_the_reference(row, "f")
    monkeypatch.setattr(convolution, "LARGE", 2**24)
    monkeypatch.setattr(convolution, "CACHE", 2**16)  # one image at a time
    test_same_as_the_reference(row, "f")


@pytest.mark.parametrize("row", [row for row in ROWS if row.op.__name__.startswith("Conv") and row.loops], ids=str)
def test_loops_over_strips(row: Row, library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one row each, and of a few; the numbers are the same for every number of threads."""
    if library == "numpy":
        pytest.skip("there are no strips")
    from autograd_lab.kernels.loops import convolution as loops, row_pairs

    def result() -> Any:
        loops.layer_of.cache_clear()
        return kernel_of(row, "forward", library)(*drawn(row, "f"), **row.params)[0]

    whole, threads = result(), lab.get_num_threads()
    for cache, line in ((1, 1), (2**12, 2**8)):
        monkeypatch.setattr(loops, "CACHE", cache)
        monkeypatch.setattr(row_pairs, "CACHE", cache * 8)
        monkeypatch.setattr(loops, "LINE", line)
        found = []
        for count in (1, 2):
            lab.set_num_threads(count)
            found.append(result())
        lab.set_num_threads(threads)
        np.testing.assert_array_equal(*found)
        close(found[:1], [whole])


def kernel_of(row: Row, what: str, library: str) -> Any:
    return next(KERNELS[cls, what, library] for cls in row.op.__mro__ if (cls, what, library) in KERNELS)


def taken(row: Row, library: str) -> list[str]:
    return (row.taken if library == "numpy" else row.loops).split()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_kernel_takes_the_work(row: Row, library: str) -> None:
    arrays = drawn(row, row.dtypes[0])
    y, saved = row.op.forward(np, *arrays, **row.params)
    if "forward" in taken(row, library):
        assert kernel_of(row, "forward", library)(*arrays, **row.params) is not None
    if "backward" in taken(row, library):
        gy = (np.ones_like(y[0]), *[None] * (len(y) - 1)) if row.op.several else np.ones_like(y)
        needs = [a is not None for a in arrays]
        assert kernel_of(row, "backward", library)(gy, needs, *saved, **row.params) is not None


def test_every_kernel_has_a_row(library: str) -> None:
    tested = {(cls, what, library) for row in ROWS for what in taken(row, library) for cls in row.op.__mro__}
    assert not {key for key in KERNELS if key[2] == library} - tested


@pytest.mark.parametrize("row", [row for row in ROWS if row.op.__name__ != "VarMean"], ids=str)
def test_left_to_the_reference(row: Row) -> None:
    """Complex numbers, arrays in another order, single elements and none: the same numbers as ever."""
    variants = [
        [None if a is None else np.asarray(a, order="F") for a in drawn(row, "f")],
        [None if a is None else np.repeat(a, 2, axis=-1)[..., ::2] for a in drawn(row, "f")],
        [a if a is None or a.dtype.kind == "i" else a.astype(np.float16) for a in drawn(row, "f")],
    ]
    if row.op.__name__.startswith("Conv"):
        variants.append([None if a is None else a * (1 + 2j) for a in drawn(row, "f")])
    for arrays in variants:
        found = run(row, arrays)
        with reference_ops():
            close(found, run(row, arrays))


@pytest.mark.parametrize("value", [np.inf, np.nan])
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_is_not_finite(row: Row, value: float) -> None:
    """One such number in each input in turn: inf and nan stand where the reference has them."""
    for k, shape in enumerate(row.shapes):
        if shape is None or isinstance(shape, np.ndarray):
            continue
        arrays = drawn(row, "f")
        arrays[k].reshape(-1)[arrays[k].size // 2] = value
        with np.errstate(all="ignore"):
            found = run(row, [None if a is None else a.copy() for a in arrays])
            with reference_ops():
                expected = run(row, arrays)
        for a, b in zip(found, expected, strict=True):
            np.testing.assert_array_equal(np.isnan(a), np.isnan(b))
            np.testing.assert_array_equal(np.isinf(a), np.isinf(b))


def test_second_derivatives_come_from_the_rules() -> None:
    x = lab.linspace(-3, 3, 2000, requires_grad=True)
    (gx,) = lab.autograd.grad(lab.nn.functional.gelu(x).sum(), x, create_graph=True)
    (ggx,) = lab.autograd.grad(gx.sum(), x)
    at = x.detach()
    bell = (-at * at / 2).exp() / (2 * lab.pi) ** 0.5
    assert lab.allclose(ggx, bell * (2 - at * at), atol=1e-5)


def test_written_over_before_backward() -> None:
    x = lab.randn(2000, requires_grad=True)
    z = x * 1
    y = lab.nn.functional.gelu(z)
    z += 1
    with pytest.raises(RuntimeError, match="modified by an inplace"):
        y.sum().backward()


def test_the_switch_is_each_threads_own(library: str) -> None:
    x = np.linspace(-3, 3, 5000, dtype="f")
    from autograd_lab.ops.gated import Gelu

    seen = {}

    def compute() -> None:
        with without_loops() if library == "numpy" else nullcontext():
            seen["other"] = Gelu.forward(np, x)[0]

    fast = Gelu.forward(np, x)[0]
    with reference_ops():
        slow = Gelu.forward(np, x)[0]
        thread = threading.Thread(target=compute)
        thread.start()
        thread.join()
    assert (seen["other"] == fast).all() and (slow != fast).any()
    assert (Gelu.forward(np, x)[0] == fast).all()


@pytest.mark.parametrize("options", [{}, {"weight_decay": 0.1}, {"amsgrad": True}, {"maximize": True}], ids=str)
@pytest.mark.parametrize("name", ["Adam", "AdamW", "SGD"])
def test_the_very_numbers_of_an_optimizer(name: str, options: dict[str, Any]) -> None:
    if name == "SGD" and "amsgrad" in options:
        options = {"momentum": 0.9, "dampening": 0.3}

    def trained() -> list[Any]:
        rng = np.random.default_rng(0)
        p = lab.tensor(rng.standard_normal((70, 300)).astype("f"), requires_grad=True)
        optimizer = getattr(lab.optim, name)([p], lr=0.01, **options)
        for _ in range(3):
            p.grad = lab.tensor(rng.standard_normal((70, 300)).astype("f"))
            optimizer.step()
        return [p.array, *(value.array for value in optimizer.state[p].values())]

    found = trained()
    with reference_ops():
        for a, b in zip(found, trained(), strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("options", [{}, {"weight_decay": 0.1}, {"nesterov": True, "weight_decay": 0.1}], ids=str)
def test_the_very_numbers_of_momentum(options: dict[str, Any]) -> None:
    test_the_very_numbers_of_an_optimizer("SGD", {"momentum": 0.9, **options})
