"""Hooks of modules: what they see, what they may replace, and that they see what PyTorch's see."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_lab as lab
from autograd_lab import nn
from tests.nn.oracle import need_torch


class Pair(nn.Module):
    """Two inputs, a keyword, two outputs."""

    def forward(self, a: Any, b: Any, *, scale: float = 1.0) -> Any:
        return a * b * scale, a + b


def test_forward_hooks_see_and_replace() -> None:
    model, seen = Pair(), []
    before = model.register_forward_pre_hook(lambda m, args: (args[0] + 1, args[1]))
    model.register_forward_hook(lambda m, args, y: seen.append((m, args, y)))
    x = lab.ones(2)
    product, total = model(x, x)
    assert product.tolist() == [2, 2] and total.tolist() == [3, 3]
    assert seen[0][0] is model and seen[0][1][0].tolist() == [2, 2] and seen[0][2][0] is product
    before.remove()
    model.register_forward_hook(lambda m, args, y: "replaced")
    assert model(x, x) == "replaced" and seen[1][1][0] is x


def test_hooks_with_kwargs_in_order() -> None:
    model, order = Pair(), []
    model.register_forward_pre_hook(lambda m, args, kwargs: (args, {"scale": 10.0}), with_kwargs=True)
    model.register_forward_hook(lambda m, args, kwargs, y: order.append(kwargs), with_kwargs=True)
    model.register_forward_hook(lambda m, args, y: order.append("first"), prepend=True)
    assert model(lab.ones(1), lab.ones(1), scale=2.0)[0].item() == 10.0
    assert order == ["first", {"scale": 10.0}]


def test_a_handle_is_a_context_manager() -> None:
    model = nn.Identity()
    with model.register_forward_hook(lambda m, args, y: y * 2):
        assert model(lab.ones(1)).item() == 2.0
    assert model(lab.ones(1)).item() == 1.0


def test_always_called_hooks_run_after_an_error() -> None:
    class Broken(nn.Module):
        def forward(self, x: Any) -> Any:
            raise ZeroDivisionError

    seen = []
    model = Broken()
    model.register_forward_hook(lambda m, args, y: seen.append("usual"))
    model.register_forward_hook(lambda m, args, y: seen.append(y), always_call=True)
    with pytest.raises(ZeroDivisionError):
        model(lab.ones(1))
    assert seen == [None]


def backward_story(library: Any, change: bool) -> list[Any]:
    """Everything that backward hooks of two layers are told, and the gradients that come out."""
    torch_nn = library.nn
    net = torch_nn.Sequential(torch_nn.Linear(2, 3), torch_nn.Tanh(), torch_nn.Linear(3, 1))
    with library.no_grad():
        for i, p in enumerate(net.parameters()):
            p.copy_(library.arange(p.numel()).reshape(p.shape) * 0.1 + i * 0.2 - 0.3)
    told: list[Any] = []

    def note(name: str) -> Any:
        def hook(module: Any, grad_input: Any, grad_output: Any) -> Any:
            told.append([name, *(None if g is None else g.tolist() for g in (*grad_input, *grad_output))])
            return tuple(None if g is None else g * 2 for g in grad_input) if change and name == "tanh" else None

        return hook

    def before(module: Any, grad_output: Any) -> Any:
        told.append(["before", grad_output[0].tolist()])
        return (grad_output[0] * 3,) if change else None

    net[0].register_full_backward_hook(note("first"))
    net[1].register_full_backward_hook(note("tanh"))
    net[1].register_full_backward_pre_hook(before)
    net[2].register_full_backward_hook(note("last"))
    x = library.tensor([[1.0, -2.0], [0.5, 0.25]])
    net(x).sum().backward()  # x needs no gradient: the first layer has none to give
    told += [p.grad.tolist() for p in net.parameters()]
    return told


def flat(value: Any) -> list[Any]:
    return [v for item in value for v in flat(item)] if isinstance(value, list) else [value]


@pytest.mark.filterwarnings("ignore:Full backward hook is firing")  # PyTorch's, at the first layer
@pytest.mark.parametrize("change", [False, True])
def test_backward_hooks_are_told_what_torch_tells(change: bool) -> None:
    torch = need_torch()
    ours, theirs = flat(backward_story(lab, change)), flat(backward_story(torch, change))
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert a == (pytest.approx(b, rel=1e-5) if isinstance(b, float) else b)


def test_backward_hooks_by_hand() -> None:
    told = backward_story(lab, change=False)
    assert [line[0] for line in told[:4]] == ["last", "before", "tanh", "first"]
    assert told[3][1] is None  # grad_input of the first layer
    assert told[0][2] == [[1.0], [1.0]]  # grad_output of the last


def test_backward_hook_of_several_inputs_and_outputs() -> None:
    model, seen = Pair(), []
    model.register_full_backward_hook(lambda m, gx, gy: seen.append((gx, gy)))
    a, b = lab.tensor([2.0], requires_grad=True), lab.tensor([3.0], requires_grad=True)
    product, _ = model(a, b)
    product.backward()
    ((gx, gy),) = seen
    assert [g.tolist() for g in gx] == [[3.0], [2.0]] and gy[0].tolist() == [1.0]
    assert (a.grad.item(), b.grad.item()) == (3.0, 2.0)


def test_wrong_answers_of_hooks() -> None:
    model = Pair()
    model.register_full_backward_hook(lambda m, gx, gy: gx[:1])
    with pytest.raises(RuntimeError, match="got 1, but expected 2"):
        model(lab.ones(1, requires_grad=True), lab.ones(1))[0].backward()
    model = nn.Identity()
    model.register_forward_pre_hook(lambda m, args, kwargs: 3, with_kwargs=True)
    with pytest.raises(RuntimeError, match="new_args, new_kwargs"):
        model(lab.ones(1))
    linear = nn.Linear(1, 1)
    linear.register_full_backward_hook(lambda m, gx, gy: gy)
    with pytest.raises(RuntimeError, match="where no input requires gradient"):
        linear(lab.ones(1, 1)).backward()
