"""Tensors printed: sets of numbers that call for different formats, in every dtype and with every option."""

from __future__ import annotations

from itertools import product

# What decides about a format: whole numbers or not, how far apart they are, what is not finite.
NUMBERS = {
    "[1.0, -2.0, 30.0]", "[1.5, -20.25, 0.0]", "[1e-5, 2.0]", "[3e4, 2.5]", "[1e-7, 3e-7]", "[100.0, 1e5]",
    "[inf, 2.0, -0.0]", "[nan, -inf]", "[0.0, -0.0]", "[nan, 1e-5, 1e4]", "[[0.1], [1000.0]]", "0.3", "[]", "[[]]",
}  # fmt: skip
FLOATS = ("float16", "bfloat16", "float32", "float64")
PAIRS = {
    "[1 + 2j, -3.5 - 1j]", "[1.5 - 1e-6j, 2j]", "[complex(nan, inf), complex(-inf, -nan)]", "[complex(1, -0.0)]",
    "[[1e5 + 1j], [2 - 0.5j]]", "3 - 4j", "[1e6 + 1j, 1 - 2000j]", "[0j, 0j]",
}  # fmt: skip

FORMATTED = [f"torch.tensor({n}, dtype=torch.{t})" for n, t in product(sorted(NUMBERS), FLOATS)]
FORMATTED += [f"torch.tensor({n}, dtype=torch.{t})" for n, t in product(sorted(PAIRS), ("complex64", "complex128"))]
FORMATTED += [f"torch.arange(4).reshape(2, 2).to(torch.{t})" for t in ("bool", "uint8", "int8", "int16", "int32")]
FORMATTED += [
    "torch.arange(3000).to(torch.bfloat16)",
    "(torch.arange(2048.0) / 16).to(torch.bfloat16).reshape(2, 4, 256)",
    "torch.arange(1500.0).reshape(3, 500).cfloat() * 1j",
    "torch.arange(1500.0).reshape(500, 3).t()",
    "torch.zeros(11, 1, 100, dtype=torch.bool)",
    "torch.zeros(3, 0, 2, dtype=torch.int64)",
    "torch.ones(2, dtype=torch.float16, requires_grad=True)",
    "torch.ones(2, dtype=torch.complex64, requires_grad=True)",
    "torch.ones(2, dtype=torch.complex128, requires_grad=True).exp()",
    "torch.ones(20, dtype=torch.float64, requires_grad=True).exp()",
    "torch.ones(8, dtype=torch.bfloat16, requires_grad=True).clone()",
    "torch.nn.Parameter(torch.ones(2))",
    "torch.nn.Parameter(torch.ones(2), requires_grad=False)",
    "[torch.ones(2), torch.tensor(3)]",
    "{'w': torch.ones(1)}",
    "(torch.ones(2, 2),)",
    "type('Mine', (torch.Tensor,), {})([1.0, 2.0])",
]

SHOWN = (
    "torch.tensor([1.23456789, 2.0, -3000.0])", "torch.tensor([1.0, 20.0])", "torch.tensor([0.0, nan])",
    "torch.arange(60).reshape(3, 20)", "torch.tensor([1.25 + 1e-5j, 2j])", "torch.arange(30.0, requires_grad=True) / 7",
    "torch.tensor(7, dtype=torch.int8)", "torch.zeros(0, 2)", "torch.ones(2, 3, 4, dtype=torch.bool)",
)  # fmt: skip
WAYS = (
    "{'precision': 0}", "{'precision': 2}", "{'precision': 10}", "{'sci_mode': True}", "{'sci_mode': False}",
    "{'threshold': 10}", "{'threshold': 10, 'edgeitems': 1}", "{'threshold': 10, 'edgeitems': 0}", "{'edgeitems': 0}",
    "{'linewidth': 20}", "{'linewidth': 200}", "{'profile': 'short'}", "{'profile': 'full', 'precision': 1}",
    "{'threshold': 0, 'edgeitems': 2, 'linewidth': 40}", "{'precision': 3, 'sci_mode': True, 'linewidth': 30}",
)  # fmt: skip
WITH_OPTIONS = [(way, shown) for way, shown in product(WAYS, SHOWN)]
