"""One backward for all inputs, where gradients share work."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

import autograd_lab as lab
from autograd_lab.ops.base import Op, OpDoc, gradient
from autograd_lab.tensor.apply import apply

DOC = OpDoc("ab²", r"y = a\, b^2", "a[..], b[..] -> y[..]", "A product.", "乘积。")


def product() -> type[Op]:
    class Product(Op):
        doc = DOC
        wanted: ClassVar[list[list[bool]]] = []

        @staticmethod
        def forward(xp: Any, a: Any, b: Any) -> Any:
            return a * b * b, (a, b)

        @staticmethod
        @gradient(r"\bar a = \bar y b^2,\; \bar b = 2 \bar y a b")
        def backward(xp: Any, gy: Any, needs: Any, a: Any, b: Any) -> Any:
            Product.wanted.append([bool(need) for need in needs])
            shared = gy * b
            return (shared * b if needs[0] else None, 2 * shared * a if needs[1] else None)

    return Product


def test_first_and_second_derivatives() -> None:
    op = product()
    a = lab.tensor([2.0, 3.0], dtype=lab.float64, requires_grad=True)
    b = lab.tensor([5.0, 7.0], dtype=lab.float64, requires_grad=True)
    ga, gb = lab.autograd.grad(apply(op, a, b).sum(), (a, b), create_graph=True)
    assert ga.tolist() == [25.0, 49.0]
    assert gb.tolist() == [20.0, 42.0]
    (gab,) = lab.autograd.grad(ga.sum(), b)
    assert gab.tolist() == [10.0, 14.0]


def test_only_what_is_needed_is_asked_for() -> None:
    op = product()
    a = lab.tensor([2.0])
    b = lab.tensor([5.0], requires_grad=True)
    apply(op, a, b).backward()
    assert op.wanted == [[False, True]]  # type: ignore[attr-defined]
    assert b.grad is not None and b.grad.tolist() == [20.0]


def test_not_beside_single_rules() -> None:
    with pytest.raises(TypeError, match="both a joint backward and single rules"):

        class Both(Op):
            doc = DOC

            @staticmethod
            def forward(xp: Any, a: Any) -> Any:
                return a, (a,)

            @staticmethod
            def backward(xp: Any, gy: Any, needs: Any, a: Any) -> Any:
                return (gy,)

            @staticmethod
            def backward_a(xp: Any, gy: Any, a: Any) -> Any:
                return gy
