"""Every CUDA kernel against its reference: on the host, compiled by g++ and run thread by thread, barriers and all, and
on a GPU where there is one."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from autograd_lab.backend import cuda
from autograd_lab.kernels import KERNELS, reference_ops
from autograd_lab.ops.convolution import Conv, ConvInput, ConvWeight
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.tensor import make
from tests.kernels.cuda.rows import ROWS, Row
from tests.kernels.near import ULP, close
from tests.support import host_kernel
from tests.support.devices import NO_GPU
from tests.support.fake_cupy import FakeCupy

importlib.import_module("autograd_lab.kernels.cuda")  # otherwise imported with the first use of a GPU

NEEDS_COMPILER = pytest.mark.skipif(not host_kernel.COMPILER, reason=host_kernel.MISSING)


@pytest.fixture(params=["one thread", "threads", pytest.param("gpu", marks=[pytest.mark.gpu, NO_GPU])])
def xp(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The fake CuPy, whose kernels run with one thread for a block, or with all of them; and CuPy on a real GPU."""
    if request.param != "gpu":
        if not host_kernel.COMPILER:
            pytest.skip(host_kernel.MISSING)
        request.getfixturevalue("fake_cupy")
        monkeypatch.setattr(host_kernel.RawKernel, "threaded", request.param == "threads")
    return cuda.cupy()


def drawn(row: Row, dtype: Any) -> list[Any]:
    """The inputs on the host."""
    rng, arrays = np.random.default_rng(3), []
    for shape in row.inputs:
        if isinstance(shape, np.ndarray):
            arrays.append(shape.astype(dtype) if shape.dtype.kind == "f" else shape)
        else:
            arrays.append(None if shape is None else (rng.standard_normal(shape) * row.scale).astype(dtype))
    arrays[0] += row.far
    return arrays


def there(xp: Any, params: dict[str, Any]) -> dict[str, Any]:
    return {name: xp.asarray(value) if isinstance(value, np.ndarray) else value for name, value in params.items()}


def run(xp: Any, row: Row, arrays: list[Any], look: Any = None) -> list[Any]:
    """The outputs, and the gradients of all inputs that have one; ``look`` changes the numbers on the device."""
    inputs = [None if a is None else make(xp.asarray(a)) for a in arrays]
    for x in inputs:
        if x is not None and look is not None and x.array.dtype.kind == "f":
            x.array = look(x.array)
        if x is not None and x.array.dtype.kind == "f":
            x.requires_grad = True
    outputs = apply(row.op, *inputs, **there(xp, row.params))
    outputs = outputs if row.op.several else (outputs,)
    y = outputs[0]
    y.backward(make(xp.asarray(np.random.default_rng(4).standard_normal(y.shape).astype(y.array.dtype))))
    found = [y.array for y in outputs] + [x.grad.array for x in inputs if x is not None and x.grad is not None]
    return [xp.asnumpy(array) for array in found]


@pytest.mark.parametrize("dtype", "fd")
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_same_as_the_reference(row: Row, dtype: str, xp: Any) -> None:
    arrays = drawn(row, dtype)
    found = run(xp, row, arrays)
    with reference_ops():
        expected = run(xp, row, arrays)
    close(found, expected, ULP * (1 + row.far))


def kernel_of(row: Row, what: str) -> Any:
    return next(KERNELS[cls, what, "gpu"] for cls in row.op.__mro__ if (cls, what, "gpu") in KERNELS)


@NEEDS_COMPILER
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_kernel_takes_the_work(row: Row, fake_cupy: FakeCupy) -> None:
    xp = cuda.cupy()
    arrays = [None if a is None else xp.asarray(a) for a in drawn(row, "f")]
    params = there(xp, row.params)
    y, saved = row.op.forward(xp, *arrays, **params)
    if "forward" in row.taken:
        assert kernel_of(row, "forward")(xp, *arrays, **params) is not None
    if "backward" in row.taken:
        gy = (xp.ones_like(y[0]), *[None] * (len(y) - 1)) if row.op.several else xp.ones_like(y)
        needs = [a is not None and a.dtype.kind == "f" for a in arrays]
        assert kernel_of(row, "backward")(xp, gy, needs, *saved, **params) is not None


@NEEDS_COMPILER
@pytest.mark.parametrize("row", ROWS[::7], ids=str)
def test_the_reference_launches_none_of_them(row: Row, fake_cupy: FakeCupy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(host_kernel.RawKernel, "__call__")
    with reference_ops():
        run(cuda.cupy(), row, drawn(row, "f"))
    with pytest.raises(TypeError, match="not callable"):
        run(cuda.cupy(), row, drawn(row, "f"))


def test_every_kernel_has_a_row() -> None:
    tested = {(cls, what, "gpu") for row in ROWS for what in row.taken.split() for cls in row.op.__mro__}
    tested |= {(op, "forward", "gpu") for op in (Conv, ConvInput, ConvWeight)}  # in tests/cuda/test_cudnn.py
    assert not {key for key in KERNELS if key[2] == "gpu"} - tested


CHANGES = {  # of an input: on the host, on the device
    "half precision": (lambda a: a.astype(np.float16), None),
    "another order": (lambda a: np.asarray(a, order="F"), None),
    "gaps": (lambda a: np.repeat(a, 2, axis=-1), lambda a: a[..., ::2]),
    "nothing": (lambda a: a[..., :0], None),
}


@NEEDS_COMPILER
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_left_to_the_reference(row: Row, change: str, fake_cupy: FakeCupy) -> None:
    """The same numbers as ever; what the rules refuse, kernels refuse too."""
    xp = cuda.cupy()
    on_host, on_device = CHANGES[change]
    arrays = [a if a is None or a.dtype.kind != "f" else on_host(a) for a in drawn(row, "f")]
    try:
        with reference_ops():
            expected = run(xp, row, arrays, on_device)
    except Exception as error:
        with pytest.raises(type(error)):
            run(xp, row, arrays, on_device)
    else:
        close(run(xp, row, arrays, on_device), expected, ULP * (1 + row.far))


@NEEDS_COMPILER
@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_is_not_finite(row: Row, value: float, fake_cupy: FakeCupy) -> None:
    """One such number in each input in turn: inf and nan stand where the reference has them."""
    xp = cuda.cupy()
    for k, shape in enumerate(row.inputs):
        arrays = drawn(row, "f")
        if shape is None or arrays[k].dtype.kind != "f":
            continue
        arrays[k].reshape(-1)[arrays[k].size // 2] = value
        found = run(xp, row, arrays)
        with reference_ops():
            expected = run(xp, row, arrays)
        for a, b in zip(found, expected, strict=True):
            np.testing.assert_array_equal(np.isnan(a), np.isnan(b))
            np.testing.assert_array_equal(np.isinf(a), np.isinf(b))
