"""Single steps of recurrent layers: RNNCell, LSTMCell, GRUCell. I = input_size, H = hidden_size, B samples."""

from __future__ import annotations

import math
from typing import Any

from autograd_lab.errors import ArgumentError, NameMissing, ShapeError
from autograd_lab.functional.autocast import low_of
from autograd_lab.nn import init
from autograd_lab.nn.functional.recurrent import one_step
from autograd_lab.nn.module import Module
from autograd_lab.nn.parameter import Parameter, unset
from autograd_lab.tensor import Tensor, is_tensor


class RNNCellBase(Module):
    """What the three cells share: weight_ih (chunks H, I), weight_hh (chunks H, H), bias_ih and bias_hh (chunks H),
    evenly spread over ±1/sqrt(H); and the checks of what they get."""

    bias_ih: Parameter | None
    bias_hh: Parameter | None

    def __init__(self, input_size: int, hidden_size: int, bias: bool, num_chunks: int, device: Any = None,
                 dtype: Any = None) -> None:  # fmt: skip
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows, where = num_chunks * hidden_size, {"device": device, "dtype": dtype}
        self.weight_ih = unset(rows, input_size, **where)
        self.weight_hh = unset(rows, hidden_size, **where)
        self.register_parameter("bias_ih", unset(rows, **where) if bias else None)
        self.register_parameter("bias_hh", unset(rows, **where) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """All evenly spread over ±1/sqrt(hidden_size)."""
        bound = 1 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def extra_repr(self) -> str:
        bias = [] if self.bias is True else [f"bias={self.bias}"]
        return ", ".join([f"{self.input_size}, {self.hidden_size}", *bias])

    def _step(self, mode: str, input: Any, hx: Any, count: int) -> tuple[Tensor, ...]:
        """The ``count`` next states; RuntimeError or ValueError for what does not fit together."""
        name = type(self).__name__
        if not isinstance(input, Tensor):
            raise NameMissing("rnn.input_type", cls=name, got=type(input).__name__)
        if input.ndim not in (1, 2):
            raise ArgumentError("cell.ndim", cls=name, what="input", shape=tuple(input.shape))
        if hx is None:
            size = (*input.shape[:-1], self.hidden_size)
            states = (input.new_zeros(size),) * count
        else:
            states = hx if count > 1 else (hx,)
        if not isinstance(states, (tuple, list)) or len(states) != count or not all(map(is_tensor, states)):
            raise ArgumentError("cell.states", cls=name, count=count, got=type(hx).__name__)
        for state in states:
            if state.ndim not in (1, 2):
                raise ArgumentError("cell.ndim", cls=name, what="hx", shape=tuple(state.shape))
        if input.shape[-1] != self.input_size:
            raise ShapeError("cell.features", got=input.shape[-1], expected=self.input_size)
        expected = (*input.shape[:-1], self.hidden_size)
        for state in states:
            if tuple(state.shape) != expected:
                raise ShapeError("cell.state_shape", expected=expected, got=tuple(state.shape))
        for other in (*states, self.weight_ih):
            if other.dtype != input.dtype and low_of(input) is None:
                raise ShapeError("cell.dtype", input=input.dtype, other=other.dtype)
        weights = (self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        if input.ndim == 2:
            return one_step(mode, input, weights, states)
        states = [state.unsqueeze(0) for state in states]
        return tuple(state.squeeze(0) for state in one_step(mode, input.unsqueeze(0), weights, states))


class RNNCell(RNNCellBase):
    """h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or with ``nonlinearity="relu"`` max(0, ...)."""

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh",
                 device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        """x (B, I) or (I), h (B, H) or (H), zeros unless given -> h'."""
        if self.nonlinearity not in ("tanh", "relu"):
            raise ShapeError("cell.nonlinearity", got=self.nonlinearity)
        return self._step(f"RNN_{self.nonlinearity.upper()}", input, hx, 1)[0]

    def extra_repr(self) -> str:
        more = "" if self.nonlinearity == "tanh" else f", nonlinearity={self.nonlinearity}"
        return super().extra_repr() + more


class LSTMCell(RNNCellBase):
    """One step of an LSTM: see there for the formulas."""

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None,
                 dtype: Any = None) -> None:  # fmt: skip
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        """x (B, I) or (I), the pair of h and c (B, H) or (H), zeros unless given -> the pair of h' and c'."""
        h, c = self._step("LSTM", input, hx, 2)
        return h, c


class GRUCell(RNNCellBase):
    """One step of a GRU: see there for the formulas."""

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None,
                 dtype: Any = None) -> None:  # fmt: skip
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        """x (B, I) or (I), h (B, H) or (H), zeros unless given -> h'."""
        return self._step("GRU", input, hx, 1)[0]
