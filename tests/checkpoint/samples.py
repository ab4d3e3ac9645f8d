"""Objects that checkpoints hold, and what makes two of them equal."""

from __future__ import annotations

import collections
import io
from typing import Any

import numpy as np

import autograd_lab as lab

DTYPES = [lab.bool, lab.uint8, lab.int8, lab.int16, lab.int32, lab.int64, lab.float16, lab.bfloat16, lab.float32,
          lab.float64, lab.complex64, lab.complex128]  # fmt: skip


def bytes_of(obj: Any) -> bytes:
    file = io.BytesIO()
    lab.save(obj, file)
    return file.getvalue()


def round_trip(obj: Any) -> Any:
    return lab.load(io.BytesIO(bytes_of(obj)))


def same(a: Any, b: Any) -> bool:
    """Whether two objects are alike in every respect that a program can see: classes, order, bits, strides."""
    if type(a) is not type(b):
        return False
    if isinstance(a, lab.Tensor):
        facts = ("shape", "dtype", "device", "requires_grad")
        alike = all(getattr(a, fact) == getattr(b, fact) for fact in facts) and a.stride() == b.stride()
        return alike and a.array.tobytes() == b.array.tobytes()
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return list(map(repr, a)) == list(map(repr, b)) and all(
            same(x, y) for x, y in zip(a.values(), b.values(), strict=True)
        )
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    return repr(a) == repr(b)  # the same digits, and nan is nan


def trained(optimizer_class: Any = None, **options: Any) -> tuple[Any, Any]:
    """A small network and its optimizer after two steps."""
    lab.manual_seed(0)
    model = lab.nn.Sequential(lab.nn.Linear(3, 4), lab.nn.ReLU(), lab.nn.Linear(4, 2))
    optimizer = (optimizer_class or lab.optim.Adam)(model.parameters(), **(options or {"lr": 0.01}))
    for _ in range(2):
        optimizer.zero_grad()
        model(lab.randn(5, 3)).square().mean().backward()
        optimizer.step()
    return model, optimizer


PLAIN: list[Any] = [
    None, True, False, 0, -7, 2**63, -(2**200), 0.1, -0.0, 1e-320, float("inf"), float("-inf"), float("nan"), 1 + 2j,
    complex("nan-infj"), "", "权重 \U0001f600", "\ud800", "a\x00b", b"", b"\x00\xff", lab.float32, lab.bfloat16,
    lab.device("cpu"), lab.device("cuda:1"), lab.Size([2, 3]), lab.Size(), [], (), {}, set(), frozenset({1}),
    [1, [2.0, [None]]], (1, (2, ())), {1, 2}, {1: "a", "1": "b", (1, 2): [3], None: None, 2.5: 1, False: 0},
    {"__metadata__": 1, "": 2, "../..": 3, "<b>": 4, "same": 0, "dict": [], "tensor": {}},
    collections.OrderedDict(b=1, a=2), collections.Counter("abca"), collections.defaultdict(list, a=[1]),
    collections.defaultdict(None, a=1), [[]] * 3, np.arange(6, dtype=np.uint32).reshape(2, 3), np.float64(0.1),
    np.array(1 + 2j), np.bool_(True), np.zeros((0, 2)), np.arange(3, dtype=">i4").astype(np.int32),
]  # fmt: skip


def tensors() -> dict[str, Any]:
    """Tensors in every layout."""
    x = lab.arange(24.0).reshape(2, 3, 4)
    return {
        "plain": x.clone(),
        "0-d": lab.tensor(1.5),
        "empty": lab.zeros(0, 3),
        "empty too": lab.zeros(3, 0),
        "learned": lab.ones(2, requires_grad=True),
        "computed": lab.ones(2, requires_grad=True) * 2,
        "transposed": lab.randn(3, 4).t(),
        "permuted": lab.randn(2, 3, 4).permute(2, 0, 1),
        "expanded": lab.ones(1, 3).expand(4, 3),
        "one number, often": lab.tensor(2.0).expand(100, 100),
        "windows": lab.arange(6.0).as_strided((3, 4), (1, 1)),
        "special": lab.tensor([float("nan"), float("inf"), -0.0, 1e-45]),
        "parameter": lab.nn.Parameter(lab.ones(2)),
        "frozen": lab.nn.Parameter(lab.ones(2), requires_grad=False),
        "buffer": lab.nn.Buffer(lab.ones(2)),
    }
