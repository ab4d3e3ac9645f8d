"""What is printed, promoted and made in both libraries: expressions, and the record of what PyTorch answers.

python -m tests.tensor.expressions      writes recorded.json anew from the installed PyTorch
"""

from __future__ import annotations

import json
import warnings
from itertools import combinations_with_replacement, product
from pathlib import Path
from typing import Any

from tests.tensor.objects import OBJECTS, world
from tests.tensor.printed import FORMATTED, WITH_OPTIONS

RECORD = Path(__file__).with_name("recorded.json")

PRINTED = """
torch.tensor([])
torch.tensor([], dtype=torch.int64)
torch.zeros(0, 3)
torch.zeros(2, 0, dtype=torch.float64)
torch.zeros(0, requires_grad=True)
torch.tensor(3)
torch.tensor(3.0)
torch.tensor(3.5)
torch.tensor(-0.0)
torch.tensor(True)
torch.tensor(1e-10)
torch.tensor(1e10)
torch.tensor(123456789.0)
torch.tensor(0.1, dtype=torch.float64)
torch.tensor(inf)
torch.tensor(-inf)
torch.tensor(nan)
torch.tensor(7, dtype=torch.int8)
torch.tensor(2.0, requires_grad=True)
torch.tensor([1, 2, 3])
torch.tensor([1, -22, 333])
torch.tensor([[1, 2], [-3, 4]])
torch.tensor([1, 2], dtype=torch.int32)
torch.tensor([1, 255], dtype=torch.uint8)
torch.tensor([-9223372036854775808, 9223372036854775807])
torch.tensor([True, False])
torch.tensor([[True], [False]])
torch.tensor([1.0, 2.0, 3.0])
torch.tensor([1.0, 2.5, -3.0])
torch.tensor([1.0, -2.0, 100.0])
torch.tensor([0.0, 0.0])
torch.tensor([0.0, -0.0])
torch.tensor([0.5])
torch.tensor([1.5, 1000.25])
torch.tensor([0.001, 1.0])
torch.tensor([0.0001, 1.0])
torch.tensor([0.00001, 1.0])
torch.tensor([0.00001])
torch.tensor([0.0001])
torch.tensor([1000.0, 1.0])
torch.tensor([1000.5, 1.0])
torch.tensor([1001.5, 1.0])
torch.tensor([100000.0, 1.0])
torch.tensor([100000000.0, 1.0])
torch.tensor([100000001.0, 2.0])
torch.tensor([1000000000.0, 2.0])
torch.tensor([123456.789])
torch.tensor([1e8])
torch.tensor([1.1e8])
torch.tensor([1e-8, 1e8])
torch.tensor([1e20, 1.0])
torch.tensor([1e-40])
torch.tensor([3.4e38])
torch.tensor([1e-300, 1e300], dtype=torch.float64)
torch.tensor([1e100, 1.0], dtype=torch.float64)
torch.tensor([0.1, 0.2], dtype=torch.float16)
torch.tensor([65504.0], dtype=torch.float16)
torch.tensor([1.0, inf])
torch.tensor([1.0, -inf])
torch.tensor([1.5, nan])
torch.tensor([nan, nan])
torch.tensor([inf, -inf, nan])
torch.tensor([1.0, nan, inf, 1e9])
torch.tensor([0.25, nan, 1e5])
torch.tensor([[1.0, 2.0], [3.0, 4.0]])
torch.tensor([[0.1, 22.22], [-333.333, 4.0]])
torch.tensor([[[1.0, 2.0]], [[3.0, 4.0]]])
torch.arange(8).reshape(2, 2, 2)
torch.arange(16).reshape(2, 2, 2, 2)
torch.arange(24.0).reshape(2, 3, 4)
torch.arange(1000)
torch.arange(1001)
torch.arange(2000.0)
torch.arange(40)
torch.arange(30.0)
torch.arange(30.0) / 7
torch.arange(10000).reshape(100, 100)
torch.arange(10000.0).reshape(100, 100) / 3
torch.arange(1200).reshape(2, 600)
torch.arange(1200).reshape(600, 2)
torch.arange(12000).reshape(3, 400, 10)
torch.arange(3000).reshape(1, 3000)
torch.arange(1100).reshape(11, 10, 10)
torch.zeros(1001, dtype=torch.bool)
torch.zeros(5, 300)
torch.zeros(7, 200, requires_grad=True)
torch.ones(2000) * nan
torch.cat([torch.zeros(1500), torch.full((5,), 1e9), torch.zeros(1500)])
torch.ones(3, requires_grad=True)
torch.ones(2, 2, dtype=torch.float64, requires_grad=True)
torch.ones(3, requires_grad=True) * 2
torch.ones(3, requires_grad=True).sum()
torch.ones(3, requires_grad=True).mean()
torch.ones(3, requires_grad=True).mean(0)
torch.ones(2, 3, requires_grad=True).sum(1)
torch.ones(3, requires_grad=True) + 1
torch.ones(3, requires_grad=True) - 1
torch.ones(3, requires_grad=True) / 3
-torch.ones(3, requires_grad=True)
torch.ones(3, requires_grad=True) ** 2
torch.ones(3, requires_grad=True).exp()
torch.ones(3, requires_grad=True).relu()
torch.ones(3, requires_grad=True).tanh()
torch.ones(3, requires_grad=True).sigmoid()
torch.ones(3, requires_grad=True).softmax(0)
torch.ones(3, requires_grad=True).log_softmax(0)
torch.ones(3, requires_grad=True).clone()
torch.ones(3, requires_grad=True).double()
torch.ones(3, requires_grad=True)[0]
torch.ones(3, requires_grad=True)[1:]
torch.ones(3, requires_grad=True)[torch.tensor([0, 1])]
torch.ones(2, 3, requires_grad=True).t()
torch.ones(2, 3, requires_grad=True).T
torch.ones(2, 3, requires_grad=True).transpose(0, 1)
torch.ones(2, 3, requires_grad=True).permute(1, 0)
torch.ones(2, 3, requires_grad=True).view(6)
torch.ones(2, 3, requires_grad=True).reshape(3, 2)
torch.ones(2, 3, requires_grad=True).flatten()
torch.ones(1, 3, requires_grad=True).squeeze()
torch.ones(3, requires_grad=True).unsqueeze(0)
torch.ones(1, 3, requires_grad=True).expand(2, 3)
torch.ones(2, 3, requires_grad=True) @ torch.ones(3, 2)
torch.ones(2, 3, requires_grad=True) @ torch.ones(3)
torch.ones(3, requires_grad=True) @ torch.ones(3)
torch.ones(1, 2, 3, requires_grad=True) @ torch.ones(1, 3, 2)
torch.bmm(torch.ones(1, 2, 3, requires_grad=True), torch.ones(1, 3, 2))
torch.cat([torch.ones(2, requires_grad=True), torch.ones(1)])
torch.stack([torch.ones(2, requires_grad=True), torch.ones(2)])
torch.ones(4, requires_grad=True).split(2)
torch.ones(4, requires_grad=True).max()
torch.ones(2, 2, requires_grad=True).max(1)
torch.ones(2, 2, requires_grad=True).min(1).values
torch.ones(3, requires_grad=True).var()
torch.ones(3, requires_grad=True).std()
torch.ones(3, requires_grad=True).abs()
torch.ones(3, requires_grad=True).clamp(0.0, 0.5)
torch.maximum(torch.ones(2, requires_grad=True), torch.zeros(2))
torch.where(torch.tensor([True, False]), torch.ones(2, requires_grad=True), torch.zeros(2))
torch.where(torch.tensor(True))
torch.where(torch.tensor([0, 1, 2]))
(torch.ones(3, requires_grad=True) * 1).relu_()
(torch.ones(3, requires_grad=True) * 1).zero_()
torch.ones(3, requires_grad=True).detach()
torch.arange(14.0, requires_grad=True) * 1000.5
torch.ones(30, dtype=torch.float64, requires_grad=True)
torch.ones(2, 3).shape
torch.ones(2, 3).size()
torch.Size([2, 3])[1:]
torch.float32
torch.tensor(1).dtype
torch.device("cpu")
torch.device("cuda", 1)
torch.device("cuda")
torch.zeros(2).device
torch.tensor([1 + 2j, -1.5j])
torch.tensor([0.5 + 1j])
""".strip().splitlines()

OPTIONS = [
    ("{'precision': 2}", "torch.tensor([1.23456, 2.0])"),
    ("{'precision': 8}", "torch.tensor([1.23456, 2.0])"),
    ("{'precision': 2}", "torch.tensor([1e-9, 1.0])"),
    ("{'sci_mode': True}", "torch.tensor([1.5, 2.0])"),
    ("{'sci_mode': True}", "torch.tensor([1.0, 2.0])"),
    ("{'sci_mode': False}", "torch.tensor([1e-9, 1e9])"),
    ("{'threshold': 5}", "torch.arange(8)"),
    ("{'threshold': 5, 'edgeitems': 1}", "torch.arange(8)"),
    ("{'threshold': 5, 'edgeitems': 2}", "torch.arange(40).reshape(5, 8)"),
    ("{'linewidth': 40}", "torch.arange(30.0)"),
    ("{'linewidth': 40}", "torch.ones(3, requires_grad=True).sum() * 123.25"),
    ("{'profile': 'short'}", "torch.arange(2000.0) / 7"),
    ("{'profile': 'full'}", "torch.arange(1010)"),
]

DTYPES = "bool uint8 int8 int16 int32 int64 float16 float32 float64 complex64 complex128".split()
NUMBERS = ["True", "3", "0.5", "2j"]

PROMOTED = [f"torch.promote_types(torch.{a}, torch.{b})" for a, b in combinations_with_replacement(DTYPES, 2)]
MET = [(a, n) for a, n in product(DTYPES, NUMBERS) if (a, n) != ("float16", "2j")]  # complex32 does not exist here
PROMOTED += [f"(torch.ones(2, dtype=torch.{a}) * {n}).dtype" for a, n in MET]
PROMOTED += [f"({n} * torch.ones((), dtype=torch.{a})).dtype" for a, n in MET]
PROMOTED += [
    f"(torch.ones({a}, dtype=torch.{x}) * torch.ones({b}, dtype=torch.{y})).dtype"
    for (a, b), (x, y) in product(
        [("2", "2"), ("2", "()"), ("()", "()")],
        [("int64", "float32"), ("float32", "float64"), ("float64", "float32"), ("uint8", "int8"), ("bool", "int32"),
         ("float16", "int64"), ("int32", "int64"), ("int64", "int32"), ("float32", "complex64"), ("uint8", "int64")],
    )
]  # fmt: skip
PROMOTED += [
    f"(torch.ones(2, dtype=torch.{a}) {sign} torch.ones(2, dtype=torch.{b})).dtype"
    for sign in ("+", "/", "**", "==", "<")
    for a, b in (("int64", "int64"), ("int32", "float64"), ("uint8", "float16"), ("float32", "float32"))
]
PROMOTED += [
    f"torch.ones(3, dtype=torch.{a}).{call}.dtype"
    for a in ("bool", "uint8", "int32", "int64", "float16", "float32", "float64")
    for call in ("sum()", "max()", "argmax()" if a != "bool" else "any()", "exp()" if a != "float16" else "sum(0)",
                 "sqrt()", "abs()" if a != "bool" else "all()", "float()", "long()", "all()")
]  # fmt: skip
PROMOTED += [
    "torch.cat([torch.ones(1), torch.ones(1, dtype=torch.int64)]).dtype",
    "torch.stack([torch.ones(1, dtype=torch.float16), torch.ones(1)]).dtype",
    "torch.where(torch.tensor([True]), torch.ones(1), torch.ones(1, dtype=torch.int64)).dtype",
    "torch.where(torch.tensor([True]), 1.0, torch.ones(1, dtype=torch.int64)).dtype",
    "torch.where(torch.tensor([True]), 1, 2).dtype",
    "torch.where(torch.tensor([True]), 1.0, 0.0).dtype",
    "torch.tensor([1, 2], dtype=torch.int32).clamp(0.5, 1.5).dtype",
    "(torch.tensor([1, 2]) ** 2).dtype",
    "(2 ** torch.tensor([1.0, 2.0])).dtype",
    "(torch.tensor([1, 2]) / 2).dtype",
    "torch.result_type(torch.tensor([1, 2], dtype=torch.int32), 1.0)",
    "torch.maximum(torch.tensor([1, 2]), torch.tensor([1.5, 0.5])).dtype",
]

MADE = """
torch.tensor([1, 2, 3])
torch.tensor([1.5, 2])
torch.tensor([True, 2])
torch.tensor([[1, 2.0]])
torch.tensor((1, 2))
torch.tensor(range(3))
torch.tensor([[], []])
torch.tensor(5)
torch.tensor(5.0)
torch.tensor(False)
torch.tensor([1, 2], dtype=torch.float64)
torch.tensor([1.9, -1.9], dtype=torch.int64)
torch.tensor([0.0, 0.1], dtype=torch.bool)
torch.tensor([torch.tensor(1.0), torch.tensor(2.0)])
torch.tensor(np.array([1.0, 2.0]))
torch.tensor(np.array([1, 2], dtype=np.int32))
torch.tensor(np.float64(1.5))
torch.tensor([np.float32(1.5)])
torch.tensor([np.float64(1.5), 2.0])
torch.as_tensor([1, 2])
torch.as_tensor(np.array([1.0]))
torch.from_numpy(np.array([[1.0, 2.0]], dtype=np.float32))
torch.from_numpy(np.array(3))
torch.Tensor([1, 2])
torch.Tensor(2, 3).shape
torch.zeros(2, 3)
torch.zeros((2, 3))
torch.zeros([2])
torch.zeros(())
torch.zeros(torch.Size([1, 2]))
torch.zeros(2, dtype=torch.int64)
torch.ones(2, 3, dtype=torch.bool)
torch.empty(2, 3).shape
torch.full((2, 2), 7)
torch.full((2,), 7.0)
torch.full((2,), True)
torch.full((2,), 3, dtype=torch.float32)
torch.full_like(torch.ones(2), 3)
torch.zeros_like(torch.ones(2, 3, dtype=torch.int32))
torch.ones_like(torch.zeros(2), dtype=torch.float64)
torch.rand_like(torch.zeros(2, 3)).shape
torch.ones(2).new_zeros(3)
torch.ones(2, dtype=torch.float64).new_ones((1, 2))
torch.eye(3)
torch.eye(2, 3)
torch.eye(2, dtype=torch.int64)
torch.arange(5)
torch.arange(5.0)
torch.arange(1, 4)
torch.arange(1, 2.5, 0.5)
torch.arange(5, 0, -2)
torch.arange(3, dtype=torch.float32)
torch.arange(0)
torch.arange(0, 1, 0.1)
torch.linspace(0, 1, 5)
torch.linspace(3, 10, 4)
torch.linspace(0, 1, 1)
torch.linspace(1, 0, 3, dtype=torch.float64)
torch.rand(2, 3).shape
torch.rand(5).dtype
torch.randn(3, 2, dtype=torch.float64).dtype
torch.randint(3, 4, (2, 2))
torch.randint(0, 1, (3,))
torch.randint(10, (2, 3)).dtype
torch.randperm(1)
torch.randperm(4).sort().values if hasattr(torch.randperm(4), 'sort') else torch.arange(4)
torch.normal(0.0, 0.0, (2,))
torch.tensor([1.0, 2.0]).numpy()
torch.tensor([[1, 2], [3, 4]]).tolist()
torch.tensor(2.5).item()
torch.ones(2, 3).numel()
torch.ones(2, 3).stride()
torch.ones(2, 3).t().stride()
torch.ones(2, 3).t().is_contiguous()
torch.ones(2, dtype=torch.int16).element_size()
torch.ones(2).type()
torch.is_tensor(torch.ones(1))
torch.get_default_dtype()
""".strip().splitlines()


def answer(torch: Any, expression: str, options: str = "{}") -> str:
    """The text of the result, or the class of the error."""
    torch.set_printoptions(profile="default")
    torch.set_printoptions(**eval(options))
    try:
        return repr(eval(expression, world(torch)))
    except Exception as error:
        return f"raises {next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == 'builtins')}"
    finally:
        torch.set_printoptions(profile="default")


def everything() -> list[tuple[str, str]]:
    """(expression, print options)"""
    plain = [(e, "{}") for e in (*PRINTED, *FORMATTED, *PROMOTED, *MADE, *OBJECTS)]
    return plain + [(e, o) for o, e in (*OPTIONS, *WITH_OPTIONS)]


def key(expression: str, options: str) -> str:
    return expression if options == "{}" else f"{expression} with {options}"


def main() -> None:
    import torch

    warnings.simplefilter("ignore")
    record = {key(e, o): answer(torch, e, o) for e, o in everything()}
    RECORD.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
