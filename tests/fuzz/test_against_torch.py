"""Random shapes, dtypes, layouts and values: the same result as PyTorch, or an exception of the same class.

Without PyTorch the same draws are checked for what needs no oracle: gradients have their input's shape and dtype,
and a GPU (the strict stand-in) gives what the CPU gives.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import autograd_lab as lab
from autograd_lab.errors import LabError
from tests.fuzz.strategies import SHAPES, arrays, broadcastable, tensor
from tests.support.fake_cupy import Undefined

try:
    import torch
except ImportError:
    torch = None

fuzz = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck), derandomize=True)

UNARY = (
    "abs neg exp log sqrt sin cos tan tanh sigmoid relu sign square reciprocal rsqrt floor ceil trunc round frac exp2 "
    "expm1 log2 log10 log1p asin acos atan sinh cosh asinh acosh atanh isnan isfinite logical_not"
).split()
BINARY = (
    "add sub mul div pow maximum minimum eq ne lt le gt ge remainder fmod floor_divide atan2 logical_and logical_or "
    "logical_xor bitwise_and bitwise_or bitwise_xor"
).split()
SYMBOLS = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**", "remainder": "%", "floor_divide": "//"}
REDUCING = "sum mean prod var std amax amin argmax argmin all any max min cumsum logsumexp".split()


TOLERANCES = {"torch.float16": 2e-3, "torch.bfloat16": 2e-2, "torch.complex64": 1e-4}


def outcome(call: Callable[[], Any]) -> Any:
    """The result as arrays, or the exception."""
    with warnings.catch_warnings(action="ignore"):
        try:
            result = call()
        except (RuntimeError, ValueError, TypeError, IndexError, NotImplementedError, ArithmeticError) as error:
            return error
    return [described(y) for y in (result if isinstance(result, tuple) else (result,))]


def described(y: Any) -> tuple[str, tuple[int, ...], Any]:
    plain = y.detach().cpu()
    kind = lab.float32 if isinstance(y, lab.Tensor) else torch.float32
    if "float16" in str(y.dtype):
        plain = plain.to(kind)
    array = plain.resolve_conj().numpy() if hasattr(plain, "resolve_conj") else plain.numpy()
    return str(y.dtype), tuple(y.shape), array


def agree(ours: Any, theirs: Any, what: str) -> None:
    if isinstance(theirs, Exception):
        kinds = tuple(kind for kind in type(theirs).__mro__[:-2] if kind.__module__ == "builtins")
        assert isinstance(ours, kinds), f"{what}: {ours!r}, PyTorch has {theirs!r}"
        return
    assert not isinstance(ours, Exception), f"{what}: {ours!r}, PyTorch has {theirs}"
    for (dtype, shape, values), (wanted_dtype, wanted_shape, wanted) in zip(ours, theirs, strict=True):
        assert (dtype, shape) == (wanted_dtype, wanted_shape), what
        exact = not any(kind in dtype for kind in ("float", "complex"))
        rtol = 0 if exact else TOLERANCES.get(dtype, 1e-5)
        if "complex" in dtype:  # of infinite parts PyTorch's own kernels do not say the same
            values, wanted = (np.where(np.isfinite(wanted), part, 0) for part in (values, wanted))
        np.testing.assert_allclose(values, wanted, rtol=rtol, atol=rtol, err_msg=what)


def no_stranger(result: Any, what: str) -> None:
    """An error on purpose is one of ours; anything else is a hole in the argument checks."""
    assert not isinstance(result, Exception) or isinstance(result, LabError), f"{what}: {result!r}"


@pytest.mark.parametrize("name", [n for n in UNARY if hasattr(lab, n)])
@fuzz
@given(x=arrays())
def test_of_one(name: str, x: Any) -> None:
    ours = outcome(lambda: getattr(lab, name)(tensor(lab, x)))
    no_stranger(ours, f"{name}({x})")
    if torch is not None:
        agree(ours, outcome(lambda: getattr(torch, name)(tensor(torch, x))), f"{name}({x})")


@pytest.mark.parametrize("name", [n for n in BINARY if hasattr(lab, n)])
@fuzz
@given(data=st.data())
def test_of_two(name: str, data: Any) -> None:
    a_shape, b_shape = data.draw(broadcastable())
    a, b = data.draw(arrays(st.just(a_shape))), data.draw(arrays(st.just(b_shape)))
    ours = outcome(lambda: getattr(lab, name)(tensor(lab, a), tensor(lab, b)))
    no_stranger(ours, f"{name}({a}, {b})")
    if torch is not None:
        agree(ours, outcome(lambda: getattr(torch, name)(tensor(torch, a), tensor(torch, b))), f"{name}({a}, {b})")


@pytest.mark.parametrize("name", SYMBOLS)
@fuzz
@given(x=arrays(), number=st.sampled_from([0, 1, -2, 3, 0.5, -1.5, True, 2**31]), first=st.booleans())
def test_with_a_number(name: str, x: Any, number: Any, first: bool) -> None:
    symbol = SYMBOLS[name]
    text = f"number {symbol} x" if first else f"x {symbol} number"
    ours = outcome(lambda: eval(text, {"x": tensor(lab, x), "number": number}))
    no_stranger(ours, f"{text} {x} {number}")
    if torch is not None:
        theirs = outcome(lambda: eval(text, {"x": tensor(torch, x), "number": number}))
        agree(ours, theirs, f"{text} {x} {number}")


@pytest.mark.parametrize("name", [n for n in REDUCING if hasattr(lab, n)])
@fuzz
@given(x=arrays(), dim=st.one_of(st.none(), st.integers(-3, 3)), keepdim=st.booleans())
def test_reducing(name: str, x: Any, dim: Any, keepdim: bool) -> None:
    def call(library: Any) -> Any:
        arguments = () if dim is None else (dim,) if name == "cumsum" else (dim, keepdim)
        if name in ("var", "std"):
            return getattr(library, name)(tensor(library, x), dim=dim, keepdim=keepdim)
        return getattr(library, name)(tensor(library, x), *arguments)

    what = f"{name}({x}, {dim}, {keepdim})"
    ours = outcome(lambda: call(lab))
    assert not isinstance(ours, Exception) or isinstance(ours, (LabError, TypeError)), f"{what}: {ours!r}"
    if torch is not None:
        agree(ours, outcome(lambda: call(torch)), what)


@pytest.mark.parametrize("name", [n for n in (*UNARY, *BINARY) if hasattr(lab, n)])
@fuzz
@given(data=st.data())
def test_gradients_have_the_shape_and_dtype_of_their_inputs(name: str, data: Any) -> None:
    floats = ("float32", "float64", "float16", "bfloat16")
    if name in UNARY:
        drawn = [data.draw(arrays(dtypes=floats))]
    else:
        drawn = [data.draw(arrays(st.just(shape), floats)) for shape in data.draw(broadcastable())]
    inputs = [tensor(lab, x, requires_grad=True) for x in drawn]
    with warnings.catch_warnings(action="ignore"):
        try:
            y = getattr(lab, name)(*inputs)
        except (RuntimeError, NotImplementedError):
            return
        if not y.requires_grad:
            return
        grads = lab.autograd.grad(y, inputs, lab.ones_like(y), allow_unused=True)
    for g, x in zip(grads, inputs, strict=True):
        assert g is None or (g.shape == x.shape and g.dtype is x.dtype)


@pytest.mark.parametrize("name", [n for n in (*UNARY, *BINARY) if hasattr(lab, n)])
@settings(fuzz, max_examples=8)
@given(data=st.data())
def test_a_gpu_gives_the_same(cuda: str, name: str, data: Any) -> None:
    single = data.draw(SHAPES)
    drawn = [data.draw(arrays(st.just(single))) for _ in range(1 if name in UNARY else 2)]
    here = outcome(lambda: getattr(lab, name)(*[tensor(lab, x) for x in drawn]))
    there = outcome(lambda: getattr(lab, name)(*[tensor(lab, x).to(cuda) for x in drawn]))
    assert not isinstance(there, Undefined)
    if isinstance(here, Exception):
        assert type(there) is type(here)
    elif any("complex" in y[0] for y in here) and not all(np.isfinite(x[1]).all() for x in drawn):
        assert [y[:2] for y in there] == [y[:2] for y in here]  # PyTorch's own kernels do not say the same here
    else:
        agree(there, here, f"{name}({drawn})")
