"""RNN, LSTM and GRU: one layer in one direction. More are several nodes, a direction back is the sequence turned."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_lab.onnx.build import Context, Refused, says
from autograd_lab.onnx.sizes import size_of

# How many gates there are, and ONNX's order of them.
ORDER = {"Lstm": (4, (0, 3, 1, 2)), "Gru": (3, (1, 0, 2)), "RnnTanh": (1, (0,)), "RnnRelu": (1, (0,))}


@says(*ORDER)
def recurrent(c: Context) -> Any:
    """Our rows (T B, I) of all times become ONNX's (T, B, I), and back."""
    op = c.call.op
    gates, order = ORDER[op]
    hidden, features = c.fixed(c.shape(2)[0], "hidden") // gates, c.shape(0)[1]
    times = _times(c)
    x = c.reshape(c.x(), [times, c.shape(5)[0], features])
    w, r = (_one(c, _blocks(c, c.x(i), gates, order)) for i in (1, 2))
    bias = None
    if c.has(3):
        bias = _one(c, c.node("Concat", [_blocks(c, c.x(i), gates, order) for i in (3, 4)], axis=0))
    inputs = [x, w, r, bias, None, _one(c, c.x(5))]
    if op == "Lstm":
        if c.has(7):
            raise Refused("onnx.only", what="LSTM", kept="proj_size=0")
        y, _, cells = c.node("LSTM", [*inputs, _one(c, c.x(6))], 3, hidden_size=hidden)
        last = c.node("Squeeze", [cells, c.ints([0])])
        if times != 1:  # of the cells ONNX gives the last alone
            c.graph.tails[c.call.outputs[1]], c.graph.batches[c.call.outputs[1]] = last, c.shape(5)[0]
            last = None
    elif op == "Gru":
        y, last = c.node("GRU", inputs, 2, hidden_size=hidden, linear_before_reset=1)[0], None
    else:
        kind = "Tanh" if op == "RnnTanh" else "Relu"
        y, last = c.node("RNN", inputs, 2, hidden_size=hidden, activations=[kind])[0], None
    return [c.reshape(y, [c.out()[0], hidden]), last, None]


def _times(c: Context) -> Any:
    """How many times there are; all sequences of one length."""
    sizes = [call.params["sizes"] for call in c.call.seen]
    if any(len(set(s)) > 1 for s in sizes):
        raise Refused("onnx.packed")
    return size_of([len(s) for s in sizes], c.graph.program.settings)


def _blocks(c: Context, name: str, gates: int, order: tuple[int, ...]) -> str:
    """The gates' blocks of rows in ONNX's order."""
    if gates == 1:
        return name
    parts = c.node("Split", [name], gates, axis=0, num_outputs=gates)
    return c.node("Concat", [parts[k] for k in order], axis=0)


def _one(c: Context, name: str) -> str:
    """With an axis in front for the one direction."""
    return c.node("Unsqueeze", [name, c.constant([0], np.int64)])
