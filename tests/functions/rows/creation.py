"""Calls of functional.creation, functional.filled and functional.ranges. They make tensors of the host."""

import numpy as np

from tests.functions.case import call as call_anywhere


def call(expression: str, **inputs: object) -> object:
    return call_anywhere(expression, device=False, **inputs)  # type: ignore[arg-type]


N = np.array([1, 2])
EMPTY = {"values": False}  # PyTorch leaves the numbers undefined

CASES = [
    call("torch.tensor([[1, 2], [3, 4]]), torch.tensor([True]), torch.tensor([1, 2.5]), torch.tensor([1j, 2])"),
    call("torch.tensor([]), torch.tensor([[], []]), torch.tensor(range(3)), torch.tensor((1, True))"),
    call("torch.tensor(np.float64(1)), torch.tensor([np.float16(1)]), torch.tensor([np.int32(1)])"),
    call("torch.tensor([torch.ones(()), torch.tensor(1)]), torch.tensor([np.array([1, 2], np.int16)])"),
    call("torch.tensor([1.7, -1.7], dtype=torch.int64), torch.tensor(-1, dtype=torch.uint8), torch.tensor(1e300)"),
    call("torch.tensor([0.0, 2.0], dtype=torch.bool), torch.tensor(70000.0, dtype=torch.float16)"),
    call("torch.as_tensor([1.0, 2.0]), torch.as_tensor(n, dtype=torch.float32), torch.as_tensor(n) is n", n=N),
    call("torch.asarray([1, 2]), torch.asarray(3.5), torch.asarray(bytearray(b'ab'), dtype=torch.uint8)"),
    call("torch.asarray(n, copy=True), torch.asarray(n, dtype=torch.float64, requires_grad=True)", n=N),
    call("torch.from_numpy(np.arange(3))"),
    call("torch.frombuffer(bytearray(b'abcdefgh'), dtype=torch.int16, count=2, offset=2)"),
    call("torch.frombuffer(bytearray(b'abcdefgh'), dtype=torch.int32)"),
    call("torch.scalar_tensor(3), torch.scalar_tensor(2.5, dtype=torch.int64), torch.scalar_tensor(True)"),
    call("torch.zeros(2, 3), torch.zeros((2,), dtype=torch.int8), torch.zeros(size=(1,), layout=torch.strided)"),
    call("torch.ones([2]), torch.ones(2, dtype=torch.bool), torch.ones(()), torch.ones(2, pin_memory=False)"),
    call("torch.empty(2, 3), torch.empty(2, 3, 4, 5, memory_format=torch.channels_last)", **EMPTY),
    call("torch.zeros_like(n), torch.ones_like(n, dtype=torch.float32)", n=N),
    call("torch.zeros_like(x.t()).stride()", x=(2, 3)),
    call("torch.empty_like(n, memory_format=torch.preserve_format)", n=N, **EMPTY),
    call("torch.full((2,), 7), torch.full((2,), 1.5), torch.full((2,), True), torch.full((1,), 1j)"),
    call("torch.full((2,), 1.5, dtype=torch.int64), torch.full_like(n, 2.5)", n=N),
    call("torch.full_like(n, 2, dtype=torch.float64)", n=N),
    call("n.new_zeros(2), n.new_ones((2,), dtype=torch.float32), n.new_full((2,), 3), n.new_tensor([1.5, 2])", n=N),
    call("n.new_empty(3), n.new_empty_strided((2, 3), (1, 2)), n.new(2)", n=N, **EMPTY),
    call("n.new([1, 2])", n=N),
    call("torch.empty_strided((2, 3), (1, 2)).stride(), torch.empty_permuted((2, 3, 4), (2, 0, 1)).stride()"),
    call("torch.eye(2), torch.eye(2, 3, dtype=torch.int64), torch.eye(0)"),
    call("torch.arange(3), torch.arange(1, 4.0), torch.arange(5, 0, -2), torch.arange(0, 1, 0.25)"),
    call("torch.arange(end=2), torch.arange(1, end=3), torch.arange(torch.tensor(2))"),
    call("torch.arange(0.5, 3, dtype=torch.int64)"),
    call("torch.range(1, 2, 0.5)"),
    call("torch.linspace(0, 1, 5), torch.linspace(3, -3, 4, dtype=torch.float64)"),
    call("torch.linspace(0, 10, 4, dtype=torch.int64)"),
    call("torch.linspace(torch.tensor(0.0), 1, 3), torch.linspace(0, 1, 1), torch.linspace(0, 1, 0)"),
    call("torch.linspace(0, 1j, 3)"),
    call("torch.logspace(0, 2, 3), torch.logspace(0, 3, 4, base=2), torch.logspace(0, 1, 3, 2, dtype=torch.int64)"),
    call("torch.strided, torch.contiguous_format, torch.preserve_format, torch.channels_last, torch.channels_last_3d"),
    call("x.fill_(2.5) + y", x=(2,), y=(2,)),
    call("x.fill_(s) + x.sum()", x=(2,), s=()),
    call("x.copy_(y) + x.sum(), y.clone().copy_(3)", x=(2, 2), y=(2,)),
    call("torch.fill(x, 2.0) + torch.fill(x, s) + x", x=(2,), s=()),
]  # fmt: skip
