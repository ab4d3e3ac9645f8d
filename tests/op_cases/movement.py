"""Rows for ops.movement."""

from autograd_lab.ops.movement import (
    Alias,
    Cat,
    Permute,
    Reshape,
    Split,
    Squeeze,
    Stack,
    T,
    Through,
    Transpose,
    Unsqueeze,
)
from tests.op_cases.case import OpCase

CASES = [
    OpCase(Reshape, ((2, 6),), "x.reshape(shape)", {"shape": (3, 2, 2)}),
    OpCase(Reshape, ((),), "x.reshape(shape)", {"shape": (1, 1)}),
    OpCase(Reshape, ((0, 3),), "x.reshape(shape)", {"shape": (3, 0, 2)}),
    OpCase(Squeeze, ((1, 3, 1),), "x.squeeze()", {"shape": (3,)}),
    OpCase(Unsqueeze, ((3, 2),), "x.unsqueeze(1)", {"shape": (3, 1, 2)}),
    OpCase(Permute, ((2, 3, 4),), "x.permute(axes)", {"axes": (2, 0, 1)}),
    OpCase(Permute, ((2, 3, 4),), "x.permute(axes)", {"axes": (-1, 0, -2)}),
    OpCase(Permute, ((),), "x.permute(axes)", {"axes": ()}),
    OpCase(Transpose, ((2, 3, 4),), "x.transpose(0, 2)", {"axes": (2, 1, 0)}),
    OpCase(T, ((2, 3),), "x.t()", {"axes": (1, 0)}),
    OpCase(Alias, ((2, 3),), "x.view_as(x)"),
    OpCase(Through, ((2, 3), (4,)), "[x.view_as(x) for x in xs]"),
    OpCase(Cat, ((2, 3), (1, 3), (2, 3)), "torch.cat(xs, axis)", {"axis": 0}),
    OpCase(Cat, ((2, 1, 2), (2, 3, 2)), "torch.cat(xs, axis)", {"axis": -2}),
    OpCase(Cat, ((2, 0), (2, 3)), "torch.cat(xs, axis)", {"axis": 1}),
    OpCase(Cat, ((3,),), "torch.cat(xs, axis)", {"axis": 0}),
    OpCase(Stack, ((2, 3), (2, 3), (2, 3)), "torch.stack(xs, axis)", {"axis": 1}),
    OpCase(Stack, ((), ()), "torch.stack(xs, axis)", {"axis": 0}),
    OpCase(Stack, ((2,), (2,)), "torch.stack(xs, axis)", {"axis": -1}),
    OpCase(Split, ((5, 2),), "x.split(sizes, axis)", {"sizes": (2, 3), "axis": 0}),
    OpCase(Split, ((2, 5),), "x.split(sizes, axis)", {"sizes": (2, 0, 1, 2), "axis": 1}),
]
