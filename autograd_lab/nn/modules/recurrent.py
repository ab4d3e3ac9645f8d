"""Recurrent layers: RNN, LSTM, GRU.

Letters: T times, B sequences, I = input_size, H = hidden_size, L = num_layers, D directions (2 if bidirectional), P
features of a state: ``proj_size`` if that is given, else H.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

from autograd_lab.errors import ArgTypeError, ArgumentError, NameMissing, ShapeError
from autograd_lab.functional.autocast import low_of
from autograd_lab.i18n import tr
from autograd_lab.nn import init
from autograd_lab.nn.functional.recurrent import States, Weights, all_layers
from autograd_lab.nn.module import Module
from autograd_lab.nn.packed import PackedSequence
from autograd_lab.nn.parameter import Parameter, unset
from autograd_lab.tensor import Tensor, is_tensor

GATES = {"RNN_TANH": 1, "RNN_RELU": 1, "GRU": 3, "LSTM": 4}  # how many blocks of H rows the weights have


class RNNBase(Module):
    """What RNN, LSTM and GRU share.

    Layer k has weight_ih_l{k} (gates H, its input), weight_hh_l{k} (gates H, P) and bias_ih_l{k}, bias_hh_l{k}
    (gates H), the second direction the same with ``_reverse`` behind. All start evenly spread over ±1/sqrt(H).
    """

    def __init__(self, mode: str, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
                 batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False, proj_size: int = 0,
                 device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        super().__init__()
        self.mode = mode
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, dropout
        self.bidirectional, self.proj_size = bidirectional, proj_size
        self._check()
        self.dropout = float(dropout)
        self._all_weights: list[list[str]] = []
        inputs = input_size
        for k in range(num_layers):
            for suffix in ("", "_reverse")[: self._directions]:
                self._add_layer(f"l{k}{suffix}", inputs, {"device": device, "dtype": dtype})
            inputs = self._directions * (proj_size or hidden_size)
        self.reset_parameters()

    def _check(self) -> None:
        p = self.dropout
        if not isinstance(p, (int, float)) or isinstance(p, bool) or not 0 <= p <= 1:
            raise ArgumentError("rnn.dropout", got=p)
        if p > 0 and self.num_layers == 1:
            warnings.warn(tr("rnn.dropout_unused", p=p), stacklevel=4)
        for name, kind in (("bias", bool), ("batch_first", bool), ("input_size", int), ("hidden_size", int)):
            if not isinstance(getattr(self, name), kind):
                got = type(getattr(self, name)).__name__
                raise ArgTypeError("rnn.type", name=name, wanted=kind.__name__, got=got)
        for name in ("input_size", "hidden_size", "num_layers"):
            if getattr(self, name) <= 0:
                raise ArgumentError("rnn.positive", name=name, got=getattr(self, name))
        if self.proj_size < 0 or self.proj_size >= self.hidden_size:
            raise ArgumentError("rnn.proj_size", got=self.proj_size, hidden=self.hidden_size)
        if self.mode not in GATES:
            raise ArgumentError("rnn.mode", got=self.mode, known=", ".join(GATES))

    @property
    def _directions(self) -> int:
        return 2 if self.bidirectional else 1

    def _add_layer(self, name: str, inputs: int, where: dict[str, Any]) -> None:
        rows, out = GATES[self.mode] * self.hidden_size, self.proj_size or self.hidden_size
        shapes = {"weight_ih": (rows, inputs), "weight_hh": (rows, out)}
        if self.bias:
            shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
        if self.proj_size:
            shapes |= {"weight_hr": (out, self.hidden_size)}
        for kind, shape in shapes.items():
            self.register_parameter(f"{kind}_{name}", unset(*shape, **where))
        self._all_weights.append([f"{kind}_{name}" for kind in shapes])

    def reset_parameters(self) -> None:
        """All evenly spread over ±1/sqrt(hidden_size)."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters of each layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    @property
    def _flat_weights_names(self) -> list[str]:
        return [name for names in self._all_weights for name in names]

    @property
    def _flat_weights(self) -> list[Parameter]:
        return [weight for weights in self.all_weights for weight in weights]

    def flatten_parameters(self) -> None:
        """Nothing to do: PyTorch moves the weights into one block of memory here, as cuDNN wants it."""

    def extra_repr(self) -> str:
        usual = {"proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0,
                 "bidirectional": False}  # fmt: skip
        changed = [f"{name}={getattr(self, name)}" for name, value in usual.items() if getattr(self, name) != value]
        return ", ".join([f"{self.input_size}, {self.hidden_size}", *changed])

    # -- running ----------------------------------------------------------------------------------------------

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        """Outputs at all times, and the last states of each layer and direction.

        input (T, B, I), with ``batch_first`` (B, T, I), without a batch (T, I), or a PackedSequence; the outputs are
        of the same form with D P features. The states, given as ``hx`` or zeros, are h (L D, B, P), of an LSTM the
        tuple of h and c (L D, B, H). RuntimeError or ValueError for what does not fit.
        """
        packed = input if isinstance(input, PackedSequence) else None
        rows, sizes, form = self._unfolded(input) if packed is None else (packed.data, packed.batch_sizes.tolist(), 3)
        self._check_rows(rows)
        states = self._states(hx, rows, sizes[0], form)
        if packed is not None and packed.sorted_indices is not None:
            states = tuple(s.index_select(1, packed.sorted_indices) for s in states)
        y, last = all_layers(
            self.mode, rows, self._weights(), states, sizes, self._directions, self.dropout, self.training,
            fused=packed is None,
        )  # fmt: skip
        if packed is not None:
            if packed.unsorted_indices is not None:
                last = tuple(s.index_select(1, packed.unsorted_indices) for s in last)
            return PackedSequence(y, *packed[1:]), self._given_back(last)
        if form == 2:
            return y, self._given_back(tuple(s.squeeze(1) for s in last))
        y = y.reshape(len(sizes), sizes[0], y.shape[-1])
        return y.transpose(0, 1) if self.batch_first else y, self._given_back(last)

    def _unfolded(self, input: Any) -> tuple[Tensor, list[int], int]:
        """The rows time after time, how many each time has, and the number of dims."""
        if not isinstance(input, Tensor):
            raise NameMissing("rnn.input_type", cls=type(self).__name__, got=type(input).__name__)
        if input.ndim not in (2, 3):
            raise ArgumentError("rnn.input_ndim", cls=type(self).__name__, shape=tuple(input.shape))
        x = input.transpose(0, 1) if self.batch_first and input.ndim == 3 else input
        times, batch = x.shape[0], x.shape[1] if x.ndim == 3 else 1
        if times == 0:
            raise ShapeError("rnn.no_times", shape=tuple(input.shape))
        return x.reshape(times * batch, x.shape[-1]), [batch] * times, input.ndim

    def _check_rows(self, rows: Tensor) -> None:
        weight = getattr(self, self._all_weights[0][0])
        if rows.dtype != weight.dtype and low_of(rows) is None:
            raise ArgumentError("rnn.dtype", input=rows.dtype, weight=weight.dtype)
        if rows.shape[-1] != self.input_size:
            raise ShapeError("rnn.features", got=rows.shape[-1], expected=self.input_size)

    def _weights(self) -> list[Weights]:
        """For each layer and direction w_ih, w_hh, b_ih, b_hh and w_hr, None for what it does not have."""
        nothing: list[Any] = [None, None]
        return [
            [*w[:2], *(w[2:4] if self.bias else nothing), w[-1] if self.proj_size else None] for w in self.all_weights
        ]

    def _states(self, hx: Any, rows: Tensor, batch: int, form: int) -> States:
        """The first states (L D, B, ...); RuntimeError for those that do not fit the input."""
        lead, sizes = self.num_layers * self._directions, [self.proj_size or self.hidden_size]
        if self.mode == "LSTM":
            sizes.append(self.hidden_size)
        if hx is None:
            return tuple(rows.new_zeros((lead, batch, size)) for size in sizes)
        given = hx if self.mode == "LSTM" else (hx,)
        if not isinstance(given, (tuple, list)) or len(given) != len(sizes) or not all(map(is_tensor, given)):
            raise ShapeError("rnn.states", cls=type(self).__name__, count=len(sizes), got=type(hx).__name__)
        if form == 2:
            if any(s.ndim != 2 for s in given):
                raise ShapeError("rnn.state_ndim", input=2, got=[s.ndim for s in given])
            given = [s.unsqueeze(1) for s in given]
        elif any(s.ndim != 3 for s in given):
            raise ShapeError("rnn.state_ndim", input=3, got=[s.ndim for s in given])
        for k, (state, size) in enumerate(zip(given, sizes, strict=True)):
            if tuple(state.shape) != (lead, batch, size):
                raise ShapeError("rnn.state_shape", name="hc"[k], expected=(lead, batch, size), got=tuple(state.shape))
            if state.dtype != rows.dtype and low_of(rows) is None:
                raise ShapeError("rnn.state_dtype", name="hc"[k], state=state.dtype, input=rows.dtype)
        return tuple(given)

    def _given_back(self, states: States) -> Any:
        return states if self.mode == "LSTM" else states[0]


class RNN(RNNBase):
    """h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh), in ``num_layers`` layers (Elman 1990).

    ``RNN(input_size, hidden_size, num_layers=1, nonlinearity="tanh", bias=True, batch_first=False, dropout=0.0,
    bidirectional=False)``; the nonlinearity is "tanh" or "relu".
    """

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1, nonlinearity: str = "tanh",
                 bias: bool = True, batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False,
                 device: Any = None, dtype: Any = None, **others: Any) -> None:  # fmt: skip
        _no_projection(others)
        if nonlinearity not in ("tanh", "relu"):
            raise ArgumentError("rnn.nonlinearity", got=nonlinearity)
        mode = "RNN_TANH" if nonlinearity == "tanh" else "RNN_RELU"
        super().__init__(mode, input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional,
                         device=device, dtype=dtype)  # fmt: skip
        self.nonlinearity = nonlinearity


class LSTM(RNNBase):
    """A memory cell with gates, in ``num_layers`` layers (Hochreiter and Schmidhuber 1997; Gers et al. 2000).

    i, f, o = σ(...) and g = tanh(...) of W_ih x_t + b_ih + W_hh h_(t-1) + b_hh; c_t = f c_(t-1) + i g;
    h_t = o tanh(c_t). With ``proj_size`` h_t = W_hr (o tanh(c_t)), where weight_hr_l{k} is (proj_size, hidden_size).
    """

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
                 batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False, proj_size: int = 0,
                 device: Any = None, dtype: Any = None) -> None:  # fmt: skip
        super().__init__("LSTM", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional,
                         proj_size, device, dtype)  # fmt: skip


class GRU(RNNBase):
    """A state that gates keep or renew, in ``num_layers`` layers (Cho et al. 2014, arXiv:1406.1078).

    r, z = σ(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh), n = tanh(W_in x_t + b_in + r (W_hn h_(t-1) + b_hn)),
    h_t = (1 - z) n + z h_(t-1).
    """

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
                 batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False, device: Any = None,
                 dtype: Any = None, **others: Any) -> None:  # fmt: skip
        _no_projection(others)
        super().__init__("GRU", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional,
                         device=device, dtype=dtype)  # fmt: skip


def _no_projection(others: dict[str, Any]) -> None:
    """Only an LSTM projects: ValueError for ``proj_size``, TypeError for any other argument that is not known."""
    if "proj_size" in others:
        raise ArgumentError("rnn.no_projection")
    if others:
        raise ArgTypeError("rnn.unknown", names=", ".join(others))
