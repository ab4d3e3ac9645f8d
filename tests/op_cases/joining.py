"""Rows for ops.joining."""

from autograd_lab.ops.joining import BlockDiag, Cat, Stack
from tests.op_cases.case import OpCase

CASES = [
    OpCase(Cat, ((2, 3), (1, 3), (2, 3)), "torch.cat(xs, axis)", {"axis": 0}),
    OpCase(Cat, ((2, 1, 2), (2, 3, 2)), "torch.cat(xs, axis)", {"axis": -2}),
    OpCase(Cat, ((2, 0), (2, 3)), "torch.cat(xs, axis)", {"axis": 1}),
    OpCase(Cat, ((3,),), "torch.cat(xs, axis)", {"axis": 0}),
    OpCase(Stack, ((2, 3), (2, 3), (2, 3)), "torch.stack(xs, axis)", {"axis": 1}),
    OpCase(Stack, ((), ()), "torch.stack(xs, axis)", {"axis": 0}),
    OpCase(Stack, ((2,), (2,)), "torch.stack(xs, axis)", {"axis": -1}),
    OpCase(BlockDiag, ((2, 3), (1, 1), (0, 2), (2, 1)), "torch.block_diag(*xs)"),
    OpCase(BlockDiag, ((2, 2),), "torch.block_diag(*xs)"),
]
