"""Every row of tests/op_cases through every check that applies to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import autograd_lab as lab
from tests.op_cases import CASES
from tests.op_cases.case import OpCase
from tests.ops import checks
from tests.ops.checks import Run, close, host
from tests.support.fake_cupy import FakeCupy


def rows(wanted: Any = lambda case: True) -> Any:
    """Parametrise over the rows that satisfy ``wanted``; ids such as Mul-0, Mul-1."""
    seen: Counter[str] = Counter()
    params = []
    for case in CASES:
        name = case.op.__name__
        if wanted(case):
            params.append(pytest.param(case, id=f"{name}-{seen[name]}"))
        seen[name] += 1
    return pytest.mark.parametrize("case", params)


def differentiable(case: OpCase) -> bool:
    return bool(case.differentiable) and bool(Run(case).seeds)  # a cast to int has a rule and yet no gradient


def smooth(case: OpCase) -> bool:
    return case.smooth and differentiable(case)


# -- against numerical derivatives --------------------------------------------------------------------------------


@rows(smooth)
def test_gradient_is_the_derivative(case: OpCase) -> None:
    checks.first_against_numbers(case)


@rows(lambda case: smooth(case) and not case.free_phases)
def test_second_gradient_is_the_derivative_of_the_first(case: OpCase) -> None:
    checks.second_against_numbers(case)


@rows(lambda case: smooth(case) and case.analytic and case.op.holomorphic and not case.complex)
def test_complex_gradient_is_the_derivative(case: OpCase) -> None:
    twin = replace(case, complex=True)
    if any(type(given) is tuple for given in case.inputs) and all(y.dtype.is_complex for y in Run(twin).outputs):
        checks.first_against_numbers(twin)
        checks.second_against_numbers(twin)


# -- at kinks, ties, poles and beyond ------------------------------------------------------------------------------


@rows(lambda case: not case.smooth)
def test_conventions_are_as_recorded_from_torch(case: OpCase) -> None:
    checks.directed_against_record(case)


# -- against PyTorch ------------------------------------------------------------------------------------------------


@rows(lambda case: case.torch)
def test_forward_is_that_of_torch(case: OpCase) -> None:
    pytest.importorskip("torch")
    checks.forward_against_torch(case)
    checks.forward_against_torch(case, np.float32, 2e-6)


@rows(lambda case: case.torch and differentiable(case))
def test_gradient_is_that_of_torch(case: OpCase) -> None:
    pytest.importorskip("torch")
    checks.first_against_torch(case)


@rows(lambda case: case.torch and case.torch_second and differentiable(case))
def test_second_gradient_is_that_of_torch(case: OpCase) -> None:
    pytest.importorskip("torch")
    checks.second_against_torch(case)


# -- of the right kind ----------------------------------------------------------------------------------------------


@rows(lambda case: not case.complex)
@pytest.mark.parametrize("dtype", [np.float16, np.float32], ids=["float16", "float32"])
def test_dtype_and_shape_stay(case: OpCase, dtype: Any) -> None:
    if case.half or dtype is not np.float16:
        checks.kinds_stay(case, dtype=dtype)


@rows(lambda case: not case.free_phases)
def test_inputs_and_gradients_are_not_written_to(case: OpCase) -> None:
    run = Run(case)
    before = [a.copy() if isinstance(a, np.ndarray) else a for a in run.arrays]
    for array in (*run.arrays, *run.seeds):
        if isinstance(array, np.ndarray):
            array.flags.writeable = False  # a write would raise
    run.forward(run.tensors(run.arrays))
    if run.seeds and case.differentiable:
        run.gradient()
        run.second_gradient()
    for array, old in zip(run.arrays, before, strict=True):
        np.testing.assert_array_equal(array, old)


# -- on every memory layout and device --------------------------------------------------------------------------------


def fortran(a: Any) -> Any:
    return np.asfortranarray(a)


def backwards(a: Any) -> Any:
    """The same values at negative strides."""
    flip = (slice(None, None, -1),) * a.ndim
    return a[flip].copy()[flip]


def spaced(a: Any) -> Any:
    """The same values with gaps between them."""
    wide = np.full((*a.shape, 3), 7, a.dtype)
    wide[..., 1] = a
    return wide[..., 1]


@rows()
@pytest.mark.parametrize("layout", [fortran, backwards, spaced], ids=lambda layout: layout.__name__)
def test_memory_layout_makes_no_difference(case: OpCase, layout: Any) -> None:
    run = Run(case)
    laid = [layout(a) if np.ndim(a) else a for a in run.arrays]
    wanted = [host(y) for y in run.forward(run.tensors(run.arrays))]
    close([host(y) for y in run.forward(strided(run, laid))], wanted, 1e-12, "output")
    if run.seeds and case.differentiable:
        wanted = run.gradient()
        inputs = strided(run, laid)
        seeds = [checks.make(layout(s) if s.ndim else s) for s in run.seeds]
        got = lab.autograd.grad(run.flowing(run.forward(inputs)), [inputs[i] for i in case.differentiable], seeds)
        close([host(g) for g in got], wanted, 1e-12, "gradient of input")


def strided(run: Run, arrays: list[Any]) -> list[Any]:
    """Tensors on arrays that from_numpy would refuse."""
    out = []
    for i, value in enumerate(arrays):
        if isinstance(value, np.ndarray):
            value = checks.make(value)
            value.requires_grad = i in run.case.differentiable
        out.append(value)
    return out


@rows(lambda case: not case.free_phases)
def test_device_gives_the_same_and_copies_nothing(case: OpCase, fake_cupy: FakeCupy) -> None:
    here, there = Run(case), Run(case, device="cuda")
    inputs = there.tensors(there.arrays)
    count = fake_cupy.counter
    before = (count.to_device, count.to_host)
    outputs = there.forward(inputs)
    if there.seeds and case.differentiable:
        seeds = [lab.ones_like(y) for y in there.flowing(outputs)]
        before = (count.to_device, count.to_host)
        lab.autograd.grad(there.flowing(outputs), [inputs[i] for i in case.differentiable], seeds)
    assert case.reads_back or (count.to_device, count.to_host) == before
    assert all(y.device.type == "cuda" for y in outputs)
    found, wanted = [host(y) for y in outputs], [host(y) for y in here.forward(here.tensors(here.arrays))]
    if checks.free_signs(case):
        same([abs(y) for y in found], [abs(y) for y in wanted])
        return
    same(found, wanted)
    if there.seeds and case.differentiable:
        same(there.gradient(), here.gradient())
        same(there.second_gradient(), here.second_gradient())


def same(got: list[Any], wanted: list[Any]) -> None:
    for g, w in zip(got, wanted, strict=True):
        assert g.dtype == w.dtype
        np.testing.assert_allclose(g, w, rtol=1e-12, atol=1e-12)  # a product may round otherwise in other memory


# How far a GPU may be from the host, relative and absolute: other libraries, other orders of summation.
PARITY = {np.float64: 1e-9, np.float32: 2e-4, np.float16: 2e-3}


@rows()
@pytest.mark.parametrize("dtype", PARITY, ids=lambda dtype: dtype.__name__)
def test_gpu_gives_the_same(case: OpCase, dtype: Any, gpu: str) -> None:
    if dtype is np.float16 and (case.complex or not case.half):
        return
    here, there, tolerance = Run(case, dtype=dtype), Run(case, dtype=dtype, device=gpu), PARITY[dtype]
    outputs = there.forward(there.tensors(there.arrays))
    wanted = here.forward(here.tensors(here.arrays))
    assert [(y.dtype, y.device.type) for y in outputs] == [(y.dtype, "cuda") for y in wanted]
    if case.free_phases:
        return
    if checks.free_signs(case):
        close([abs(host(y)) for y in outputs], [abs(host(y)) for y in wanted], tolerance, "output")
        return
    close([host(y) for y in outputs], [host(y) for y in wanted], tolerance, "output")
    if there.seeds and case.differentiable:
        close(there.gradient(), here.gradient(), tolerance, "gradient of input")
        if dtype is np.float64:
            close(there.second_gradient(), here.second_gradient(), tolerance, "second gradient")


@rows(lambda case: case.half and not case.complex and not case.free_phases and not checks.free_signs(case))
def test_gpu_gives_the_same_in_bfloat16(case: OpCase, gpu: str) -> None:
    """Three digits, as it has."""
    dtype = ml_dtypes.bfloat16
    here, there = Run(case, dtype=dtype), Run(case, dtype=dtype, device=gpu)
    outputs, wanted = there.forward(there.tensors(there.arrays)), here.forward(here.tensors(here.arrays))
    assert [(y.dtype, y.device.type) for y in outputs] == [(y.dtype, "cuda") for y in wanted]
    wide = [[host(y.float()) if y.dtype is lab.bfloat16 else host(y) for y in ys] for ys in (outputs, wanted)]
    close(*wide, 3e-2, "output")
