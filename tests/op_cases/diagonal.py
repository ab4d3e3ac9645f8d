"""Rows for ops.diagonal."""

from autograd_lab.ops.diagonal import DiagEmbed, Diagonal
from tests.op_cases.case import OpCase

READ = "x.diagonal(offset, axis1, axis2)"
PUT = "torch.diag_embed(x, offset, axis1, axis2)"

CASES = [
    OpCase(Diagonal, ((3, 4),), READ, {"offset": 0, "axis1": 0, "axis2": 1}),
    OpCase(Diagonal, ((2, 3, 4),), READ, {"offset": 1, "axis1": 2, "axis2": 0}),
    OpCase(Diagonal, ((4, 3, 2),), READ, {"offset": -1, "axis1": 0, "axis2": 1}),
    OpCase(Diagonal, ((2, 2),), READ, {"offset": 5, "axis1": 0, "axis2": 1}),
    OpCase(DiagEmbed, ((3,),), PUT, {"shape": (3, 3), "offset": 0, "axis1": 0, "axis2": 1}),
    OpCase(DiagEmbed, ((2, 3),), PUT, {"shape": (4, 2, 4), "offset": 1, "axis1": 0, "axis2": 2}),
    OpCase(DiagEmbed, ((2,),), PUT, {"shape": (4, 4), "offset": -2, "axis1": 0, "axis2": 1}),
]
