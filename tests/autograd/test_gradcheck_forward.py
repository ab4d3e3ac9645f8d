"""gradcheck of forward mode and of batches, and the parts of autograd.functional that are made of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest

import autograd_lab as lab
from tests.autograd.test_functional import cube, leaf3, mixed, near, numbers, x3, x23
from tests.autograd.test_gradcheck import RIGHT, complex_vector, error_of, vector

# PyTorch's forward mode loads what it calls deprecated itself.
pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")

FORWARD = {"check_forward_ad": True, "check_backward_ad": False}


def forward_ad(t: Any) -> Any:
    return importlib.import_module(f"{t.__name__}.autograd.forward_ad")


def bent_forwards(t: Any, x: Any, rule: Callable[[Any], Any]) -> Any:
    """``x``, with a tangent that ``rule`` has changed."""
    primal, tangent = forward_ad(t).unpack_dual(x)
    return x if tangent is None else forward_ad(t).make_dual(primal, rule(tangent))


WRONG: dict[str, tuple[Callable[..., Any], Callable[[Any], Any]]] = {
    "twice": (lambda t, x: bent_forwards(t, x, lambda v: 2 * v), vector),
    "zero": (lambda t, x: bent_forwards(t, x.sin(), lambda v: v * 0), vector),
    "detached": (lambda t, x: x * x.detach(), vector),
    "elements exchanged": (lambda t, x: bent_forwards(t, x, lambda v: v.flip(0)), vector),
    "not linear": (lambda t, x: bent_forwards(t, x, lambda v: v * v * 2), vector),
    "the second output": (lambda t, x: (x, bent_forwards(t, x.cos(), lambda v: -v)), vector),
    "one part of a complex number": (lambda t, z: t.complex(z.real, z.imag.detach()), complex_vector),
    "complex of real": (lambda t, x: t.complex(x, x.detach()), vector),
}  # fmt: skip


@pytest.mark.parametrize("fast", [False, True], ids=["slow", "fast"])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_tangent_is_found(torch: Any, name: str, fast: bool) -> None:
    func, inputs = WRONG[name]
    with pytest.raises(error_of(torch), match="computed with forward mode"):
        torch.autograd.gradcheck(lambda x: func(torch, x), inputs(torch), fast_mode=fast, **FORWARD)


@pytest.mark.parametrize("fast", [False, True], ids=["slow", "fast"])
@pytest.mark.parametrize(
    "name", [name for name in RIGHT if name not in ("indices beside values", "no elements", "not a leaf")]
)
def test_a_right_tangent_is_accepted(torch: Any, name: str, fast: bool) -> None:
    func, inputs = RIGHT[name](torch)
    assert torch.autograd.gradcheck(func, inputs, fast_mode=fast, check_undefined_grad=False, **FORWARD)
    assert torch.autograd.gradcheck(func, inputs, fast_mode=fast, check_forward_ad=True, check_grad_dtypes=True)


@pytest.mark.parametrize("name", ["elementary", "matrices", "broadcast", "several outputs"])
def test_batches(torch: Any, name: str) -> None:
    func, inputs = RIGHT[name](torch)
    assert torch.autograd.gradcheck(func, inputs, check_batched_grad=True)
    assert torch.autograd.gradgradcheck(func, inputs, check_batched_grad=True)
    assert torch.autograd.gradcheck(func, inputs, check_batched_forward_grad=True, check_forward_ad=True)


@pytest.mark.parametrize("name", ["elementary", "matrices", "broadcast", "one number"])
def test_second_derivatives_forwards(torch: Any, name: str) -> None:
    func, inputs = RIGHT[name](torch)
    assert torch.autograd.gradgradcheck(func, inputs, check_fwd_over_rev=True)
    assert torch.autograd.gradgradcheck(
        func, inputs, check_fwd_over_rev=True, check_rev_over_rev=False, check_undefined_grad=False
    )


def test_input_and_output_are_named(torch: Any) -> None:
    def wrong(x: Any, y: Any) -> Any:
        return x + bent_forwards(torch, y, lambda v: 1.1 * v), y

    inputs = vector(torch), vector(torch)
    for fast in (False, True):
        with pytest.raises(error_of(torch), match="forward mode mismatch for output 0 with respect to input 1"):
            torch.autograd.gradcheck(wrong, inputs, fast_mode=fast, **FORWARD)
    with pytest.raises(error_of(torch), match="imaginary part of complex inputs only"):
        torch.autograd.gradcheck(lambda z: torch.complex(z.real, z.imag.detach()), complex_vector(torch), **FORWARD)


def test_a_missing_tangent_is_zero(torch: Any) -> None:
    def wrong(x: Any, y: Any) -> Any:
        tangent = forward_ad(torch).unpack_dual(x)[1]
        return x * 1 if tangent is None else x * 1 + 0 * y, bent_forwards(
            torch, y, lambda v: v if tangent is None or tangent.any() else v * 1.0
        )

    assert torch.autograd.gradcheck(wrong, (vector(torch), vector(torch)), **FORWARD)

    def noticed(x: Any, y: Any) -> Any:
        known = forward_ad(torch).unpack_dual(x)[1] is not None
        return bent_forwards(torch, x + y, lambda v: v if known else 2 * v)

    with pytest.raises(error_of(torch)):
        torch.autograd.gradcheck(noticed, (vector(torch), vector(torch)), **FORWARD)
    assert torch.autograd.gradcheck(noticed, (vector(torch), vector(torch)), check_undefined_grad=False, **FORWARD)


def test_only_backward_is_checked_unless_asked(torch: Any) -> None:
    def wrong(x: Any) -> Any:
        return bent_forwards(torch, x, lambda v: 2 * v)

    assert torch.autograd.gradcheck(wrong, vector(torch))
    with pytest.raises(error_of(torch)):
        torch.autograd.gradcheck(wrong, vector(torch), check_forward_ad=True)


VECTORIZED: dict[str, Callable[[Any, Any], Any]] = {
    "square": lambda t, F: F.jacobian(lambda x: x**2, x3(t), vectorize=True),
    "shapes": lambda t, F: F.jacobian(lambda x: x.exp().sum(1), x23(t), vectorize=True),
    "one number": lambda t, F: F.jacobian(cube, x23(t), vectorize=True),
    "at one number": lambda t, F: F.jacobian(lambda x: x * t.ones(2, 2), t.tensor(3.0), vectorize=True),
    "two by two": lambda t, F: F.jacobian(lambda x, y: (x * y, x.sum()), (x3(t), x3(t)), vectorize=True),
    "tuples of one": lambda t, F: F.jacobian(lambda x: (x * 2,), (x3(t),), vectorize=True),
    "an input not used": lambda t, F: F.jacobian(lambda x, y: x * 2, (x3(t), x3(t)), vectorize=True),
    "a constant": lambda t, F: F.jacobian(lambda x: t.ones(2), x3(t), vectorize=True),
    "other dtype": lambda t, F: F.jacobian(lambda x: x.double() ** 2, x3(t), vectorize=True),
    "with a graph": lambda t, F: F.jacobian(lambda x: x**2, leaf3(t), create_graph=True, vectorize=True),
    "hessian": lambda t, F: F.hessian(cube, x23(t), vectorize=True),
    "hessian, two inputs": lambda t, F: F.hessian(mixed, (x3(t), x3(t)), vectorize=True),
    "hessian with a graph": lambda t, F: F.hessian(cube, leaf3(t), vectorize=True, create_graph=True),
    "forward": lambda t, F: F.jacobian(lambda x: x**2, x3(t), vectorize=True, strategy="forward-mode"),
    "forward, shapes": lambda t, F: F.jacobian(
        lambda x: x.exp().sum(1), x23(t), vectorize=True, strategy="forward-mode"),
    "forward, two by two": lambda t, F: F.jacobian(
        lambda x, y: (x * y, x.sum()), (x3(t), x3(t)), vectorize=True, strategy="forward-mode"),
    "forward, tuples of one": lambda t, F: F.jacobian(
        lambda x: (x * 2,), (x3(t),), vectorize=True, strategy="forward-mode"),
    "forward, a constant": lambda t, F: F.jacobian(
        lambda x: t.ones(2), x3(t), vectorize=True, strategy="forward-mode"),
    "forward, other dtype": lambda t, F: F.jacobian(
        lambda x: x.double() ** 2, x3(t), vectorize=True, strategy="forward-mode"),
    "forward, at one number": lambda t, F: F.jacobian(
        lambda x: x * t.ones(2, 2), t.tensor(3.0), vectorize=True, strategy="forward-mode"),
    "forward, of a leaf": lambda t, F: F.jacobian(lambda x: x**2, leaf3(t), vectorize=True, strategy="forward-mode"),
    "forward over backward": lambda t, F: F.hessian(
        cube, x23(t), vectorize=True, outer_jacobian_strategy="forward-mode"),
    "forward over backward, two inputs": lambda t, F: F.hessian(
        mixed, (x3(t), x3(t)), vectorize=True, outer_jacobian_strategy="forward-mode"),
}  # fmt: skip


@pytest.mark.parametrize("name", VECTORIZED)
def test_vectorized_results_are_pytorchs(name: str) -> None:
    torch = pytest.importorskip("torch")
    ours = numbers(VECTORIZED[name](lab, lab.autograd.functional))
    theirs = numbers(VECTORIZED[name](torch, torch.autograd.functional))
    assert near(ours, theirs), (ours, theirs)
