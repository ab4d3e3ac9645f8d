"""Transformer layers and stacks beside PyTorch's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_lab as lab
from tests.nn.oracle import numbers, same
from tests.nn.test_attention import pair, results

S, T, N, E = 4, 3, 2, 6  # source, target, samples, features

PADDED = np.array([[False, False, False, True], [False, False, True, True]])
CAUSAL = np.triu(np.ones((T, T), bool), 1)

# What it says of nested tensors, which make it faster.
pytestmark = pytest.mark.filterwarnings("ignore:enable_nested_tensor is True:UserWarning")

LAYERS: list[dict[str, Any]] = [
    {},
    {"batch_first": True, "activation": "gelu"},
    {"norm_first": True, "bias": False},
    {"norm_first": True, "activation": "relu", "layer_norm_eps": 0.1, "batch_first": True},
]
layers = pytest.mark.parametrize("made", LAYERS, ids=lambda options: " ".join(options) or "plain")


def encoder_layer(nn: Any, made: dict[str, Any]) -> Any:
    return nn.TransformerEncoderLayer(E, 2, 8, dropout=0.0, **made)


def decoder_layer(nn: Any, made: dict[str, Any]) -> Any:
    return nn.TransformerDecoderLayer(E, 2, 8, dropout=0.0, **made)


def source(made: dict[str, Any], length: int = S) -> Any:
    x = numbers(length, N, E)
    return x.swapaxes(0, 1) if made.get("batch_first") else x


MASKS: list[dict[str, Any]] = [
    {},
    {"src_mask": numbers(S, S)},
    {"src_key_padding_mask": PADDED},
    {"src_mask": np.triu(np.ones((S, S), bool), 1), "is_causal": True},
]


@layers
@pytest.mark.parametrize("masks", MASKS, ids=lambda options: " ".join(options) or "plain")
def test_encoder_layers(made: dict[str, Any], masks: dict[str, Any]) -> None:
    torch, ours, theirs = pair(lambda nn: encoder_layer(nn, made))
    same(results(lab, ours, source(made), **masks), results(torch, theirs, source(made), **masks))


@layers
def test_decoder_layers(made: dict[str, Any]) -> None:
    torch, ours, theirs = pair(lambda nn: decoder_layer(nn, made))
    inputs = source(made, T), source(made)
    masks = {"tgt_mask": CAUSAL, "memory_key_padding_mask": PADDED}
    for options in ({}, masks, {"tgt_mask": CAUSAL, "tgt_is_causal": True, "memory_mask": numbers(T, S)}):
        same(results(lab, ours, *inputs, **options), results(torch, theirs, *inputs, **options))


@layers
def test_stacks(made: dict[str, Any]) -> None:
    def encoder(nn: Any) -> Any:
        layer = encoder_layer(nn, made)
        return nn.TransformerEncoder(layer, 2, nn.LayerNorm(E))

    def decoder(nn: Any) -> Any:
        return nn.TransformerDecoder(decoder_layer(nn, made), 2)

    torch, ours, theirs = pair(encoder)
    for options in ({"src_key_padding_mask": PADDED}, {"mask": numbers(S, S)}):
        same(results(lab, ours, source(made), **options), results(torch, theirs, source(made), **options))
    torch, ours, theirs = pair(decoder)
    inputs = source(made, T), source(made)
    same(results(lab, ours, *inputs, tgt_mask=CAUSAL), results(torch, theirs, *inputs, tgt_mask=CAUSAL))


@layers
def test_the_whole(made: dict[str, Any]) -> None:
    def whole(nn: Any) -> Any:
        return nn.Transformer(E, 2, 2, 1, 8, 0.0, **made)

    torch, ours, theirs = pair(whole)
    inputs = source(made), source(made, T)
    masks = {"tgt_mask": CAUSAL, "src_key_padding_mask": PADDED, "memory_key_padding_mask": PADDED}
    for options in ({}, masks):
        same(results(lab, ours, *inputs, **options), results(torch, theirs, *inputs, **options))


def test_without_a_batch() -> None:
    torch, ours, theirs = pair(lambda nn: nn.Transformer(E, 2, 1, 1, 8, 0.0, batch_first=True))
    inputs = numbers(S, E), numbers(T, E)
    same(results(lab, ours, *inputs), results(torch, theirs, *inputs))


ACTIVATIONS: list[Callable[[Any], Any]] = [
    lambda nn: nn.functional.relu,
    lambda nn: nn.Tanh(),
    lambda nn: nn.functional.silu,
]


@pytest.mark.parametrize("activation", ACTIVATIONS, ids=["function", "module", "another"])
def test_activations(activation: Callable[[Any], Any]) -> None:
    torch, ours, theirs = pair(lambda nn: nn.TransformerEncoderLayer(E, 2, 8, 0.0, activation(nn)))
    same(results(lab, ours, source({})), results(torch, theirs, source({})))


def test_custom_parts_and_initial_values() -> None:
    class Still(lab.nn.Module):
        def forward(self, src: Any, **options: Any) -> Any:
            return src

    class Second(lab.nn.Module):
        def forward(self, tgt: Any, memory: Any, **options: Any) -> Any:
            return memory

    x = lab.ones(S, N, E)
    whole = lab.nn.Transformer(E, 2, custom_encoder=Still(), custom_decoder=Second())
    assert whole(x, x * 2).equal(x)
    lab.manual_seed(0)
    whole = lab.nn.Transformer(32, 2, 2, 2, 64)
    first, second = whole.encoder.layers
    assert not first.linear1.weight.equal(second.linear1.weight)  # drawn anew for each
    assert 0.98 < first.linear1.weight.abs().max() / (6 / 96) ** 0.5 <= 1
    stack = lab.nn.TransformerEncoder(encoder_layer(lab.nn, {}), 2)
    assert stack.layers[0].linear1.weight.equal(stack.layers[1].linear1.weight)  # copies of one layer


def test_the_causal_mask() -> None:
    mask = lab.nn.Transformer.generate_square_subsequent_mask(3)
    assert mask.tolist() == [[0, -np.inf, -np.inf], [0, 0, -np.inf], [0, 0, 0]]
    assert lab.nn.Transformer.generate_square_subsequent_mask(2, dtype=lab.float64).dtype is lab.float64


def test_dropout_is_only_for_training() -> None:
    lab.manual_seed(0)
    layer = lab.nn.TransformerEncoderLayer(E, 2, 8, dropout=0.5)
    x = lab.randn(S, N, E)
    assert not layer(x).equal(layer(x))
    layer.eval()
    assert layer(x).equal(layer(x))
