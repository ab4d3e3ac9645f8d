"""Rows for ops.recurrent, ops.lstm and ops.gru: sequences of one length, packed ones of several, single steps."""

from typing import Any

from autograd_lab.ops.gru import Gru
from autograd_lab.ops.lstm import Lstm
from autograd_lab.ops.recurrent import RnnRelu, RnnTanh
from tests.op_cases.case import OpCase

SIZES = [(2, 2, 2), (3, 2, 1, 1), (2,)]  # of each time; three, two and one sequences of lengths 4, 2, 1


def shapes(gates: int, sizes: tuple[int, ...], bias: bool, out: int = 2) -> tuple[Any, ...]:
    """x (N, 3), the weights and biases for 2 hidden units, and the first state (B, out)."""
    biases = ((gates * 2,),) * 2 if bias else (None, None)
    return ((sum(sizes), 3), (gates * 2, 3), (gates * 2, out), *biases, (sizes[0], out))


def in_torch(name: str, bias: bool) -> str:
    weights = "[w_ih, w_hh, b_ih, b_hh]" if bias else "[w_ih, w_hh]"
    return f"torch.{name}(x, torch.tensor(sizes), h0[None], {weights}, {bias}, 1, 0.0, False, False)[0]"


CASES = [
    *(OpCase(RnnTanh, shapes(1, sizes, bias), in_torch("rnn_tanh", bias), {"sizes": sizes})
      for sizes in SIZES for bias in (True, False)),
    *(OpCase(RnnRelu, shapes(1, sizes, bias), in_torch("rnn_relu", bias), {"sizes": sizes})
      for sizes in SIZES for bias in (True, False)),
    *(OpCase(Lstm, (*shapes(4, sizes, bias), (sizes[0], 2), None), "", {"sizes": sizes})
      for sizes in SIZES for bias in (True, False)),
    *(OpCase(Lstm, (*shapes(4, sizes, True, 1), (sizes[0], 2), (1, 2)), "", {"sizes": sizes}, low=-1.0, high=1.0)
      for sizes in SIZES),  # far from the poles of tanh, which has some among the complex numbers
    *(OpCase(Gru, shapes(3, sizes, bias), "", {"sizes": sizes}) for sizes in SIZES for bias in (True, False)),
]  # fmt: skip
