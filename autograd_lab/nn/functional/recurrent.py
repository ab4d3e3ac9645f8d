"""Recurrent networks of several layers and directions, on packed rows (see ops/recurrent.py for their order)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from autograd_lab.backend.arrays import array_module
from autograd_lab.backend.dtypes import float32
from autograd_lab.functional.autocast import being, low_of, lowered
from autograd_lab.functional.joining import cat, stack
from autograd_lab.nn.functional.noise import dropout
from autograd_lab.ops.gru import Gru
from autograd_lab.ops.lstm import Lstm
from autograd_lab.ops.recurrent import RnnRelu, RnnTanh
from autograd_lab.tensor import Tensor
from autograd_lab.tensor.apply import apply
from autograd_lab.tensor.promotion import result_type
from autograd_lab.tensor.tensor import make

Weights = Sequence[Tensor | None]  # w_ih, w_hh, b_ih, b_hh, and w_hr of an LSTM that projects its states
States = tuple[Tensor, ...]  # h, and the cell c of an LSTM

RNN = {"RNN_TANH": RnnTanh, "RNN_RELU": RnnRelu}


class Times:
    """How many rows belong to each time, and what follows from that."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.even = self.sizes[0] == self.sizes[-1]  # all sequences have one length

    @cached_property
    def _places(self) -> tuple[np.ndarray, np.ndarray]:
        """The first row of each time, and the length of each sequence."""
        lengths = (np.asarray(self.sizes)[:, None] > np.arange(self.sizes[0])).sum(0)
        return np.cumsum((0, *self.sizes[:-1])), lengths

    def last(self, y: Tensor) -> Tensor:
        """The last row of each sequence (B, P)."""
        if self.even:
            return y[len(y) - self.sizes[0] :]
        starts, lengths = self._places
        return y[_index(y, starts[lengths - 1] + np.arange(len(lengths)))]

    def reversed(self, x: Tensor) -> Tensor:
        """Each sequence from its end to its beginning, in its own rows."""
        if self.even:
            return x.reshape(len(self.sizes), self.sizes[0], x.shape[-1]).flip(0).reshape(x.shape)
        starts, lengths = self._places
        time = np.repeat(np.arange(len(self.sizes)), self.sizes)
        which = np.arange(len(time)) - starts[time]
        return x[_index(x, starts[lengths[which] - 1 - time] + which)]


def _index(like: Tensor, rows: np.ndarray) -> Tensor:
    return make(array_module(like.array).asarray(rows))


def run(mode: str, x: Tensor, weights: Weights, states: States, sizes: tuple[int, ...], fused: bool = True) -> States:
    """One layer in one direction: x (N, I) -> the states at all times, h (N, P) and of an LSTM c (N, H).

    Under autocast the products are of halves. So is everything else where PyTorch has one kernel for the layer, which
    ``fused`` says, and in a plain RNN, whose state is its output; otherwise the states keep the dtype they came in.
    """
    low = low_of(x)
    if low is None:
        return _computed(mode, x, weights, states, sizes)
    device = x.device.type
    with being(None):
        x, weights = lowered((x, tuple(weights)), low, device)
        if mode in RNN or x.is_cuda or (fused and mode == "LSTM"):
            return _computed(mode, x, weights, lowered(states, low, device), sizes)
        wide_x, wide, first = lowered((x, weights, states), float32, device)
        return lowered(_computed(mode, wide_x, wide, first, sizes), result_type(x, states[-1]), device)


def _computed(mode: str, x: Tensor, weights: Weights, states: States, sizes: tuple[int, ...]) -> States:
    *shared, w_hr = weights
    if mode == "LSTM":
        return apply(Lstm, x, *shared, *states, w_hr, sizes=sizes)[:2]
    if mode == "GRU":
        return apply(Gru, x, *shared, *states, sizes=sizes)[:1]
    return (apply(RNN[mode], x, *shared, *states, sizes=sizes),)


def one_step(mode: str, x: Tensor, weights: Weights, states: Sequence[Tensor]) -> States:
    """x (B, I) and the states (B, H) -> the next states: a sequence of one time."""
    return run(mode, x, (*weights, None), tuple(states), (len(x),), fused=False)


def all_layers(
    mode: str, x: Tensor, weights: Sequence[Weights], states: States, sizes: Sequence[int], directions: int,
    dropout_p: float, training: bool, fused: bool,
) -> tuple[Tensor, States]:  # fmt: skip
    """``weights`` and states (L D, B, ...) come layer after layer, in each the D directions: x (N, I) -> (N, D P).

    The second direction is the same layer on sequences that are turned around. Dropout comes between two layers.
    """
    times, finals = Times(sizes), []
    for k in range(0, len(weights), directions):
        if k:
            x = dropout(x, dropout_p, training)
        found = run(mode, x, weights[k], tuple(s[k] for s in states), times.sizes, fused)
        finals.append([times.last(s) for s in found])
        if directions == 2:
            first = tuple(s[k + 1] for s in states)
            back = run(mode, times.reversed(x), weights[k + 1], first, times.sizes, fused)
            finals.append([times.last(s) for s in back])
            x = cat([found[0], times.reversed(back[0])], 1)
        else:
            x = found[0]
    return x, tuple(stack(column) for column in zip(*finals, strict=True))
