"""Graphs that cross from one device to another."""

from __future__ import annotations

import pytest

import autograd_lab as torch


def test_a_graph_on_one_device(device: str) -> None:
    x = torch.tensor([1.0, 2.0], device=device, requires_grad=True)
    (x * x).sum().backward()
    assert x.grad.device == x.device and x.grad.tolist() == [2.0, 4.0]


def test_gradients_come_home(device: str) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = x.to(device) * torch.tensor([3.0, 4.0], device=device)
    y.cpu().sum().backward()
    assert x.grad.device == torch.device("cpu") and x.grad.tolist() == [3.0, 4.0]


def test_second_derivative_across_devices(device: str) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (g,) = torch.autograd.grad((x.to(device) ** 3).sum(), x, create_graph=True)
    (gg,) = torch.autograd.grad(g.sum(), x)
    assert gg.device == torch.device("cpu") and gg.tolist() == [6.0, 12.0]


def test_inplace_and_views(device: str) -> None:
    x = torch.ones(2, 3, device=device, requires_grad=True)
    y = x * 2
    y[0] = 0.0
    y.t()[2] += 1.0
    y.sum().backward()
    assert x.grad.device == x.device
    assert x.grad.tolist() == [[0.0] * 3, [2.0] * 3]


def test_mixing_devices(device: str) -> None:
    here, there = torch.ones(2), torch.ones(2, device=device)
    if device == "cpu":
        assert (here + there).tolist() == [2.0, 2.0]
        return
    for call in (lambda: here + there, lambda: there * here, lambda: torch.where(there > 0, here, here),
                 lambda: torch.cat([here, there]), lambda: here @ there):  # fmt: skip
        with pytest.raises(RuntimeError, match="cpu, cuda:0"):
            call()


def test_a_number_of_the_host_may_meet_any_device(device: str) -> None:
    x = torch.ones(2, device=device)
    assert (x + 1).device == (2**x).device == x.device
    assert (x * torch.tensor(2.0)).tolist() == [2.0, 2.0]  # a 0-d tensor counts as a number


def test_copy_between_devices(device: str) -> None:
    x = torch.zeros(2, device=device)
    x.copy_(torch.tensor([1.0, 2.0]))
    assert x.tolist() == [1.0, 2.0] and torch.zeros(2).copy_(x).tolist() == [1.0, 2.0]


def test_creation_and_conversion(device: str) -> None:
    x = torch.arange(6, device=device).reshape(2, 3)
    assert x.device.type == device and x.to("cpu").tolist() == [[0, 1, 2], [3, 4, 5]]
    assert x.to(x.device) is x and torch.zeros_like(x).device == x.device and x.new_ones(2).device == x.device
    assert x[torch.tensor([1, 0])].tolist() == [[3, 4, 5], [0, 1, 2]]  # an index may come from the host
    assert x.float().mean().item() == 2.5 and int(x.sum()) == 15
    assert f"{x.float().mean():.2f}" == "2.50" and repr(x).startswith("tensor([[0, 1, 2],")
