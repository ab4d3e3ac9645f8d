"""Rows for ops.matmul."""

from autograd_lab.ops.matmul import Bmm, Dot, Linear, LinearBatched, LinearUnbiased, Matmul, Mm, Mv
from tests.op_cases.case import OpCase

CASES = [
    OpCase(Matmul, ((2, 3, 4), (4, 2)), "a @ b"),
    OpCase(Matmul, ((3, 4), (2, 4, 2)), "a @ b"),
    OpCase(Matmul, ((2, 1, 2, 3), (3, 3, 2)), "a @ b"),
    OpCase(Matmul, ((2, 0, 3), (3, 2)), "a @ b"),
    OpCase(Mm, ((2, 3), (3, 4)), "a @ b"),
    OpCase(Mm, ((2, 0), (0, 3)), "a @ b"),
    OpCase(Mm, ((1, 1), (1, 1)), "a @ b"),
    OpCase(Bmm, ((3, 2, 4), (3, 4, 2)), "a @ b"),
    OpCase(Mv, ((3, 4), (4,)), "a @ v"),
    OpCase(Dot, ((5,), (5,)), "a @ b"),
    OpCase(Dot, ((0,), (0,)), "a @ b"),
    OpCase(Linear, ((3, 4), (2, 4), (2,)), "F.linear(x, w, b)"),
    OpCase(Linear, ((3, 4), (2, 4)), "F.linear(x, w)"),
    OpCase(Linear, ((4,), (2, 4), (2,)), "F.linear(x, w, b)"),
    OpCase(Linear, ((2, 3, 4), (2, 4), (2,)), "F.linear(x, w, b)"),
    OpCase(LinearUnbiased, ((3, 4), (2, 4)), "F.linear(x, w)"),
    OpCase(LinearBatched, ((2, 3, 4), (2, 4), (2,)), "F.linear(x, w, b)"),
    OpCase(Linear, ((0, 4), (2, 4), (2,)), "F.linear(x, w, b)"),
]
