"""Writing into parts of tensors by a subscript."""

from __future__ import annotations

from typing import Any

from tests.autograd.outcome import attempt


def _pair(torch: Any) -> tuple[Any, Any]:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    return x, x * 2


def setitem_with_a_variable(torch: Any) -> Any:
    x, y = _pair(torch)
    v = torch.tensor([10.0, 20.0], requires_grad=True)
    y[0] = v
    (y * y).sum().backward()
    return y, x.grad, v.grad


def setitem_with_a_broadcast_variable(torch: Any) -> Any:
    x, y = _pair(torch)
    v = torch.tensor(10.0, requires_grad=True)
    y[:, 1] = v
    (y * torch.tensor([[1.0, 2.0], [3.0, 4.0]])).sum().backward()
    return y, x.grad, v.grad


def setitem_by_mask(torch: Any) -> Any:
    x, y = _pair(torch)
    y[y > 5] = 0.0
    y.sum().backward()
    return y, x.grad


def setitem_by_list_with_repeats(torch: Any) -> Any:
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = x * 1
    y[[0, 0, 2]] = 9.0
    y.sum().backward()
    return y, x.grad


def setitem_augmented(torch: Any) -> Any:
    x, y = _pair(torch)
    y[0] *= 10
    y[:, 1] += 100
    y.sum().backward()
    return y, x.grad


def setitem_reads_itself(torch: Any) -> Any:
    x, y = _pair(torch)
    y[0] = y[1]
    (y * torch.tensor([[1.0, 2.0], [30.0, 40.0]])).sum().backward()
    return y, x.grad


def setitem_of_an_integer_tensor(torch: Any) -> Any:
    x, y = _pair(torch)
    y[0] = torch.tensor([7, 8])
    y.sum().backward()
    return y, x.grad


def setitem_of_the_wrong_shape(torch: Any) -> Any:
    _, y = _pair(torch)
    return attempt(lambda: y.__setitem__(0, torch.ones(3))), y, y._version


def setitem_of_everything(torch: Any) -> Any:
    x, y = _pair(torch)
    y[...] = 1.0
    y[:] = y * 2
    return y, attempt(y.sum().backward), x.grad


def setitem_loop_builds_a_sequence(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    out = torch.zeros(4)
    value = x
    for i in range(4):
        out[i] = value
        value = value * x
    out.sum().backward()
    return out, x.grad


def setitem_loop_that_reads_what_it_wrote(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    out = torch.ones(4)
    for i in range(1, 4):
        out[i] = out[i - 1] * x
    return out, attempt(out.sum().backward), x.grad


def setitem_loop_that_reads_clones(torch: Any) -> Any:
    x = torch.tensor(2.0, requires_grad=True)
    out = torch.ones(4)
    for i in range(1, 4):
        out[i] = out[i - 1].clone() * x
    out[3].backward()
    return out, x.grad


def a_bool_write(torch: Any) -> Any:
    x, y = _pair(torch)
    y[0, 0] = True
    y.sum().backward()
    return y, x.grad
