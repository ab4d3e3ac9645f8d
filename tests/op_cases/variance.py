"""Rows for ops.variance."""

from autograd_lab.ops.variance import Std, StdMean, Var, VarMean
from tests.op_cases.case import OpCase
from tests.op_cases.reduction import AXES, NAN, over

CASES = [
    *(
        OpCase(op, ((2, 3, 2),), over(call, axes), axes, analytic=False)
        for op, call in ((Var, "x.var()"), (Std, "x.std()"))
        for axes in AXES
    ),
    *(
        OpCase(op, ((2, 3, 2),), f"torch.{name}(x, dim=axis)", {"axis": axis}, analytic=False)
        for op, name in ((VarMean, "var_mean"), (StdMean, "std_mean"))
        for axis in (None, 1, (0, 2))
    ),
    *(
        row
        for op, name in ((Var, "var"), (Std, "std"), (VarMean, "var_mean"), (StdMean, "std_mean"))
        for row in (
            OpCase(op, ((2, 4),), f"torch.{name}(x, correction=correction)", {"correction": 0}, analytic=False),
            OpCase(op, ((5,),), f"torch.{name}(x, correction=correction)", {"correction": 1.5}, analytic=False),
            OpCase(
                op,
                ((2, 4),),
                f"torch.{name}(x, 1, correction=correction, keepdim=keepdims)",
                {"axis": 1, "correction": 2, "keepdims": True},
                analytic=False,
            ),
            OpCase(op, ((2, 3),), f"torch.{name}(x, 1)", {"axis": 1}, complex=True, analytic=False),
            OpCase(op, ([[7.0]],), f"torch.{name}(x, 1, correction=0)", {"axis": 1, "correction": 0}, smooth=False),
            OpCase(op, ([5.0, 5.0, 5.0],), f"torch.{name}(x)", smooth=False, torch_second=False),
            OpCase(op, ([5.0],), f"torch.{name}(x)", smooth=False, torch_second=False),
            OpCase(op, ([1.0, NAN],), f"torch.{name}(x)", smooth=False, torch_second=False),
            OpCase(
                op,
                ([1.0, 2.0, 2.0],),
                f"torch.{name}(x, correction=correction)",
                {"correction": 3},
                smooth=False,
                torch_second=False,
            ),
        )
    ),
    OpCase(Var, ([[1.0]],), "x.var(1, correction=0)", {"axis": 1, "correction": 0}, analytic=False),
    OpCase(Var, ([5.0, 5.0, 5.0],), "x.var()", analytic=False),
    OpCase(Var, ([5.0],), "x.var(correction=2)", {"correction": 2}, smooth=False, torch_second=False),
    OpCase(Var, ((0, 2),), "x.var(0)", {"axis": 0}, smooth=False, torch_second=False),
]
