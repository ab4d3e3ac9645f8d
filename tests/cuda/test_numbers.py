"""Functions that CuPy computes otherwise than NumPy: the same numbers all the same, at the edges and far out."""

from __future__ import annotations

import math

import numpy as np
import pytest

import autograd_lab as torch

EDGES = [0.0, -0.0, 0.1, -0.1, 1.0, -1.0, 2.5, -7.0, 1e30, math.inf, -math.inf, math.nan]


def both(call: object, cuda: str, dtype: str) -> tuple[list[float], list[float]]:
    a, b = torch.meshgrid(torch.tensor(EDGES), torch.tensor(EDGES), indexing="ij")
    a, b = (x.reshape(-1).to(getattr(torch, dtype)) for x in (a, b))
    return call(a.to(cuda), b.to(cuda)).cpu().tolist(), call(a, b).tolist()  # type: ignore[operator]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["remainder", "floor_divide", "fmod", "true_divide"])
def test_quotients(name: str, dtype: str, cuda: str) -> None:
    there, here = both(getattr(torch, name), cuda, dtype)
    np.testing.assert_array_equal(there, here)
    for number in (3, -0.1, math.inf):
        there, here = both(lambda a, b, n=number: getattr(torch, name)(a, n), cuda, dtype)
        np.testing.assert_array_equal(there, here)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 2e-6), ("float64", 1e-13)])
@pytest.mark.parametrize("name", ["i0e", "i1e"])
def test_scaled_bessel_functions_of_large_numbers(name: str, dtype: str, tolerance: float, cuda: str) -> None:
    x = torch.tensor(
        [0.0, -1.0, 20.0, -49.0, 51.0, 90.0, 499.0, -501.0, 800.0, 1e6, math.inf], dtype=getattr(torch, dtype)
    )
    call = getattr(torch.special, name)
    np.testing.assert_allclose(call(x.to(cuda)).cpu().numpy(), call(x).numpy(), rtol=tolerance, atol=1e-30)


@pytest.mark.parametrize("value", [-0.0, 0.0])
def test_the_sign_of_zero_survives_the_way(value: float, cuda: str) -> None:
    assert math.copysign(1, torch.tensor(value).to(cuda).item()) == math.copysign(1, value)
