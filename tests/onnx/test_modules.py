"""Every layer of nn that ONNX can say, from the table of tests/nn; the others are refused, and listed as such."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from autograd_lab import nn
from autograd_lab.errors import OnnxError
from autograd_lab.nn.utils import parametrizations
from tests.nn.layer_rows import ROWS, drawn
from tests.onnx.support import Calls, check

NOT_SAID = ("AdaptiveLogSoftmaxWithLoss", "CTCLoss", "max_norm", "EmbeddingBag(7, 3, mode")  # see onnx/limits.py
# What ``load`` does not read back; onnxruntime does.
NOT_READ = ("MaxUnpool", "Fold((4", "EmbeddingBag", "NLLLoss()", "CrossEntropyLoss")
FIXED = ("EmbeddingBag", "KLDivLoss(reduction='batchmean')")  # only at the size of the example


def made(text: str, arrays: tuple[Any, ...]) -> tuple[nn.Module, tuple[Any, ...]]:
    """The layer with numbers that differ from each other, and float32 inputs."""
    xs = tuple(lab.tensor(a.astype(np.float32) if a.dtype.kind == "f" else a) for a in arrays)
    layer = eval(text, {"nn": nn})
    layer(*xs)  # lazy ones
    for i, (name, value) in enumerate(layer.state_dict().items()):
        if value.dtype is lab.float32:
            numbers = drawn(*value.shape, seed=i)
            value.copy_(lab.tensor(np.abs(numbers) if name == "running_var" else numbers, dtype=lab.float32))
    return layer.eval(), xs


@pytest.mark.parametrize("row", ROWS, ids=[text for text, _ in ROWS])
def test_layers(row: Any, tmp_path: Path) -> None:
    text, arrays = row
    layer, xs = made(text, arrays)
    if any(name in text for name in NOT_SAID):
        with pytest.raises(OnnxError):
            lab.onnx.export(layer, xs)
        return
    check(layer, xs, folder=None if any(name in text for name in NOT_READ) else tmp_path)


BY_ROWS = [  # those whose inputs have one first axis
    (text, arrays) for text, arrays in ROWS
    if len({a.shape[:1] for a in arrays}) == 1 and not any(name in text for name in (*NOT_SAID, *FIXED))
]  # fmt: skip


@pytest.mark.parametrize("row", BY_ROWS, ids=[text for text, _ in BY_ROWS])
def test_layers_with_another_batch(row: Any, tmp_path: Path) -> None:
    text, arrays = row
    layer, xs = made(text, arrays)
    more = tuple(lab.cat([x, x[:1]]) for x in xs)
    folder = None if any(name in text for name in NOT_READ) else tmp_path
    check(layer, xs, more, axes={f"x{k}": {0: "batch"} for k in range(len(xs))}, folder=folder)


RECURRENT = [
    (kind, how)
    for kind in ("RNN", "LSTM", "GRU")
    for how in ({}, {"num_layers": 2}, {"bidirectional": True}, {"batch_first": True}, {"bias": False},
                {"num_layers": 2, "bidirectional": True, "batch_first": True, "dropout": 0.3})
]  # fmt: skip


@pytest.mark.parametrize(("kind", "how"), RECURRENT, ids=str)
def test_recurrent(kind: str, how: dict[str, Any], tmp_path: Path) -> None:
    layer = getattr(nn, kind)(3, 5, **how)
    axes = {0: "batch", 1: "time"} if how.get("batch_first") else {0: "time", 1: "batch"}
    check(layer, (lab.randn(4, 6, 3),), (lab.randn(7, 2, 3),), axes={"x0": axes}, folder=tmp_path)


def test_recurrent_with_states_and_cells(tmp_path: Path) -> None:
    lstm = nn.LSTM(3, 5)
    given = (lab.randn(4, 2, 3), lab.randn(1, 2, 5), lab.randn(1, 2, 5))
    check(Calls(lambda x, h, c: lstm(x, (h, c))), given, folder=tmp_path)
    check(nn.RNN(3, 5, nonlinearity="relu"), (lab.randn(4, 2, 3),), folder=tmp_path)
    check(nn.LSTM(3, 5), (lab.randn(4, 3),), folder=tmp_path)
    for cell in (nn.RNNCell, nn.GRUCell, nn.LSTMCell):
        check(cell(3, 5), (lab.randn(4, 3),), (lab.randn(6, 3),), axes={"x0": {0: "batch"}}, folder=tmp_path)


@pytest.mark.parametrize("batch_first", [False, True])
def test_attention_and_transformers(batch_first: bool, tmp_path: Path) -> None:
    axes = {0: "batch", 1: "time"} if batch_first else {0: "time", 1: "batch"}
    x, more = lab.randn(4, 6, 8), lab.randn(7, 2, 8)
    heads = nn.MultiheadAttention(8, 2, batch_first=batch_first)
    check(heads, (x, x, x), (more, more, more), axes=dict.fromkeys(("x0", "x1", "x2"), axes), folder=tmp_path)
    for how in ({}, {"norm_first": True, "activation": "gelu"}):
        layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=batch_first, **how)
        check(nn.TransformerEncoder(layer, 2), (x,), (more,), axes={"x0": axes}, folder=tmp_path)
    whole = nn.Transformer(8, 2, 1, 1, 16, batch_first=batch_first)
    check(whole, (x, x), (more, more), axes=dict.fromkeys(("x0", "x1"), axes), folder=tmp_path)


def test_attention_masks(tmp_path: Path) -> None:
    heads, x = nn.MultiheadAttention(8, 2, batch_first=True), lab.randn(2, 5, 8)
    hidden = lab.tensor([[False] * 5, [False, False, False, True, True]])
    causal = nn.Transformer.generate_square_subsequent_mask(5)
    check(Calls(lambda x, m: heads(x, x, x, key_padding_mask=m)), (x, hidden), folder=tmp_path)
    check(Calls(lambda x: heads(x, x, x, attn_mask=causal, need_weights=False)), (x,), folder=tmp_path)
    see = nn.functional.scaled_dot_product_attention
    blind = lab.tensor([[True, False]] * 4 + [[False, False]])  # the last query sees nothing: 0
    check(Calls(lambda x, m: see(x, x[:, :2], x[:, :2], m)), (x, blind), folder=tmp_path)
    growing = Calls(lambda x: see(x, x, x, is_causal=True))
    check(growing, (x,), (lab.randn(2, 9, 8),), axes={"x0": {1: "time"}}, folder=tmp_path)


def test_parametrized_weights() -> None:
    """What the weight is made of is in the file, under its own names."""
    own = "parametrizations.weight."
    for normed, names in (
        (parametrizations.weight_norm, {"bias", f"{own}original0", f"{own}original1"}),
        (parametrizations.spectral_norm, {"bias", f"{own}original", f"{own}0._u", f"{own}0._v"}),
    ):
        proto = check(normed(nn.Conv1d(2, 3, 2)), (lab.randn(2, 2, 5),))
        assert {t.name for t in proto.graph.initializer if not t.name.startswith("/")} == names
