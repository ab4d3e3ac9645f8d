"""Rows for ops.activation."""

from autograd_lab.ops.activation import LogSoftmax, Relu, Sigmoid, Softmax, Tanh
from tests.op_cases.case import OpCase

INF, NAN = float("inf"), float("nan")
EXTREME = [-1000.0, -100.0, -INF, INF, 100.0, 1000.0]

CASES = [
    OpCase(Relu, ((2, 4),), "x.relu()", away_from=(0.0,)),
    OpCase(Relu, ([0.0, -0.0, INF, -INF],), "x.relu()", smooth=False),
    OpCase(Relu, ([NAN, 1.0],), "x.relu()", smooth=False),
    OpCase(Relu, ((0, 2),), "x.relu()"),
    OpCase(Tanh, ((2, 3),), "x.tanh()"),
    OpCase(Tanh, ((),), "x.tanh()"),
    OpCase(Tanh, (EXTREME,), "x.tanh()", smooth=False),
    OpCase(Sigmoid, ((2, 3),), "x.sigmoid()"),
    OpCase(Sigmoid, (EXTREME,), "x.sigmoid()", smooth=False),
    OpCase(Softmax, ((3, 4),), "x.softmax(axis)", {"axis": -1}),
    OpCase(Softmax, ((3, 4, 2),), "x.softmax(axis)", {"axis": 1}),
    OpCase(Softmax, ((0, 3),), "x.softmax(axis)", {"axis": 1}),
    OpCase(Softmax, ([[1000.0, 0.0, -1000.0], [5.0, 5.0, 5.0]],), "x.softmax(axis)", {"axis": 1}),
    OpCase(Softmax, ([[-INF, 0.0, 1.0]],), "x.softmax(axis)", {"axis": 1}, smooth=False),
    OpCase(LogSoftmax, ((3, 4),), "x.log_softmax(axis)", {"axis": -1}),
    OpCase(LogSoftmax, ((3, 4, 2),), "x.log_softmax(axis)", {"axis": 0}),
    OpCase(LogSoftmax, ([[1000.0, 0.0, -1000.0]],), "x.log_softmax(axis)", {"axis": 1}, smooth=False),
]
