"""autograd.functional: Jacobians, Hessians and products, against PyTorch's own answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Call = Callable[[Any, Any], Any]  # of a library and its autograd.functional


def numbers(value: Any) -> Any:
    """Nested tensors as nested lists, with each one's dtype and whether it hangs in a graph."""
    if isinstance(value, (tuple, list)):  # PyTorch's forward mode returns lists, where its documentation says tuples
        return tuple(map(numbers, value))
    return value.tolist(), tuple(value.shape), str(value.dtype), value.requires_grad


def near(a: Any, b: Any) -> bool:
    if isinstance(a, (tuple, list)):
        return type(a) is type(b) and len(a) == len(b) and all(map(near, a, b))
    return a == pytest.approx(b, rel=1e-5, abs=1e-7) if isinstance(a, (float, complex)) else a == b


def x3(t: Any) -> Any:
    return t.tensor([0.5, -1.0, 2.0])


def x23(t: Any) -> Any:
    return t.tensor([[0.5, -1.0, 2.0], [1.5, 0.25, 3.0]])


def leaf3(t: Any) -> Any:
    return t.tensor([1.0, 0.5, -2.0], requires_grad=True)


def cube(x: Any) -> Any:
    return (x**3).sum()


def mixed(x: Any, y: Any) -> Any:
    return (x * y).sum() + (x**2 * y.sum()).sum()


RESULTS: dict[str, Call] = {
    # Jacobians: rows belong to outputs, columns to inputs.
    "jacobian": lambda t, F: F.jacobian(lambda x: x**2, x3(t)),
    "jacobian of shapes": lambda t, F: F.jacobian(lambda x: x.exp().sum(1), x23(t)),
    "jacobian of one number": lambda t, F: F.jacobian(cube, x23(t)),
    "jacobian at one number": lambda t, F: F.jacobian(lambda x: x * t.ones(2, 2), t.tensor(3.0)),
    "jacobian, two inputs": lambda t, F: F.jacobian(lambda x, y: x * y + y, (x3(t), leaf3(t))),
    "jacobian, a tuple of one input": lambda t, F: F.jacobian(lambda x: x * 2, (x3(t),)),
    "jacobian, two outputs": lambda t, F: F.jacobian(lambda x: (x.sin(), x.sum()), x3(t)),
    "jacobian, a tuple of one output": lambda t, F: F.jacobian(lambda x: (x * 2,), x3(t)),
    "jacobian, two by two": lambda t, F: F.jacobian(lambda x, y: (x * y, x.sum()), (x3(t), x3(t))),
    "jacobian of a constant": lambda t, F: F.jacobian(lambda x: t.ones(2), x3(t)),
    "jacobian of an integer": lambda t, F: F.jacobian(lambda x: x.int(), x3(t)),
    "jacobian, an input not used": lambda t, F: F.jacobian(lambda x, y: x * 2, (x3(t), x3(t))),
    "jacobian, other dtype": lambda t, F: F.jacobian(lambda x: x.double() ** 2, x3(t)),
    "jacobian, complex input": lambda t, F: F.jacobian(lambda z: (z * z).real, t.complex(x3(t), x3(t))),
    "jacobian with a graph": lambda t, F: F.jacobian(lambda x: x**2, leaf3(t), create_graph=True),
    "jacobian with a graph of nothing": lambda t, F: F.jacobian(lambda x: x**2, x3(t), create_graph=True),
    "jacobian of straight lines with a graph": lambda t, F: F.jacobian(lambda x: x * 2, leaf3(t), create_graph=True),
    "jacobian, strict": lambda t, F: F.jacobian(lambda x, y: x * y, (x3(t), x3(t)), strict=True),
    "jacobian, a name for the input": lambda t, F: (lambda w: F.jacobian(lambda x: x * w, w))(leaf3(t)),
    "jacobian of a view": lambda t, F: F.jacobian(lambda x: x[1:] * x[:-1], x3(t)),
    "jacobian of a write": lambda t, F: F.jacobian(lambda x: x.clone().mul_(x), x3(t)),
    # v J
    "vjp": lambda t, F: F.vjp(lambda x: x**2, x3(t), t.tensor([1.0, 2.0, 3.0])),
    "vjp of one number": lambda t, F: F.vjp(cube, x3(t)),
    "vjp of one element": lambda t, F: F.vjp(lambda x: cube(x).reshape(1, 1), x3(t)),
    "vjp, two inputs": lambda t, F: F.vjp(lambda x, y: x * y, (x3(t), x3(t)), t.ones(3)),
    "vjp, two outputs": lambda t, F: F.vjp(lambda x: (x * 2, x.sum()), x3(t), (t.ones(3), t.tensor(2.0))),
    "vjp of a constant": lambda t, F: F.vjp(lambda x: t.ones(3), x3(t), t.ones(3)),
    "vjp of a constant beside": lambda t, F: F.vjp(lambda x: (x * 2, t.ones(1)), x3(t), (t.ones(3), t.ones(1))),
    "vjp, an input not used": lambda t, F: F.vjp(lambda x, y: x * 2, (x3(t), x3(t)), t.ones(3)),
    "vjp with a graph": lambda t, F: F.vjp(lambda x: x**2, leaf3(t), t.ones(3), create_graph=True),
    "vjp with a graph to v": lambda t, F: F.vjp(lambda x: x**2, x3(t), leaf3(t), create_graph=True),
    "vjp without a graph to v": lambda t, F: F.vjp(lambda x: x**2, x3(t), leaf3(t)),
    "vjp, strict": lambda t, F: F.vjp(lambda x: x**2, x3(t), t.ones(3), strict=True),
    "vjp, a tuple of one v": lambda t, F: F.vjp(lambda x: x**2, x3(t), (t.ones(3),)),
    "vjp, v of another dtype": lambda t, F: F.vjp(lambda x: x**2, x3(t), t.ones(3, dtype=t.float64)),
    # J v
    "jvp": lambda t, F: F.jvp(lambda x: x**2, x3(t), t.tensor([1.0, 2.0, 3.0])),
    "jvp at one number": lambda t, F: F.jvp(lambda x: x * t.ones(2), t.tensor(3.0)),
    "jvp at one element": lambda t, F: F.jvp(lambda x: x * t.ones(2), t.tensor([[3.0]])),
    "jvp, two inputs": lambda t, F: F.jvp(lambda x, y: x * y, (x3(t), x3(t)), (t.ones(3), x3(t))),
    "jvp, two outputs": lambda t, F: F.jvp(lambda x: (x**2, x.sum()), x3(t), t.ones(3)),
    "jvp of a constant": lambda t, F: F.jvp(lambda x: t.ones(2), x3(t), t.ones(3)),
    "jvp, an input not used": lambda t, F: F.jvp(lambda x, y: x * 2, (x3(t), x3(t)), (t.ones(3), t.ones(3))),
    "jvp of straight lines": lambda t, F: F.jvp(lambda x: x.flip(0) * 2, x3(t), x3(t)),
    "jvp with a graph": lambda t, F: F.jvp(lambda x: x**2, leaf3(t), t.ones(3), create_graph=True),
    "jvp with a graph to v": lambda t, F: F.jvp(lambda x: x**2, x3(t), leaf3(t), create_graph=True),
    "jvp, strict": lambda t, F: F.jvp(lambda x, y: (x * 2, y), (x3(t), x3(t)), (x3(t), x3(t)), strict=True),
    "jvp of a matrix": lambda t, F: F.jvp(lambda w: w @ t.ones(3), x23(t), x23(t)),
    # Hessians
    "hessian": lambda t, F: F.hessian(cube, x3(t)),
    "hessian of shapes": lambda t, F: F.hessian(cube, x23(t)),
    "hessian at one number": lambda t, F: F.hessian(lambda x: x**3, t.tensor(2.0)),
    "hessian of one element": lambda t, F: F.hessian(lambda x: cube(x).reshape(1, 1), x3(t)),
    "hessian, two inputs": lambda t, F: F.hessian(mixed, (x3(t), x3(t))),
    "hessian, a tuple of one input": lambda t, F: F.hessian(cube, (x3(t),)),
    "hessian, an input not used": lambda t, F: F.hessian(lambda x, y: cube(x), (x3(t), x3(t))),
    "hessian of straight lines": lambda t, F: F.hessian(lambda x: x.sum(), x3(t)),
    "hessian of a constant": lambda t, F: F.hessian(lambda x: t.ones(()), x3(t)),
    "hessian with a graph": lambda t, F: F.hessian(cube, leaf3(t), create_graph=True),
    "hessian, strict": lambda t, F: F.hessian(cube, x3(t), strict=True),
    "hessian of a square, strict": lambda t, F: F.hessian(lambda x: (x**2).sum(), x3(t), strict=True),
    "vhp": lambda t, F: F.vhp(cube, x3(t), t.tensor([1.0, 2.0, 3.0])),
    "vhp at one number": lambda t, F: F.vhp(lambda x: x**3, t.tensor(2.0)),
    "vhp, two inputs": lambda t, F: F.vhp(mixed, (x3(t), x3(t)), (t.ones(3), x3(t))),
    "vhp, an input not used": lambda t, F: F.vhp(lambda x, y: cube(x), (x3(t), x3(t)), (t.ones(3), x3(t))),
    "vhp of straight lines": lambda t, F: F.vhp(lambda x: x.sum(), x3(t), t.ones(3)),
    "vhp of a constant": lambda t, F: F.vhp(lambda x: t.ones(1), x3(t), t.ones(3)),
    "vhp with a graph": lambda t, F: F.vhp(cube, leaf3(t), t.ones(3), create_graph=True),
    "vhp, strict": lambda t, F: F.vhp(cube, x3(t), t.ones(3), strict=True),
    "hvp": lambda t, F: F.hvp(cube, x3(t), t.tensor([1.0, 2.0, 3.0])),
    "hvp at one number": lambda t, F: F.hvp(lambda x: x**3, t.tensor(2.0)),
    "hvp, two inputs": lambda t, F: F.hvp(mixed, (x3(t), x3(t)), (t.ones(3), x3(t))),
    "hvp, an input not used": lambda t, F: F.hvp(lambda x, y: cube(x), (x3(t), x3(t)), (t.ones(3), x3(t))),
    "hvp of straight lines": lambda t, F: F.hvp(lambda x: x.sum(), x3(t), t.ones(3)),
    "hvp of a constant": lambda t, F: F.hvp(lambda x: t.ones(1), x3(t), t.ones(3)),
    "hvp with a graph": lambda t, F: F.hvp(cube, leaf3(t), t.ones(3), create_graph=True),
    "hvp, strict": lambda t, F: F.hvp(cube, x3(t), t.ones(3), strict=True),
    "hvp of a square with a graph to v": lambda t, F: F.hvp(
        lambda x: (x**2).sum(), leaf3(t), leaf3(t), create_graph=True, strict=True),
}  # fmt: skip


@pytest.mark.parametrize("name", RESULTS)
def test_results_are_pytorchs(name: str) -> None:
    import autograd_lab

    torch = pytest.importorskip("torch")
    ours = numbers(RESULTS[name](autograd_lab, autograd_lab.autograd.functional))
    theirs = numbers(RESULTS[name](torch, torch.autograd.functional))
    assert near(ours, theirs), (ours, theirs)


ERRORS: dict[str, tuple[type[Exception], Call]] = {
    "a list of inputs": (TypeError, lambda t, F: F.jacobian(cube, [x3(t)])),
    "a number for the input": (TypeError, lambda t, F: F.vjp(cube, 3.0)),
    "a number among the inputs": (TypeError, lambda t, F: F.hessian(mixed, (x3(t), 3.0))),
    "a list of outputs": (TypeError, lambda t, F: F.jacobian(lambda x: [x], x3(t))),
    "a number returned": (TypeError, lambda t, F: F.jvp(lambda x: 3.0, x3(t), x3(t))),
    "nothing returned": (TypeError, lambda t, F: F.hvp(lambda x: None, x3(t), x3(t))),
    "a list for v": (TypeError, lambda t, F: F.vjp(lambda x: x, x3(t), [x3(t)])),
    "integers": (RuntimeError, lambda t, F: F.jacobian(lambda x: x * 2.0, t.tensor([1, 2]))),
    "a write to the input": (RuntimeError, lambda t, F: F.jacobian(lambda x: x.mul_(2), x3(t))),
    "vjp without v": (RuntimeError, lambda t, F: F.vjp(lambda x: x, x3(t))),
    "vjp of two without v": (RuntimeError, lambda t, F: F.vjp(lambda x: (x.sum(), x.sum()), x3(t))),
    "jvp without v": (RuntimeError, lambda t, F: F.jvp(lambda x: x.sum(), x3(t))),
    "vhp without v": (RuntimeError, lambda t, F: F.vhp(cube, x3(t))),
    "hvp without v": (RuntimeError, lambda t, F: F.hvp(cube, x3(t))),
    "v of another shape": (RuntimeError, lambda t, F: F.vjp(lambda x: x, x3(t), t.ones(2))),
    "jvp's v has the input's shape": (RuntimeError, lambda t, F: F.jvp(cube, x3(t), t.tensor(1.0))),
    "vjp's v has the output's shape": (RuntimeError, lambda t, F: F.vjp(cube, x3(t), x3(t))),
    "too many v": (RuntimeError, lambda t, F: F.jvp(lambda x: x, x3(t), (x3(t), x3(t)))),
    "too few v": (RuntimeError, lambda t, F: F.jvp(mixed, (x3(t), x3(t)), x3(t))),
    "one v of another shape": (RuntimeError, lambda t, F: F.hvp(mixed, (x3(t), x3(t)), (x3(t), t.ones(2)))),
    "hessian of three numbers": (RuntimeError, lambda t, F: F.hessian(lambda x: x, x3(t))),
    "hessian of a tuple": (RuntimeError, lambda t, F: F.hessian(lambda x: (cube(x),), x3(t))),
    "vhp of three numbers": (RuntimeError, lambda t, F: F.vhp(lambda x: x, x3(t), x3(t))),
    "vhp of a tuple": (RuntimeError, lambda t, F: F.vhp(lambda x: (cube(x),), x3(t), x3(t))),
    "hvp of three numbers": (RuntimeError, lambda t, F: F.hvp(lambda x: x, x3(t), x3(t))),
    "hvp of a tuple": (RuntimeError, lambda t, F: F.hvp(lambda x: (cube(x),), x3(t), x3(t))),
    "another strategy": (AssertionError, lambda t, F: F.jacobian(cube, x3(t), strategy="backward")),
    "another strategy outside": (AssertionError, lambda t, F: F.hessian(cube, x3(t), outer_jacobian_strategy="f")),
    "forward without vectorize": (NotImplementedError, lambda t, F: F.jacobian(cube, x3(t), strategy="forward-mode")),
    "forward outside without vectorize": (
        NotImplementedError, lambda t, F: F.hessian(cube, x3(t), outer_jacobian_strategy="forward-mode")),
    "forward with a graph": (NotImplementedError, lambda t, F: F.jacobian(
        cube, x3(t), create_graph=True, vectorize=True, strategy="forward-mode")),
    "forward and strict": (RuntimeError, lambda t, F: F.jacobian(
        cube, x3(t), strict=True, vectorize=True, strategy="forward-mode")),
    "vectorize and strict": (RuntimeError, lambda t, F: F.jacobian(cube, x3(t), strict=True, vectorize=True)),
    "strict: a constant": (RuntimeError, lambda t, F: F.jacobian(lambda x: t.ones(2), x3(t), strict=True)),
    "strict: a constant beside": (
        RuntimeError, lambda t, F: F.vjp(lambda x: (x, t.ones(1)), x3(t), (x3(t), t.ones(1)), strict=True)),
    "strict: an input not used": (RuntimeError, lambda t, F: F.jacobian(lambda x, y: x, (x3(t), x3(t)), strict=True)),
    "strict vjp: an input not used": (
        RuntimeError, lambda t, F: F.vjp(lambda x, y: x, (x3(t), x3(t)), x3(t), strict=True)),
    "strict jvp: an input not used": (
        RuntimeError, lambda t, F: F.jvp(lambda x, y: x, (x3(t), x3(t)), (x3(t), x3(t)), strict=True)),
    "strict jvp: an output of its own": (
        RuntimeError, lambda t, F: F.jvp(lambda x: (x * 2, leaf3(t) * 2), x3(t), x3(t), strict=True)),
    "strict: a constant Jacobian": (
        RuntimeError, lambda t, F: F.jacobian(lambda x: x * 2, x3(t), create_graph=True, strict=True)),
    "strict vjp: a constant Jacobian": (
        RuntimeError, lambda t, F: F.vjp(lambda x: x * 2, x3(t), t.ones(3), create_graph=True, strict=True)),
    "strict jvp: a constant Jacobian": (
        RuntimeError, lambda t, F: F.jvp(lambda x: x * 2, x3(t), t.ones(3), create_graph=True, strict=True)),
    "strict hessian: straight lines": (RuntimeError, lambda t, F: F.hessian(lambda x: x.sum(), x3(t), strict=True)),
    "strict vhp: straight lines": (RuntimeError, lambda t, F: F.vhp(lambda x: x.sum(), x3(t), x3(t), strict=True)),
    "strict hvp: straight lines": (RuntimeError, lambda t, F: F.hvp(lambda x: x.sum(), x3(t), x3(t), strict=True)),
    "strict vhp: an input not used": (
        RuntimeError, lambda t, F: F.vhp(lambda x, y: cube(x), (x3(t), x3(t)), (x3(t), x3(t)), strict=True)),
    "strict hvp: an input not used": (
        RuntimeError, lambda t, F: F.hvp(lambda x, y: cube(x), (x3(t), x3(t)), (x3(t), x3(t)), strict=True)),
    "strict hessian: a constant": (RuntimeError, lambda t, F: F.hessian(lambda x: t.ones(()), x3(t), strict=True)),
    "strict: a constant Hessian": (RuntimeError, lambda t, F: F.hessian(
        lambda x: (x * x).sum(), x3(t), create_graph=True, strict=True)),
    "strict vhp: a constant Hessian": (RuntimeError, lambda t, F: F.vhp(
        lambda x: (x * x).sum(), x3(t), x3(t), create_graph=True, strict=True)),
    "strict hvp: a constant Hessian": (RuntimeError, lambda t, F: F.hvp(
        lambda x: (x * x).sum(), x3(t), x3(t), create_graph=True, strict=True)),
    "jacobian of complex outputs": (RuntimeError, lambda t, F: F.jacobian(lambda x: t.complex(x, x), x3(t))),
    "jacobian of no elements": (RuntimeError, lambda t, F: F.jacobian(lambda x: x[:0], x3(t))),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_errors_are_pytorchs(torch: Any, name: str) -> None:
    error, call = ERRORS[name]
    with pytest.raises(error):
        call(torch, torch.autograd.functional)


def test_results_can_be_differentiated(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    functional = torch.autograd.functional
    functional.jacobian(lambda x: x**3, x, create_graph=True).sum().backward()
    assert x.grad.tolist() == [6.0, 12.0]
    x.grad = None
    functional.hessian(lambda x: (x**3).sum(), x, create_graph=True).sum().backward()
    assert x.grad.tolist() == [6.0, 6.0]
    for product, expected in ((functional.vjp, [6.0, 12.0]), (functional.jvp, [6.0, 12.0])):
        x.grad = None
        product(lambda x: x**3, x, torch.ones(2), create_graph=True)[1].sum().backward()
        assert x.grad.tolist() == expected
    for product in (functional.vhp, functional.hvp):
        x.grad = None
        product(lambda x: (x**3).sum(), x, torch.ones(2), create_graph=True)[1].sum().backward()
        assert x.grad.tolist() == [6.0, 6.0]


def test_the_callers_tensors_are_left_alone(torch: Any) -> None:
    x, v = torch.tensor([1.0, 2.0], requires_grad=True), torch.ones(2)
    functional = torch.autograd.functional
    for call in (functional.vjp, functional.jvp):
        call(lambda x: x**2, x, v)
    for call in (functional.vhp, functional.hvp):
        call(lambda x: (x**2).sum(), x, v)
    functional.jacobian(lambda x: x**2, x)
    functional.hessian(lambda x: (x**2).sum(), x)
    assert x.grad is None and x.is_leaf and not v.requires_grad
    constant = torch.ones(2)
    functional.vjp(lambda x: x.sum(), constant)
    assert not constant.requires_grad


def test_it_works_where_nothing_is_recorded(torch: Any) -> None:
    functional, x = torch.autograd.functional, torch.tensor([1.0, 2.0])
    with torch.no_grad():
        assert functional.jacobian(lambda x: x**2, x).tolist() == [[2.0, 0.0], [0.0, 4.0]]
        assert functional.hessian(lambda x: (x**3).sum(), x).tolist() == [[6.0, 0.0], [0.0, 12.0]]
        assert functional.jvp(lambda x: x**2, x, torch.ones(2))[1].tolist() == [2.0, 4.0]
        assert functional.hvp(lambda x: (x**2).sum(), x, torch.ones(2))[1].tolist() == [2.0, 2.0]
        assert not torch.is_grad_enabled()


def test_a_hessian_is_symmetric_and_both_products_agree(torch: Any) -> None:
    functional = torch.autograd.functional

    def f(x: Any) -> Any:
        return (x[0] * x[1].exp() + x[2].sin() * x[0]).sum()

    x, v = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64), torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    hessian = functional.hessian(f, x)
    assert torch.allclose(hessian, hessian.T)
    for product in (functional.vhp, functional.hvp):
        assert torch.allclose(product(f, x, v)[1], hessian @ v)
