"""Gradients of complex numbers: PyTorch's is dL/da + i dL/db."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def _z(torch: Any) -> Any:
    return torch.tensor([1 + 2j, 3 - 1j], requires_grad=True)


def absolute_square(torch: Any) -> Any:
    z = _z(torch)
    (z * z.conj()).real.sum().backward()
    return z.grad


def absolute_value(torch: Any) -> Any:
    z = _z(torch)
    z.abs().sum().backward()
    return z.grad


def absolute_value_at_zero(torch: Any) -> Any:
    z = torch.zeros(1, dtype=torch.complex64, requires_grad=True)
    z.abs().sum().backward()
    return z.grad


def angle(torch: Any) -> Any:
    z = _z(torch)
    z.angle().sum().backward()
    return z.grad


def real_and_imaginary_part(torch: Any) -> Any:
    z = _z(torch)
    (z.real * 2 + z.imag * 3).sum().backward()
    return z.grad, z.real.grad_fn, z.imag.grad_fn


def a_holomorphic_function(torch: Any) -> Any:
    z = _z(torch)
    z.exp().real.sum().backward()
    return z.grad


def a_complex_root_needs_a_start(torch: Any) -> Any:
    z = torch.tensor(1 + 2j, requires_grad=True)
    return attempt((z * z).backward), z.grad


def a_complex_root_with_a_start(torch: Any) -> Any:
    z = torch.tensor(1 + 2j, requires_grad=True)
    (z * z).backward(torch.tensor(1 + 0j))
    return z.grad


def a_complex_root_with_an_imaginary_start(torch: Any) -> Any:
    z = torch.tensor(1 + 2j, requires_grad=True)
    (z * z).backward(torch.tensor(1j))
    return z.grad


def a_complex_root_with_a_real_start(torch: Any) -> Any:
    z = torch.tensor(1 + 2j, requires_grad=True)
    return attempt(lambda: (z * z).backward(torch.tensor(1.0))), z.grad


def a_real_variable_times_a_complex_constant(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x * torch.tensor([1 + 2j, 3 - 1j])).abs().sum().backward()
    return x.grad


def a_complex_variable_times_a_real_one(torch: Any) -> Any:
    z, x = _z(torch), torch.tensor([1.0, 2.0], requires_grad=True)
    (z * x).imag.sum().backward()
    return z.grad, x.grad


def conj_gives_the_conjugate(torch: Any) -> Any:
    z = _z(torch)
    (z.conj() * torch.tensor([1j, 2.0])).real.sum().backward()
    return z.grad, z.conj().grad_fn


def division(torch: Any) -> Any:
    z = _z(torch)
    (1 / z).real.sum().backward()
    return z.grad


def powers_and_roots(torch: Any) -> Any:
    z = _z(torch)
    (z**3 + z.sqrt()).real.sum().backward()
    return z.grad


def matrix_product(torch: Any) -> Any:
    z = torch.tensor([[1 + 1j, 2.0], [0.5j, 1 - 1j]], requires_grad=True)
    (z @ z.mH).real.sum().backward()
    return z.grad


def made_of_two_parts(torch: Any) -> Any:
    a, b = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0], requires_grad=True)
    torch.complex(a, b).abs().pow(2).sum().backward()
    return a.grad, b.grad


def polar(torch: Any) -> Any:
    r, t = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([0.5, 1.0], requires_grad=True)
    (torch.polar(r, t) * torch.tensor([1j, 1.0])).real.sum().backward()
    return r.grad, t.grad


def view_as_real_and_back(torch: Any) -> Any:
    z = _z(torch)
    y = torch.view_as_complex(torch.view_as_real(z) * 2)
    y.real.sum().backward()
    return y, z.grad


def a_complex_grad_must_be_complex(torch: Any) -> Any:
    z = _z(torch)

    def assign(g: Any) -> None:
        z.grad = g

    return attempt(lambda: assign(torch.ones(2))), attempt(lambda: assign(torch.ones(2, dtype=torch.complex64))), z.grad


def a_hook_sees_pytorchs_convention(torch: Any) -> Any:
    z, seen = _z(torch), []
    y = z * 1j
    y.register_hook(lambda g: seen.append(g.clone()))
    (y * y).imag.sum().backward()
    return seen, z.grad


def the_second_derivative(torch: Any) -> Any:
    z = _z(torch)
    (g,) = torch.autograd.grad((z**3).real.sum(), z, create_graph=True)
    return torch.autograd.grad(g.abs().sum(), z)


def a_cast_to_complex_drops_the_imaginary_gradient(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x.to(torch.complex64) * 1j).imag.sum().backward()
    return x.grad


def a_cast_to_real(torch: Any) -> Any:
    z = _z(torch)
    y = z.to(torch.float32)
    y.sum().backward()
    return y, z.grad


def sum_and_mean(torch: Any) -> Any:
    z = _z(torch)
    (z.sum() * z.mean()).real.backward()
    return z.grad


def fft_round_trip(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    (torch.fft.fft(x).abs() ** 2).sum().backward()
    return x.grad


def complex_requires_grad_is_allowed(torch: Any) -> Any:
    z = torch.tensor([1j])
    z.requires_grad = True
    return z, torch.ones(1, dtype=torch.complex128, requires_grad=True)


def in_place_with_a_complex_variable(torch: Any) -> Any:
    x = torch.tensor([1.0], requires_grad=True)
    y = x * 1
    return attempt(lambda: y.mul_(torch.tensor([1j]))), y


def where_and_sign(torch: Any) -> Any:
    z = _z(torch)
    (torch.where(z.real > 2, z, z * 2) + z.sgn()).abs().sum().backward()
    return z.grad


def gradients_of_a_complex_power_of_a_real(torch: Any) -> Any:
    x = torch.tensor([2.0], requires_grad=True)
    ((x * (1 + 1j)) ** 2).imag.sum().backward()
    return x.grad
