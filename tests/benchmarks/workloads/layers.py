"""Single layers, forward and backward, without an optimizer: where a network's ratio comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from tests.benchmarks.work import Problem, Program, Workload, copy_weights, floats, weight
from tests.benchmarks.workloads.pieces import chain_value


@dataclass(frozen=True)
class Layer(Workload):
    """A layer between an input and a sum; compared are the sum and the gradient of the input."""

    dtype: str = "float32"

    shape: ClassVar[tuple[int, ...]] = ()

    def layer(self, torch: Any) -> Any:
        raise NotImplementedError

    def output(self, layer: Any, x: Any) -> Any:
        return layer(x)

    def problem(self) -> Problem:
        import autograd_lab as lab

        draw = np.random.default_rng(0)
        x = floats(draw, *self.shape)
        weights = {name: weight(draw, name, tuple(p.shape)) for name, p in self.layer(lab).named_parameters()}
        arrays = {name: array.astype(self.dtype) for name, array in weights.items()}
        return Problem({"x": x.astype(self.dtype)}, arrays)

    def program(self, torch: Any, problem: Problem, device: str = "cpu") -> Program:
        layer = self.layer(torch).to(device, getattr(torch, self.dtype))
        copy_weights(torch, layer, problem.weights)
        x = torch.tensor(problem.data["x"]).to(device).requires_grad_()

        def step() -> Any:
            x.grad = None
            total = self.output(layer, x).square().mean()
            total.backward()
            return total.detach()

        return Program(step, lambda total: chain_value(total, x.grad.cpu().abs()))


@dataclass(frozen=True)
class Recurrent(Layer):
    """RNN, GRU or LSTM: 32 sequences of 50 times, 64 features in and 64 hidden units."""

    kind: str = "LSTM"

    name = "recurrent"
    shape = (50, 32, 64)

    def layer(self, torch: Any) -> Any:
        return getattr(torch.nn, self.kind)(64, 64)

    def output(self, layer: Any, x: Any) -> Any:
        return layer(x)[0]


@dataclass(frozen=True)
class Attention(Layer):
    """Attention of a sequence to itself: batch x heads, length, width of a head."""

    batch: int = 8
    length: int = 64
    width: int = 16
    causal: bool = False

    name = "attention"

    @property
    def shape(self) -> tuple[int, ...]:  # type: ignore[override]
        return (self.batch, 4, self.length, self.width)

    def layer(self, torch: Any) -> Any:
        causal = self.causal

        class SelfAttention(torch.nn.Module):
            def forward(self, x: Any) -> Any:
                return torch.nn.functional.scaled_dot_product_attention(x, x, x, is_causal=causal)

        return SelfAttention()


@dataclass(frozen=True)
class EncoderLayer(Layer):
    """A layer of a transformer's encoder: 16 sequences of 50, width 64, 4 heads."""

    name = "encoder layer"
    shape = (16, 50, 64)

    def layer(self, torch: Any) -> Any:
        return torch.nn.TransformerEncoderLayer(64, 4, 128, dropout=0.0, batch_first=True)
